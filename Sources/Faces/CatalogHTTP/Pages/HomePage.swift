internal import CatalogService

/// The first page: one search box, and the platform in numbers and pictures.
enum HomePage {
  static func page(_ context: PageContext) throws -> HTML {
    let summary = try context.catalog.summary()
    let body: HTML = """
      <h1>\(context.say("The corpora behind language models", "语言模型背后的语料"))</h1>
      <p class="lead">\(context.say(
        "What there is, what is in it, where it comes from, and what may be done with it.",
        "有什么、里面是什么、从哪里来、可以怎样用。"))</p>
      \(PageLayout.searchBox(context))
      <ul class="cards">\(cards(summary, context))</ul>
      <div class="grid">\(summary.groups.map { group(named: $0, context) })</div>
      """
    return PageLayout.document(
      context, title: context.say("Overview", "概览"), json: PageLink("v1", "summary"), body)
  }

  /// The numbers that a look at the platform begins with, in this order.
  private static let numbers:
    [(name: String, english: String, chinese: String, target: PageLink?)] =
      [
        ("datasets", "datasets", "数据集", PageLink("datasets")),
        ("clusters", "clusters", "集群", PageLink("clusters")),
        (
          "indexed", "indexed here", "已在此索引",
          PageLink("datasets", query: [("where", "indexed = true")])
        ),
      ]

  private static func cards(_ summary: SummaryAnswer, _ context: PageContext) -> [HTML] {
    var cards = numbers.compactMap { number -> HTML? in
      guard let count = summary.counts.first(where: { $0.name == number.name })?.count else {
        return nil
      }
      let label = context.say(number.english, number.chinese)
      let link: HTML = number.target.map { "<a href=\"\($0.text)\">\(label)</a>" } ?? "\(label)"
      return "<li><b>\(Figures.count(UInt64(max(0, count))))</b>\(link)</li>"
    }
    let names = [
      "bytes": context.say("of data", "数据"), "records": context.say("records", "条记录"),
      "tokens": context.say("tokens", "词元"),
    ]
    for total in summary.totals {
      guard let name = names[total.name] else { continue }
      let sum =
        total.name == "bytes" ? Figures.bytes(UInt64(total.sum)) : large(total.sum, context)
      cards.append(
        """
        <li><b>\(sum)</b>\(name), <span class="soft">\(context.say(
          "unknown for \(total.unknown)", "\(total.unknown) 个未知"))</span></li>
        """)
    }
    return cards
  }

  /// A large count with its first digits.
  private static func large(_ count: Double, _ context: PageContext) -> String {
    let units = [(1e12, "T", "万亿"), (1e9, "B", "十亿"), (1e6, "M", "百万")]
    for (size, english, chinese) in units where count >= size {
      return Figures.decimal(count / size, places: 1) + " " + context.say(english, chinese)
    }
    return Figures.count(UInt64(max(0, count)))
  }

  private static var rowsShown: Int { 12 }

  private static func group(named group: SummaryAnswer.Group, _ context: PageContext) -> HTML {
    let known = group.rows.filter { $0.value != nil }
    let shown = known.prefix(rowsShown)
    var bars = shown.map { row -> PageFigures.Bar in
      let value = row.value ?? ""
      let name = PageWords.value(value, of: group.field, context)
      return PageFigures.Bar(
        label: FacetLinks.target(group.field, value).map { "<a href=\"\($0.text)\">\(name)</a>" }
          ?? "\(name)", value: Double(row.datasets), text: Figures.count(UInt64(row.datasets)))
    }
    let rest = known.dropFirst(rowsShown)
    if !rest.isEmpty {
      let words = context.say("\(rest.count) more", "其余 \(rest.count) 项")
      bars.append(
        PageFigures.Bar(label: "<span class=\"soft\">\(words)</span>", value: 0, text: ""))
    }
    if let unknown = group.rows.first(where: { $0.value == nil }) {
      bars.append(
        PageFigures.Bar(
          label: PageLayout.unknown(context), value: Double(unknown.datasets),
          text: Figures.count(UInt64(unknown.datasets)), isUnknown: true))
    }
    let title = PageWords.field(group.field, context)
    return """
      <section><h2>\(title)</h2>\(PageFigures.bars(
        bars, caption: context.say("Datasets by \(title)", "按\(title)统计的数据集")))</section>
      """
  }
}
