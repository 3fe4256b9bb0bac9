public import CorpusIndex
package import JSONText

/// What a delete did.
public struct DeletedAnswer: Sendable, JSONAnswer {
  /// The dataset.
  public var dataset: String
  /// Records taken out.
  public var deleted: UInt64
  /// Ids asked for that no record has.
  public var missing: [String] = []
  /// What a search remarks on in a query that chose no record.
  public var notices: [Notice] = []

  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("schema", .string("catalog.delete/1")), .init("dataset", .string(dataset)),
      .init("deleted", .integer(deleted)), .init("missing", .strings(missing)),
    ]
    if !notices.isEmpty { tree.append(.init("notices", .notices(notices))) }
    return .object(tree)
  }
}

/// A delete that was taken back.
public struct UndoneDeleteAnswer: Sendable, JSONAnswer {
  /// The dataset.
  public var dataset: String
  /// The delete, as it was.
  public var delete: RememberedDelete
  /// Records that are there again; fewer than were deleted when others are out for another reason.
  public var restored: UInt64

  package var tree: JSON {
    JSON.keys([
      "schema": .string("catalog.undo/1"), "dataset": .string(dataset),
      "entry": .string(delete.entry(of: dataset)), "deleted": .integer(delete.records),
      "restored": .integer(restored),
    ])
  }
}

/// One change to one dataset.
public struct ChangeAnswer: Sendable, JSONAnswer {
  /// The dataset.
  public var dataset: String
  /// `removed`, `restored`, `renamed`, `purged`; `unchanged` where nothing was to be done.
  public var change: String

  /// A change from its parts.
  public init(dataset: String, change: String) {
    self.dataset = dataset
    self.change = change
  }

  package var tree: JSON {
    JSON.keys([
      "schema": .string("catalog.change/1"), "dataset": .string(dataset),
      "change": .string(change),
    ])
  }
}

/// The terms of a text.
public struct TokensAnswer: Sendable, JSONAnswer {
  /// The analyzer that made them.
  public var analyzer: AnalyzerKind
  /// The terms by position.
  public var tokens: [TermOccurrence]

  package var tree: JSON {
    JSON.keys([
      "schema": .string("catalog.tokens/1"), "analyzer": .string(analyzer.rawValue),
      "tokens": .array(tokens.map(\.tree)),
    ])
  }
}

extension TermOccurrence: JSONAnswer {
  package var tree: JSON {
    .keys([
      "term": .string(term), "kind": .string(kind.rawValue), "position": .integer(position),
      "bytes": .array([.integer(bytes.lowerBound), .integer(bytes.upperBound)]),
    ])
  }
}

extension StoredRecord {
  /// The record's value as a tree; numbers keep their characters, of a key that stands twice the last
  /// value counts.
  package var content: JSON { (try? JSONReader.read(value, options: .records)) ?? .null }
}

extension StoredRecord: JSONAnswer {
  package var tree: JSON {
    var members: [JSON.Member] = [
      .init("schema", .string("catalog.record/1")), .init("dataset", .string(reference.corpus)),
      .init("record", .string(reference.record)),
      .init("texts", .object(texts.map { .init($0.field, .string($0.text)) })),
      .init("fields", .fields(fields)),
      .init("source", .keys(["file": .string(file), "offset": .integer(offset)])),
    ]
    if let neighbours {
      members.append(
        .init(
          "neighbours",
          .keys(["previous": .text(neighbours.previous), "next": .text(neighbours.next)])))
    }
    let content = content
    members.append(.init("value", content))
    // JSON has no such numbers, so whoever reads them as texts must know.
    let quoted = content.nonFinitePaths
    if !quoted.isEmpty { members.append(.init("quoted", .strings(quoted))) }
    return .object(members)
  }
}

/// What a check saw.
public struct CheckAnswer: Sendable, JSONAnswer {
  /// One finding.
  public struct Finding: Sendable {
    /// The dataset concerned.
    public var dataset: String
    /// What was found.
    public var message: String
    /// What helps.
    public var remedy: Remedy?
  }

  /// Datasets checked.
  public var datasets = 0
  /// Files verified.
  public var files = 0
  /// Bytes verified.
  public var bytes: UInt64 = 0
  /// What is wrong, after any repair.
  public var problems: [Finding] = []
  /// What was mended.
  public var repaired: [Finding] = []
  /// Datasets with ids that they name and the catalogue does not hold, which is no damage.
  public var dangling: [(dataset: String, names: String)] = []

  package var tree: JSON {
    let tree: (Finding) -> JSON = { .said($0.message, $0.remedy, of: $0.dataset) }
    return JSON.keys([
      "schema": .string("catalog.check/1"), "datasets": .integer(datasets),
      "files": .integer(files), "bytes": .integer(bytes), "ok": .bool(problems.isEmpty),
      "problems": .array(problems.map(tree)), "repaired": .array(repaired.map(tree)),
      "dangling_references": .dangling(dangling),
    ])
  }
}
