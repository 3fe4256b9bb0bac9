package import JSONText

/// What is in the data of a dataset, measured.
public struct ProfileAnswer: Sendable {
  /// The dataset's id.
  public var id: String
  /// Its name.
  public var name: String
  /// What was measured.
  package let profile: JSON
  /// All records were read for it just now.
  public var isFresh: Bool
  /// It stands in the description.
  public var isKept: Bool
}

extension ProfileAnswer: JSONAnswer {
  package var tree: JSON {
    .keys([
      "schema": .string("catalog.profile/1"), "dataset": .string(id), "fresh": .bool(isFresh),
      "kept": .bool(isKept), "profile": profile,
    ])
  }
}
