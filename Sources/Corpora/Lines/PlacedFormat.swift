package import JSONText
package import Records
package import Storage

/// A format whose records are ranges of bytes of the expanded file, and become lines of JSON in the
/// parser.
package protocol PlacedFormat: CorpusFormat {
  /// What writes the lines, for one thread at a time.
  func makeRows() -> any PlacedRows
}

extension PlacedFormat {
  package func parser(for schema: RecordSchema) -> any FormatParser {
    PlacedRecordParser(makeRows(), schema)
  }

  package func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher {
    try PlacedRecordFetcher(of: file, checkpoints: checkpoints)
  }

  package func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    var lines = RawChunk()
    var problems = ProblemLog(limit: 1)
    makeRows().write(chunk, into: &lines, problems: &problems)
    JSONLinesFormat().forEachRecord(in: lines, body)
  }
}
