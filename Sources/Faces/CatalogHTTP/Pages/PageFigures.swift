internal import CatalogService

/// Numbers as pages show them, and bars beside them.
enum PageFigures {
  /// A row of bars: what it stands for, where it leads, how large it is.
  struct Bar: Sendable {
    var label: HTML
    var value: Double
    var text: String
    var isUnknown = false
  }

  /// Bars of one scale as a table, so that it can be read where it is not seen.
  static func bars(_ bars: [Bar], caption: String) -> HTML {
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
    return "<table class=\"bars\" aria-label=\"\(caption)\"><tbody>\(rows)</tbody></table>"
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
