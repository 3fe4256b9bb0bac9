/// Which fields of a corpus's records are text, identity and metadata.
package struct RecordSchema: Sendable, Equatable, Codable {
  /// What a column's values are.
  package enum ColumnType: String, Sendable, Codable {
    case integer, real, boolean, string
  }

  /// One column of record metadata.
  package struct Column: Sendable, Equatable, Codable {
    /// The name in queries, unique, usually the path itself.
    package var name: String
    /// Where the value stands in a record, keys joined by dots.
    package var path: String
    package var type: ColumnType

    package init(name: String, path: String, type: ColumnType) {
      self.name = name
      self.path = path
      self.type = type
    }
  }

  /// Paths of the searched texts; the first is the body, the others are searched by name.
  ///
  /// `a+b` joins what stands at several paths into one text; the format says how.
  package var textFields: [String]
  /// Path of the record's id; without one, records are known by their running number.
  package var recordID: String?
  package var columns: [Column]

  package init(textFields: [String], recordID: String? = nil, columns: [Column] = []) {
    self.textFields = textFields
    self.recordID = recordID
    self.columns = columns
  }
}

extension RecordSchema {
  /// The paths that a text field joins: `a+b` means `a`, then `b`.
  package static func paths(ofTextField field: String) -> [String] {
    field.split(separator: "+").map(String.init)
  }
}
