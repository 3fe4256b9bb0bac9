internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import QueryLanguage

extension Catalog {
  /// What stands in front of a cluster's name where ids of datasets are taken too.
  public static let clusterPrefix = "cluster:"

  /// The clusters of the datasets that are asked for, each with what its datasets come to.
  ///
  /// - Parameter options: Which datasets; the limit counts clusters.
  /// - Returns: The clusters, by name.
  /// - Throws: ``CatalogError`` `badQuery` as ``list(_:)`` does.
  public func clusters(_ options: ListOptions = ListOptions()) throws -> ClustersAnswer {
    let page = try CatalogError.folding { try store.clusters(of: DatasetQuery(options)) }
    let shown = options.limit.map { Array(page.clusters.prefix($0)) } ?? page.clusters
    return ClustersAnswer(
      total: page.clusters.count, clusters: shown.map(ListedCluster.init),
      datasetsOutside: page.datasetsOutside, notices: page.hints.map { Notice($0) })
  }

  /// A cluster with its datasets.
  ///
  /// - Parameter name: Its name, or a slug of it.
  /// - Returns: What introduces it, its datasets with their verdicts, and sums over them.
  /// - Throws: ``CatalogError`` `notFound` when there is none, with those that were probably meant.
  public func cluster(_ name: String) throws -> ClusterAnswer {
    try CatalogError.folding {
      let summary = try summary(ofCluster: name)
      let datasets = try datasets(of: summary)
      let report = try store.rights(datasets.map(\.id), for: .commercial)
      return ClusterAnswer(
        cluster: ListedCluster(summary: summary),
        datasets: datasets.map { ListedDataset(dataset: $0.dataset, index: $0.index) },
        verdicts: report.answers.map(\.verdict.name))
    }
  }

  /// The ids of the datasets of a cluster.
  func members(ofCluster name: String) throws -> [String] {
    try CatalogError.folding { try datasets(of: try summary(ofCluster: name)).map(\.id) }
  }

  private func datasets(of summary: ClusterSummary) throws -> [StoredDataset] {
    var query = DatasetQuery()
    query.filters = [.init("cluster", [summary.cluster.id])]
    return try store.list(query).datasets
  }

  private func summary(ofCluster name: String) throws -> ClusterSummary {
    let clusters = try store.clusters().clusters
    if let summary = clusters.first(where: { Cluster.isName(name, of: $0.cluster.id) }) {
      return summary
    }
    let handles = clusters.map(\.cluster.handle)
    var near = NearestName.all(near: name, among: handles, limit: 5)
    if near.isEmpty { near = handles.filter { $0.hasPrefix(name.lowercased()) } }
    throw CatalogError(
      .notFound, "no cluster is called “\(name)”",
      remedy: near.isEmpty
        ? .listClusters : .didYouMean(near.prefix(5).map { Self.clusterPrefix + $0 }))
  }
}
