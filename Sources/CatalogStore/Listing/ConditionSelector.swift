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
  /// The datasets that a list may show: a value that none of these has is worth a word.
  let visible: Selection
  /// What is to be said about the values asked for.
  let notes: ListingNotes
  let deadline: ListingDeadline

  init(
    _ db: Database, _ columns: ColumnReader, visible: Selection, notes: ListingNotes,
    deadline: ListingDeadline
  ) {
    self.deadline = deadline
    self.db = db
    self.columns = columns
    self.visible = visible
    self.notes = notes
  }

  /// Where a condition holds.
  func selection(of condition: ColumnCondition) throws -> Selection { try split(condition).yes }

  /// Where a condition holds and where it does not; a missing value is in neither.
  private func split(_ condition: ColumnCondition) throws -> (yes: Selection, no: Selection) {
    switch condition {
    case .test(let column, let predicate):
      try deadline.check()
      return try split(field(column), predicate)
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
    switch predicate {
    case .compare(.equal, let literal): return try equal(field, literal)
    case .oneOf(let literals):
      var selection = Selection(count: columns.count)
      for literal in literals { selection.formUnion(try equal(field, literal)) }
      return selection
    case .compare, .range, .unknown, .known, .not:
      // In the order of the alphabet, unknown stands behind clear: nobody asks for that.
      if field.closedValues != nil {
        throw StoreError.badQuery(
          QueryProblem(
            .condition, field.rawValue,
            message: "the values of \(field.rawValue) are words, which have no order",
            suggestion: .write("\(field.rawValue)=VALUE", effect: "asks for one of them")))
      }
      return try passing(field, predicate)
    }
  }

  /// The datasets with a value that a literal means; values that nothing has are noted.
  private func equal(_ field: DatasetField, _ literal: ColumnLiteral) throws -> Selection {
    guard field.shape != .number else { return try passing(field, .compare(.equal, literal)) }
    var known: [String] = []
    var meant = [literal.text]
    if field.shape == .words {
      known = try columns.words(field).dictionary
      meant = field.values(meantBy: literal.text, among: known)
    }
    notes.noteReading(of: literal.text, as: meant, in: field)
    let selection = try passing(
      field,
      meant.count == 1 && meant[0] == literal.text
        ? .compare(.equal, literal)
        : .oneOf(meant.map { ColumnLiteral(text: $0, decimal: nil) }))
    var shown = selection
    shown.formIntersection(visible)
    if shown.selectedCount == 0 { try noteAbsence(of: literal.text, meaning: meant, in: field) }
    return selection
  }

  /// The datasets with a value that passes a test of values as they are kept.
  private func passing(_ field: DatasetField, _ predicate: ColumnPredicate) throws -> Selection {
    if field.shape == .number {
      let test = ColumnNumberTest<Double>(predicate)
      return try columns.numbers(field).selection { test.passes($0) }
    }
    func folded(_ text: String) -> String { field.ignoresCase ? text.lowercased() : text }
    let predicate = predicate.mapLiterals { literal in
      ColumnLiteral(text: folded(literal.text), decimal: literal.decimal)
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

  // MARK: - What is to be said

  /// Says that no dataset has a value, with the one that was probably meant or those that there are.
  private func noteAbsence(
    of text: String, meaning meant: [String], in field: DatasetField
  ) throws {
    guard field != .changed, !notes.isAbsent(text, in: field) else { return }
    let name = meant == [text] ? text : meant.joined(separator: " or ")
    guard field.shape == .words else {
      let near = field == .id ? try CatalogStore.similarIDs(to: text, db) : []
      return notes.noteAbsence(of: text, called: name, in: field, near: near, known: [])
    }
    let column = try columns.words(field)
    let counts = column.counts(in: visible).words
    let known = column.dictionary.indices.filter { counts[$0] > 0 }
    let near = NearestName.all(near: text, among: known.map { column.dictionary[$0] }, limit: 3)
    let frequent = known.sorted {
      (counts[$1], column.dictionary[$0]) < (counts[$0], column.dictionary[$1])
    }
    notes.noteAbsence(
      of: text, called: name, in: field, near: near, known: frequent.map { column.dictionary[$0] })
  }
}
