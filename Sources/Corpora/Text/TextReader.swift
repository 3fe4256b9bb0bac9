internal import Records
internal import Storage

/// Reads a file of text as one record or several, written as lines of JSON.
///
/// The offset of a ``FilePosition`` is the number of the record in the file, from 0.
final class TextReader: FormatReader {
  private let reading: TextReading
  private let options: ReadingOptions
  private var input: DecompressingReader
  private var document: TextDocument?
  private(set) var position: FilePosition

  init(
    of file: RandomAccessFile, _ reading: TextReading, from position: FilePosition,
    options: ReadingOptions
  ) throws(StorageError) {
    self.reading = reading
    self.options = options
    self.position = position
    input = try DecompressingReader(file)
  }

  var consumedByteCount: UInt64 { input.compressedOffset }
  /// A record is read with the whole file.
  var checkpoints: [DecompressingReader.Checkpoint] { [] }

  func next(into chunk: inout RawChunk, problems: inout ProblemLog) -> ReadingOutcome {
    chunk.start = position
    do throws(StorageError) {
      if document == nil {
        let bytes = try input.readAll(upTo: options.maximumRecordByteCount)
        guard bytes.count <= options.maximumRecordByteCount else {
          refuse(bytes.count, &chunk, &problems)
          return .ended(nil)
        }
        document = try TextDocument(bytes, reading, path: input.file.path)
      }
      return take(into: &chunk) ? .more : .ended(nil)
    } catch {
      return .ended(error)
    }
  }

  /// Takes the next records; `false` when none is left.
  private func take(into chunk: inout RawChunk) -> Bool {
    let count = UInt64(document?.count ?? 0)
    while position.offset < count, chunk.bytes.count < options.chunkByteCount {
      let start = UInt32(chunk.bytes.count)
      document?.write(Int(position.offset), to: &chunk.bytes)
      chunk.pieces.append(
        RawChunk.Piece(start: start, count: UInt32(chunk.bytes.count) - start))
      chunk.numbers.append(UInt32(position.number - chunk.start.number))
      chunk.bytes.append(0x0A)
      chunk.recordCount += 1
      position = FilePosition(offset: position.offset + 1, number: position.number + 1)
    }
    return position.offset < count
  }

  private func refuse(_ byteCount: Int, _ chunk: inout RawChunk, _ problems: inout ProblemLog) {
    problems.append(
      RecordProblem(
        file: chunk.file, unit: .row, number: position.number, offset: 0,
        reason: .tooLong(
          byteCount: UInt64(byteCount), limit: options.maximumRecordByteCount)))
    chunk.pieces.append(RawChunk.Piece(start: 0, count: RawChunk.Piece.refused))
    chunk.numbers.append(0)
    chunk.recordCount = 1
    position = FilePosition(offset: 1, number: position.number + 1)
  }
}

/// Reads the records of a file of text back.
final class TextFetcher: FormatFetcher {
  private let file: RandomAccessFile
  private let reading: TextReading
  private var document: TextDocument?

  init(of file: RandomAccessFile, _ reading: TextReading) {
    self.file = file
    self.reading = reading
  }

  func fetch(
    _ place: RecordBatch.Place, into chunk: inout RawChunk
  ) throws(StorageError) -> Bool {
    if document == nil {
      var input = try DecompressingReader(file)
      document = try TextDocument(
        input.readAll(upTo: ReadingOptions().maximumRecordByteCount), reading, path: file.path)
    }
    guard place.offset < UInt64(document?.count ?? 0) else { return false }
    document?.write(Int(place.offset), to: &chunk.bytes)
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
