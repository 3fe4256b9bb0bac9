internal import CatalogService
internal import JSONText

/// What is in the data of a dataset, as bars.
enum ProfilePlots {
  /// The chapter of a page; nothing where nothing was measured.
  static func section(_ profile: JSON?, _ context: PageContext) -> HTML {
    guard let profile, let text = profile["text"] else { return "" }
    var plots: [HTML] = []
    if let lengths = histogram(text["length"]?["histogram"], context) {
      plots.append(
        plot(context.say("Characters of a text", "文本长度（字符）"), lengths))
    }
    for (key, title) in [
      ("languages", context.say("Languages", "语言")), ("scripts", context.say("Scripts", "文字")),
    ] {
      if let shares = shares(text[key], context) { plots.append(plot(title, shares)) }
    }
    if let filled = filled(profile, context) {
      plots.append(plot(context.say("Records that have a field", "含有各字段的记录数"), filled))
    }
    for column in (profile["columns"]?.elements ?? []).prefix(6) {
      let values = (column["top"]?.elements ?? []).prefix(6).map { value in
        PageFigures.Bar(
          label: HTML(text: String((value["value"]?.scalarText ?? "").prefix(60))),
          value: value["count"]?.double ?? 0,
          text: count(value["count"]))
      }
      guard values.count > 1 else { continue }
      plots.append(plot(column["name"]?.string ?? "", Array(values)))
    }
    guard !plots.isEmpty else { return "" }
    return """
      <h2>\(context.say("What is in it, measured", "内容统计"))</h2>
      \(repeated(text["duplicates"], context))<div class="grid">\(plots)</div>
      """
  }

  private static func count(_ number: JSON?) -> HTML {
    HTML(text: Figures.count(UInt64(max(0, number?.integer ?? 0))))
  }

  /// Texts that occur again, counted or estimated.
  private static func repeated(_ duplicates: JSON?, _ context: PageContext) -> HTML {
    guard let duplicates, duplicates["texts"]?.integer != nil else { return "" }
    let about = duplicates["exact"]?.bool == true ? "" : context.say("about ", "约 ")
    return """
      <p>\(context.say("Texts that another one repeats", "与其他文本重复的文本")): \(about)\(
        count(duplicates["texts"]))</p>
      """
  }

  /// Texts and columns with the number of records in which each says something.
  private static func filled(_ profile: JSON, _ context: PageContext) -> [PageFigures.Bar]? {
    let parts = (profile["fields"]?.elements ?? []) + (profile["columns"]?.elements ?? [])
    guard parts.count > 1 else { return nil }
    var bars = parts.prefix(columnsShown).map { part in
      PageFigures.Bar(
        label: HTML(text: part["name"]?.string ?? ""), value: part["filled"]?.double ?? 0,
        text: count(part["filled"]))
    }
    if parts.count > columnsShown {
      let left = parts.count - columnsShown
      let words = context.say("\(left) more", "其余 \(left) 项")
      bars.append(
        PageFigures.Bar(label: "<span class=\"soft\">\(words)</span>", value: 0, text: ""))
    }
    return bars
  }

  private static var columnsShown: Int { 12 }

  private static func plot(_ title: String, _ bars: [PageFigures.Bar]) -> HTML {
    "<section><h3>\(title)</h3>\(PageFigures.bars(bars, caption: title))</section>"
  }

  private static func histogram(
    _ histogram: JSON?, _ context: PageContext
  ) -> [PageFigures.Bar]? {
    let steps = histogram?.elements ?? []
    guard !steps.isEmpty else { return nil }
    return steps.map { step in
      let from = UInt64(max(0, step["from"]?.integer ?? 0))
      return PageFigures.Bar(
        label: HTML(text: "≥ \(Figures.count(from))"), value: step["count"]?.double ?? 0,
        text: count(step["count"]))
    }
  }

  private static func shares(_ shares: JSON?, _ context: PageContext) -> [PageFigures.Bar]? {
    let members = (shares?.members ?? []).prefix(8)
    guard !members.isEmpty else { return nil }
    return members.map { member in
      let share = member.value.double ?? 0
      let name = member.key == "und" ? context.say("undetermined", "未判定") : member.key
      return PageFigures.Bar(
        label: HTML(text: PageWords.value(name, of: "language", context)), value: share,
        text: HTML(text: Figures.share(share)), isUnknown: member.key == "und")
    }
  }
}
