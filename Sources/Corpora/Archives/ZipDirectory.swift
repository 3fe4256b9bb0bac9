internal import Storage

/// Reads the list of a zip archive, which stands at its end (APPNOTE.TXT 6.3.10 of PKWARE).
///
/// Our own, since the list is a few fixed records and what it leads to is expanded by what expands
/// all other files: a library would hand out streams, which cannot be read at any place. Archives
/// beyond 4 GiB are read (zip64), those that go over several disks are not.
enum ZipDirectory {
  private static let endByteCount = 22
  private static let entryByteCount = 46
  private static let longestComment = 0xFFFF
  /// A list of some million members.
  private static let maximumByteCount: UInt64 = 1 << 30

  /// Whether a file begins as an archive does.
  static func begins(_ file: RandomAccessFile) throws(StorageError) -> Bool {
    let head = GrowableBuffer<UInt8>(repeating: 0, count: 4)
    guard try file.read(into: head.view, at: 0) == 4 else { return false }
    let mark = head.view.slice.load(UInt32.self, at: 0)
    return mark == 0x0403_4B50 || mark == 0x0605_4B50
  }

  /// Whether a file is an archive, perhaps behind a program that unpacks it.
  static func isZip(_ file: RandomAccessFile) throws(StorageError) -> Bool {
    if try begins(file) { return true }
    return try isBehindProgram(file)
  }

  /// Whether an archive stands behind a program that unpacks it.
  static func isBehindProgram(_ file: RandomAccessFile) throws(StorageError) -> Bool {
    let head = GrowableBuffer<UInt8>(repeating: 0, count: 4)
    guard try file.read(into: head.view, at: 0) == 4 else { return false }
    let marks = [Array("MZ".utf8), [0x7F] + Array("ELF".utf8), Array("#!".utf8)]
    guard marks.contains(where: { head.view.array.starts(with: $0) }) else { return false }
    do throws(StorageError) {
      _ = try find(in: file)
      return true
    } catch {
      if case .damaged = error { return false }
      throw error
    }
  }

  /// The files, and what of the archive cannot be read as one.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` for an archive without a list, or one
  ///   whose members share their bytes, as in archives that are made to expand without end.
  static func members(
    of file: RandomAccessFile
  ) throws(StorageError) -> (members: [ArchiveMember], unread: [UnreadMember]) {
    let list = try find(in: file)
    guard list.byteCount <= maximumByteCount else {
      throw damaged(file, list.offset, "the list of its members is longer than any")
    }
    var bytes = GrowableBuffer<UInt8>()
    let got = try file.read(
      into: bytes.appendUninitialized(Int(list.byteCount)), at: list.offset)
    bytes.setCount(got)
    guard got == Int(list.byteCount) else {
      throw damaged(file, list.offset, "the list of its members is cut off")
    }
    var members: [ArchiveMember] = []
    var unread: [UnreadMember] = []
    var ranges: [Range<UInt64>] = []
    var at = 0
    while at + entryByteCount <= bytes.count, bytes.uint32(at) == 0x0201_4B50 {
      let nameCount = Int(bytes.uint16(at + 28))
      let extraCount = Int(bytes.uint16(at + 30))
      let end = at + entryByteCount + nameCount + extraCount
      guard end + Int(bytes.uint16(at + 32)) <= bytes.count else {
        throw damaged(file, list.offset + UInt64(at), "the list of its members is cut off")
      }
      let start = at + entryByteCount
      let entry = ZipEntry(bytes, at: at, extra: (start + nameCount)..<end, base: list.base)
      let name = PathText.text(of: bytes.view[start..<(start + nameCount)].array)
      // Folders are named with a slash behind.
      if !name.hasSuffix("/") {
        ranges.append(entry.range)
        if let reason = entry.refusal {
          unread.append(UnreadMember(name: name, reason: reason))
        } else {
          members.append(entry.member(named: String(name.drop { $0 == "/" })))
        }
      }
      at = end + Int(bytes.uint16(at + 32))
    }
    guard at == bytes.count else {
      throw damaged(file, list.offset + UInt64(at), "the list of its members is damaged")
    }
    ranges.sort { $0.lowerBound < $1.lowerBound }
    for (range, next) in zip(ranges, ranges.dropFirst()) where range.upperBound > next.lowerBound {
      throw damaged(file, next.lowerBound, "its members share bytes, so that it has no true size")
    }
    return (members, unread)
  }

  /// Where the list stands, and what is to be added to its offsets when something stands before the
  /// archive.
  private static func find(
    in file: RandomAccessFile
  ) throws(StorageError) -> (offset: UInt64, byteCount: UInt64, base: UInt64) {
    let whole = file.status.byteCount
    let count = Int(min(whole, UInt64(endByteCount + longestComment)))
    let first = whole - UInt64(count)
    var tail = GrowableBuffer<UInt8>()
    tail.setCount(try file.read(into: tail.appendUninitialized(count), at: first))
    var at = tail.count - endByteCount
    while at >= 0 {
      if tail.uint32(at) == 0x0605_4B50,
        at + endByteCount + Int(tail.uint16(at + 20)) <= tail.count
      {
        break
      }
      at -= 1
    }
    guard at >= 0 else {
      throw damaged(file, whole, "the archive has no list of its members; it may be cut off")
    }
    guard tail.uint16(at + 4) == 0 || tail.uint16(at + 4) == 0xFFFF else {
      throw damaged(file, first + UInt64(at), "the archive goes over several files")
    }
    var byteCount = UInt64(tail.uint32(at + 12))
    var offset = UInt64(tail.uint32(at + 16))
    var end = first + UInt64(at)
    if at >= 20, tail.uint32(at - 20) == 0x0706_4B50 {
      let place = tail.uint64(at - 12)
      let long = GrowableBuffer<UInt8>(repeating: 0, count: 56)
      guard place < end, try file.read(into: long.view, at: place) == long.count,
        long.uint32(0) == 0x0606_4B50
      else { throw damaged(file, end, "the long form of its list is damaged") }
      byteCount = long.uint64(40)
      offset = long.uint64(48)
      end = place
    }
    guard byteCount <= end, offset <= end - byteCount else {
      throw damaged(file, end, "the list of its members stands nowhere")
    }
    return (end - byteCount, byteCount, end - byteCount - offset)
  }

  private static func damaged(
    _ file: RandomAccessFile, _ offset: UInt64, _ detail: String
  ) -> StorageError {
    .damaged(path: file.path, offset: offset, detail: detail)
  }
}

/// Numbers of the format, lowest byte first.
extension GrowableBuffer<UInt8> {
  func uint16(_ at: Int) -> UInt16 { view.slice.load(UInt16.self, at: at) }
  func uint32(_ at: Int) -> UInt32 { view.slice.load(UInt32.self, at: at) }
  func uint64(_ at: Int) -> UInt64 { view.slice.load(UInt64.self, at: at) }
}
