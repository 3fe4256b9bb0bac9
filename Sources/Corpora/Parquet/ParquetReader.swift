internal import Records
internal import Storage

/// Cuts a Parquet file into chunks of rows, each a line of JSON.
///
/// The offset of a ``FilePosition`` is the number of a row, from 0. A row group that cannot be read
/// on is noted with its place, and reading goes on with the next one.
final class ParquetReader: FormatReader {
  private let source: ParquetFile
  private let options: ReadingOptions
  private var rows: ParquetRows?
  private var hasNamedColumns = false
  private(set) var position: FilePosition

  init(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) {
    source = try ParquetFile(file)
    self.options = options
    self.position = position
  }

  var consumedByteCount: UInt64 { source.byteOffset(of: position.offset) }
  /// Rows are found through the footer.
  var checkpoints: [DecompressingReader.Checkpoint] { [] }

  func next(into chunk: inout RawChunk, problems: inout ProblemLog) -> ReadingOutcome {
    chunk.start = position
    nameEncryptedColumns(chunk.file, &problems)
    while chunk.bytes.count < options.chunkByteCount {
      do throws(StorageError) {
        if (rows?.rowsLeft ?? 0) == 0 {
          if position.offset >= options.endOffset { return .ended(nil) }
          rows = try source.rows(from: position.offset)
          if rows == nil { return .ended(source.file.damage) }
        }
        if let rows { try append(rows, to: &chunk, &problems) }
      } catch {
        rows = nil
        // The next row group stands on its own.
        guard let next = source.rowGroupEnd(after: position.offset), next < source.rowCount else {
          return .ended(error)
        }
        var problem = RecordProblem(
          file: chunk.file, unit: .row, number: position.number, offset: position.offset,
          reason: .malformed(
            detail: "\(next - position.offset) rows, to the end of their row group, cannot be "
              + "read: \(CorpusFiles.reason(of: error))"))
        problem.count = next - position.offset
        problems.append(problem)
        chunk.recordCount += Int(next - position.offset)
        position.number += next - position.offset
        position.offset = next
        return .more
      }
    }
    return .more
  }

  /// Says once which columns are not read, for each of the rows.
  private func nameEncryptedColumns(_ file: Int, _ problems: inout ProblemLog) {
    if hasNamedColumns { return }
    hasNamedColumns = true
    let count = min(source.rowCount, options.endOffset) - min(source.rowCount, position.offset)
    for column in source.encryptedColumns where count > 0 {
      problems.append(
        RecordProblem(
          file: file, unit: .row, number: position.number, offset: position.offset,
          reason: .leftOut(column: column, .encrypted(count: Int(clamping: count)))))
    }
  }

  private func append(
    _ rows: ParquetRows, to chunk: inout RawChunk, _ problems: inout ProblemLog
  ) throws(StorageError) {
    let start = chunk.bytes.count
    do throws(StorageError) {
      try rows.write(into: &chunk.bytes)
    } catch {
      chunk.bytes.setCount(start)
      throw error
    }
    let count = chunk.bytes.count - start
    chunk.numbers.append(UInt32(position.offset - chunk.start.offset))
    if count > options.maximumRecordByteCount {
      chunk.bytes.setCount(start)
      chunk.pieces.append(
        RawChunk.Piece(start: UInt32(start), count: RawChunk.Piece.refused))
      problems.append(
        RecordProblem(
          file: chunk.file, unit: .row, number: position.number, offset: position.offset,
          reason: .tooLong(byteCount: UInt64(count), limit: options.maximumRecordByteCount)))
    } else {
      chunk.pieces.append(RawChunk.Piece(start: UInt32(start), count: UInt32(count)))
    }
    chunk.recordCount += 1
    position.offset += 1
    position.number += 1
  }
}

/// Reads single rows of one file back; rising order inside a row group is fastest.
final class ParquetFetcher: FormatFetcher {
  private let source: ParquetFile
  private var rows: ParquetRows?
  /// The row that ``rows`` gives next.
  private var next: UInt64 = 0

  init(of file: RandomAccessFile) throws(StorageError) { source = try ParquetFile(file) }

  func fetch(
    _ place: RecordBatch.Place, into chunk: inout RawChunk
  ) throws(StorageError) -> Bool {
    let row = place.offset
    guard row < source.rowCount else { return false }
    if let rows, row >= next, row - next < rows.rowsLeft {
      try rows.skip(row - next)
    } else {
      rows = try source.rows(from: row)
    }
    next = row
    guard let rows else { return false }
    chunk.start = FilePosition(offset: row, number: row + 1)
    try rows.write(into: &chunk.bytes)
    next += 1
    chunk.pieces.append(RawChunk.Piece(start: 0, count: UInt32(chunk.bytes.count)))
    chunk.numbers.append(0)
    chunk.recordCount = 1
    return true
  }
}
