internal import Records
internal import Storage

/// Reads a file of text as one record, written as a line of JSON.
///
/// The offset of a ``FilePosition`` is the number of the record: 0, and 1 behind it.
final class TextReader: FormatReader {
  private let writer: TextRecordWriter
  private let options: ReadingOptions
  private var input: DecompressingReader
  private(set) var position: FilePosition

  init(
    of file: RandomAccessFile, _ writer: TextRecordWriter, from position: FilePosition,
    options: ReadingOptions
  ) throws(StorageError) {
    self.writer = writer
    self.options = options
    self.position = position
    input = try DecompressingReader(file)
  }

  var consumedByteCount: UInt64 { input.compressedOffset }
  /// The record begins where the file does.
  var checkpoints: [DecompressingReader.Checkpoint] { [] }

  func next(into chunk: inout RawChunk, problems: inout ProblemLog) -> ReadingOutcome {
    chunk.start = position
    guard position.offset == 0 else { return .ended(nil) }
    do throws(StorageError) {
      let limit = options.maximumRecordByteCount
      let bytes = try input.readAll(upTo: limit)
      var count = RawChunk.Piece.refused
      if bytes.count <= limit {
        try writer.write(bytes.view, path: input.file.path, to: &chunk.bytes)
        count = UInt32(chunk.bytes.count)
      } else {
        problems.append(
          RecordProblem(
            file: chunk.file, unit: .row, number: position.number, offset: 0,
            reason: .tooLong(byteCount: UInt64(bytes.count), limit: limit)))
      }
      chunk.pieces.append(RawChunk.Piece(start: 0, count: count))
      chunk.numbers.append(0)
      chunk.recordCount = 1
      position = FilePosition(offset: 1, number: position.number + 1)
      return .ended(nil)
    } catch {
      return .ended(error)
    }
  }
}

/// Reads the record of a file of text back.
final class TextFetcher: FormatFetcher {
  private let file: RandomAccessFile
  private let writer: TextRecordWriter

  init(of file: RandomAccessFile, _ writer: TextRecordWriter) {
    self.file = file
    self.writer = writer
  }

  func fetch(
    _ place: RecordBatch.Place, into chunk: inout RawChunk
  ) throws(StorageError) -> Bool {
    guard place.offset == 0 else { return false }
    var input = try DecompressingReader(file)
    let bytes = try input.readAll(upTo: ReadingOptions().maximumRecordByteCount)
    try writer.write(bytes.view, path: file.path, to: &chunk.bytes)
    chunk.pieces.append(RawChunk.Piece(start: 0, count: UInt32(chunk.bytes.count)))
    chunk.numbers.append(0)
    chunk.recordCount = 1
    return true
  }
}

extension DecompressingReader {
  /// Everything that is left, or some bytes more than a limit where there is more than that.
  fileprivate mutating func readAll(upTo limit: Int) throws(StorageError) -> GrowableBuffer<UInt8> {
    var bytes = GrowableBuffer<UInt8>()
    var step = 16 << 10
    while bytes.count <= limit {
      let held = bytes.count
      let target = bytes.appendUninitialized(step)
      bytes.setCount(held)
      let count = try read(into: target)
      if count == 0 { break }
      bytes.setCount(held + count)
      step = min(2 * step, 4 << 20)
    }
    return bytes
  }
}
