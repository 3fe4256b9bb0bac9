internal import CatalogService
internal import JSONText

/// Datasets with facets as links, sorted and searched.
enum DatasetsPage {
  private static var rows: Int { 50 }

  static func page(_ context: PageContext) throws -> HTML {
    var options = ListOptions()
    options.text = context.text("q")
    options.licenses = context.texts("license")
    options.languages = context.texts("language")
    options.sectors = context.texts("sector")
    options.industries = context.texts("industry")
    options.kinds = context.texts("kind")
    options.modalities = context.texts("modality")
    options.access = context.texts("access")
    options.verdicts = context.texts("verdict")
    options.condition = context.text("where")
    options.sort = context.text("sort")
    options.cursor = context.text("cursor")
    options.facets = FacetLinks.fields
    options.limit = rows
    options.timeout = context.timeLimit
    let answer = try context.catalog.list(options)
    let facets = answer.facets.map { facet -> HTML in
      let texts = context.texts(facet.field)
      let chosen = texts + (texts.contains(FacetLinks.unknown) ? [nil] : [String?]())
      return FacetLinks.list(facet, chosen: chosen, context) { value, isChosen in
        let value = value ?? FacetLinks.unknown
        var link = context.link.with(facet.field, isChosen ? nil : value)
        let others = texts.filter { $0 != value }
        for other in others { link.query.append((facet.field, other)) }
        return link
      }
    }
    let more = PageLayout.next(answer.next, context)
    let title = context.say("Datasets", "数据集")
    let found: HTML =
      answer.total == 0
      ? PageLayout.nothing(context)
      : "<div class=\"scroll\">\(table(answer, context))</div>\(more)"
    var json = context.link
    json.path = ["v1", "datasets"]
    return PageLayout.document(
      context, title: title, json: json,
      """
      <h1>\(title)</h1>
      \(form(context))
      \(answer.notices.map { notice in
        "<p class=\"note\">\(PageSentences.shown(notice, context))</p>" as HTML
      })
      <p class="soft">\(context.say(
        answer.total == 1 ? "1 dataset" : "\(answer.total) datasets", "\(answer.total) 个数据集"))</p>
      <div class="columns"><aside aria-label="\(context.say("Filters", "筛选"))">\(facets)</aside>
      <div>\(found)</div></div>
      """)
  }

  /// The words and the condition that a list is narrowed by.
  static func form(_ context: PageContext) -> HTML {
    let kept = context.query.filter { !["q", "where", "cursor", "lang"].contains($0.name) }
      .map { PageLayout.hidden($0.name, $0.value) }
    let words = context.say("Words of the description", "说明中的词")
    let condition = context.say("Condition, such as bytes>=1TB", "条件，如 bytes>=1TB")
    return """
      <form class="search" action="/datasets" role="search">\(kept)
      <input type="search" name="q" value="\(context.text("q") ?? "")" placeholder="\(words)" \
      aria-label="\(words)">
      <input type="search" name="where" value="\(context.text("where") ?? "")" \
      placeholder="\(condition)" aria-label="\(condition)">
      <button>\(context.say("Filter", "筛选"))</button></form>
      """
  }

  private static func table(_ answer: ListAnswer, _ context: PageContext) -> HTML {
    let rows = answer.datasets.map { row($0, context) }
    return """
      <table class="list"><thead><tr>\
      <th scope="col">\(sorted("name", context.say("Dataset", "数据集"), context))</th>\
      <th scope="col">\(PageWords.field("license", context))</th>\
      <th scope="col">\(PageWords.field("language", context))</th>\
      <th scope="col" class="number">\(sorted("bytes:desc", context.say("Size", "大小"), context))</th>\
      <th scope="col" class="number">\(sorted(
        "records:desc", context.say("Records", "记录"), context))</th>\
      </tr></thead><tbody>\(rows)</tbody></table>
      """
  }

  private static func sorted(_ key: String, _ title: String, _ context: PageContext) -> HTML {
    let isChosen = context.text("sort") == key
    let sign: HTML = isChosen ? " ↓" : ""
    return
      "<a href=\"\(context.link.with("sort", isChosen ? nil : key).text)\">\(title)\(sign)</a>"
  }

  private static func row(_ dataset: ListedDataset, _ context: PageContext) -> HTML {
    let tree = dataset.tree
    let licenses = tree["licenses"]?.elements.compactMap(\.string) ?? []
    let languages = tree["languages"]?.elements.compactMap(\.string) ?? []
    let kind = tree["kind"]?.string ?? ""
    let index: HTML =
      dataset.isIndexed ? " <span class=\"tag clear\">\(context.say("indexed", "已索引"))</span>" : ""
    let shown = languages.prefix(4).map { PageWords.value($0, of: "language", context) }
      .joined(separator: ", ")
    let rest = languages.count > 4 ? " +\(languages.count - 4)" : ""
    return """
      <tr><td><a href="\(PageLink("datasets", dataset.id).text)">\(
        dataset.name(in: context.language))</a>\(index)<br><span class="soft">\(
        tree["publisher"]?.string ?? dataset.id) · \(
        PageWords.value(kind, of: "kind", context))</span></td>\
      <td>\(licenses.isEmpty ? PageLayout.unknown(context) : HTML(
        text: licenses.joined(separator: ", ")))</td>\
      <td>\(languages.isEmpty ? PageLayout.unknown(context) : HTML(text: shown + rest))</td>\
      <td class="number">\(PageFigures.bytes(dataset.byteCount, context))</td>\
      <td class="number">\(PageFigures.count(dataset.recordCount, context))</td></tr>
      """
  }
}
