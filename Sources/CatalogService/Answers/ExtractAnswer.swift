public import CorpusIndex
package import JSONText

/// What an extract wrote.
public struct ExtractAnswer: Sendable {
  /// One dataset that records came from.
  public struct Origin: Sendable {
    /// The dataset's id.
    public var id: String
    /// Records of it.
    public var records: UInt64
    /// The commit that was read.
    public var generation: UInt64
  }

  /// The id under which the card describes the extract.
  public var id = ""
  /// The file; `-` where the records were handed on.
  public var file: String
  /// The card beside it, when there is a file.
  public var card: String?
  /// The fields with which the file is indexed as its records were; `nil` when it has no texts.
  public var plan: FieldPlan?
  /// How the records were indexed; `nil` where their datasets differ in it.
  public var method: IndexingMethod?
  /// Columns that every record has from its file, so that the copy needs to be told.
  public var labels: [FileLabel] = []
  /// More records match than the limit allows.
  public var isCut = false
  /// Where the records come from.
  public var datasets: [Origin] = []
  /// Bytes of the file.
  public var bytes: UInt64 = 0
  /// Bytes before compression.
  public var uncompressedBytes: UInt64 = 0
  /// SHA-256 of the file.
  public var checksum = ""
  /// The licences of all origins, each once.
  public var licenses: [String] = []

  /// Datasets whose last commit was written, although there is more to read, and why.
  public var stale: [StaleDataset] = []
  /// What is odd about the query.
  public var notices: [Notice] = []

  /// Records written.
  public var records: UInt64 { datasets.reduce(0) { $0 + $1.records } }

  init(file: String, card: String?) {
    self.file = file
    self.card = card
  }
}

extension ExtractAnswer: JSONAnswer {
  package var tree: JSON {
    let tree = JSON.keys([
      "schema": .string("catalog.extract/1"), "id": .string(id), "file": .string(file),
      "card": .text(card), "records": .integer(records), "limited": .bool(isCut),
      "bytes": .integer(bytes),
      "uncompressed_bytes": .integer(uncompressedBytes), "sha256": .string(checksum),
      "datasets": .array(
        datasets.map {
          .keys([
            "id": .string($0.id), "records": .integer($0.records),
            "generation": .integer($0.generation),
          ])
        }), "licenses": .strings(licenses),
      "text_fields": .strings(plan?.textFields ?? []), "record_id": .text(plan?.recordID),
      "labels": .strings(labels.map(\.written)),
    ])
    guard case .object(var members) = tree else { return tree }
    if !stale.isEmpty {
      members.append(
        .init(
          "stale_reasons", .array(stale.map { .said($0.statement, $0.remedy, of: $0.dataset) })))
    }
    if !notices.isEmpty { members.append(.init("notices", .notices(notices))) }
    return .object(members)
  }
}
