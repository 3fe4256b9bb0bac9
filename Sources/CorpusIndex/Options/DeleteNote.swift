/// When a delete was made or taken back, and by whom: what the history says about it.
public struct DeleteNote: Sendable, Equatable, Codable {
  /// RFC 3339, UTC; empty where nobody said.
  public var at: String
  /// Who did it; empty where nobody said.
  public var who: String

  /// A note from its parts.
  public init(at: String = "", who: String = "") {
    self.at = at
    self.who = who
  }
}
