internal import CatalogService

/// Clusters, in every form.
enum ClusterReport {
  /// Prints a list of clusters.
  static func print(_ answer: ClustersAnswer, in language: String, on output: Output) {
    switch output.listFormat {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for cluster in answer.clusters { output.line(cluster.json(indented: false)) }
    case .ids:
      for cluster in answer.clusters {
        output.line((Catalog.clusterPrefix + cluster.handle).onOneLine)
      }
    case .tsv:
      for cluster in answer.clusters {
        output.tabs([
          cluster.handle, cluster.name(in: language), "\(cluster.datasets)",
          Figures.decimal(cluster.bytes.sum, places: 0), "\(cluster.bytes.unknown)",
          Figures.decimal(cluster.records.sum, places: 0), "\(cluster.records.unknown)",
          text(cluster.licenses), text(cluster.verdicts),
        ])
      }
    case .human:
      var table = Table(columns: [
        .init(heading: "CLUSTER", minimumWidth: 16), .init(heading: "NAME", minimumWidth: 6),
        .init(heading: "DATASETS", alignsRight: true), .init(heading: "BYTES", alignsRight: true),
        .init(heading: "VERDICTS", minimumWidth: 10), .init(heading: "LICENCES", minimumWidth: 6),
      ])
      table.rows = answer.clusters.map { cluster in
        [
          cluster.handle, cluster.name(in: language), Figures.count(UInt64(cluster.datasets)),
          bytes(cluster.bytes), text(cluster.verdicts), text(cluster.licenses),
        ].map(\.onOneLine)
      }
      if !answer.clusters.isEmpty { output.table(table) }
      let shown = answer.clusters.count
      output.note(
        shown < answer.total
          ? "\(shown) of \(answer.total) clusters — --limit \(answer.total) lists all"
          : answer.total == 1 ? "1 cluster" : "\(answer.total) clusters")
    }
    if answer.datasetsOutside > 0 {
      output.note("\(answer.datasetsOutside) datasets belong to no cluster")
    }
    output.notices(answer.notices)
  }

  /// Prints the page of a cluster.
  static func print(_ answer: ClusterAnswer, in language: String, on output: Output) {
    let cluster = answer.cluster
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .ids: for dataset in answer.datasets { output.line(dataset.id) }
    case .tsv:
      for row in rows(of: cluster) { output.tabs([row.label, row.value]) }
      for row in members(of: answer, in: language)?.rows ?? [] { output.tabs(["datasets"] + row) }
    case .human:
      PageReport.printTitle(cluster.name(in: language), on: output)
      // One kind for all stands above already.
      let members = members(of: answer, in: language)?.without(uniform: "KIND")
      PageReport.print(rows(of: cluster), [members].compactMap(\.self), on: output)
    }
  }

  private static func rows(of cluster: ListedCluster) -> [PageRow] {
    var rows = [PageRow(label: "id", value: Catalog.clusterPrefix + cluster.handle)]
    rows += cluster.introduction.map { PageRow(label: "about", value: $0) }
    var number = Figures.count(UInt64(cluster.datasets))
    if cluster.parts > 0 {
      number += ", \(cluster.parts) of them parts of others, which the sums leave out"
    }
    rows.append(PageRow(label: "datasets", value: number))
    let sums: [(String, ListedCluster.Total, (UInt64) -> String)] = [
      ("bytes", cluster.bytes, Figures.bytes), ("records", cluster.records, Figures.count),
      ("tokens", cluster.tokens, Figures.count),
    ]
    for (label, total, figure) in sums {
      let known = total.known == 0 ? "unknown" : "\(figure(whole(total.sum))) in \(total.known)"
      let rest = total.known > 0 && total.unknown > 0 ? ", \(total.unknown) unknown" : ""
      rows.append(PageRow(label: label, value: known + rest))
    }
    for (label, counts) in [
      ("kinds", cluster.kinds), ("languages", cluster.languages), ("licences", cluster.licenses),
      ("verdicts", cluster.verdicts),
    ] where !counts.isEmpty {
      rows.append(PageRow(label: label, value: text(counts)))
    }
    return rows
  }

  private static func members(of answer: ClusterAnswer, in language: String) -> PageSection? {
    PageSection(
      "datasets", note: "verdicts are for commercial use",
      columns: [
        ("DATASET", false), ("NAME", false), ("KIND", false), ("BYTES", true), ("RECORDS", true),
        ("LICENCES", false), ("VERDICT", false),
      ],
      rows: zip(answer.datasets, answer.verdicts).map { dataset, verdict in
        ["id", "name", "kind", "bytes", "records", "licenses"].map {
          ListTable.cell($0, of: dataset, forPeople: true, language: language)
        } + [verdict]
      })
  }

  private static func text(_ counts: [ListedCluster.Count]) -> String {
    counts.map { "\($0.value) \($0.count)" }.joined(separator: " · ")
  }

  private static func bytes(_ total: ListedCluster.Total) -> String {
    guard total.known > 0 else { return "" }
    return Figures.bytes(whole(total.sum)) + (total.unknown > 0 ? " +" : "")
  }

  private static func whole(_ sum: Double) -> UInt64 { UInt64(max(0, min(sum, 1e18))) }
}
