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
  /// Files that were come across and left out, those that look like data first.
  public var skipped: [SkippedFiles] = []
  /// Fields to search that no record looked at has.
  public var unseenFields: [String] = []
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
    let taken = known.schema.pathsWithoutColumn
    for column in columns where taken.contains(column.path) {
      keptFields.append(
        known.leftOut.contains(column.path)
          ? "\(column.path) stays without a column: its values were long when the index was made"
          : column.path == known.recordID
            ? "\(column.path) stays the record id: it was when the index was made"
            : "\(column.path) stays a text: it was one when the index was made")
    }
    for field in fields.textFields where !known.textFields.contains(field) {
      keptFields.append("\(field) becomes no text: it was none when the index was made")
    }
    columns.removeAll { taken.contains($0.path) }
    fields = known
  }
}
