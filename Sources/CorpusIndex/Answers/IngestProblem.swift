/// Something in a source that could not be used.
public struct IngestProblem: Sendable, Equatable, Codable {
  /// Where it stands.
  public var location: Location
  /// What is wrong with it.
  public var message: String

  /// A problem from its parts.
  public init(location: Location, message: String) {
    self.location = location
    self.message = message
  }
}
