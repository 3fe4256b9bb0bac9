internal import Records
internal import Storage

/// Cuts a tar archive into chunks of samples.
///
/// Of a member only the header is looked at. What is no header is passed over block by block, up to
/// the next one.
final class SampleReader: FormatReader {
  private let options: ReadingOptions
  private var window: ExpandedWindow
  /// Offsets are bytes of the expanded archive, numbers count its samples.
  private(set) var position: FilePosition

  /// Names and values in front of a member are shorter.
  private static let maximumExtensionByteCount: UInt64 = 1 << 20

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
      let held = chunk.bytes.count
      do throws(StorageError) {
        guard try readSample(into: &chunk, &problems) else { return .ended(nil) }
      } catch {
        // A sample that was cut off is none.
        chunk.bytes.setCount(held)
        return .ended(error)
      }
    }
    return .more
  }

  /// A member whose header stands at the beginning of the window.
  private struct Entry {
    var name: String
    /// Why it is no file of data, though somebody may take it for one.
    var refusal: String?
    var key: String { TarMember.parts(of: name).key }
    /// The header and what stands in front of it for it, and the contents.
    var byteCount: UInt64
  }

  /// Takes the next sample; `false` at the end of the archive.
  private func readSample(
    into chunk: inout RawChunk, _ problems: inout ProblemLog
  ) throws(StorageError) -> Bool {
    try passToMember(chunk, &problems)
    guard let first = try entry() else { return false }
    position.offset = window.offset
    chunk.appendRecordOffset(window.offset)
    let start = chunk.bytes.count
    var byteCount: UInt64 = 0
    var next: Entry? = first
    let key = first.key
    while let member = next, member.key == key {
      note(member, chunk, &problems)
      byteCount += member.byteCount
      let isThere =
        byteCount <= UInt64(options.maximumRecordByteCount)
        ? try window.move(Int(member.byteCount), to: &chunk.bytes)
        : try window.pass(member.byteCount)
      guard isThere else {
        throw .damaged(
          path: window.path, offset: window.consumedByteCount,
          detail: "the file ends in the middle of a member")
      }
      next = try entry()
    }
    var piece = RawChunk.Piece(start: UInt32(start), count: RawChunk.Piece.refused)
    if byteCount <= UInt64(options.maximumRecordByteCount) {
      piece.count = UInt32(byteCount)
    } else {
      chunk.bytes.setCount(start)
      note(
        .tooLong(byteCount: byteCount, limit: options.maximumRecordByteCount), chunk, &problems)
    }
    chunk.pieces.append(piece)
    chunk.numbers.append(UInt32(truncatingIfNeeded: position.number - chunk.start.number))
    chunk.recordCount += 1
    position.offset = window.offset
    position.number += 1
    return true
  }

  /// The member at the beginning of the window; `nil` where none stands.
  private func entry() throws(StorageError) -> Entry? {
    let block = TarHeader.blockByteCount
    var name: String?
    var at = 0
    while try window.reach(at + block), let header = TarHeader(window.bytes[at..<(at + block)]) {
      let whole = UInt64(block) + header.paddedByteCount
      switch header.kind {
      case .other where header.refusal == nil: return nil
      case .other, .file:
        return Entry(
          name: name ?? header.name, refusal: header.refusal, byteCount: UInt64(at) + whole)
      case .longName, .extended:
        guard header.byteCount <= Self.maximumExtensionByteCount,
          try window.reach(at + Int(whole))
        else { return nil }
        let contents = window.bytes[(at + block)..<(at + block + Int(header.byteCount))]
        name =
          header.kind == .longName
          ? TarHeader.text(contents) : TarHeader.value("path", in: contents) ?? name
        at += Int(whole)
      }
    }
    return nil
  }

  /// Passes folders, links, the zeros at the end of an archive, and what is no archive.
  ///
  /// Links are named; those inside of a sample stay in its bytes, so that it is one range of the archive.
  private func passToMember(
    _ chunk: borrowing RawChunk, _ problems: inout ProblemLog
  ) throws(StorageError) {
    let block = TarHeader.blockByteCount
    var lost: UInt64 = 0
    position.offset = window.offset
    while try window.reach(1) {
      if let member = try entry() {
        if member.refusal == nil { break }
        note(member, chunk, &problems)
        if try !window.pass(member.byteCount) { break }
        position.offset = window.offset
        continue
      }
      let isWhole = try window.reach(block)
      let here = window.bytes[0..<min(block, window.bytes.count)]
      if isWhole, let header = TarHeader(here) {
        // Something that names nothing, or a name that is too long to be one.
        let isThere = try window.pass(UInt64(block) + header.paddedByteCount)
        if !isThere { break }
      } else {
        if !(0..<here.count).allSatisfy({ here[$0] == 0 }) { lost += UInt64(here.count) }
        window.drop(here.count)
      }
    }
    if lost > 0 {
      note(.malformed(detail: "\(lost) bytes belong to no member"), chunk, &problems)
    }
    position.offset = window.offset
  }

  /// Names a member that is part of a sample by its name and is not read.
  private func note(
    _ member: Entry, _ chunk: borrowing RawChunk, _ problems: inout ProblemLog
  ) {
    guard let refusal = member.refusal else { return }
    note(.repaired(detail: "\(member.name) is \(refusal), which is not read"), chunk, &problems)
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
