package import Records
package import Storage

/// Writes the records of a chunk as lines of JSON, for formats whose records are ranges of bytes of
/// the expanded file and are no JSON themselves.
///
/// Belongs to one thread at a time.
package protocol PlacedRows: AnyObject {
  /// Appends the line of one record, without a line break.
  ///
  /// - Parameters:
  ///   - bytes: The record as it stands in the file.
  ///   - output: Grows by the line.
  ///   - problems: Gets what is no record, and why.
  /// - Returns: `false` where there is none; what was appended is then taken away.
  func write(
    _ bytes: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>,
    problems: inout ProblemLog
  ) -> Bool
}

extension PlacedRows {
  /// Replaces the lines by those of a chunk's records, a piece for each.
  ///
  /// What is no record of the corpus gets a refused piece.
  func write(_ chunk: borrowing RawChunk, into lines: inout RawChunk, problems: inout ProblemLog) {
    lines.removeAll()
    lines.file = chunk.file
    lines.firstOrdinal = chunk.firstOrdinal
    lines.start = chunk.start
    lines.recordCount = chunk.recordCount
    for index in 0..<chunk.pieces.count {
      lines.numbers.append(chunk.numbers[index])
      let piece = chunk.pieces[index]
      let start = lines.bytes.count
      var count = RawChunk.Piece.refused
      if piece.count != RawChunk.Piece.refused {
        let bytes = chunk.bytes.view[Int(piece.start)..<Int(piece.start) + Int(piece.count)]
        if write(bytes, to: &lines.bytes, problems: &problems) {
          count = UInt32(lines.bytes.count - start)
        } else {
          lines.bytes.setCount(start)
        }
      }
      lines.pieces.append(RawChunk.Piece(start: UInt32(start), count: count))
      lines.bytes.append(0x0A)
    }
  }
}

/// Turns chunks of such records into batches; their places are those of the file.
final class PlacedRecordParser: FormatParser {
  private let rows: any PlacedRows
  private var lines = RawChunk()
  private var parser: JSONLinesParser

  init(_ rows: any PlacedRows, _ schema: RecordSchema) {
    self.rows = rows
    parser = JSONLinesParser(schema: schema)
  }

  func learn(_ ledger: ColumnLedger) { parser.learn(ledger) }

  func parse(
    _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog
  ) {
    rows.write(chunk, into: &lines, problems: &problems)
    var found = ProblemLog(limit: problems.limit)
    parser.parse(lines, into: &batch, problems: &found)
    var offsets: [UInt64: UInt64] = [:]
    for index in 0..<chunk.pieces.count where chunk.pieces[index].count != RawChunk.Piece.refused {
      offsets[chunk.start.number + UInt64(chunk.numbers[index])] = chunk.recordOffset(of: index)
    }
    problems.merge(
      found.relocated { problem in
        problem.unit = .record
        problem.offset = offsets[problem.number] ?? problem.offset
      })
    for record in 0..<batch.count {
      let place = batch.places[record]
      let index = Int(place.ordinal - chunk.firstOrdinal)
      batch.places[record] = RecordBatch.Place(
        file: place.file, offset: chunk.recordOffset(of: index),
        length: chunk.pieces[index].count, ordinal: place.ordinal)
    }
  }
}

/// Reads single records of one file back.
final class PlacedRecordFetcher: FormatFetcher {
  private let bytes: ByteRangeFetcher

  init(of file: RandomAccessFile, checkpoints: CheckpointFile?) throws(StorageError) {
    bytes = try ByteRangeFetcher(of: file, checkpoints: checkpoints, passesOverDamage: true)
  }

  func fetch(
    _ place: RecordBatch.Place, into chunk: inout RawChunk
  ) throws(StorageError) -> Bool {
    chunk.appendRecordOffset(place.offset)
    return try bytes.fetch(place, into: &chunk)
  }
}

/// Where the records of a chunk stand in their file; what lies between them is not in the chunk.
extension RawChunk {
  /// Goes in front of the record that follows.
  mutating func appendRecordOffset(_ offset: UInt64) {
    for byte in 0..<8 as Swift.Range<UInt64> {
      bytes.append(UInt8(truncatingIfNeeded: offset >> (8 * byte)))
    }
  }

  func recordOffset(of piece: Int) -> UInt64 {
    bytes.view.slice.load(UInt64.self, at: Int(pieces[piece].start) - 8)
  }
}
