internal import CatalogService
internal import JSONText

/// What a search found: passages with what was looked for marked, or a line for each occurrence; counts,
/// and the whole as a file.
enum ResultsPage {
  static func page(_ context: PageContext) throws -> HTML {
    guard let query = context.text("q") else { return try HomePage.page(context) }
    let datasets = context.texts("in")
    var options = SearchOptions()
    options.condition = context.text("where")
    options.cursor = context.text("cursor")
    options.sort = context.text("sort")
    options.all = context.flag("all")
    options.context = try characters(context)
    options.facets = ["dataset"]
    options.limit = 20
    options.timeout = context.timeLimit
    let answer = try context.catalog.find(query, in: datasets, options: options)
    var json = context.link
    json.path = ["v1", "find"]
    let next = PageLayout.next(answer.records.next, context)
    let facets = answer.records.facets.map { facet in
      FacetLinks.list(facet, chosen: datasets, context) { value, isChosen in
        context.link.with("in", isChosen ? nil : value)
      }
    }
    let columns = try ColumnFacets.of(answer, query, options, datasets, context)
    let remarks =
      answer.records.notices.map { PageSentences.shown($0, context) }
      + (columns.remark.map { [HTML(text: $0)] } ?? [])
    let notices = remarks.map { remark -> HTML in "<p class=\"note\">\(remark)</p>" }
    return PageLayout.document(
      context, title: query, json: json,
      """
      <h1>\(context.say("Results", "结果"))</h1>
      \(form(context))
      \(count(answer, context))\(notices)
      <div class="columns"><aside aria-label="\(context.say("Filters", "筛选"))">\(facets)\(columns.lists)\(
        described(answer, context))</aside>
      <div>\(answer.records.hits.isEmpty ? PageLayout.nothing(context) : "")\(
        views(answer, context))\(hits(answer, context))\(next)
      \(download(answer, context))</div></div>
      """)
  }

  /// The query with what narrows and orders it.
  static func form(_ context: PageContext) -> HTML {
    PageLayout.searchBox(
      context, query: context.text("q") ?? "", datasets: context.texts("in"), more: more(context))
  }

  /// Characters on each side of an occurrence where each has a line of its own; `nil` for passages.
  private static func characters(_ context: PageContext) throws -> Int? {
    guard let text = context.text("context") else { return nil }
    let contexts = SearchOptions.contexts
    guard let count = Int(text), contexts.contains(count) else {
      throw CatalogError(
        .usage,
        "“context” takes a whole number from \(contexts.lowerBound) to \(contexts.upperBound)",
        at: .field("context"))
    }
    return count
  }

  /// What narrows and orders a search, besides the query.
  private static func more(_ context: PageContext) -> HTML {
    func input(_ name: String, _ words: String) -> HTML {
      """
      <input type="search" name="\(name)" value="\(context.text(name) ?? "")" placeholder="\(words)" \
      aria-label="\(words)">
      """
    }
    let mark: HTML = context.flag("all") ? " checked" : ""
    let kept = context.text("context").map { PageLayout.hidden("context", $0) } ?? ""
    return """
      <span class="more">\(input(
        "where", context.say("Condition, such as lang=zh", "条件，如 lang=zh")))\(input(
        "sort", context.say("Order by a column, such as year:desc", "排序列，如 year:desc")))\
      <label><input type="checkbox" name="all" value="1"\(mark)> \(context.say(
        "every word", "须含所有词"))</label>\(kept)</span>
      """
  }

  private static func count(_ answer: FindAnswer, _ context: PageContext) -> HTML {
    let total = Figures.count(answer.records.total)
    let bound = answer.records.totalIsExact ? "" : context.say("at least ", "至少 ")
    let engine = answer.coverage.engine
    let searched = Figures.count(engine.documents)
    let time = Figures.decimal(answer.milliseconds, places: 1)
    let records = answer.records.total == 1 ? "record" : "records"
    let datasets = engine.searched == 1 ? "dataset" : "datasets"
    var lines: [HTML] = [
      """
      <p class="soft">\(context.say(
        "\(bound)\(total) \(records) of \(searched) in \(engine.searched) \(datasets), \(time) ms",
        "\(bound)\(total) 条记录，在 \(engine.searched) 个数据集的 \(searched) 条中，\(time) 毫秒"
      ))</p>
      """
    ]
    // What was not looked at is said before what was found.
    for failure in answer.coverage.failures {
      lines.append(
        "<p class=\"error\">\(failure.dataset): \(PageSentences.shown(failure.error, context))</p>")
    }
    for note in engine.notes {
      lines.append("<p class=\"note\">\(PageSentences.shown(note, context))</p>")
    }
    for reason in StaleDataset.Reason.allCases {
      let stale = answer.coverage.stale.filter { $0.reason == reason }.map(\.dataset)
      guard !stale.isEmpty else { continue }
      lines.append(
        """
        <p class="note">\(words(for: reason, context))\(stale.joined(separator: ", "))</p>
        """)
    }
    return HTML(lines)
  }

