/// How far a run over records has come.
public struct IngestProgress: Sendable, Equatable, Codable {
  /// What a run does at the moment.
  public enum Phase: String, Sendable, CaseIterable, Codable {
    case reading, writing, merging, committing
  }

  /// What is done at the moment.
  public var phase: Phase
  /// Part of the input whose records were taken in, from 0 to 1; `nil` when unknown.
  ///
  /// Writing and merging come afterwards.
  public var fraction: Double?
  /// Records taken in.
  public var records: UInt64
  /// Bytes of their text, uncompressed UTF-8.
  public var textBytes: UInt64

  /// A step from its parts.
  public init(phase: Phase, fraction: Double?, records: UInt64, textBytes: UInt64) {
    self.phase = phase
    self.fraction = fraction
    self.records = records
    self.textBytes = textBytes
  }
}
