/// Which fields of a corpus's records are text, identity and metadata.
///
/// Every other path that holds values becomes a column when it is met, up to ``columnLimit``.
package struct RecordSchema: Sendable, Equatable, Codable {
  /// What the values of a column are declared to be.
  package enum ColumnType: String, Sendable, Codable {
    case integer, real, boolean, string
    /// Every value, and text written as a number as that number, as in formats whose values are all text.
    case mixed
  }

  /// One column of record metadata.
  package struct Column: Sendable, Equatable, Codable {
    /// The name in queries, unique, usually the path itself.
    package var name: String
    /// Where the value stands in a record, keys joined by dots.
    package var path: String
    /// What the values must be; `nil` takes every value as it stands.
    package var type: ColumnType?

    package init(name: String, path: String, type: ColumnType? = nil) {
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
  /// Declared columns; they count whether or not any record has a value.
  package var columns: [Column]
  /// Paths that are no columns, such as the source of a page whose text is searched.
  package var leftOut: [String]
  /// Columns that are taken, declared ones included; beyond it only declared ones are.
  package var columnLimit: Int

  /// Columns that are taken when nobody says otherwise.
  package static var usualColumnLimit: Int { 64 }
  /// Longer texts and numbers, in bytes, are not in a column: they are content and no label.
  package static var valueByteLimit: Int { 1_024 }
  /// A record with more values in one column has none of them there.
  package static var valueCountLimit: Int { 256 }
  /// Keys that the path of a column has at most, when nobody named it.
  package static var pathKeyLimit: Int { 16 }
  /// Bytes that such a path has at most.
  package static var pathByteLimit: Int { 512 }

  package init(
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

extension RecordSchema {
  /// The paths that a text field joins: `a+b` means `a`, then `b`.
  package static func paths(ofTextField field: String) -> [String] {
    field.split(separator: "+").map(String.init)
  }

  /// Paths that never become columns by themselves.
  package var pathsWithoutColumn: [String] {
    textFields.flatMap(Self.paths(ofTextField:)) + (recordID.map { [$0] } ?? []) + leftOut
  }
}
