internal import Records
internal import Storage

/// Cuts a file of separated fields into chunks of whole rows, as they stand in the file.
///
/// Only finds where rows end; the parser does the rest. A piece is a row without its end, a place
/// its range of bytes in the expanded file, and rows are counted by the line that they begin on.
final class CSVReader: FormatReader {
  private let table: CSVTable
  private let options: ReadingOptions
  private let scanner: CSVScanner
  private var input: ChunkInput
  private var openQuoteCount = 0
  private(set) var position: FilePosition
  /// What was read last ended with a line end.
  private(set) var isContinuable: Bool

  /// Rows with an open quote after which a file is given up: each may cost a look through as much as
  /// a record may have.
  private static var maximumOpenQuotes: Int { 20 }

  init(
    of file: RandomAccessFile, _ choices: CSVChoices, from position: FilePosition,
    options: ReadingOptions
  ) throws(StorageError) {
    table = try CSVTable(of: file, choices)
    self.options = options
    scanner = CSVScanner(table.dialect)
    let isBegun = position.offset >= table.start.offset && position.offset > 0
    self.position = isBegun ? position : table.start
    isContinuable = isBegun
    input = try ChunkInput.open(file, from: self.position.offset, options: options)
  }

  var consumedByteCount: UInt64 { input.consumedByteCount }

  var checkpoints: [DecompressingReader.Checkpoint] { input.checkpoints }

  func next(into chunk: inout RawChunk, problems: inout ProblemLog) -> ReadingOutcome {
    chunk.start = position
    chunk.fileDetail = table
    input.begin(&chunk, options.chunkByteCount)
    var at = 0
    while true {
      let wanted = max(options.chunkByteCount - chunk.bytes.count, chunk.bytes.count - at, 64 << 10)
      input.fill(&chunk, wanted)
      at = takeRows(of: &chunk, from: at, &problems)
      if input.hasEnded, at == chunk.bytes.count { return .ended(input.failure) }
      if openQuoteCount > Self.maximumOpenQuotes {
        return .ended(
          .damaged(
            path: input.path, offset: position.offset,
            detail: "more than \(Self.maximumOpenQuotes) rows have a quote that is not closed; the "
              + "file may have no quoting, which --quote none says"))
      }
      if chunk.recordCount > 0 || at > 0 {
        input.cut(&chunk, at: at)
        return .more
      }
      if chunk.bytes.count > options.maximumRecordByteCount {
        return skipLine(&chunk, &problems)
      }
    }
  }

  // MARK: - Rows

  /// Takes the rows that are whole, a chunk of them at most; returns where the first that it does not
  /// take begins.
  private func takeRows(
    of chunk: inout RawChunk, from start: Int, _ problems: inout ProblemLog
  ) -> Int {
    let bytes = chunk.bytes.view
    var at = start
    while at < bytes.count, at < options.chunkByteCount || chunk.recordCount == 0 {
      switch scanner.row(in: bytes, from: at, isLast: input.hasEnded) {
      case .row(let end, let next):
        // A row that damage cut off is no row.
        if input.failure != nil, next == bytes.count, end == next {
          chunk.bytes.setCount(at)
          return at
        }
        if end > at { take(at..<end, &chunk, &problems) }
        pass(bytes[at..<next], &position)
        isContinuable = next > end
        at = next
      case .incomplete: return at
      case .open:
        if input.failure != nil {
          chunk.bytes.setCount(at)
          return at
        }
        openQuoteCount += 1
        refuse(at, &chunk)
        note(.malformed(detail: "a quote is not closed"), chunk.file, &problems)
        let next = scanner.lineEnd(in: bytes, from: at) ?? bytes.count
        // What is appended may close the quote.
        isContinuable = false
        pass(bytes[at..<next], &position)
        at = next
        if openQuoteCount > Self.maximumOpenQuotes { return at }
      }
    }
    return at
  }

  private func take(
    _ row: Range<Int>, _ chunk: inout RawChunk, _ problems: inout ProblemLog
  ) {
    if row.count > options.maximumRecordByteCount {
      refuse(row.lowerBound, &chunk)
      note(
        .tooLong(byteCount: UInt64(row.count), limit: options.maximumRecordByteCount), chunk.file,
        &problems)
      return
    }
    chunk.pieces.append(
      RawChunk.Piece(start: UInt32(row.lowerBound), count: UInt32(row.count)))
    chunk.numbers.append(UInt32(position.number - chunk.start.number))
    chunk.recordCount += 1
  }

  /// Gives a record that is none its running number.
  private func refuse(_ start: Int, _ chunk: inout RawChunk) {
    chunk.pieces.append(RawChunk.Piece(start: UInt32(start), count: RawChunk.Piece.refused))
    chunk.numbers.append(UInt32(position.number - chunk.start.number))
    chunk.recordCount += 1
  }

  private func note(
    _ reason: RecordProblem.Reason, _ file: Int, _ problems: inout ProblemLog
  ) {
    problems.append(
      RecordProblem(
        file: file, number: position.number, offset: position.offset, reason: reason))
  }

  private func pass(_ bytes: BufferView<UInt8>, _ position: inout FilePosition) {
    position.offset += UInt64(bytes.count)
    position.number += UInt64(max(1, scanner.lineCount(in: bytes)))
  }

  /// Reads over the line of a row that is too long, or whose quote is not closed within what a record
  /// may have, without holding it.
  private func skipLine(
    _ chunk: inout RawChunk, _ problems: inout ProblemLog
  ) -> ReadingOutcome {
    openQuoteCount += 1
    let place = position
    var byteCount: UInt64 = 0
    var next = scanner.lineEnd(in: chunk.bytes.view, from: 0)
    while next == nil, !input.hasEnded {
      // The last byte may be half of a unit.
      let kept = chunk.bytes.count % table.dialect.encoding.unitByteCount
      let tail = chunk.bytes.view[(chunk.bytes.count - kept)..<chunk.bytes.count].array
      byteCount += UInt64(chunk.bytes.count - kept)
      chunk.removeAll()
      chunk.bytes.append(contentsOf: tail)
      input.fill(&chunk, 256 << 10)
      next = scanner.lineEnd(in: chunk.bytes.view, from: 0)
    }
    let end = next ?? chunk.bytes.count
    isContinuable = next != nil
    byteCount += UInt64(end)
    input.cut(&chunk, at: end)
    chunk.removeAll()
    chunk.recordCount = 1
    note(
      .malformed(
        detail:
          "the row does not end within \(options.maximumRecordByteCount) bytes, or a quote is "
          + "not closed"), chunk.file, &problems)
    position = FilePosition(offset: place.offset + byteCount, number: place.number + 1)
    return .more
  }
}

/// Reads single rows of one file back, in any order; rising order is fastest.
final class CSVFetcher: FormatFetcher {
  private let table: CSVTable
  private let rows: ByteRangeFetcher

  init(
    of file: RandomAccessFile, _ choices: CSVChoices, checkpoints: CheckpointFile?
  ) throws(StorageError) {
    table = try CSVTable(of: file, choices)
    rows = try ByteRangeFetcher(of: file, checkpoints: checkpoints)
  }

  func fetch(
    _ place: RecordBatch.Place, into chunk: inout RawChunk
  ) throws(StorageError) -> Bool {
    chunk.fileDetail = table
    return try rows.fetch(place, into: &chunk)
  }
}
