internal import CatalogService

/// An error or a notice as the user sees it: three lines at most.
enum ErrorReport {
  /// The lines for an error of the service.
  ///
  /// `error: what`, `  where: location`, `  fix: remedy`; a query that does not parse shows the query
  /// and a caret under the column instead.
  static func lines(for error: CatalogError, style: Style) -> [String] {
    let first = style.bad("error:") + " " + error.sentence.onOneLine
    if let query = error.query { return [first] + excerpt(query) }
    var lines = [first]
    if let location = error.location { lines.append("  where: \("\(location)".onOneLine)") }
    if let remedy = error.remedy { lines.append("  fix: \(RemedyText.of(remedy).onOneLine)") }
    return lines
  }

  /// The lines for something that an answer says beside its hits.
  ///
  /// A caret under all of a text points at nothing.
  static func lines(for notice: Notice, style: Style) -> [String] {
    let first = style.strong("note:") + " " + notice.message.onOneLine
    guard let query = notice.query,
      query.suggestion != nil || query.range != 0..<query.text.utf8.count
    else { return [first] }
    return [first] + excerpt(query)
  }

  /// The query, shortened around the column when it is long, and the caret with what might help.
  private static func excerpt(_ fault: QueryFault) -> [String] {
    let query = Array(fault.text.onOneLine)
    let column = min(max(fault.column, 0), query.count)
    let from = max(0, column - 60)
    let to = min(query.count, column + 20)
    let before = (from > 0 ? "…" : "") + String(query[from..<column])
    let after = String(query[column..<to]) + (to < query.count ? "…" : "")
    return [
      "  " + before + after,
      "  " + String(repeating: " ", count: DisplayWidth.of(before)) + "^"
        + (fault.suggestion.map { " \($0.onOneLine)" } ?? ""),
    ]
  }
}
