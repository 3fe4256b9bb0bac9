internal import JSONText
internal import Records
internal import Storage

/// Parses rows of separated fields: writes each as a line of JSON, which the parser of JSON Lines reads.
final class CSVParser: FormatParser {
  private var parser: JSONLinesParser
  private var lines = RawChunk()
  private var writer: CSVRowWriter?

  init(_ schema: RecordSchema) {
    parser = JSONLinesParser(schema: schema, valuesAreWritten: true)
  }

  func learn(_ ledger: ColumnLedger) { parser.learn(ledger) }

  func parse(
    _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog
  ) {
    lines.removeAll()
    lines.file = chunk.file
    lines.firstOrdinal = chunk.firstOrdinal
    lines.start = FilePosition(number: chunk.start.number)
    write(chunk, &problems)
    var found = ProblemLog(limit: problems.limit)
    parser.parse(lines, into: &batch, problems: &found)
    // Whatever is wrong in the line stands somewhere in the row.
    problems.merge(
      found.relocated { problem in
        let piece = Self.piece(at: problem.offset, of: lines)
        problem.offset = chunk.start.offset + UInt64(chunk.pieces[piece].start)
      })
    for record in 0..<batch.count {
      let place = batch.places[record]
      let piece = chunk.pieces[Int(place.ordinal - chunk.firstOrdinal)]
      batch.places[record] = RecordBatch.Place(
        file: place.file, offset: chunk.start.offset + UInt64(piece.start), length: piece.count,
        ordinal: place.ordinal)
    }
  }

  /// Turns the rows of a chunk into lines, one for one.
  private func write(_ chunk: borrowing RawChunk, _ problems: inout ProblemLog) {
    guard let table = chunk.fileDetail as? CSVTable else {
      preconditionFailure("a chunk of rows comes without its table")
    }
    do throws(StorageError) {
      if writer?.table !== table { writer = try CSVRowWriter(table) }
    } catch {
      // The reader has opened the same converter before.
      preconditionFailure("a converter was there and is gone: \(error)")
    }
    for index in 0..<chunk.pieces.count {
      let piece = chunk.pieces[index]
      let start = lines.bytes.count
      lines.numbers.append(chunk.numbers[index])
      guard piece.count != RawChunk.Piece.refused else {
        lines.pieces.append(RawChunk.Piece(start: UInt32(start), count: piece.count))
        continue
      }
      let row = chunk.bytes.view[Int(piece.start)..<Int(piece.start) + Int(piece.count)]
      guard let written = writer?.write(row, into: &lines.bytes) else { continue }
      lines.pieces.append(
        RawChunk.Piece(start: UInt32(start), count: UInt32(lines.bytes.count - start)))
      lines.bytes.append(CSVDialect.lineFeed)
      if written.isReplaced { note(.replacedBytes, index, chunk, &problems) }
      if written.fieldCount != table.keys.count {
        let detail =
          "the row has \(written.fieldCount) "
          + "\(written.fieldCount == 1 ? "field" : "fields") instead of \(table.keys.count)"
        note(.repaired(detail: detail), index, chunk, &problems)
      }
    }
  }

  private func note(
    _ reason: RecordProblem.Reason, _ index: Int, _ chunk: borrowing RawChunk,
    _ problems: inout ProblemLog
  ) {
    problems.append(
      RecordProblem(
        file: chunk.file, number: chunk.start.number + UInt64(chunk.numbers[index]),
        offset: chunk.start.offset + UInt64(chunk.pieces[index].start), reason: reason))
  }

  /// The piece in which a byte stands.
  private static func piece(at offset: UInt64, of lines: borrowing RawChunk) -> Int {
    var low = 0
    var high = lines.pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if UInt64(lines.pieces[middle].start) <= offset { low = middle } else { high = middle }
    }
    return low
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
