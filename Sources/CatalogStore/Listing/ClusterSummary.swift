package import Datasets
internal import GRDB
package import QueryLanguage

/// The clusters of some datasets.
package struct ClusterPage: Sendable {
  /// By name.
  package var clusters: [ClusterSummary]
  /// Datasets that belong to no cluster.
  package var datasetsOutside: Int
  /// Pieces of the query that mean something else than they seem to.
  package var hints: [QueryProblem]
}

/// One cluster and what its datasets come to.
package struct ClusterSummary: Sendable {
  /// Its name and introduction, when the program carries them; its datasets are not among them.
  package var cluster: Cluster
  package var datasets = 0
  /// Datasets that are part of another one, which the sums leave out.
  package var parts = 0
  package var bytes = CatalogSummary.Total()
  package var records = CatalogSummary.Total()
  package var tokens = CatalogSummary.Total()
  /// Counted values of some fields, most frequent first.
  package var facets: [Facet] = []

  /// The fields whose values are counted.
  static let fields: [DatasetField] = [.license, .verdict, .kind, .language, .access]

  /// The values of one field, without the datasets that have none.
  package func values(_ field: DatasetField) -> [Facet.Value] {
    facets.first { $0.field == field.rawValue }?.values ?? []
  }
}

extension Listing {
  /// The clusters of the datasets that the query asks for.
  func clusters() throws -> ClusterPage {
    let (selection, _) = try matching()
    let column = try columns.words(.cluster)
    let inside = try parts()
    let figures = try [DatasetField.bytes, .records, .tokens].map { try columns.numbers($0).values }
    var members: [UInt32: [Int]] = [:]
    var outside = 0
    selection.forEach { number in
      let range = Int(column.starts[number])..<Int(column.starts[number + 1])
      if range.isEmpty { outside += 1 }
      for index in range { members[column.codes[index], default: []].append(number) }
    }
    var clusters: [ClusterSummary] = []
    for (code, numbers) in members {
      let name = column.dictionary[Int(code)]
      var summary = ClusterSummary(cluster: try described(name))
      summary.datasets = numbers.count
      var own = Selection(count: columns.count)
      for number in numbers {
        own[number] = true
        if inside[number] {
          summary.parts += 1
        } else {
          summary.bytes.add(figures[0][number])
          summary.records.add(figures[1][number])
          summary.tokens.add(figures[2][number])
        }
      }
      summary.facets = try ClusterSummary.fields.map { field in
        let words = try columns.words(field)
        let counts = words.counts(in: own).words
        let values = counts.indices.filter { counts[$0] > 0 }.map {
          Facet.Value(value: words.dictionary[$0], count: counts[$0])
        }
        return Facet(
          field: field.rawValue,
          values: values.sorted { ($1.count, $0.value ?? "") < ($0.count, $1.value ?? "") })
      }
      clusters.append(summary)
    }
    return ClusterPage(
      clusters: clusters.sorted { $0.cluster.id < $1.cluster.id }, datasetsOutside: outside,
      hints: hints)
  }

  /// What the program says of a cluster; a user's own has a name alone.
  private func described(_ name: String) throws -> Cluster {
    let document = try String.fetchOne(
      db.cachedStatement(sql: "SELECT document FROM cluster WHERE id = ?"), arguments: [name])
    if let document { return try CatalogStore.decodeCluster(document) }
    var cluster = Cluster()
    cluster.id = name
    return cluster
  }
}
