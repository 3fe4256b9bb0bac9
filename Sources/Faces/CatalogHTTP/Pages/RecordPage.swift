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
      \(content(record, context))
      \(beside(record, context))
      <h2>\(context.say("Fields", "字段"))</h2>
      <dl>\(fields)<dt>\(context.say("Source", "来源"))</dt><dd>\(record.file), \(context.say(
        "byte", "字节")) \(record.offset)</dd></dl>
      <h2>\(context.say("Value", "原值"))</h2>
      <pre>\(record.content.prettyText)</pre>
      """)
  }

  /// The ways to the records before and behind it in the source.
  private static func beside(_ record: StoredRecord, _ context: PageContext) -> HTML {
    func link(_ id: String?, _ relation: HTML, _ words: HTML) -> HTML {
      guard let id else { return "" }
      let target = PageLink("datasets", record.reference.corpus, "records", id)
      return "<a rel=\"\(relation)\" href=\"\(target.text)\">\(words)</a>"
    }
    let previous = record.neighbours?.previous
    let next = record.neighbours?.next
    guard previous != nil || next != nil else { return "" }
    return """
      <nav class="beside" aria-label="\(context.say("In the source", "在来源中"))">\(
        link(previous, "prev", "← \(context.say("previous:", "前一条："))&#32;\(previous ?? "")"))\(
        link(next, "next", "\(context.say("next:", "后一条："))&#32;\(next ?? "") →"))</nav>
      """
  }

  /// Texts, a conversation as its turns, and what was preferred apart from what was not.
  static func content(_ record: StoredRecord, _ context: PageContext) -> HTML {
    let value = record.content
    for key in ["messages", "conversations", "conversation"] {
      let turns = (value[key]?.elements ?? []).compactMap(turn)
      if !turns.isEmpty { return HTML(turns) }
    }
    let preference = Self.preference(value, context)
    if !preference.isEmpty { return HTML(preference) }
    return HTML(
      record.texts.map { text in
        let name: HTML = record.texts.count > 1 ? "<h2>\(text.field)</h2>" : ""
        return "\(name)<div class=\"text\">\(text.text)</div>"
      })
  }

  /// The parts of a preference: what was asked, the answer that people chose and the one they did not;
  /// none of a record of another kind.
  private static func preference(_ value: JSON, _ context: PageContext) -> [HTML] {
    guard value["chosen"] != nil, value["rejected"] != nil else { return [] }
    let parts = [
      (["system"], context.say("system", "系统"), "user"),
      (["prompt", "question", "instruction"], context.say("asked", "提问"), "user"),
      (["chosen"], context.say("chosen", "选中的回答"), "assistant"),
      (["rejected"], context.say("rejected", "未选中的回答"), "rejected"),
    ]
    return parts.flatMap { keys, name, kind -> [HTML] in
      guard let part = keys.lazy.compactMap({ value[$0] }).first else { return [] }
      let turns = part.array?.compactMap { ($0["content"] ?? $0["value"])?.plainText } ?? []
      // Of two conversations that begin alike only the ends are the answers.
      guard let text = turns.last ?? part.plainText, !text.isEmpty else { return [] }
      return [section(name, kind, text)]
    }
  }

  private static func section(_ name: String, _ kind: String, _ text: String) -> HTML {
    "<div class=\"turn \(kind)\"><b>\(name)</b><div class=\"text\">\(text)</div></div>"
  }

  private static func turn(_ value: JSON) -> HTML? {
    guard let text = (value["content"] ?? value["value"])?.plainText else { return nil }
    let role = (value["role"] ?? value["from"])?.string ?? ""
    let kind = ["assistant", "gpt", "model"].contains(role) ? "assistant" : "user"
    return section(role, kind, text)
  }
}
