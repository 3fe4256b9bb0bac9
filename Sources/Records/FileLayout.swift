/// What is said of the files of a dataset as a whole: which of its parts they belong to, how they are
/// written, and what the fields of their records are.
///
/// A description that stands beside the data says it; nothing of it is in the records.
package struct FileLayout: Sendable, Equatable {
  /// A column that has the same values in every record of a file.
  package struct Label: Sendable, Equatable {
    package var column: String
    /// One value, or several where the file belongs to several parts.
    package var values: [String]

    package init(_ column: String, _ values: [String]) {
      self.column = column
      self.values = values
    }
  }

  /// Some of the files.
  package struct Part: Sendable, Equatable {
    /// Paths below the folder, or patterns of them.
    package var patterns: [String]
    package var labels: [Label]
    /// How the files are written, as the settings of their format.
    package var settings: [String: String]

    package init(patterns: [String], labels: [Label] = [], settings: [String: String] = [:]) {
      self.patterns = patterns
      self.labels = labels
      self.settings = settings
    }
  }

  /// What is said about one field of the records.
  package struct Field: Sendable, Equatable {
    /// Keys joined by dots.
    package var path: String
    /// What its values must be, where that is said.
    package var type: RecordSchema.ColumnType?

    package init(path: String, type: RecordSchema.ColumnType? = nil) {
      self.path = path
      self.type = type
    }
  }

  /// What all bytes of a file come to.
  package struct Checksum: Sendable, Equatable {
    /// Below the folder.
    package var path: String
    /// `sha256` or `md5`.
    package var algorithm: String
    /// Hexadecimal digits in lower case.
    package var value: String

    package init(path: String, algorithm: String, value: String) {
      self.path = path
      self.algorithm = algorithm
      self.value = value
    }
  }

  /// The name of the file that says it, for people.
  package var source: String
  package var parts: [Part] = []
  package var checksums: [Checksum] = []
  package var fields: [Field] = []
  /// Fields to search, where that is said.
  package var textFields: [String] = []
  /// The field that names a record, where that is said.
  package var recordID: String?
  /// What was said and cannot be followed, a sentence each.
  package var notes: [String] = []

  /// A layout that says nothing yet.
  package init(source: String) { self.source = source }

  /// It says nothing.
  package var isEmpty: Bool {
    parts.isEmpty && fields.isEmpty && textFields.isEmpty && recordID == nil && notes.isEmpty
      && checksums.isEmpty
  }
}
