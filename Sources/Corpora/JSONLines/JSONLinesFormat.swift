package import JSONText
package import Records
package import Storage

/// JSON Lines: one JSON object a line.
package struct JSONLinesFormat: CorpusFormat {
  package init() {}

  package var name: String { "jsonl" }
  package var title: String { "JSON Lines" }
  package var suffixes: [String] { [".jsonl", ".ndjson"] }
  package var remedy: String { "write one JSON object a line" }

  private static let certainSuffixes = [".jsonl", ".ndjson", ".jsonlines", ".jl"]

  package func claim(on name: String) -> NameClaim {
    Self.certainSuffixes.contains { name.hasSuffix($0) } ? .certain : .none
  }

  package func conversion(of kind: UnreadFormat) -> String? { "export it as JSON Lines first" }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try LineReader(of: file, from: position, options: options)
  }

  package func cuts(
    of file: RandomAccessFile, every byteCount: UInt64
  ) throws(StorageError) -> [FileCut] {
    try LineCuts.of(file, every: byteCount)
  }

  package func parser(for schema: RecordSchema) -> any FormatParser {
    Parser(JSONLinesParser(schema: schema))
  }

  package func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher {
    try ByteRangeFetcher(of: file, checkpoints: checkpoints)
  }

  package func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    for index in 0..<chunk.pieces.count {
      let piece = chunk.pieces[index]
      guard piece.count != RawChunk.Piece.refused else { continue }
      let start = Int(piece.start)
      let line = chunk.bytes.view[start..<(start + Int(piece.count))].array
      guard let record = try? JSONReader.read(line, options: .records), case .object = record
      else { continue }
      if !body(record) { return }
    }
  }

  /// Holds a parser's memory for one worker; inside it calls cost nothing.
  private final class Parser: FormatParser {
    private var parser: JSONLinesParser

    init(_ parser: consuming JSONLinesParser) { self.parser = parser }

    func parse(
      _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog
    ) {
      parser.parse(chunk, into: &batch, problems: &problems)
    }

    func learn(_ ledger: ColumnLedger) { parser.learn(ledger) }
  }
}
