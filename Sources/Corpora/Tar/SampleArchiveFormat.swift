package import Records
package import Storage

/// Samples in a tar archive, as WebDataset lays them out: members whose paths are the same up to the
/// first dot of the file's name are parts of one record, and stand next to each other.
///
/// A record is an object: the key that its members share, then each member under what follows the
/// dot (``SampleRows`` says how). An archive of data files is another thing (``Archive``). A
/// chunk holds the members of its samples as they stand in the archive.
package struct SampleArchiveFormat: PlacedFormat {
  private let isChosen: Bool

  package init() { isChosen = false }

  private init(isChosen: Bool) { self.isChosen = isChosen }

  package var chosen: any CorpusFormat { SampleArchiveFormat(isChosen: true) }

  package var name: String { "webdataset" }
  package var title: String { "WebDataset" }
  package var suffixes: [String] { [".tar"] }
  package var remedy: String {
    "name an archive of samples, or of data files"
  }

  package func claim(on name: String) -> NameClaim {
    [".tar", ".tgz"].contains { name.hasSuffix($0) } ? .certain : .none
  }

  package func probe(_ head: borrowing FileHead) -> FormatVerdict {
    let block = TarHeader.blockByteCount
    guard head.bytes.count >= block, TarHeader(head.bytes.view[0..<block]) != nil else {
      return .other(detail: "it does not begin as a tar archive does")
    }
    let members = TarMember.all(in: head.bytes.view, isCut: !head.isWhole)
    guard let first = members.first else {
      return .other(detail: "its first member is no part of a sample")
    }
    if !isChosen, let data = Self.data(among: members, head.bytes.view) {
      return .other(detail: "it holds files of data such as \(data.name)")
    }
    if !isChosen, Self.areTexts(members) { return .other(detail: "it holds a tree of texts") }
    return first.suffix.isEmpty ? .other(detail: "\(first.name) has no ending") : .records
  }

  /// The first member that is a file of records and no part of a sample.
  private static func data(
    among members: [TarMember], _ bytes: BufferView<UInt8>
  ) -> TarMember? {
    let endings = ["jsonl", "ndjson", "parquet", "csv", "tsv", "warc", "wet", "arrow"]
    return members.first { member in
      let parts = member.suffix.split(separator: ".").map(String.init)
      if parts.contains(where: endings.contains) { return true }
      // JSON is part of a sample where something stands beside it, and where it is one value.
      guard parts.contains("json"), members.count(where: { $0.key == member.key }) == 1 else {
        return false
      }
      // Of a packed part a sample would have nothing but the number of its bytes.
      if parts.last != "json" { return CorpusFiles.bareName(member.name).hasSuffix(".json") }
      return parts == ["json"] && JSONDocument.isList(in: bytes[member.contents])
    }
  }

  /// Whether each member is a text by itself, and one of them a page of Markdown: samples have captions
  /// beside something else, or plain texts.
  private static func areTexts(_ members: [TarMember]) -> Bool {
    let endings = ["txt", "text", "md", "markdown"]
    return members.allSatisfy { endings.contains($0.suffix) }
      && members.contains { $0.suffix.hasPrefix("m") }
      && Set(members.map(\.key)).count == members.count
  }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try SampleReader(of: file, from: position, options: options)
  }

  package func makeRows() -> any PlacedRows { SampleRows() }
}
