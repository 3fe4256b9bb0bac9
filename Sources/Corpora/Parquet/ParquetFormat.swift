package import JSONText
package import Records
package import Storage

/// Parquet: columns in row groups, described by a footer.
///
/// Rows become JSON objects where they are read, in the file's order of columns, and go through the
/// parser of JSON Lines, so that texts, columns and whole records are found in one way whatever a
/// corpus is stored in. An offset in a ``RecordBatch/Place`` is the number of a row, from 0.
package struct ParquetFormat: CorpusFormat {
  package init() {}

  package var name: String { "parquet" }
  package var title: String { "Parquet" }
  package var suffixes: [String] { [".parquet"] }
  package var remedy: String { "write it again with a Parquet library" }

  package func claim(on name: String) -> NameClaim {
    [".parquet", ".parq", ".pq"].contains { name.hasSuffix($0) } ? .certain : .none
  }

  package func probe(_ head: borrowing FileHead) -> FormatVerdict {
    let first = head.bytes.view[0..<min(4, head.bytes.count)].array
    if first == Array("PAR1".utf8) { return .records }
    if first == Array("PARE".utf8) {
      return .unsupported(
        found: "an encrypted Parquet file", remedy: "decrypt it with the tool that made it")
    }
    return .other(detail: "it does not begin as a Parquet file does")
  }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try ParquetReader(of: file, from: position, options: options)
  }

  package func cuts(
    of file: RandomAccessFile, every byteCount: UInt64
  ) throws(StorageError) -> [FileCut] {
    try ParquetFile(file).cuts(every: byteCount)
  }

  package func parser(for schema: RecordSchema) -> any FormatParser {
    RowParser(JSONLinesParser(schema: schema))
  }

  package func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher {
    try ParquetFetcher(of: file)
  }

  package func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    JSONLinesFormat().forEachRecord(in: chunk, body)
  }
}
