internal import Records
internal import Storage

/// Turns chunks of WARC records into batches, by way of lines of JSON.
final class WARCParser: FormatParser {
  private let rows = WARCRows()
  private var lines = RawChunk()
  private var parser: JSONLinesParser

  init(_ schema: RecordSchema) { parser = JSONLinesParser(schema: schema) }

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
final class WARCFetcher: FormatFetcher {
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
