internal import CatalogStore
package import Datasets

/// The catalogue in numbers.
public struct SummaryAnswer: Sendable {
  let summary: CatalogSummary

  /// A sum with what is missing from it.
  public typealias Total = (name: String, sum: Double, known: Int, unknown: Int)

  /// Counts of datasets by what they are.
  public var counts: [(name: String, count: Int)] {
    [
      ("datasets", summary.datasets), ("clusters", summary.clusters), ("built in", summary.builtIn),
      ("own", summary.own), ("edited", summary.edited), ("removed", summary.removed),
      ("indexed", summary.indexed),
    ]
  }

  /// Sums of sizes; parts and wholes may both be in them.
  public var totals: [Total] {
    [("bytes", summary.bytes), ("records", summary.records), ("tokens", summary.tokens)].map {
      ($0.0, $0.1.sum, $0.1.known, $0.1.unknown)
    }
  }

  /// Values of the fields that are reported, with their datasets.
  public var groups: [FacetAnswer] {
    summary.groups.map { group in
      FacetAnswer(
        field: group.field,
        values: group.rows.map { ($0.value.map { .string($0) }, UInt64($0.datasets)) })
    }
  }
}

extension Catalog {
  /// The catalogue in numbers.
  public func summary() throws -> SummaryAnswer {
    SummaryAnswer(summary: try CatalogError.folding { try store.summary() })
  }
}

extension SummaryAnswer: JSONAnswer {
  package var tree: JSON {
    var members: [JSON.Member] = [.init("schema", .string("catalog.summary/1"))]
    members += counts.map {
      .init($0.name.replacing(" ", with: "_"), .integer($0.count))
    }
    members += totals.map {
      .init(
        $0.name,
        .keys([
          "sum": .double($0.sum), "known": .integer($0.known), "unknown": .integer($0.unknown),
        ]))
    }
    members.append(.init("by", .facets(groups)))
    return .object(members)
  }
}
