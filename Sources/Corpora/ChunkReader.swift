package import Records
package import Storage

/// Reads the files of a corpus in order and cuts them into chunks of whole lines.
///
/// One thread calls it; the chunks are parsed by others. A file that cannot be read on is noted
/// in ``problems`` after its whole lines were delivered, and the next file follows.
package struct ChunkReader: ~Copyable {
  /// Where in a corpus reading stands: everything before was delivered.
  package struct Position: Sendable, Equatable, Codable {
    /// Index into the list of files.
    package var file = 0
    /// Byte in the uncompressed file, at the beginning of a line.
    package var offset: UInt64 = 0
    /// Number of that line, from 1.
    package var line: UInt64 = 1
    /// Running number of the next record over the whole corpus.
    package var ordinal: UInt64 = 0

    package init(file: Int = 0, offset: UInt64 = 0, line: UInt64 = 1, ordinal: UInt64 = 0) {
      self.file = file
      self.offset = offset
      self.line = line
      self.ordinal = ordinal
    }
  }

  package struct Options: Sendable {
    /// A chunk is cut at the last line break behind this many bytes.
    package var chunkByteCount = 768 << 10
    /// Longer lines are refused and never held whole; at most 1 GiB.
    package var maximumLineByteCount = 256 << 20
    /// Uncompressed bytes between two checkpoints of a file.
    package var checkpointSpacing: UInt64 = 1 << 20

    package init() {}
  }

  package let files: [CorpusFile]
  /// What was refused or damaged so far.
  package private(set) var problems = ProblemLog()
  /// For each file read, the places where ``RecordFetcher`` can start; none for plain files.
  package private(set) var checkpoints: [[DecompressingReader.Checkpoint]]
  /// Everything before was delivered or noted as a problem.
  package private(set) var position: Position

  private let options: Options
  private var reader: DecompressingReader?
  /// The beginning of a line whose end was not yet read.
  private var rest = GrowableBuffer<UInt8>()
  private var nextSequence: UInt64 = 0
  private var finishedByteCount: UInt64 = 0

  /// Begins at the start, or where an earlier run stopped.
  ///
  /// - Parameters:
  ///   - files: The corpus, in reading order.
  ///   - position: ``RawChunk/end`` of the last chunk of an earlier run over the same files.
  ///   - options: Sizes; the defaults suit every corpus.
  package init(
    files: [CorpusFile], from position: Position = Position(), options: Options = Options()
  ) {
    self.files = files
    self.options = options
    self.position = position
    checkpoints = Array(repeating: [], count: files.count)
    finishedByteCount = files.prefix(position.file).reduce(0) { $0 + $1.byteCount }
  }

  /// Bytes of the files on disk that were used up: with their sum, how far reading is.
  package var consumedByteCount: UInt64 {
    switch reader {
    case .some(let open): finishedByteCount + open.compressedOffset
    case .none: finishedByteCount
    }
  }

  /// Fills a chunk with the next lines.
  ///
  /// - Returns: `false` when the last file is done; the chunk is then empty.
  package mutating func next(into chunk: inout RawChunk) -> Bool {
    while true {
      chunk.removeAll()
      guard openNext() else { return false }
      chunk.bytes.append(contentsOf: rest.view)
      rest.removeAll()
      let state = fill(&chunk)
      chunk.file = position.file
      chunk.offset = position.offset
      chunk.firstLine = position.line
      chunk.firstOrdinal = position.ordinal
      switch state {
      case .full: splitLines(of: &chunk)
      case .overlong: skipLine(&chunk)
      case .ended(let failure):
        splitLines(of: &chunk)
        finishFile(failure)
      }
      chunk.end = position
      if chunk.lines.isEmpty { continue }
      chunk.sequence = nextSequence
      nextSequence += 1
      return true
    }
  }

  // MARK: - Files

  /// Opens the next file when none is open; `false` when there is none left.
  private mutating func openNext() -> Bool {
    while reader == nil {
      guard position.file < files.count else { return false }
      do throws(StorageError) {
        var opened = try DecompressingReader(
          path: files[position.file].path, checkpointSpacing: options.checkpointSpacing)
        guard try opened.skip(to: position.offset) else {
          throw .damaged(
            path: files[position.file].path, offset: opened.compressedOffset,
            detail: "the file ends before byte \(position.offset), where reading had stopped")
        }
        reader = consume opened
      } catch {
        finishFile(error)
      }
    }
    return true
  }

  /// Notes what ended a file and goes to the next.
  private mutating func finishFile(_ failure: StorageError?) {
    if let failure {
      problems.append(
        RecordProblem(
          file: position.file, line: position.line, offset: position.offset,
          reason: .damagedFile(detail: CorpusFiles.reason(of: failure))))
    }
    if let noted = reader?.checkpoints { checkpoints[position.file] = noted }
    reader = nil
    rest.removeAll()
    finishedByteCount += files[position.file].byteCount
    position = Position(file: position.file + 1, ordinal: position.ordinal)
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

  private mutating func fill(_ chunk: inout RawChunk) -> Filled {
    var searched = 0
    while true {
      let held = chunk.bytes.count
      let wanted = max(options.chunkByteCount - held, 64 << 10)
      let room = chunk.bytes.appendUninitialized(wanted)
      var failure: StorageError?
      var got = 0
      do throws(StorageError) {
        got = try reader?.read(into: room) ?? 0
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
      if searched > options.maximumLineByteCount { return .overlong }
    }
  }

  /// Ends a chunk behind its last line break and keeps the bytes that follow.
  private mutating func cutAtLineBreak(_ chunk: inout RawChunk, from start: Int) -> Bool {
    let count = chunk.bytes.count
    guard
      let index = chunk.bytes.view.lastIndex(of: UInt8(ascii: "\n"), from: start, before: count)
    else {
      return false
    }
    rest.append(contentsOf: chunk.bytes.view[(index + 1)..<count])
    chunk.bytes.setCount(index + 1)
    return true
  }

  /// Reads over the rest of a line that is too long, without holding it.
  private mutating func skipLine(_ chunk: inout RawChunk) {
    var byteCount = UInt64(chunk.bytes.count)
    chunk.removeAll()
    let piece = GrowableBuffer<UInt8>(repeating: 0, count: 256 << 10)
    var failure: StorageError?
    var foundEnd = false
    var hasEnded = false
    while !foundEnd && !hasEnded {
      do throws(StorageError) {
        let got = try reader?.read(into: piece.view) ?? 0
        let view = piece.view[0..<got]
        if let index = view.firstIndex(of: UInt8(ascii: "\n"), from: 0) {
          byteCount += UInt64(index)
          rest.append(contentsOf: view[(index + 1)..<got])
          foundEnd = true
        } else {
          byteCount += UInt64(got)
          hasEnded = got == 0
        }
      } catch {
        failure = error
        hasEnded = true
      }
    }
    refuse(line: position.line, offset: position.offset, byteCount: byteCount)
    position.offset += byteCount + (foundEnd ? 1 : 0)
    position.line += 1
    position.ordinal += 1
    if hasEnded { finishFile(failure) }
  }

  private mutating func refuse(line: UInt64, offset: UInt64, byteCount: UInt64) {
    problems.append(
      RecordProblem(
        file: position.file, line: line, offset: offset,
        reason: .tooLong(byteCount: byteCount, limit: options.maximumLineByteCount)))
  }

  // MARK: - Lines

  /// Finds the lines of a chunk and moves the position behind them.
  private mutating func splitLines(of chunk: inout RawChunk) {
    let bytes = chunk.bytes.view
    var start = 0
    var number: UInt32 = 0
    // A byte order mark belongs to the file, not to its first line.
    if position.offset == 0, bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB,
      bytes[2] == 0xBF
    {
      start = 3
    }
    while start < bytes.count {
      let next = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? bytes.count
      var end = next
      if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      if !isBlank(bytes, start, end) {
        var count = UInt32(end - start)
        if end - start > options.maximumLineByteCount {
          refuse(
            line: position.line + UInt64(number), offset: position.offset + UInt64(start),
            byteCount: UInt64(end - start))
          count = RawChunk.Line.tooLong
        }
        chunk.lines.append(RawChunk.Line(start: UInt32(start), count: count))
        chunk.lineNumbers.append(number)
      }
      number += 1
      start = next + 1
    }
    position.offset += UInt64(bytes.count)
    position.line += UInt64(number)
    position.ordinal += UInt64(chunk.lines.count)
  }

  private func isBlank(_ bytes: BufferView<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var index = start
    while index < end, FileProbe.isSpace(bytes[index]) { index += 1 }
    return index == end
  }
}
