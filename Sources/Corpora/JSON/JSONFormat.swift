package import JSONText
package import Records
package import Storage

/// JSON that is not in lines: a list of objects, an object that holds one, or objects one after the
/// other, written over as many lines as one likes.
///
/// Never held as a whole: a record is a range of bytes, which the parser of JSON Lines reads.
package struct JSONFormat: CorpusFormat {
  private let isList: Bool
  private let hasSplits: Bool

  package init() {
    isList = false
    hasSplits = false
  }

  private init(_ settings: FormatSettings) {
    isList = settings["records"].map { $0 != "values" } ?? false
    hasSplits = settings["records"] == Self.splits
  }

  package func with(_ settings: FormatSettings) -> any CorpusFormat { JSONFormat(settings) }

  /// A member cannot be called so, since other names of members are those of lists.
  private static let splits = "splits"

  package var partColumns: [String] { hasSplits ? [JSONValueReader.splitColumn] : [] }

  /// The bracket of a list, and what follows it.
  package var hasClosing: Bool { isList }

  package var name: String { "json" }
  package var title: String { "JSON" }
  package var suffixes: [String] { [".json"] }
  package var remedy: String { "write a list of objects, or one object a line" }

  /// Descriptions that stand beside data and are themselves JSON.
  private static let descriptionNames: Set = [
    "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json",
    "datapackage.json", "croissant.json", "package.json", "config.json", "metadata.json",
    "index.json",
  ]

  package func claim(on name: String) -> NameClaim {
    name.hasSuffix(".json") && !Self.descriptionNames.contains(name) ? .possible : .none
  }

  package func sentence(on settings: FormatSettings) -> String? {
    switch settings["records"] {
    case "list": "records are the elements of one list"
    case Self.splits:
      "records are the elements of every list that is called as a split is; its name is the column "
        + "\"\(JSONValueReader.splitColumn)\""
    case "values": "records are objects one after the other"
    case let member?: "records are the elements of \"\(member)\"; other members are not read"
    case nil: nil
    }
  }

  package func probe(_ head: borrowing FileHead) -> FormatVerdict {
    guard case .utf8 = head.text else { return .other(detail: "it is no UTF-8 text") }
    switch JSONDocument.look(at: head.bytes.view, isWhole: head.isWhole, name: head.name) {
    case .records(.values): return .settled(FormatSettings(["records": "values"]), guess: nil)
    case .records(.splits): return .settled(FormatSettings(["records": Self.splits]), guess: nil)
    case .records(.list(let member, _)):
      return .settled(FormatSettings(["records": member ?? "list"]), guess: nil)
    case .other(let detail): return .other(detail: detail)
    }
  }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try JSONValueReader(of: file, from: position, options: options)
  }

  package func parser(for schema: RecordSchema) -> any FormatParser {
    JSONLinesFormat().parser(for: schema)
  }

  package func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher {
    try ByteRangeFetcher(of: file, checkpoints: checkpoints)
  }

  package func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    JSONLinesFormat().forEachRecord(in: chunk, body)
  }
}
