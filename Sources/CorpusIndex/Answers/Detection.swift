internal import Records

/// What ``SourceListing/detect(textFields:recordID:)`` found.
public struct Detection: Sendable, Equatable, Codable {
  /// Which fields of a record are what.
  public var fields: FieldPlan
  /// The columns that the first records have; indexing finds all that are in the data.
  public var columns: [IndexColumn]
  /// Name of the format of the first file.
  public var format: String
  /// Files to read, in order.
  public var files: [DetectedFile]
  /// One sentence per decision.
  public var reasons: [String]
  /// Why records go by running numbers although a field has the name of an id.
  public var refusedID: String?
  /// The index that goes on, or is made anew, has two records of one id: its records go by running
  /// numbers.
  public var idsRepeat = false
  /// Files that were come across and left out, those that look like data first.
  public var skipped: [SkippedFiles] = []
  /// Fields to search that no record looked at has.
  public var unseenFields: [String] = []
  /// Fields to search that hold objects and no text in the records looked at.
  public var textlessFields: [TextlessField] = []
  /// What of how the files are read is a guess, one sentence for each kind.
  public var guesses: [String] = []
  /// Columns that the user gave the files.
  public var decidedLabels: [String] = []
  /// Labels of the user whose pattern is that of no file.
  public var unusedLabels: [String] = []
  /// What the user decided of how files are read that none of them heeds, as plans call it.
  public var unusedSettings: [String] = []
  /// Where an index that goes on has other fields than these files alone would give it.
  public var keptFields: [String] = []

  /// Takes the fields of an index that goes on, and says where the files alone would give others.
  ///
  /// One sentence for each field in ``keptFields``; what is text, id and column never changes within
  /// an index.
  package mutating func goOn(with known: FieldPlan) {
    if known.recordID != nil { refusedID = nil }
    let taken = known.schema.pathsWithoutColumn
    for column in columns where taken.containsExactly(column.path) {
      keptFields.append(
        known.leftOut.containsExactly(column.path)
          ? "\(column.path) stays without a column: its values were long when the index was made"
          : known.recordID?.isWritten(like: column.path) == true
            ? "\(column.path) stays the record id: it was when the index was made"
            : "\(column.path) stays a text: it was one when the index was made")
    }
    for field in fields.textFields where !known.textFields.containsExactly(field) {
      keptFields.append("\(field) becomes no text: it was none when the index was made")
    }
    columns.removeAll { taken.containsExactly($0.path) }
    fields = known
  }

  /// Keeps a field as the record id although these files alone would not have it, since deletes are
  /// remembered by it.
  package mutating func keep(recordID: String) {
    keptFields.append("\(recordID) stays the record id: deleted records are remembered by it")
    columns.removeAll { $0.path.isWritten(like: recordID) }
    fields.recordID = recordID
    refusedID = nil
  }
}

/// A field to search that holds no text itself.
public struct TextlessField: Sendable, Equatable, Codable {
  /// Its path.
  public var path: String
  /// Where in its objects text is.
  public var parts: [String]
}
