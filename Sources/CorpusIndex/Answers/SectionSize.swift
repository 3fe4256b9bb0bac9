/// How much of an index one kind of section takes.
public struct SectionSize: Sendable, Equatable, Codable {
  /// `terms`, `postings`, `positions`, `norms`, `columns`, `text`, `sources`, `ids` or `other`.
  public var name: String
  /// Bytes in all segments.
  public var bytes: UInt64
}
