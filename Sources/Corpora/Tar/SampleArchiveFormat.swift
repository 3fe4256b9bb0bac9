package import Records
package import Storage

/// Samples in a tar archive, as WebDataset lays them out: members whose paths are the same up to the
/// first dot of the file's name are parts of one record, and stand next to each other.
///
/// A record is an object: the key that its members share, then each member under what follows the
/// dot (``SampleRows`` says how). An archive of data files is another thing (``Archive``). A
/// chunk holds the members of its samples as they stand in the archive.
package struct SampleArchiveFormat: PlacedFormat {
  package init() {}

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
    if let data = members.first(where: { Self.isData($0) }) {
      return .other(detail: "it holds files of data such as \(data.name)")
    }
    return first.suffix.isEmpty ? .other(detail: "\(first.name) has no ending") : .records
  }

  /// Whether a member is a file of records and no part of a sample.
  private static func isData(_ member: TarMember) -> Bool {
    let endings = ["jsonl", "ndjson", "parquet", "csv", "tsv", "warc", "wet", "arrow"]
    return member.suffix.split(separator: ".").contains { endings.contains(String($0)) }
  }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try SampleReader(of: file, from: position, options: options)
  }

  package func makeRows() -> any PlacedRows { SampleRows() }
}
