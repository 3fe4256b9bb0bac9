package import JSONText
package import Records
package import Storage

/// JSON Lines: one JSON object a line.
///
/// Mostly UTF-8. What another program has written in another encoding is told by its bytes once, when
/// the file is listed, and kept with the index; the parser then turns each line into UTF-8.
package struct JSONLinesFormat: CorpusFormat {
  /// What is decided or known of the encoding.
  let encoding: TextEncoding?

  package init() { encoding = nil }

  private init(encoding: TextEncoding?) { self.encoding = encoding }

  package func with(_ settings: FormatSettings) -> any CorpusFormat {
    JSONLinesFormat(encoding: settings["encoding"].flatMap(TextEncoding.init(rawValue:)))
  }

  package func sentence(on settings: FormatSettings) -> String? {
    settings["encoding"].map { "one object a line, \($0)" }
  }

  package var name: String { "jsonl" }
  package var title: String { "JSON Lines" }
  package var suffixes: [String] { [".jsonl", ".ndjson"] }
  package var settingNames: [String] { ["encoding"] }
  package var endsRecordsAtLineBreaks: Bool { (encoding ?? .utf8).unitByteCount == 1 }
  package var remedy: String { "write one JSON object a line" }

  private static let certainSuffixes = [".jsonl", ".ndjson", ".jsonlines", ".jl"]

  package func claim(on name: String) -> NameClaim {
    Self.certainSuffixes.contains { name.hasSuffix($0) } ? .certain : .none
  }

  package func conversion(of kind: UnreadFormat) -> String? { "export it as JSON Lines first" }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try requireConverter(for: file)
    return try LineReader(of: file, from: position, options: options, encoding: encoding ?? .utf8)
  }

  package func cuts(
    of file: RandomAccessFile, every byteCount: UInt64
  ) throws(StorageError) -> [FileCut] {
    // A break of two bytes is no byte that could be looked for alone.
    guard (encoding ?? .utf8).unitByteCount == 1 else { return [] }
    return try LineCuts.of(file, every: byteCount)
  }

  package func parser(for schema: RecordSchema) -> any FormatParser {
    Parser(JSONLinesParser(schema: schema))
  }

  package func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher {
    try requireConverter(for: file)
    return try ByteRangeFetcher(of: file, checkpoints: checkpoints, encoding: encoding ?? .utf8)
  }

  /// Refuses a file that this system cannot turn into UTF-8, though another one has listed it.
  private func requireConverter(for file: RandomAccessFile) throws(StorageError) {
    if let encoding { _ = try Transcoder(from: encoding, path: file.path) }
  }

  package func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    var decoder = LineDecoder()
    for index in 0..<chunk.pieces.count {
      let piece = chunk.pieces[index]
      guard piece.count != RawChunk.Piece.refused else { continue }
      let start = Int(piece.start)
      let bytes = chunk.bytes.view[start..<(start + Int(piece.count))]
      let line =
        (chunk.fileDetail as? TextEncoding).map { decoder.decode(bytes, from: $0).array }
        ?? bytes.array
      guard let record = try? JSONReader.read(line, options: .records), case .object = record
      else { continue }
      if !body(record) { return }
    }
  }

  /// Holds a parser's memory for one worker; inside it calls cost nothing.
  private final class Parser: FormatParser {
    private var parser: JSONLinesParser
    private var lines = WrittenLines()
    private var decoder = LineDecoder()

    init(_ parser: consuming JSONLinesParser) { self.parser = parser }

    func parse(
      _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog
    ) {
      guard let encoding = chunk.fileDetail as? TextEncoding else {
        parser.parse(chunk, into: &batch, problems: &problems)
        return
      }
      var mended: Set<Int> = []
      lines.parse(chunk, by: &parser, into: &batch, problems: &problems) { line, index, output in
        let before = decoder.replacedCount
        output.append(contentsOf: decoder.decode(line, from: encoding))
        if decoder.replacedCount > before { mended.insert(index) }
      }
      if mended.isEmpty { return }
      // A line that is lost has said so.
      for record in 0..<batch.count {
        let index = Int(batch.places[record].ordinal - chunk.firstOrdinal)
        guard mended.contains(index) else { continue }
        problems.append(
          RecordProblem(
            file: chunk.file, number: chunk.start.number + UInt64(chunk.numbers[index]),
            offset: chunk.offset(of: index), reason: .replacedBytes))
      }
    }

    func learn(_ ledger: ColumnLedger) { parser.learn(ledger) }
  }
}
