internal import CatalogStore
public import CorpusIndex
package import Datasets
package import JSONText

/// Which datasets to list, in which order, with which counts beside them.
public struct ListOptions: Sendable {
  /// Words that the description must contain.
  public var text: String?
  /// Licences, any of which passes.
  public var licenses: [String] = []
  /// Languages, any of which passes.
  public var languages: [String] = []
  /// Sectors, any of which passes.
  public var sectors: [String] = []
  /// Industries of the scheme of 31, by slug or label, any of which passes.
  public var industries: [String] = []
  /// Kinds, any of which passes.
  public var kinds: [String] = []
  /// Modalities, any of which passes.
  public var modalities: [String] = []
  /// Ways of access, any of which passes.
  public var access: [String] = []
  /// Verdicts on commercial use, any of which passes.
  public var verdicts: [String] = []
  /// Conditions on the columns.
  public var condition: String?
  /// Columns whose values are counted.
  ///
  /// A value counts what a filter by it finds, such as `zh` those in `zh-Hant` too.
  public var facets: [String] = []
  /// `FIELD` or `FIELD:desc`.
  public var sort: String?
  /// Rows to list; all when `nil`.
  public var limit: Int?
  /// Continue behind this cursor of an earlier answer.
  public var cursor: String?
  /// Seconds that the answer may take.
  public var timeout: Double?

  /// Everything, by id.
  public init() {}
}

/// Datasets and the values among them.
public struct ListAnswer: Sendable {
  /// All that match, not only those listed.
  public var total: Int
  /// The datasets, in order.
  public var datasets: [ListedDataset]
  /// Counted values.
  public var facets: [FieldFacet]
  /// Continues behind the last row; `nil` when nothing is left.
  public var next: String?
  /// What else is to be said of the question: pieces that mean something else than they seem to,
  /// values that were read as others, filters that no dataset can pass.
  public var notices: [Notice] = []
  /// Datasets of the home whose data cannot be what the list says of it, listed or not.
  public var failures: [DatasetFailure] = []
}

/// One row of a list.
public struct ListedDataset: Sendable {
  package let dataset: Dataset
  let index: IndexState

  /// Records of it can be searched.
  public var isIndexed: Bool { index.state != .none }

  /// The size that the description gives, else that of the indexed text.
  public var byteCount: Int64? { dataset.byteCount ?? (isIndexed ? index.textBytes : nil) }

  /// The records that the description gives, else those indexed.
  public var recordCount: Int64? { dataset.recordCount ?? (isIndexed ? index.records : nil) }

  /// The dataset's id.
  public var id: String { dataset.id }

  /// Its name for somebody who reads a language, where it has one in it.
  public func name(in language: String) -> String { dataset.name(in: language) }
}

extension ListAnswer: JSONAnswer {
  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("schema", .string("catalog.list/1")),
      .init("total", .integer(total)),
      .init("datasets", .array(datasets.map(\.tree))),
      .init("facets", .facets(facets)),
      .init("next", .text(next)),
    ]
    if !notices.isEmpty { tree.append(.init("notices", .notices(notices))) }
    if !failures.isEmpty {
      tree.append(
        .init(
          "failures",
          .array(failures.map { .said($0.error.statement, $0.error.remedy, of: $0.dataset) })))
    }
    return .object(tree)
  }
}

extension ListedDataset: JSONAnswer {
  package var tree: JSON {
    .keys([
      "id": .string(dataset.id),
      "name": .string(dataset.name),
      "cluster": .text(dataset.cluster),
      "publisher": .text(dataset.publisher?.name),
      "licenses": .strings(dataset.licenseLabels),
      "languages": .strings(dataset.languages),
      "sectors": .strings(dataset.sectors),
      "kind": .string(dataset.kind.rawValue),
      "modalities": .strings(dataset.modalities),
      "bytes": .number(byteCount),
      "records": .number(recordCount),
      "indexed": .bool(isIndexed),
      "access": .string(dataset.access.rawValue),
      "tokens": .number(dataset.tokenCount),
      "industries": .strings(dataset.industries.map(\.id)),
    ])
  }
}
