internal import Records

/// Which fields of a record are what.
public struct FieldPlan: Sendable, Equatable, Codable {
  /// Paths of searched texts (keys joined by dots); the first is the body.
  public var textFields: [String]
  /// Path of the record's id; `nil` numbers records from 0.
  public var recordID: String?
  /// Metadata columns, in the order of an answer.
  public var columns: [Column]

  /// A metadata column.
  public struct Column: Sendable, Equatable, Codable {
    /// The name in queries.
    public var name: String
    /// Where the value stands in a record: keys joined by dots.
    public var path: String
    /// What its values are.
    public var type: ColumnType

    /// A column from its parts.
    public init(name: String, path: String, type: ColumnType) {
      self.name = name
      self.path = path
      self.type = type
    }
  }

  /// A plan from its parts.
  public init(textFields: [String], recordID: String? = nil, columns: [Column] = []) {
    self.textFields = textFields
    self.recordID = recordID
    self.columns = columns
  }
}

extension FieldPlan {
  init(_ schema: RecordSchema) {
    self.init(
      textFields: schema.textFields, recordID: schema.recordID,
      columns: schema.columns.map {
        Column(name: $0.name, path: $0.path, type: ColumnType($0.type))
      })
  }

  var schema: RecordSchema {
    RecordSchema(
      textFields: textFields, recordID: recordID,
      columns: columns.map {
        RecordSchema.Column(name: $0.name, path: $0.path, type: $0.type.schemaType)
      })
  }
}
