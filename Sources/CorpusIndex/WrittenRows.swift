internal import Corpora
internal import Indexing
internal import Records
internal import Storage

/// Rows that a program appended, as chunks for the index writer.
///
/// Chunks are ranges of rows; the workers write them as JSON and parse them.
final class WrittenRows: ChunkSource, @unchecked Sendable {
  // Safe: filled by the caller's thread between runs; during a run the waiting chunks are taken by
  // one thread at a time, and a slot and a worker belong to one thread.
  fileprivate struct Chunk {
    /// Rows of one or several calls, in order.
    var parts: [(rows: any RecordRows, range: Range<Int>)] = []
    var rowCount = 0
    /// Bytes of the rows, about.
    var byteCount = 0
    /// Running number of the first row in the index.
    var ordinal: UInt64
    /// Number of the first row among those appended, from 1.
    var number: UInt64
  }

  fileprivate final class Worker {
    var chunk = RawChunk()
    let parser: RowParser
    var problems = ProblemLog(limit: 100)

    init(_ schema: RecordSchema) { parser = RowParser(schema: schema) }
  }

  private let file: Int
  private let workers: [Worker]
  private var waiting: [Chunk] = []
  private var next = 0
  private var slots: [Chunk?]

  init(schema: RecordSchema, file: Int, slotCount: Int, jobs: Int) {
    self.file = file
    workers = (0..<max(1, jobs)).map { _ in Worker(schema) }
    slots = Array(repeating: nil, count: slotCount)
  }

  /// Chunks that no run has taken.
  var waitingCount: Int { waiting.count - next }

  /// Cuts rows into chunks of about the usual size; few rows go with those of the call before.
  ///
  /// - Parameters:
  ///   - rows: What was appended.
  ///   - ordinal: Running number of the first row in the index.
  ///   - number: Number of the first row among those appended, from 1.
  func append(_ rows: any RecordRows, ordinal: UInt64, number: UInt64) {
    var start = 0
    while start < rows.count {
      let known = waitingCount > 0 ? waiting[waiting.count - 1].byteCount : 0
      let room = known < IndexWriter.chunkByteCount ? IndexWriter.chunkByteCount - known : 0
      var end = rows.count
      var bytes = rows.byteCount(of: start..<end)
      // Halving finds a range that fits in a few steps, whatever the sizes of the rows.
      while end - start > 1, bytes > (room > 0 ? room : IndexWriter.chunkByteCount) {
        end = start + (end - start) / 2
        bytes = rows.byteCount(of: start..<end)
      }
      if known == 0 || bytes > room {
        waiting.append(
          Chunk(ordinal: ordinal + UInt64(start), number: number + UInt64(start)))
      }
      waiting[waiting.count - 1].parts.append((rows, start..<end))
      waiting[waiting.count - 1].rowCount += end - start
      waiting[waiting.count - 1].byteCount += max(bytes, 1)
      start = end
    }
  }

  /// What was wrong with rows so far.
  var problems: ProblemLog {
    var all = ProblemLog(limit: 100)
    for worker in workers { all.merge(worker.problems) }
    return all
  }

  // MARK: - ChunkSource

  func read(into slot: Int) throws(IndexError) -> Bool {
    guard next < waiting.count else {
      waiting.removeAll()
      next = 0
      return false
    }
    slots[slot] = waiting[next]
    next += 1
    return true
  }

  func parse(_ slot: Int, worker: Int, into batch: inout RecordBatch) {
    guard let chunk = slots[slot] else { return }
    workers[worker].parse(chunk, file: file, into: &batch)
  }

  func note(_ slot: Int, in commit: inout Commit, directory: any Directory) {
    guard let chunk = slots[slot] else { return }
    commit.nextOrdinal = chunk.ordinal + UInt64(chunk.rowCount)
    // The rows are not held any longer than they are needed.
    slots[slot] = nil
  }

  func learn(_ columns: ColumnLedger) {
    for worker in workers { worker.parser.learn(columns) }
  }
}

extension WrittenRows.Worker {
  fileprivate func parse(_ written: WrittenRows.Chunk, file: Int, into batch: inout RecordBatch) {
    let limit = ReadingOptions().maximumRecordByteCount
    chunk.removeAll()
    chunk.file = file
    chunk.firstOrdinal = written.ordinal
    chunk.start = FilePosition(offset: written.number - 1, number: written.number)
    chunk.recordCount = written.rowCount
    for (rows, range) in written.parts {
      for row in range {
        let start = chunk.bytes.count
        rows.write(row, into: &chunk.bytes)
        var count = chunk.bytes.count - start
        let place = UInt64(chunk.numbers.count)
        if count > limit {
          chunk.bytes.setCount(start)
          problems.append(
            RecordProblem(
              file: file, unit: .row, number: written.number + place,
              offset: written.number - 1 + place,
              reason: .tooLong(byteCount: UInt64(count), limit: limit)))
          count = Int(RawChunk.Piece.refused)
        }
        chunk.numbers.append(UInt32(place))
        chunk.pieces.append(RawChunk.Piece(start: UInt32(start), count: UInt32(count)))
      }
    }
    parser.parse(chunk, into: &batch, problems: &problems)
  }
}
