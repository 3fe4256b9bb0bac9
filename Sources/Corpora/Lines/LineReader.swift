package import Records
package import Storage

/// Cuts a file, packed or plain, into chunks of whole lines.
///
/// Serves every format whose records are lines: a piece is a line without its break, positions are
/// bytes of the expanded file. Blank lines are left out. Lines are found in the bytes of the file,
/// whatever its encoding; where it is not UTF-8, the parser is told.
package final class LineReader: FormatReader {
  package private(set) var position: FilePosition

  private let options: ReadingOptions
  private let encoding: TextEncoding
  private let units: TextUnits
  private var input: DecompressingReader
  /// What was read last ended with a line break.
  package private(set) var isContinuable = true
  /// The beginning of a line whose end was not yet read.
  private var rest = GrowableBuffer<UInt8>()

  /// Reads a file from a line on.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the file ends before.
  package init(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions,
    encoding: TextEncoding = .utf8
  ) throws(StorageError) {
    self.position = position
    self.options = options
    self.encoding = encoding
    units = TextUnits(of: encoding)
    input = try DecompressingReader.open(file, at: position.offset, options: options)
  }

  package var consumedByteCount: UInt64 { input.compressedOffset }

  package var checkpoints: [DecompressingReader.Checkpoint] { input.checkpoints }

  package func next(
    into chunk: inout RawChunk, problems: inout ProblemLog
  ) -> ReadingOutcome {
    chunk.note(encoding)
    chunk.bytes.append(contentsOf: rest.view)
    rest.removeAll()
    let filled = fill(&chunk)
    chunk.start = position
    switch filled {
    case .full:
      splitLines(of: &chunk, problems: &problems)
      return .more
    case .overlong:
      return skipLine(&chunk, problems: &problems)
    case .ended(let failure):
      splitLines(of: &chunk, problems: &problems)
      return .ended(failure)
    }
  }

  // MARK: - Bytes

  /// How a chunk came to its end.
  private enum Filled {
    /// It ends with a line break; what follows is kept in `rest`.
    case full
    /// It holds nothing but the beginning of a line that is too long.
    case overlong
    /// The file is at its end, or cannot be read on.
    case ended(StorageError?)
  }

  private func fill(_ chunk: inout RawChunk) -> Filled {
    var searched = 0
    while true {
      let held = chunk.bytes.count
      let wanted = Int(
        clamping: min(
          UInt64(max(options.chunkByteCount - held, 64 << 10)),
          options.endOffset - min(options.endOffset, position.offset + UInt64(held))))
      let target = chunk.bytes.appendUninitialized(wanted)
      var failure: StorageError?
      var got = 0
      do throws(StorageError) {
        got = try input.read(into: target)
      } catch {
        failure = error
      }
      chunk.bytes.setCount(held + got)
      if got == 0 {
        // A line that damage cut off is no line.
        if failure != nil, !cutAtLineBreak(&chunk, from: 0) { chunk.bytes.removeAll() }
        rest.removeAll()
        return .ended(failure)
      }
      guard chunk.bytes.count >= options.chunkByteCount else { continue }
      if cutAtLineBreak(&chunk, from: searched) { return .full }
      searched = chunk.bytes.count
      if searched > options.maximumRecordByteCount { return .overlong }
    }
  }

  /// Ends a chunk behind its last line break and keeps the bytes that follow.
  private func cutAtLineBreak(_ chunk: inout RawChunk, from start: Int) -> Bool {
    guard let index = units.lastIndex(of: Self.lineFeed, in: chunk.bytes.view, from: start) else {
      return false
    }
    let next = index + units.width
    rest.append(contentsOf: chunk.bytes.view[next..<chunk.bytes.count])
    chunk.bytes.setCount(next)
    return true
  }

  /// Reads over the rest of a line that is too long, without holding it.
  private func skipLine(
    _ chunk: inout RawChunk, problems: inout ProblemLog
  ) -> ReadingOutcome {
    var byteCount: UInt64 = 0
    // The bytes of a unit that is not whole yet, then what was read last.
    var piece = GrowableBuffer<UInt8>()
    var failure: StorageError?
    var foundEnd = false
    var hasEnded = false
    func passUnits(of bytes: BufferView<UInt8>) {
      let whole = bytes.count - bytes.count % units.width
      byteCount += UInt64(whole)
      let half = bytes[whole..<bytes.count].array
      piece.removeAll()
      piece.append(contentsOf: half)
    }
    passUnits(of: chunk.bytes.view)
    chunk.removeAll()
    while !foundEnd && !hasEnded {
      let held = piece.count
      let target = piece.appendUninitialized(256 << 10)
      piece.setCount(held)
      do throws(StorageError) {
        let got = try input.read(into: target)
        piece.setCount(held + got)
        hasEnded = got == 0
      } catch {
        failure = error
        hasEnded = true
      }
      let bytes = piece.view
      if let index = units.firstIndex(of: Self.lineFeed, in: bytes, from: 0, to: bytes.count) {
        byteCount += UInt64(index)
        rest.append(contentsOf: bytes[(index + units.width)..<bytes.count])
        foundEnd = true
      } else if hasEnded {
        byteCount += UInt64(bytes.count)
      } else {
        passUnits(of: bytes)
      }
    }
    isContinuable = foundEnd
    refuse(position, file: chunk.file, byteCount: byteCount, problems: &problems)
    position.offset += byteCount + (foundEnd ? UInt64(units.width) : 0)
    position.number += 1
    chunk.recordCount = 1
    return hasEnded ? .ended(failure) : .more
  }

  private func refuse(
    _ place: FilePosition, file: Int, byteCount: UInt64, problems: inout ProblemLog
  ) {
    problems.append(
      RecordProblem(
        file: file, number: place.number, offset: place.offset,
        reason: .tooLong(byteCount: byteCount, limit: options.maximumRecordByteCount)))
  }

  // MARK: - Lines

  /// Finds the lines of a chunk and moves the position behind them.
  private func splitLines(of chunk: inout RawChunk, problems: inout ProblemLog) {
    let bytes = chunk.bytes.view
    // A byte order mark belongs to the file, not to its first line.
    var start = position.offset == 0 ? encoding.markByteCount(in: bytes) : 0
    var number: UInt32 = 0
    while start < bytes.count {
      let next =
        units.firstIndex(of: Self.lineFeed, in: bytes, from: start, to: bytes.count) ?? bytes.count
      var end = next
      if end > start, lastUnit(of: bytes[start..<end]) == UInt8(ascii: "\r") { end -= units.width }
      if !isBlank(bytes, start, end) {
        var count = UInt32(end - start)
        if end - start > options.maximumRecordByteCount {
          refuse(
            FilePosition(
              offset: position.offset + UInt64(start), number: position.number + UInt64(number)),
            file: chunk.file, byteCount: UInt64(end - start), problems: &problems)
          count = RawChunk.Piece.refused
        }
        chunk.pieces.append(RawChunk.Piece(start: UInt32(start), count: count))
        chunk.numbers.append(number)
      }
      number += 1
      start = next + units.width
    }
    if bytes.count > 0 { isContinuable = lastUnit(of: bytes) == Self.lineFeed }
    position.offset += UInt64(bytes.count)
    position.number += UInt64(number)
    chunk.recordCount = chunk.pieces.count
  }

  private func isBlank(_ bytes: BufferView<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var index = start
    while index < end, TextProbe.isSpace(units.unit(bytes, index)) { index += units.width }
    return index >= end
  }

  /// The last unit of bytes that are not empty; none where only a part of it is there.
  private func lastUnit(of bytes: BufferView<UInt8>) -> UInt8? {
    bytes.count % units.width == 0 ? units.unit(bytes, bytes.count - units.width) : nil
  }

  private static var lineFeed: UInt8 { UInt8(ascii: "\n") }
}
