internal import CatalogService
internal import JSONText

/// A record whole: its texts or turns, its fields, its value, and where it comes from.
enum RecordPage {
  static func page(_ context: PageContext) throws -> HTML {
    let (dataset, id) = (context.segments[1], context.segments[3])
    let record = try context.catalog.record(id, in: dataset)
    let name = record.reference.corpus
    let fields = record.fields.map { field -> HTML in
      "<dt>\(field.name)</dt><dd>\(field.value.text)</dd>"
    }
    return PageLayout.document(
      context, title: "\(name):\(id)", json: PageLink("v1", "datasets", name, "records", id),
      """
      <p class="soft"><a href="\(PageLink("datasets", name).text)">\(name)</a></p>
      <h1>\(record.reference.record)</h1>
      \(content(record))
      <h2>\(context.say("Fields", "字段"))</h2>
      <dl>\(fields)<dt>\(context.say("Source", "来源"))</dt><dd>\(record.file), \(context.say(
        "byte", "字节")) \(record.offset)</dd></dl>
      <h2>\(context.say("Value", "原值"))</h2>
      <pre>\(record.content.withNonFiniteQuoted.prettyText)</pre>
      """)
  }

  /// Texts, and a conversation as its turns.
  static func content(_ record: StoredRecord) -> HTML {
    let value = record.content
    for key in ["messages", "conversations", "conversation"] {
      let turns = (value[key]?.elements ?? []).compactMap(turn)
      if !turns.isEmpty { return HTML(turns) }
    }
    return HTML(
      record.texts.map { text in
        let name: HTML = record.texts.count > 1 ? "<h2>\(text.field)</h2>" : ""
        return "\(name)<div class=\"text\">\(text.text)</div>"
      })
  }

  private static func turn(_ value: JSON) -> HTML? {
    guard let text = (value["content"] ?? value["value"])?.plainText else { return nil }
    let role = (value["role"] ?? value["from"])?.string ?? ""
    let kind = ["assistant", "gpt", "model"].contains(role) ? "assistant" : "user"
    return "<div class=\"turn \(kind)\"><b>\(role)</b><div class=\"text\">\(text)</div></div>"
  }
}
