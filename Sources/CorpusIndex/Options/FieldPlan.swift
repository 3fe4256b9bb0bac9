internal import Records

/// Which fields of a record are what.
public struct FieldPlan: Sendable, Equatable, Codable {
  /// Paths of searched texts (keys joined by dots); the first is the body.
  public var textFields: [String]
  /// Path of the record's id; `nil` numbers records from 0.
  public var recordID: String?
  /// Declared metadata columns, which count whether or not a record has a value.
  ///
  /// Every other path that holds values becomes a column when it is met, up to ``columnLimit``.
  public var columns: [Column]
  /// Paths that are no columns, such as the source of a page whose text is searched.
  public var leftOut: [String]
  /// Columns that are taken at most, declared ones included.
  public var columnLimit: Int

  /// Columns that are taken when nobody says otherwise.
  public static let usualColumnLimit = RecordSchema.usualColumnLimit
  /// Limits that may be chosen.
  public static let columnLimits = 0...10_000

  /// A declared column.
  public struct Column: Sendable, Equatable, Codable {
    /// The name in queries.
    public var name: String
    /// Where the value stands in a record: keys joined by dots.
    public var path: String
    /// What its values must be; `nil` takes every value as it stands.
    public var type: ColumnType?

    /// A column from its parts.
    public init(name: String, path: String, type: ColumnType? = nil) {
      self.name = name
      self.path = path
      self.type = type
    }
  }

  /// A plan from its parts.
  public init(
    textFields: [String], recordID: String? = nil, columns: [Column] = [], leftOut: [String] = [],
    columnLimit: Int = Self.usualColumnLimit
  ) {
    self.textFields = textFields
    self.recordID = recordID
    self.columns = columns
    self.leftOut = leftOut
    self.columnLimit = columnLimit
  }
}

extension FieldPlan {
  init(_ schema: RecordSchema) {
    self.init(
      textFields: schema.textFields, recordID: schema.recordID,
      columns: schema.columns.map {
        Column(name: $0.name, path: $0.path, type: $0.type.map { ColumnType($0) })
      }, leftOut: schema.leftOut, columnLimit: schema.columnLimit)
  }

  var schema: RecordSchema {
    RecordSchema(
      textFields: textFields, recordID: recordID,
      columns: columns.map {
        RecordSchema.Column(name: $0.name, path: $0.path, type: $0.type?.schemaType)
      }, leftOut: leftOut, columnLimit: max(columnLimit, columns.count))
  }
}
