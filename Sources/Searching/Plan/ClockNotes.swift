internal import QueryLanguage
internal import Records
internal import Segments
internal import Storage

/// Moments on other clocks than that of UTC.
///
/// Conditions and sorting both take a clock as it is written, so that they agree with each other and with
/// what a reader sees; where the first values of a column have offsets, that is said.
extension Searcher {
  /// Values of a column that are looked at.
  private static let lookedAt = 1024

  /// What to know of an order by a column; `nil` where nothing is odd.
  package func clockNote(sortedBy sort: String) -> String? {
    guard let key = try? schema.sortKey(parsing: sort) else { return nil }
    return clockNote(on: key.name)
  }

  /// What to know of comparing the moments of a column.
  func clockNote(on column: String) -> String? {
    guard schema.column(named: column)?.holdsDates == true else { return nil }
    var budget = Self.lookedAt
    var isFound = false
    do throws(StorageError) {
      for part in parts where budget > 0 && !isFound {
        guard let reader = part.segment.column(named: column) else { continue }
        try reader.cursor().forEachText(budget: &budget) {
          isFound = isFound || ColumnTextTest.hasOffset($0)
        }
      }
    } catch {
      // The search itself tells of damage.
      return nil
    }
    return isFound
      ? "moments of \(column) have offsets; they are compared and sorted by the clock as written"
      : nil
  }
}
