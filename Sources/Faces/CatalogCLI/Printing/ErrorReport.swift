internal import CatalogService
internal import Foundation

/// An error as the user sees it: three lines at most.
enum ErrorReport {
  /// The lines for an error of the service.
  ///
  /// `error: what`, `  where: place`, `  fix: remedy`; a query that does not parse shows the query
  /// and a caret under the column instead.
  static func lines(for error: CatalogError, style: Style) -> [String] {
    let first = style.bad("error:") + " " + error.message.onOneLine
    if let position = error.position {
      return [first] + excerpt(position, hint: error.remedy?.onOneLine)
    }
    var lines = [first]
    if let place = error.place { lines.append("  where: \(place.onOneLine)") }
    if let remedy = error.remedy { lines.append("  fix: \(remedy.onOneLine)") }
    return lines
  }

  /// The query, shortened around the column when it is long, and the caret with what might help.
  private static func excerpt(_ position: CatalogError.QueryPosition, hint: String?) -> [String] {
    let query = Array(position.query.onOneLine)
    let column = min(max(position.column, 0), query.count)
    let from = max(0, column - 60)
    let to = min(query.count, column + 20)
    let before = (from > 0 ? "…" : "") + String(query[from..<column])
    let after = String(query[column..<to]) + (to < query.count ? "…" : "")
    return [
      "  " + before + after,
      "  " + String(repeating: " ", count: DisplayWidth.of(before)) + "^"
        + (hint.map { " \($0)" } ?? ""),
    ]
  }
}
