internal import Records
internal import Storage

/// The pieces of a chunk, each written as a line of JSON, for formats whose records are ranges of bytes
/// in the chunk and are no JSON in UTF-8 themselves.
///
/// What the parser of JSON Lines makes of them gets the places of the pieces. Belongs to one worker.
struct WrittenLines: ~Copyable {
  private var lines = RawChunk()

  /// Replaces a batch by the records of a chunk.
  ///
  /// - Parameters:
  ///   - chunk: Of the format's reader or fetcher.
  ///   - parser: Reads the lines.
  ///   - batch: Made for the parser's schema; what it held is forgotten.
  ///   - problems: Gets what is no record, at the beginning of its piece.
  ///   - write: Appends the line of a piece, which it gets with its number in the chunk.
  mutating func parse(
    _ chunk: borrowing RawChunk, by parser: inout JSONLinesParser, into batch: inout RecordBatch,
    problems: inout ProblemLog,
    write: (BufferView<UInt8>, Int, inout GrowableBuffer<UInt8>) -> Void
  ) {
    lines.removeAll()
    lines.file = chunk.file
    lines.firstOrdinal = chunk.firstOrdinal
    lines.start = FilePosition(number: chunk.start.number)
    for index in 0..<chunk.pieces.count {
      let piece = chunk.pieces[index]
      let start = lines.bytes.count
      lines.numbers.append(chunk.numbers[index])
      var count = piece.count
      if count != RawChunk.Piece.refused {
        write(
          chunk.bytes.view[Int(piece.start)..<Int(piece.start) + Int(count)], index, &lines.bytes)
        count = UInt32(lines.bytes.count - start)
        lines.bytes.append(UInt8(ascii: "\n"))
      }
      lines.pieces.append(RawChunk.Piece(start: UInt32(start), count: count))
    }
    var found = ProblemLog(limit: problems.limit)
    parser.parse(lines, into: &batch, problems: &found)
    // Whatever is wrong in the line stands somewhere in the piece.
    problems.merge(
      found.relocated { problem in
        problem.offset = chunk.offset(of: piece(at: problem.offset))
      })
    for record in 0..<batch.count {
      let place = batch.places[record]
      let index = Int(place.ordinal - chunk.firstOrdinal)
      batch.places[record] = RecordBatch.Place(
        file: place.file, offset: chunk.offset(of: index), length: chunk.pieces[index].count,
        ordinal: place.ordinal)
    }
  }

  /// The piece in whose line a byte stands.
  private func piece(at offset: UInt64) -> Int {
    var low = 0
    var high = lines.pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if UInt64(lines.pieces[middle].start) <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

extension RawChunk {
  /// Where a piece begins in the expanded file, for formats that take a file in one piece after the
  /// other.
  func offset(of piece: Int) -> UInt64 { start.offset + UInt64(pieces[piece].start) }
}
