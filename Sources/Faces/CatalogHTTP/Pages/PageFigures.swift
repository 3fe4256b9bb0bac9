internal import CatalogService

/// Numbers as pages show them, and bars beside them.
enum PageFigures {
  /// A row of bars: what it stands for, where it leads, how large it is.
  struct Bar: Sendable {
    var label: HTML
    var value: Double
    var text: HTML
    var isUnknown = false
  }

  /// Bars of one scale as a table, so that it can be read where it is not seen; `isWide` leaves room for
  /// more than a number.
  static func bars(_ bars: [Bar], caption: String, isWide: Bool = false) -> HTML {
    let largest = bars.map(\.value).max() ?? 0
    let rows = bars.map { bar -> HTML in
      let share = largest > 0 ? max(bar.value / largest * 100, bar.value > 0 ? 0.5 : 0) : 0
      let width = Figures.decimal(share, places: 1)
      let kind = bar.isUnknown ? "unknown" : "known"
      return """
        <tr><th scope="row">\(bar.label)</th><td><svg aria-hidden="true" viewBox="0 0 100 10" \
        preserveAspectRatio="none"><rect class="\(kind)" width="\(width)" height="10"/></svg></td>\
        <td>\(bar.text)</td></tr>
        """
    }
    let kind = isWide ? "bars wide" : "bars"
    return "<table class=\"\(kind)\" aria-label=\"\(caption)\"><tbody>\(rows)</tbody></table>"
  }

  /// A sum of bytes with the number of those that do not say theirs.
  static func bytes(sum: Double, known: Bool, unknown: Int, _ context: PageContext) -> HTML {
    guard known else { return PageLayout.unknown(context) }
    let sum = Figures.bytes(UInt64(max(0, sum)))
    guard unknown > 0 else { return HTML(text: sum) }
    return
      "\(sum) <span class=\"soft\">+ \(context.say("\(unknown) unknown", "\(unknown) 个未知"))</span>"
  }

  /// A large count with its first digits, in the steps that its reader counts by.
  static func large(_ count: Double, _ context: PageContext) -> String {
    let steps: [(size: Double, name: String)] =
      context.language == "zh"
      ? [(1e12, "万亿"), (1e8, "亿"), (1e4, "万")] : [(1e12, "T"), (1e9, "B"), (1e6, "M")]
    guard let step = steps.first(where: { count >= $0.size }) else {
      return Figures.count(UInt64(max(0, count)))
    }
    return Figures.decimal(count / step.size, places: 1) + " " + step.name
  }

  /// A number of bytes, or a word where it is not known.
  static func bytes(_ bytes: Int64?, _ context: PageContext) -> HTML {
    guard let bytes, bytes >= 0 else { return PageLayout.unknown(context) }
    return HTML(text: Figures.bytes(UInt64(bytes)))
  }

  /// A count, or a word where it is not known.
  static func count(_ count: Int64?, _ context: PageContext) -> HTML {
    guard let count, count >= 0 else { return PageLayout.unknown(context) }
    return HTML(text: Figures.count(UInt64(count)))
  }
}