  private static func words(for reason: StaleDataset.Reason, _ context: PageContext) -> String {
    switch reason {
    case .sourceHasChanged: context.say("changed since they were indexed: ", "索引之后已有变化：")
    case .runWasCutShort: context.say("a run was cut short: ", "索引中途停止，尚未完成：")
    case .runIsUnderWay: context.say("a run is under way: ", "正在索引：")
    }
  }

  // MARK: - Hits

  /// Characters that the view by lines begins with.
  private static var usualContext: String { "40" }

  /// The two ways to look at what was found.
  private static func views(_ answer: FindAnswer, _ context: PageContext) -> HTML {
    guard !answer.records.hits.isEmpty else { return "" }
    let isLines = context.text("context") != nil
    func link(_ words: String, _ value: String?, _ isChosen: Bool) -> HTML {
      // The page stays the same one, so its cursor does.
      var link = context.link
      link.query.removeAll { $0.name == "context" }
      if let value { link.query.append(("context", value)) }
      let mark: HTML = isChosen ? " aria-current=\"true\"" : ""
      return "<a\(mark) href=\"\(link.text)\">\(words)</a>"
    }
    return """
      <p class="views">\(link(context.say("Passages", "段落"), nil, !isLines))\(link(
        context.say("A line for each occurrence", "逐处上下文"), usualContext, isLines))</p>
      """
  }

  private static func hits(_ answer: FindAnswer, _ context: PageContext) -> HTML {
    let hits = answer.records.hits
    if context.text("context") == nil {
      return "<ol class=\"hits\">\(hits.map { hit($0, context) })</ol>"
    }
    return "<ol class=\"lines\">\(hits.flatMap { lines($0, context) })</ol>"
  }

  private static func hit(_ hit: Hit, _ context: PageContext) -> HTML {
    let fields = hit.fields.prefix(6).map { field -> HTML in
      "<span class=\"tag\">\(field.name): \(String(field.value.text.prefix(60)))</span>"
    }
    let score = hit.score.map { " · " + Figures.decimal(Double($0), places: 2) } ?? ""
    return """
      <li>\(link(hit)) <span class="soft">\(hit.reference.corpus)\(score)</span>
      <p>\(PassageText.marked(hit.snippet, hit.highlights))</p>\(fields)</li>
      """
  }

  /// The occurrences in a record, each on a line of its own and all in one column.
  private static func lines(_ hit: Hit, _ context: PageContext) -> [HTML] {
    var lines = hit.occurrences.map { occurrence -> HTML in
      """
      <li>\(source(hit))<span class="before"><span>\(occurrence.before)</span></span>\
      <span class="after"><mark>\(occurrence.match)</mark>\(occurrence.after)</span></li>
      """
    }
    // A record can match by its columns alone.
    let rest = lines.isEmpty ? hit.snippet : hit.occurrencesRemark
    if let rest {
      lines.append(
        "<li>\(source(hit))<span class=\"before\"></span><span class=\"after soft\">\(rest)</span></li>"
      )
    }
    return lines
  }

  /// Where a line comes from: names of records are those of one dataset alone.
  private static func source(_ hit: Hit) -> HTML {
    "<span class=\"source\"><span class=\"soft\">\(hit.reference.corpus)</span> \(link(hit))</span>"
  }

  private static func link(_ hit: Hit) -> HTML {
    let target = PageLink("datasets", hit.reference.corpus, "records", hit.reference.record)
    return "<a href=\"\(target.text)\">\(hit.title ?? hit.reference.record)</a>"
  }

  // MARK: - Beside them

  private static func described(_ answer: FindAnswer, _ context: PageContext) -> HTML {
    guard !answer.datasets.isEmpty else { return "" }
    let rows = answer.datasets.map { dataset -> HTML in
      "<li><a href=\"\(PageLink("datasets", dataset.id).text)\">\(dataset.name)</a></li>"
    }
    return """
      <section class="facet"><h2>\(context.say(
        "Described datasets", "相关数据集"))</h2><ul>\(rows)</ul></section>
      """
  }

  private static func download(_ answer: FindAnswer, _ context: PageContext) -> HTML {
    guard !answer.records.hits.isEmpty else { return "" }
    var link = context.link
    link.path = ["v1", "extract"]
    link.query = link.query.filter { ["q", "in", "where", "all"].contains($0.name) }
    var card = link
    card.path.append("card")
    let name = RouteTable.extractName
    return """
      <p><a href="\(link.text)" download="\(name)">\(context.say(
        "Download every match as JSON Lines", "下载全部匹配（JSON Lines）"))</a> · \
      <a href="\(card.text)" download="\(Catalog.cardName(ofExtract: name))">\(context.say(
        "with its card: origins, licences, checksum", "及其说明卡：来源、许可、校验和"))</a></p>
      """
  }
}
