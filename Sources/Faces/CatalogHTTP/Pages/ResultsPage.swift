internal import CatalogService
internal import JSONText

/// What a search found: passages with what was looked for marked, counts, and the whole as a file.
enum ResultsPage {
  static func page(_ context: PageContext) throws -> HTML {
    guard let query = context.text("q") else { return try HomePage.page(context) }
    let datasets = context.texts("in")
    var options = SearchOptions()
    options.condition = context.text("where")
    options.cursor = context.text("cursor")
    options.sort = context.text("sort")
    options.all = context.text("all") != nil
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
    let notices = answer.records.notices.map { notice -> HTML in
      "<p class=\"note\">\(notice.description)</p>"
    }
    return PageLayout.document(
      context, title: query, json: json,
      """
      <h1>\(context.say("Results", "结果"))</h1>
      \(PageLayout.searchBox(context, query: query, dataset: datasets.first))
      \(count(answer, context))\(notices)
      <div class="columns"><aside>\(facets)\(described(answer, context))</aside>
      <div><ol class="hits">\(answer.records.hits.map { hit($0, context) })</ol>\(next)
      \(download(answer, context))</div></div>
      """)
  }

  private static func count(_ answer: FindAnswer, _ context: PageContext) -> HTML {
    let total = Figures.count(answer.records.total)
    let bound = answer.records.totalIsExact ? "" : context.say("at least ", "至少 ")
    let searched = Figures.count(answer.coverage.engine.documents)
    let time = Figures.decimal(answer.milliseconds, places: 1)
    var lines: [HTML] = [
      """
      <p class="soft">\(context.say(
        "\(bound)\(total) records of \(searched) in \(answer.coverage.engine.searched) datasets, \(time) ms",
        "\(bound)\(total) 条记录，在 \(answer.coverage.engine.searched) 个数据集的 \(searched) 条中，\(time) 毫秒"
      ))</p>
      """
    ]
    // What was not looked at is said before what was found.
    for failure in answer.coverage.failures {
      lines.append(
        "<p class=\"error\">\(failure.dataset): \(failure.error.statement)</p>")
    }
    for note in answer.coverage.engine.notes { lines.append("<p class=\"note\">\(note)</p>") }
    if !answer.coverage.stale.isEmpty {
      lines.append(
        """
        <p class="note">\(context.say(
          "changed since they were indexed: ", "索引之后已有变化："))\(
          answer.coverage.stale.joined(separator: ", "))</p>
        """)
    }
    return HTML(lines)
  }

  private static func hit(_ hit: Hit, _ context: PageContext) -> HTML {
    let (dataset, record) = (hit.reference.corpus, hit.reference.record)
    let fields = hit.fields.prefix(6).map { field -> HTML in
      "<span class=\"tag\">\(field.name): \(String(field.value.text.prefix(60)))</span>"
    }
    let score = hit.score.map { Figures.decimal(Double($0), places: 2) } ?? ""
    return """
      <li><a href="\(PageLink("datasets", dataset, "records", record).text)">\(
        hit.title ?? record)</a> <span class="soft">\(dataset) · \(score)</span>
      <p>\(PassageText.marked(hit.snippet, hit.highlights))</p>\(fields)</li>
      """
  }

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
    return """
      <p><a href="\(link.text)" download="matches.jsonl">\(context.say(
        "Download every match as JSON Lines", "下载全部匹配（JSON Lines）"))</a></p>
      """
  }
}
