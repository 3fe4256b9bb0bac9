internal import JSONText
internal import Records
internal import Storage

/// Parses rows of separated fields: writes each as a line of JSON, which the parser of JSON Lines reads.
final class CSVParser: FormatParser {
  private var parser: JSONLinesParser
  private var lines = WrittenLines()
  private var writer: CSVRowWriter?

  init(_ schema: RecordSchema) {
    parser = JSONLinesParser(schema: schema, valuesAreWritten: true)
  }

  func learn(_ ledger: ColumnLedger) { parser.learn(ledger) }

  func parse(
    _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog
  ) {
    guard let table = chunk.fileDetail as? CSVTable else {
      preconditionFailure("a chunk of rows comes without its table")
    }
    do throws(StorageError) {
      if writer?.table !== table { writer = try CSVRowWriter(table) }
    } catch {
      // The reader has opened the same converter before.
      preconditionFailure("a converter was there and is gone: \(error)")
    }
    var met = ProblemLog(limit: problems.limit)
    lines.parse(chunk, by: &parser, into: &batch, problems: &problems) { row, index, output in
      guard let written = writer?.write(row, into: &output) else { return }
      if written.isReplaced { note(.replacedBytes, index, chunk, &met) }
      if table.repeatsNames(row) {
        note(.repaired(detail: "the row has the names of the fields again"), index, chunk, &met)
      }
      if written.isIrregular {
        let detail = "text goes on behind a closing quote, or a quote is not closed"
        note(.repaired(detail: detail), index, chunk, &met)
      }
      if written.fieldCount < table.namedCount || written.fieldCount > table.keys.count {
        let expected = min(max(written.fieldCount, table.namedCount), table.keys.count)
        let detail =
          "the row has \(written.fieldCount) "
          + "\(written.fieldCount == 1 ? "field" : "fields") instead of \(expected)"
        note(.repaired(detail: detail), index, chunk, &met)
      }
    }
    problems.merge(met)
  }

  private func note(
    _ reason: RecordProblem.Reason, _ index: Int, _ chunk: borrowing RawChunk,
    _ problems: inout ProblemLog
  ) {
    problems.append(
      RecordProblem(
        file: chunk.file, number: chunk.start.number + UInt64(chunk.numbers[index]),
        offset: chunk.offset(of: index), reason: reason))
  }

  /// Calls `body` with each row of a chunk as an object; `false` stops.
  static func forEachRow(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    guard let table = chunk.fileDetail as? CSVTable, var writer = try? CSVRowWriter(table) else {
      return
    }
    var line = GrowableBuffer<UInt8>()
    for index in 0..<chunk.pieces.count {
      let piece = chunk.pieces[index]
      guard piece.count != RawChunk.Piece.refused else { continue }
      line.removeAll()
      let row = chunk.bytes.view[Int(piece.start)..<Int(piece.start) + Int(piece.count)]
      _ = writer.write(row, into: &line)
      guard let record = try? JSONReader.read(line.view.array, options: .records) else { continue }
      if !body(record) { return }
    }
  }
}
