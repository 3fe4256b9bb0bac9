internal import CatalogService

/// The first page: one search box, and the platform in numbers and pictures.
enum HomePage {
  static func page(_ context: PageContext) throws -> HTML {
    let measure = try Measure(context)
    let summary = try context.catalog.summary()
    let body: HTML = """
      <h1>\(context.say("The corpora behind language models", "语言模型背后的语料"))</h1>
      <p class="lead">\(context.say(
        "What there is, what is in it, where it comes from, and what may be done with it.",
        "有什么、里面是什么、从哪里来、可以怎样用。"))</p>
      \(PageLayout.searchBox(context))
      <ul class="cards">\(cards(summary, context))</ul>
      \(views(measure, context))
      <div class="\(measure == .bytes ? "grid wide" : "grid")">\(summary.groups.map {
        group(named: $0, by: measure, context)
      })</div>
      """
    return PageLayout.document(
      context, title: context.say("Overview", "概览"), json: json, body)
  }

  /// Where the same stands as JSON.
  static let json = PageLink("v1", "summary")

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
        total.name == "bytes"
        ? Figures.bytes(UInt64(total.sum)) : PageFigures.large(total.sum, context)
      cards.append(
        """
        <li><b>\(sum)</b>\(name), <span class="soft">\(context.say(
          "unknown for \(total.unknown)", "\(total.unknown) 个未知"))</span></li>
        """)
    }
    return cards
  }

  private static var rowsShown: Int { 12 }

  /// What the values of a field are measured by.
  private enum Measure: String, CaseIterable {
    case datasets, clusters, bytes

    /// The one that an address names; the first where it names none.
    init(_ context: PageContext) throws {
      let name = context.text("by") ?? Self.datasets.rawValue
      guard let measure = Self(rawValue: name) else {
        let names = Self.allCases.map(\.rawValue)
        throw CatalogError(
          .usage, "“by” is one of \(names.joined(separator: ", "))", at: .field("by"))
      }
      self = measure
    }

    func name(_ context: PageContext) -> String {
      switch self {
      case .datasets: context.say("Datasets", "数据集")
      case .clusters: context.say("Clusters", "集群")
      case .bytes: context.say("Bytes", "字节")
      }
    }

    func value(of row: SummaryAnswer.Row) -> Double {
      switch self {
      case .datasets: Double(row.datasets)
      case .clusters: Double(row.clusters)
      case .bytes: row.bytes
      }
    }

    func text(of row: SummaryAnswer.Row, _ context: PageContext) -> HTML {
      guard self == .bytes else { return HTML(text: Figures.count(UInt64(max(0, value(of: row))))) }
      return PageFigures.bytes(
        sum: row.bytes, known: row.bytes > 0, unknown: row.unknownBytes, context)
    }
  }

  /// The ways to measure, of which one is chosen.
  private static func views(_ measure: Measure, _ context: PageContext) -> HTML {
    let links = Measure.allCases.map { other -> HTML in
      let mark: HTML = other == measure ? " aria-current=\"true\"" : ""
      let link = context.link.with("by", other == .datasets ? nil : other.rawValue)
      return "<a\(mark) href=\"\(link.text)\">\(other.name(context))</a>"
    }
    return "<p class=\"views\">\(links)</p>"
  }

  private static func group(
    named group: SummaryAnswer.Group, by measure: Measure, _ context: PageContext
  ) -> HTML {
    var known = group.rows.filter { $0.value != nil }
    // Years stay in their order; of the others the largest stand first.
    if group.field != "year" {
      known = known.enumerated().sorted {
        (measure.value(of: $1.element), $0.offset) < (measure.value(of: $0.element), $1.offset)
      }.map(\.element)
    }
    var bars = known.prefix(rowsShown).map { bar($0, of: group.field, by: measure, context) }
    let rest = known.dropFirst(rowsShown)
    if !rest.isEmpty {
      let words = context.say("\(rest.count) more", "其余 \(rest.count) 项")
      bars.append(
        PageFigures.Bar(label: "<span class=\"soft\">\(words)</span>", value: 0, text: ""))
    }
    if let unknown = group.rows.first(where: { $0.value == nil }) {
      bars.append(bar(unknown, of: group.field, by: measure, context))
    }
    let title = PageWords.field(group.field, context)
    let name = measure.name(context)
    return """
      <section><h2>\(title)</h2>\(PageFigures.bars(
        bars, caption: context.say("\(name) by \(title)", "按\(title)统计的\(name)"),
        isWide: measure == .bytes))</section>
      """
  }

  private static func bar(
    _ row: SummaryAnswer.Row, of field: String, by measure: Measure, _ context: PageContext
  ) -> PageFigures.Bar {
    let name =
      row.value.map { HTML(text: PageWords.value($0, of: field, context)) }
      ?? PageLayout.unknown(context)
    return PageFigures.Bar(
      label: FacetLinks.target(field, row.value).map { "<a href=\"\($0.text)\">\(name)</a>" }
        ?? name,
      value: measure.value(of: row), text: measure.text(of: row, context),
      isUnknown: row.value == nil)
  }
}
