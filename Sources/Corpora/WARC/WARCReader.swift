internal import Records
internal import Storage

/// Cuts a WARC file into chunks of records.
///
/// Of a record only the head is looked at: what may be a record of the corpus is taken whole, all else
/// is passed over and counted. Where the file is damaged, reading goes on with the next record that
/// begins as one: behind damage of the packing in the next member or frame, else behind the next line
/// `WARC/…`.
final class WARCReader: FormatReader {
  private let options: ReadingOptions
  private var window: ExpandedWindow
  /// Offsets are bytes of the expanded file, numbers count all records of the file.
  private(set) var position: FilePosition

  /// Longer heads are taken for damage.
  private static let maximumHeadByteCount = 1 << 20

  init(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) {
    self.options = options
    self.position = position
    window = try ExpandedWindow.open(file, at: position.offset, options: options)
  }

  var consumedByteCount: UInt64 { window.consumedByteCount }
  var checkpoints: [DecompressingReader.Checkpoint] { window.checkpoints }

  func next(into chunk: inout RawChunk, problems: inout ProblemLog) -> ReadingOutcome {
    chunk.start = position
    while chunk.bytes.count < options.chunkByteCount {
      let held = (bytes: chunk.bytes.count, pieces: chunk.pieces.count)
      do throws(StorageError) {
        guard try readRecord(into: &chunk, &problems) else { return .ended(nil) }
      } catch {
        // What was cut off is no record.
        chunk.bytes.setCount(held.bytes)
        chunk.pieces.setCount(held.pieces)
        chunk.numbers.setCount(held.pieces)
        chunk.recordCount = held.pieces
        do throws(StorageError) {
          guard case .damaged = error, let next = try window.resume() else { return .ended(error) }
          note(
            .malformed(
              detail:
                "it cannot be read on, and reading goes on at byte \(next) of the packed file: "
                + CorpusFiles.reason(of: error)), chunk, &problems)
        } catch {
          return .ended(error)
        }
      }
      position.offset = window.offset
      position.number += 1
    }
    return .more
  }

  /// Takes the next record or passes it over; `false` at the end of the file.
  private func readRecord(
    into chunk: inout RawChunk, _ problems: inout ProblemLog
  ) throws(StorageError) -> Bool {
    try passLineBreaks()
    position.offset = window.offset
    guard try window.reach(1) else { return false }
    guard let head = try readHead(), let count = contentByteCount(of: head) else {
      return try passToNextRecord(chunk, &problems)
    }
    let kind = WARCRecord.Kind(type: head.value("warc-type", in: window.bytes))
    let whole = UInt64(head.end) + count
    switch kind {
    case .other(let name):
      guard try window.pass(whole) else { throw cutOff }
      try checkMember()
      problems.passOver(name)
    case .content where whole > UInt64(options.maximumRecordByteCount):
      append(RawChunk.Piece(start: 0, count: RawChunk.Piece.refused), to: &chunk)
      note(
        .tooLong(byteCount: whole, limit: options.maximumRecordByteCount), chunk, &problems)
      guard try window.pass(whole) else { throw cutOff }
    case .content:
      chunk.appendRecordOffset(window.offset)
      let start = UInt32(chunk.bytes.count)
      guard try window.move(Int(whole), to: &chunk.bytes) else { throw cutOff }
      append(RawChunk.Piece(start: start, count: UInt32(whole)), to: &chunk)
      try checkMember()
    }
    return true
  }

  /// The head at the beginning of the window; `nil` where none begins or it has no end.
  private func readHead() throws(StorageError) -> HeaderBlock? {
    let magic = Array("WARC/".utf8)
    // What is held may be all that can be read before damage.
    var wanted = magic.count
    while true {
      let isThere = try window.reach(wanted)
      let count = window.bytes.count
      guard count >= magic.count, window.bytes[0..<magic.count].array == magic else { return nil }
      if let head = HeaderBlock(window.bytes) { return head }
      guard isThere, count < Self.maximumHeadByteCount else { return nil }
      wanted = count + 1
    }
  }

  private func contentByteCount(of head: HeaderBlock) -> UInt64? {
    head.value("content-length", in: window.bytes)
      .flatMap { UInt64(String(decoding: $0, as: UTF8.self)) }
      .flatMap { $0 < 1 << 62 ? $0 : nil }
  }

  /// Reads on behind a record, so that the checksum of the member is compared of which the record may
  /// be the last.
  ///
  /// - Throws: What is wrong with that member; damage of the next one is told when that is read.
  private func checkMember() throws(StorageError) {
    let end = window.offset
    do throws(StorageError) { try passLineBreaks() } catch {
      guard window.frameOffset >= end else { throw error }
    }
  }

  /// Two line breaks follow a record; more and fewer occur.
  private func passLineBreaks() throws(StorageError) {
    while try window.reach(1), window.bytes[0] == 0x0A || window.bytes[0] == 0x0D {
      window.drop(1)
    }
  }

  /// Passes what is no record, up to the next one or the end of the file.
  private func passToNextRecord(
    _ chunk: borrowing RawChunk, _ problems: inout ProblemLog
  ) throws(StorageError) -> Bool {
    let start = window.offset
    let next = Array("WARC/".utf8)
    // It may begin like a record itself.
    window.drop(1)
    while try window.reach(1 + next.count) {
      let bytes = window.bytes
      guard let newline = bytes.firstIndex(of: 0x0A, from: 0) else {
        window.drop(bytes.count)
        continue
      }
      window.drop(newline)
      guard try window.reach(1 + next.count) else { break }
      window.drop(1)
      if window.bytes[0..<next.count].array == next { break }
    }
    if try !window.reach(next.count) { window.drop(window.bytes.count) }
    note(
      .malformed(detail: "\(window.offset - start) bytes belong to no record"), chunk, &problems)
    return true
  }

  private var cutOff: StorageError {
    .damaged(
      path: window.path, offset: window.consumedByteCount,
      detail: "the file ends in the middle of a record")
  }

  private func append(_ piece: RawChunk.Piece, to chunk: inout RawChunk) {
    chunk.pieces.append(piece)
    chunk.numbers.append(UInt32(truncatingIfNeeded: position.number - chunk.start.number))
    chunk.recordCount += 1
  }

  private func note(
    _ reason: RecordProblem.Reason, _ chunk: borrowing RawChunk, _ problems: inout ProblemLog
  ) {
    problems.append(
      RecordProblem(
        file: chunk.file, unit: .record, number: position.number, offset: position.offset,
        reason: reason))
  }
}
