/// Which paths of a corpus are columns, and which were left out for the limit.
///
/// Columns are accepted in the order of their first value in the corpus, declared ones before all.
/// The ledger is part of a commit, so that a corpus which comes in several runs gets the columns that
/// it would get in one.
package struct ColumnLedger: Sendable, Equatable {
  package let limit: Int
  /// Columns by number; a number never changes.
  package private(set) var columns: [RecordSchema.Column]
  /// Paths left out because ``limit`` columns came before, in the order of their first value.
  package private(set) var leftOut: [String]
  /// There were more paths than ``leftOut`` has names for.
  package private(set) var isCutOff: Bool

  private var numbers: [ExactText: Int]
  private var refused: Set<ExactText>

  /// Names of paths left out that are kept.
  package static var nameLimit: Int { 1_000 }

  package init(_ schema: RecordSchema) {
    self.init(limit: schema.columnLimit, columns: schema.columns, leftOut: [], isCutOff: false)
  }

  package init(limit: Int, columns: [RecordSchema.Column], leftOut: [String], isCutOff: Bool) {
    self.limit = limit
    self.columns = columns
    self.leftOut = leftOut
    self.isCutOff = isCutOff
    numbers = [:]
    for (number, column) in columns.enumerated() where numbers[ExactText(column.path)] == nil {
      numbers[ExactText(column.path)] = number
    }
    refused = Set(leftOut.map(ExactText.init))
  }

  /// The number of a path's column, which is accepted here when there is room for it.
  ///
  /// - Returns: `nil` for a path that is left out.
  package mutating func number(ofPath path: String) -> Int? {
    let key = ExactText(path)
    if let known = numbers[key] { return known }
    // A declared column may have the name of another path; a name means one column.
    if columns.count < limit, !columns.contains(where: { $0.name.isWritten(like: path) }) {
      numbers[key] = columns.count
      columns.append(RecordSchema.Column(name: path, path: path))
      return columns.count - 1
    }
    if refused.contains(key) { return nil }
    if leftOut.count < Self.nameLimit {
      leftOut.append(path)
      refused.insert(key)
    } else {
      isCutOff = true
    }
    return nil
  }

  /// Paths passed over that have no name here.
  package mutating func noteCutOff() { isCutOff = true }
}
