import Corpora
import JSONText
import Records
import Storage

/// A format of the tests: every line is a record, and the line is its text.
///
/// It is a type and a line in a list, and nothing else knows of it.
struct PlainLines: CorpusFormat {
  /// The one field of its records.
  static let field = "line"

  var name: String { "lines" }
  var title: String { "plain lines" }
  var suffixes: [String] { [".lines"] }
  var remedy: String { "write one record a line" }

  func claim(on name: String) -> NameClaim { name.hasSuffix(".lines") ? .certain : .none }

  func probe(_ head: borrowing FileHead) -> FormatVerdict {
    if case .utf8(let first) = head.text, first != UInt8(ascii: "{") { return .records }
    return .other(detail: "it is no plain text")
  }

  func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try LineReader(of: file, from: position, options: options)
  }

  func parser(for schema: RecordSchema) -> any FormatParser { Parser(schema) }

  func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher {
    try ByteRangeFetcher(of: file, checkpoints: checkpoints)
  }

  func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    for index in 0..<chunk.pieces.count {
      let piece = chunk.pieces[index]
      guard piece.count != RawChunk.Piece.refused else { continue }
      let text = chunk.bytes.view[Int(piece.start)..<Int(piece.start + piece.count)].text
      if !body(.object([.init(Self.field, .string(text))])) { return }
    }
  }

  private final class Parser: FormatParser {
    private let schema: RecordSchema

    init(_ schema: RecordSchema) { self.schema = schema }

    func parse(
      _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog
    ) {
      batch.removeAll()
      for index in 0..<chunk.pieces.count {
        let piece = chunk.pieces[index]
        guard piece.count != RawChunk.Piece.refused else { continue }
        if piece.count == 3 {
          // A record that is bad, so that problems of another format are seen.
          problems.append(
            RecordProblem(
              file: chunk.file, number: chunk.start.number + UInt64(chunk.numbers[index]),
              offset: chunk.start.offset + UInt64(piece.start),
              reason: .malformed(detail: "three bytes are no record")))
          continue
        }
        let line = chunk.bytes.view[Int(piece.start)..<Int(piece.start + piece.count)]
        let start = UInt32(batch.bytes.count)
        batch.bytes.append(contentsOf: line)
        batch.places.append(
          RecordBatch.Place(
            file: UInt32(chunk.file), offset: chunk.start.offset + UInt64(piece.start),
            length: piece.count, ordinal: chunk.firstOrdinal + UInt64(index)))
        batch.ids.append(.missing)
        for field in schema.textFields {
          batch.texts.append(
            field == Self.field ? RecordBatch.Text(start: start, count: piece.count) : .missing)
        }
        batch.entryEnds.append(UInt32(batch.entries.count))
        if batch.keepsRests { appendRest(of: line, to: &batch) }
      }
    }

    /// The line stands in the rest where it is no text of the schema.
    private func appendRest(of line: BufferView<UInt8>, to batch: inout RecordBatch) {
      let text = line.array
      let start = batch.bytes.count
      var rest = RecordRestWriter()
      rest.begin(&batch.bytes)
      if let field = schema.textFields.firstIndex(of: Self.field) {
        rest.append(Self.field, text: field, to: &batch.bytes)
      } else {
        let value = JSON.string(String(decoding: text, as: UTF8.self))
        rest.append(Self.field, json: value.bytes, to: &batch.bytes)
      }
      rest.end(&batch.bytes)
      batch.rests.append(
        RecordBatch.Text(start: UInt32(start), count: UInt32(batch.bytes.count - start)))
    }

    private static var field: String { PlainLines.field }
  }
}
