/// Files that were come across in folders and patterns and left out for one reason.
public struct SkippedFiles: Sendable, Hashable, Codable {
  /// Why, as a few words that follow a name.
  public var reason: String
  /// They look like data, so that a corpus may miss them.
  public var looksLikeData: Bool
  /// How many there are.
  public var count: Int
  /// The first of them.
  public var paths: [String]

  /// Files of one reason.
  public init(reason: String, looksLikeData: Bool, count: Int, paths: [String]) {
    self.reason = reason
    self.looksLikeData = looksLikeData
    self.count = count
    self.paths = paths
  }
}
