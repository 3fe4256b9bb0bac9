internal import Records
internal import Storage

/// Cuts JSON that is not in lines into chunks of whole values.
///
/// A piece is a value, a place its range of bytes in the expanded file; values are counted by the line
/// that they begin on.
final class JSONValueReader: FormatReader {
  private let options: ReadingOptions
  private let document: JSONDocument
  private var input: ChunkInput
  /// Between the brackets of a list.
  private var isInList: Bool
  /// What the column of splits is called.
  static let splitColumn = "split"
  /// The list at hand, where each has a name.
  private var split: String?
  /// Members behind the first list that are none.
  private var membersBetween = JSONMemberScan(isBehindMember: false)

  /// In front of the bracket that closes the list.
  private var listEnd: FilePosition?
  private(set) var position: FilePosition
  /// Values can follow the last one, or stand in front of the bracket behind it.
  private(set) var isContinuable = false

  init(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) {
    var head = GrowableBuffer<UInt8>()
    var reader = try DecompressingReader(file)
    let count = try reader.read(into: head.appendUninitialized(FileHead.byteCount))
    head.setCount(count)
    // The file was listed as one of this format, so its name has said what it had to say.
    let found = JSONDocument.look(
      at: head.view, isWhole: count < FileHead.byteCount, name: ".json")
    guard case .records(let document) = found else {
      throw .damaged(path: file.path, offset: 0, detail: "it begins as no list of records does")
    }
    self.document = document
    self.options = options
    let start =
      switch document {
      case .values(let start), .list(_, let start), .splits(_, let start): start
      }
    if case .splits(let first, _) = document { split = first }
    if case .values = document {
      isInList = false
    } else {
      isInList = true
      if document != .list(member: nil, start: start), position.offset < UInt64(start) {
        let mark = TextEncoding.utf8.markByteCount(in: head.view)
        let object = JSONExtent.skipSpaces(head.view, from: mark)
        membersBefore.scan(head.view[(object + 1)..<(start - 1)])
      }
    }
    self.position =
      position.offset >= UInt64(start)
      ? position
      : FilePosition(
        offset: UInt64(start), number: 1 + Self.lineCount(head.view[0..<start]))
    input = try ChunkInput.open(file, from: self.position.offset, options: options)
  }

  var consumedByteCount: UInt64 { input.consumedByteCount }

  var checkpoints: [DecompressingReader.Checkpoint] { input.checkpoints }

  func next(into chunk: inout RawChunk, problems: inout ProblemLog) -> ReadingOutcome {
    chunk.start = position
    if let split { chunk.labels = [FileLayout.Label(Self.splitColumn, [split])] }
    input.begin(&chunk, options.chunkByteCount)
    var at = 0
    while true {
      let wanted = max(options.chunkByteCount - chunk.bytes.count, chunk.bytes.count - at, 64 << 10)
      input.fill(&chunk, wanted)
      switch takeValues(of: &chunk, from: at) {
      case .goesOn(let place), .passed(let place): at = place
      case .begins(let name, let place):
        split = name
        if chunk.recordCount > 0 {
          input.cut(&chunk, at: place)
          return .more
        }
        chunk.labels = [FileLayout.Label(Self.splitColumn, [name])]
        at = place
        continue
      case .full(let place):
        input.cut(&chunk, at: place)
        return .more
      case .ended(let detail):
        if detail == nil { passMembers(behind: chunk, &problems) }
        return end(input.failure ?? detail.map(damage))
      }
      if input.hasEnded {
        return end(input.failure ?? endOfFile(isBetween: at == chunk.bytes.count))
      }
      if chunk.recordCount > 0 {
        input.cut(&chunk, at: at)
        return .more
      }
      if chunk.bytes.count - at > options.maximumRecordByteCount {
        return .ended(
          damage(
            "a value does not end within \(options.maximumRecordByteCount) bytes, so that nobody knows "
              + "where the next one begins"))
      }
    }
  }

  /// Notes where the file can be read on from when it has grown.
  private func end(_ failure: StorageError?) -> ReadingOutcome {
    switch document {
    case .list:
      isContinuable = failure == nil && input.isPlain
      if isContinuable, let listEnd { position = listEnd }
    case .values: isContinuable = failure == nil
    // What is appended to one list moves the others.
    case .splits: isContinuable = false
    }
    return .ended(failure)
  }

  /// What is wrong with a file that ends here.
  private func endOfFile(isBetween: Bool) -> StorageError? {
    if position.offset >= options.endOffset { return nil }
    if !isBetween { return damage("the file ends in the middle of a value") }
    return isInList ? damage("the file ends before its list does") : nil
  }

  private func damage(_ detail: String) -> StorageError {
    .damaged(path: input.path, offset: position.offset, detail: detail)
  }

  // MARK: - Values

  private enum Taken {
    /// A list of this name begins at the place.
    case begins(String, Int)
    /// A member that is no list of records ends at the place.
    case passed(Int)
    /// The value that begins here is not whole yet.
    case goesOn(Int)
    /// The chunk has enough; what it does not take begins here.
    case full(Int)
    /// Nothing follows that is a record; the detail says when that is damage.
    case ended(String?)
  }

