internal import Records

/// A metadata column of an index, as the values of its records make it.
public struct IndexColumn: Sendable, Equatable, Codable {
  /// The name in queries.
  public var name: String
  /// Where the values stand in a record: keys joined by dots.
  public var path: String
  /// What its values are; `mixed` when they are of several kinds.
  public var type: ColumnType
  /// Some record holds a list.
  public var isList: Bool

  /// A column from its parts.
  public init(name: String, path: String, type: ColumnType, isList: Bool = false) {
    self.name = name
    self.path = path
    self.type = type
    self.isList = isList
  }
}

extension IndexColumn {
  /// `declared`: what values must be to be in the column, whatever the records hold; a column of numbers
  /// or of anything is what its values make it.
  init(_ contents: ColumnContents, declared: RecordSchema.ColumnType? = nil) {
    let types = contents.types
    let found: ColumnType? = types.count > 1 ? .mixed : types.first.map(ColumnType.init)
    let isOpen = declared == .mixed || declared == .real && types == [.integer]
    let type = (declared == nil || isOpen ? found : nil) ?? ColumnType(declared ?? .string)
    self.init(
      name: contents.name, path: contents.path, type: type, isList: contents.isList)
  }
}

/// What is in no column although records have it.
public struct LeftOutColumns: Sendable, Equatable, Codable {
  /// Paths left out because there are columns enough, in the order of their first record.
  public var paths: [String] = []
  /// There are more such paths than ``paths`` names.
  public var isCutOff = false
  /// Columns that are taken at most.
  public var limit = 0
  /// Values at those paths; `nil` where only the index is known and not the run.
  public var values: UInt64?

  /// Nothing is left out.
  public init() {}

  /// Nothing is left out.
  public var isEmpty: Bool { paths.isEmpty && !isCutOff }
}

extension LeftOutColumns {
  init(_ ledger: ColumnLedger, values: UInt64? = nil) {
    paths = ledger.leftOut
    isCutOff = ledger.isCutOff
    limit = ledger.limit
    self.values = values
  }
}

/// Values that are not in their column: too long, too many in one record, or not of its declared type.
public struct LeftOutValues: Sendable, Equatable, Codable {
  /// The column.
  public var column: String
  /// How many of its values.
  public var values: UInt64

  /// Values from their parts.
  public init(column: String, values: UInt64) {
    self.column = column
    self.values = values
  }
}
