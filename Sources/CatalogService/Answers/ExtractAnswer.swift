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
  /// The file.
  public var file: String
  /// The card beside it.
  public var card: String
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

  /// Records written.
  public var records: UInt64 { datasets.reduce(0) { $0 + $1.records } }

  init(file: String, card: String) {
    self.file = file
    self.card = card
  }
}

extension ExtractAnswer: JSONAnswer {
  package var tree: JSON {
    .keys([
      "schema": .string("catalog.extract/1"), "id": .string(id), "file": .string(file),
      "card": .string(card), "records": .integer(records), "bytes": .integer(bytes),
      "uncompressed_bytes": .integer(uncompressedBytes), "sha256": .string(checksum),
      "datasets": .array(
        datasets.map {
          .keys([
            "id": .string($0.id), "records": .integer($0.records),
            "generation": .integer($0.generation),
          ])
        }), "licenses": .strings(licenses),
    ])
  }
}
