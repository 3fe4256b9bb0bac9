internal import CatalogStore
package import Datasets
package import JSONText

/// A dataset's page: its whole description, and how its index stands.
public struct PageAnswer: Sendable {
  let stored: StoredDataset
  /// What introduces its cluster, when the program carries one.
  let cluster: Cluster?
  /// Datasets of the catalogue that are part of it.
  public let contained: [String]
  /// What its rights come to; nil while it is removed.
  let standing: RightsStanding?
  /// How its index stands.
  public let index: IndexStateAnswer

  /// The dataset's id.
  public var id: String { stored.id }
  /// The name to show.
  public var name: String { stored.dataset.name }
  /// The name for somebody who reads a language, where it has one in it.
  public func name(in language: String) -> String { stored.dataset.name(in: language) }
  /// What it is in a sentence, in a language or else in another; `nil` where nobody said.
  public func summary(in language: String) -> String? {
    stored.dataset.summary.text(in: language)
  }
  /// What it is at length, in a language or else in another; `nil` where nobody said.
  public func description(in language: String) -> String? {
    stored.dataset.description.text(in: language)
  }
  /// Its description.
  package var dataset: Dataset { stored.dataset }
  /// When it was removed; nil while it is there.
  public var removedAt: String? { stored.removedAt }
  /// The verdict for each purpose, in words; none while it is removed.
  public var verdicts: [(purpose: String, verdict: String)] {
    guard let standing else { return [] }
    return RightsPurpose.allCases.map { ($0.rawValue, standing[$0].words) }
  }
  /// What introduces its cluster, in every language.
  public var introduction: [String] { cluster?.introduction.all ?? [] }
}

extension PageAnswer: JSONAnswer {
  /// The description with its own keys, then what the catalogue and the index know.
  package var tree: JSON {
    var members = stored.dataset.tree.members ?? []
    var catalogue: [JSON.Member] = [
      .init("layer", .string(stored.layer.rawValue)), .init("edited", .bool(stored.isEdited)),
      .init("revision", .integer(stored.revision)), .init("changed_at", .string(stored.changedAt)),
      .init("contains", .strings(contained)),
      .init("industries", .strings(stored.dataset.industries.map(\.id))),
    ]
    if let removedAt { catalogue.append(.init("removed_at", .string(removedAt))) }
    if let standing {
      catalogue.append(
        .init(
          "verdicts",
          .object(
            RightsPurpose.allCases.map {
              .init($0.rawValue, .string(standing[$0].name))
            })))
    }
    if let introduction = cluster?.introduction, !introduction.isEmpty {
      catalogue.append(.init("cluster_introduction", introduction.tree))
    }
    members.append(.init("catalogue", .object(catalogue)))
    members.append(.init("index", index.tree))
    return .object(members)
  }
}

/// What an edit made of a dataset.
public struct EditAnswer: Sendable {
  /// The dataset as it is now.
  public var page: PageAnswer
  /// What differs from before.
  public var changes: DiffAnswer
  /// What is probably not meant in the edit, and what it says of rights elsewhere than under
  /// `licenses`, which counts in the verdicts.
  public var warnings: [IngestProblem] = []
  /// Which values are kept in other words than they were given in.
  public var notes: [IngestProblem] = []
}

extension EditAnswer: JSONAnswer {
  /// The page, as `show` gives it, the changes, the warnings and the notes.
  package var tree: JSON {
    .object(
      (page.tree.members ?? []) + [
        .init("changes", changes.list), .init("warnings", warnings.list),
        .init("notes", notes.list),
      ])
  }
}
