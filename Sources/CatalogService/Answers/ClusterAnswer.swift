internal import CatalogStore
public import CorpusIndex
internal import Datasets
package import JSONText

/// The clusters of the catalogue.
public struct ClustersAnswer: Sendable {
  /// All that there are, not only those listed.
  public var total: Int
  /// The clusters, by name.
  public var clusters: [ListedCluster]
  /// Datasets that were asked for and belong to no cluster.
  public var datasetsOutside: Int
  /// Values that were read as others, and those that no dataset has, with what was probably meant.
  public var notices: [Notice]
}

/// One cluster and what its datasets come to.
public struct ListedCluster: Sendable {
  let summary: ClusterSummary

  /// A sum with what is missing from it.
  public typealias Total = MixtureFigures.Total

  /// A value with the number of datasets that have it.
  public struct Count: Sendable {
    /// The value.
    public var value: String
    /// Datasets with it.
    public var count: Int
  }

  /// What it is asked for by, behind `cluster:`.
  public var handle: String { summary.cluster.handle }
  /// Its name in a language.
  public func name(in language: String) -> String {
    summary.cluster.name.text(in: language) ?? summary.cluster.id
  }
  /// What introduces it, in every language.
  public var introduction: [String] { summary.cluster.introduction.all }
  /// What introduces it, in a language or else in another; `nil` where nobody did.
  public func introduction(in language: String) -> String? {
    summary.cluster.introduction.text(in: language)
  }
  /// Its datasets.
  public var datasets: Int { summary.datasets }
  /// Datasets that are part of another one, which the sums leave out.
  public var parts: Int { summary.parts }
  /// Bytes of its datasets.
  public var bytes: Total { Total(summary.bytes) }
  /// Records of its datasets.
  public var records: Total { Total(summary.records) }
  /// Tokens of its datasets.
  public var tokens: Total { Total(summary.tokens) }
  /// Licences of its datasets.
  public var licenses: [Count] { counts(.license) }
  /// Verdicts for commercial use on its datasets.
  public var verdicts: [Count] { counts(.verdict) }
  /// What its datasets are for.
  public var kinds: [Count] { counts(.kind) }
  /// Languages of its datasets.
  public var languages: [Count] { counts(.language) }

  private func counts(_ field: DatasetField) -> [Count] {
    summary.values(field).compactMap { value in
      value.value.map { Count(value: $0, count: value.count) }
    }
  }
}

extension MixtureFigures.Total {
  init(_ total: CatalogSummary.Total) {
    self.init([])
    sum = total.sum
    known = total.known
    unknown = total.unknown
  }
}

/// A cluster with its datasets.
public struct ClusterAnswer: Sendable {
  /// The cluster and what its datasets come to.
  public var cluster: ListedCluster
  /// Its datasets, by id.
  public var datasets: [ListedDataset]
  /// The verdict for commercial use on each of them, in words, in the same order.
  public var verdicts: [String]
}

extension ListedCluster: JSONAnswer {
  package var tree: JSON { .object(members) }

  fileprivate var members: [JSON.Member] {
    func list(_ counts: [Count]) -> JSON {
      .array(counts.map { .keys(["value": .string($0.value), "count": .integer($0.count)]) })
    }
    return [
      .init("id", .string(handle)), .init("name", .string(summary.cluster.id)),
      .init("datasets", .integer(datasets)), .init("parts", .integer(parts)),
      .init("bytes", bytes.tree), .init("records", records.tree), .init("tokens", tokens.tree),
      .init("licenses", list(licenses)), .init("verdicts", list(verdicts)),
      .init("kinds", list(kinds)), .init("languages", list(languages)),
      .init("introduction", summary.cluster.introduction.tree),
    ]
  }
}

extension ClustersAnswer: JSONAnswer {
  package var tree: JSON {
    .keys([
      "schema": .string("catalog.clusters/1"), "total": .integer(total),
      "clusters": .array(clusters.map(\.tree)), "datasets_outside": .integer(datasetsOutside),
      "notices": .notices(notices),
    ])
  }
}

extension ClusterAnswer: JSONAnswer {
  package var tree: JSON {
    var members = [JSON.Member("schema", .string("catalog.cluster/1"))] + cluster.members
    // The number of datasets gives way to the datasets.
    members.removeAll { $0.key == "datasets" }
    members.append(
      .init(
        "datasets",
        .array(
          zip(datasets, verdicts).map { dataset, verdict in
            .object((dataset.tree.members ?? []) + [.init("verdict", .string(verdict))])
          })))
    return .object(members)
  }
}
