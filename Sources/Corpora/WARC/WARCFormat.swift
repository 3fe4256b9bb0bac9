package import Records
package import Storage

/// WARC, the format of web archives (ISO 28500, versions 1.0 and 1.1), and WET, its texts alone.
///
/// Responses, resources and conversions whose payload is text are records. Everything else that an
/// archive holds (requests, metadata, pictures, scripts) is passed over and counted by kind. A record
/// becomes a line of JSON in the parser, so that pages are decoded by all workers; ``WARCRows`` says
/// which. The bytes in a chunk are those of the archive's records, in front of each the eight bytes of
/// its offset; a place is an offset in the expanded file.
package struct WARCFormat: PlacedFormat {
  package init() {}

  package var name: String { "warc" }
  package var title: String { "WARC" }
  package var suffixes: [String] { [".warc", ".wet"] }
  package var remedy: String { "name an archive that holds pages, texts or other resources" }

  package func claim(on name: String) -> NameClaim {
    suffixes.contains { name.hasSuffix($0) } ? .certain : .none
  }

  package func probe(_ head: borrowing FileHead) -> FormatVerdict {
    head.bytes.view[0..<min(5, head.bytes.count)].array == Array("WARC/".utf8)
      ? .records : .other(detail: "it does not begin as a WARC file does")
  }

  package var contents: [(path: String, what: String)] {
    [(WARCRows.httpHeaders, "the response's headers as they were sent")]
  }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try WARCReader(of: file, from: position, options: options)
  }

  package func makeRows() -> any PlacedRows { WARCRows() }
}
