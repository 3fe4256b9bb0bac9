internal import CatalogStore
internal import Datasets
package import JSONText

/// The catalogue in numbers.
public struct SummaryAnswer: Sendable {
  let summary: CatalogSummary
  /// Datasets with ids that they name and the catalogue does not hold.
  public let dangling: [(dataset: String, names: String)]

  /// A number of datasets.
  public struct Count: Sendable, Equatable {
    /// What they are.
    public var name: String
    /// How many there are.
    public var count: Int
  }

  /// A sum over datasets, with what is missing from it.
  public struct Total: Sendable, Equatable {
    /// What is added up.
    public var name: String
    /// The sum of what is known.
    public var sum: Double
    /// Datasets that say it.
    public var known: Int
    /// Datasets that do not.
    public var unknown: Int
  }

  /// Counts of datasets by what they are.
  public var counts: [Count] {
    [
      Count(name: "datasets", count: summary.datasets),
      Count(name: "clusters", count: summary.clusters),
      Count(name: "built in", count: summary.builtIn), Count(name: "own", count: summary.own),
      Count(name: "edited", count: summary.edited), Count(name: "removed", count: summary.removed),
      Count(name: "indexed", count: summary.indexed), Count(name: "parts", count: summary.parts),
    ]
  }

  /// Sums of sizes over the datasets that are not part of another one.
  public var totals: [Total] {
    [("bytes", summary.bytes), ("records", summary.records), ("tokens", summary.tokens)].map {
      Total(name: $0, sum: $1.sum, known: $1.known, unknown: $1.unknown)
    }
  }

  /// One field with its values.
  public struct Group: Sendable {
    /// The field.
    public var field: String
    /// Its values, most datasets first, those without a value last.
    public var rows: [Row]
  }

  /// One value of a field.
  public struct Row: Sendable {
    /// The value; `nil` stands for the datasets that have none.
    public var value: String?
    /// Datasets with it.
    public var datasets: Int
    /// Clusters that they belong to.
    public var clusters: Int
    /// Their bytes together, without datasets that are part of another one.
    public var bytes: Double
    /// Of these datasets, those that do not say how many bytes they have.
    public var unknownBytes: Int
  }

  /// Values of the fields that are reported, with their datasets and bytes.
  public var groups: [Group] {
    summary.groups.map { group in
      Group(
        field: group.field,
        rows: group.rows.map {
          Row(
            value: $0.value, datasets: $0.datasets, clusters: $0.clusters,
            bytes: $0.bytes.sum, unknownBytes: $0.bytes.unknown)
        })
    }
  }
}

extension Catalog {
  /// The fields that ``summary(by:)`` reports when none is named.
  public static let summaryFields = [
    "sector", "industry", "kind", "language", "license", "modality", "access", "year",
  ]

  /// The label of an industry in Chinese, as its publisher has it; `nil` for a slug that is none.
  public static func chineseLabel(ofIndustry slug: String) -> String? {
    Industry.industry(slug)?.chinese.replacing("_", with: "、")
  }

  /// The catalogue in numbers.
  ///
  /// - Parameter fields: Whose values are counted.
  /// - Returns: Counts, sums, and both by value.
  /// - Throws: ``CatalogError`` `badQuery` for a field that does not exist.
  public func summary(by fields: [String] = Catalog.summaryFields) throws -> SummaryAnswer {
    try CatalogError.folding {
      SummaryAnswer(
        summary: try store.summary(by: fields), dangling: try store.danglingReferences())
    }
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
    members.append(.init("dangling_references", JSON.dangling(dangling)))
    members.append(
      .init("by", .object(groups.map { .init($0.field, .array($0.rows.map(\.tree))) })))
    return .object(members)
  }
}

extension SummaryAnswer.Row {
  fileprivate var tree: JSON {
    .keys([
      "value": .text(value), "count": .integer(datasets),
      "clusters": .integer(clusters), "bytes": .double(bytes),
      "bytes_unknown": .integer(unknownBytes),
    ])
  }
}