  /// Takes the values that are whole.
  private func takeValues(of chunk: inout RawChunk, from start: Int) -> Taken {
    let bytes = chunk.bytes.view
    var at = start
    while true {
      let first = skipSeparators(bytes, from: at)
      pass(bytes[at..<first])
      at = first
      guard at < bytes.count else { return .goesOn(at) }
      if case .splits = document {
        if isInList, bytes[at] == UInt8(ascii: "]") {
          pass(bytes[at..<at + 1])
          at += 1
          isInList = false
          continue
        }
        if !isInList {
          let taken = takeMember(bytes, at: at)
          guard case .passed(let end) = taken else { return taken }
          at = end
          continue
        }
      }
      if case .list(let member, _) = document {
        let isBracket = bytes[at] == UInt8(ascii: isInList ? "]" : "[")
        if isBracket {
          listEnd = isInList ? position : nil
          pass(bytes[at..<at + 1])
          at += 1
          isInList.toggle()
          // What follows the list of a member are the other members.
          if !isInList, member != nil { return .ended(nil) }
          continue
        }
        // Lists one after the other are read as one; anything else does not belong here.
        if !isInList { return .ended("something follows the list") }
      }
      guard let end = JSONExtent.end(in: bytes, from: at, isLast: input.hasEnded) else {
        return .goesOn(at)
      }
      chunk.pieces.append(RawChunk.Piece(start: UInt32(at), count: UInt32(end - at)))
      chunk.numbers.append(UInt32(position.number - chunk.start.number))
      chunk.recordCount += 1
      pass(bytes[at..<end])
      at = end
      if at >= options.chunkByteCount { return .full(at) }
    }
  }

  /// Enters the list that begins with a member, or passes over the member.
  private func takeMember(_ bytes: BufferView<UInt8>, at start: Int) -> Taken {
    if bytes[start] == UInt8(ascii: "}") { return .ended(nil) }
    guard bytes[start] == UInt8(ascii: "\"") else { return .ended("something follows the list") }
    guard let keyEnd = JSONExtent.end(in: bytes, from: start, isLast: false) else {
      return .goesOn(start)
    }
    let colon = JSONExtent.skipSpaces(bytes, from: keyEnd)
    let value = JSONExtent.skipSpaces(bytes, from: colon + 1)
    // A list is told by its first element.
    guard value < bytes.count, JSONExtent.skipSpaces(bytes, from: value + 1) < bytes.count else {
      return .goesOn(start)
    }
    guard bytes[colon] == UInt8(ascii: ":") else { return .ended("a name without a value follows") }
    let name = bytes[(start + 1)..<(keyEnd - 1)].text
    if SplitNaming.isSplit(name), JSONDocument.isList(in: bytes, at: value) {
      pass(bytes[start..<value + 1])
      isInList = true
      return .begins(name, value + 1)
    }
    guard let end = JSONExtent.end(in: bytes, from: value, isLast: false) else {
      return .goesOn(start)
    }
    membersBetween.scan(bytes[start..<end])
    membersBetween.endMember()
    pass(bytes[start..<end])
    return .passed(end)
  }

  // MARK: - Other members

  /// Members in front of the list that holds the records.
  private var membersBefore = JSONMemberScan(isBehindMember: false)

  /// Reads what follows the list of a member, and says which other members there are.
  ///
  /// A list of objects may be more records, so that it counts as lost; the rest is named.
  private func passMembers(behind chunk: borrowing RawChunk, _ problems: inout ProblemLog) {
    if case .splits = document {
      let begin = FilePosition(offset: 0, number: 1)
      let records = "the lists that are called as splits are"
      note(membersBefore, besides: records, at: begin, chunk, &problems)
      note(membersBetween, besides: records, at: position, chunk, &problems)
    }
    guard case .list(let member?, _) = document else { return }
    var scan = JSONMemberScan(isBehindMember: true)
    let begin = Int(position.offset - chunk.start.offset)
    scan.scan(chunk.bytes.view[begin..<chunk.bytes.count])
    var more = RawChunk()
    while !scan.hasEnded, !input.hasEnded {
      more.bytes.setCount(0)
      input.fill(&more, 64 << 10)
      scan.scan(more.bytes.view)
    }
    let records = "\"\(member)\""
    note(membersBefore, besides: records, at: FilePosition(offset: 0, number: 1), chunk, &problems)
    note(scan, besides: records, at: position, chunk, &problems)
  }

  private func note(
    _ scan: JSONMemberScan, besides records: String, at place: FilePosition,
    _ chunk: borrowing RawChunk, _ problems: inout ProblemLog
  ) {
    for other in scan.members {
      if other.objectCount == 0 {
        problems.passOver("member \"\(other.name)\"")
        continue
      }
      var problem = RecordProblem(
        file: chunk.file, number: place.number, offset: place.offset,
        reason: .malformed(
          detail: "\"\(other.name)\" is another list of objects, and is not read: records are the "
            + "elements of \(records)"))
      problem.count = other.objectCount
      problems.append(problem)
    }
    for _ in 0..<scan.unnamedCount { problems.passOver("other member") }
  }

  // MARK: - Between values

  /// Passes over what stands between values: spaces and, in a list, commas.
  private func skipSeparators(_ bytes: BufferView<UInt8>, from start: Int) -> Int {
    var at = JSONExtent.skipSpaces(bytes, from: start)
    while isInList || split != nil, at < bytes.count, bytes[at] == UInt8(ascii: ",") {
      at = JSONExtent.skipSpaces(bytes, from: at + 1)
    }
    return at
  }

  private func pass(_ bytes: BufferView<UInt8>) {
    position.offset += UInt64(bytes.count)
    position.number += Self.lineCount(bytes)
  }

  private static func lineCount(_ bytes: BufferView<UInt8>) -> UInt64 {
    var count: UInt64 = 0
    var at = 0
    while let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: at) {
      count += 1
      at = end + 1
    }
    return count
  }
}
