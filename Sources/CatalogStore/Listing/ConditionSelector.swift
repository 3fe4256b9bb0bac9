internal import Datasets
internal import GRDB
internal import QueryLanguage
internal import Records
internal import Storage

/// Finds the datasets for which a condition holds, in one snapshot of the store.
///
/// Values are tested as segments test the columns of records (``ColumnTextTest``,
/// ``ColumnNumberTest``). A field with several values passes when any of them does; `!=` and `not in`
/// pass when there are values and none of them does.
struct ConditionSelector {
  let db: Database
  let columns: ColumnReader

  init(_ db: Database, _ columns: ColumnReader) {
    self.db = db
    self.columns = columns
  }

  /// Where a condition holds.
  func selection(of condition: ColumnCondition) throws -> Selection { try split(condition).yes }

  /// Where a condition holds and where it does not; a missing value is in neither.
  private func split(_ condition: ColumnCondition) throws -> (yes: Selection, no: Selection) {
    switch condition {
    case .test(let column, let predicate): return try split(field(column), predicate)
    case .all(let parts):
      var yes = Selection(count: columns.count, all: true)
      var no = Selection(count: columns.count)
      for part in parts {
        let result = try split(part)
        yes.formIntersection(result.yes)
        no.formUnion(result.no)
      }
      return (yes, no)
    case .any(let parts):
      var yes = Selection(count: columns.count)
      var no = Selection(count: columns.count, all: true)
      for part in parts {
        let result = try split(part)
        yes.formUnion(result.yes)
        no.formIntersection(result.no)
      }
      return (yes, no)
    case .not(let inner):
      let result = try split(inner)
      return (result.no, result.yes)
    }
  }

  private func split(
    _ field: DatasetField, _ predicate: ColumnPredicate
  ) throws -> (yes: Selection, no: Selection) {
    let unknown = try unknown(field)
    var rest = Selection(count: columns.count, all: true)
    rest.subtract(unknown)
    switch predicate {
    case .unknown: return (unknown, rest)
    case .known: return (rest, unknown)
    case .compare(.notEqual, let literal):
      let equal = try split(field, .compare(.equal, literal))
      return (equal.no, equal.yes)
    case .not(let inner):
      let result = try split(field, inner)
      return (result.no, result.yes)
    case .compare, .range, .oneOf:
      let yes = try matching(field, predicate)
      rest.subtract(yes)
      return (yes, rest)
    }
  }

  /// The field of a name that the parser took from the schema.
  private func field(_ name: String) throws -> DatasetField {
    guard let field = DatasetField(name: name) else {
      throw StoreError.badQuery(DatasetField.schema.unknownColumn(name, in: name, as: .condition))
    }
    return field
  }

  private func unknown(_ field: DatasetField) throws -> Selection {
    switch field.shape {
    case .words: try columns.words(field).unknown
    case .number: try columns.numbers(field).unknown
    case .row: Selection(count: columns.count)
    }
  }

  /// The datasets with a value that passes.
  private func matching(
    _ field: DatasetField, _ predicate: ColumnPredicate
  ) throws -> Selection {
    if field.shape == .number {
      let test = ColumnNumberTest<Double>(predicate)
      return try columns.numbers(field).selection { test.passes($0) }
    }
    func folded(_ text: String) -> String { field.ignoresCase ? text.lowercased() : text }
    let predicate = predicate.mapLiterals { literal in
      ColumnLiteral(text: folded(field.canonical(literal.text)), decimal: literal.decimal)
    }
    let test = ColumnTextTest(predicate)
    func passes(_ value: String) -> Bool {
      Array(folded(value).utf8).withView { test.passes(ByteSlice($0)) }
    }
    if field.shape == .words { return try columns.words(field).selection(where: passes) }
    var selection = Selection(count: columns.count)
    // Ids are in small letters and have an index.
    if field == .id, case .compare(.equal, let literal) = predicate {
      let number = try Int64.fetchOne(
        db, sql: "SELECT number FROM dataset WHERE id = ?", arguments: [literal.text])
      if let number { selection[Int(number)] = true }
      return selection
    }
    let column = field == .changed ? "changed_at" : field.rawValue
    let rows = try Row.fetchCursor(db, sql: "SELECT number, \(column) FROM dataset")
    while let row = try rows.next() {
      let number: Int64 = row[0]
      let value: String? = row[1]
      if let value, passes(value) { selection[Int(number)] = true }
    }
    return selection
  }
}
