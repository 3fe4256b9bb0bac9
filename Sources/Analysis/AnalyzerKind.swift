/// The analyzers by name.
///
/// The one definition of this choice: indexes store it, options and answers carry it, faces read
/// it. A name that is none of these is refused where it is read.
public enum AnalyzerKind: String, Sendable, CaseIterable, Codable {
  /// Folded text, UAX #29 words, and unspaced runs.
  case standard
  /// Maximal runs of letters and numbers, lower-cased.
  case plain
  /// Text cut beforehand, split at white space.
  case whitespace
}
