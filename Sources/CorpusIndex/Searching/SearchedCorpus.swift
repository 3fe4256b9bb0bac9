/// A snapshot under the name that its hits carry.
public struct SearchedCorpus: Sendable {
  /// The name.
  public var name: String
  /// What is searched.
  public var snapshot: IndexSnapshot

  /// A corpus from its parts.
  public init(name: String, snapshot: IndexSnapshot) {
    self.name = name
    self.snapshot = snapshot
  }
}
