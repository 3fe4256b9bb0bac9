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
    for column in (profile["columns"]?.elements ?? []).prefix(6) {
      let values = (column["top"]?.elements ?? []).prefix(6).map { value in
        PageFigures.Bar(
          label: HTML(text: String((value["value"]?.scalarText ?? "").prefix(60))),
          value: value["count"]?.double ?? 0,
          text: Figures.count(UInt64(max(0, value["count"]?.integer ?? 0))))
      }
      guard values.count > 1 else { continue }
      plots.append(plot(column["name"]?.string ?? "", Array(values)))
    }
    guard !plots.isEmpty else { return "" }
    return """
      <h2>\(context.say("What is in it, measured", "内容统计"))</h2>
      <div class="grid">\(plots)</div>
      """
  }

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
        text: Figures.count(UInt64(max(0, step["count"]?.integer ?? 0))))
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
        text: Figures.share(share), isUnknown: member.key == "und")
    }
  }
}
