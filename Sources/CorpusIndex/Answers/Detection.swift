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
}
