internal import Storage

/// A member of a zip archive, as the list at the archive's end has it.
///
/// A deflated member is opened as a gzip file: between the header and the trailer of that format, which
/// are made up, stand the very bytes of the member. So it is expanded, checked and begun in its middle
/// as other packed files are. What bzip2, zstd and xz have packed is such a file already.
struct ZipEntry: Sendable {
  private let headerOffset: UInt64
  private let packedByteCount: UInt64
  private let byteCount: UInt64
  private let checksum: UInt32
  private let method: UInt16
  private let isEncrypted: Bool
  private let isLink: Bool

  private static let headerByteCount: UInt64 = 30
  private static let stored: UInt16 = 0
  private static let deflated: UInt16 = 8
  /// bzip2, zstd, xz.
  private static let packed: Set<UInt16> = [12, 93, 95]
  private static let gzipHead: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]

  /// - Parameters:
  ///   - list: The list.
  ///   - at: Where the entry begins.
  ///   - extra: Where its extra fields stand.
  ///   - base: To be added to offsets.
  init(_ list: borrowing GrowableBuffer<UInt8>, at: Int, extra: Range<Int>, base: UInt64) {
    isEncrypted = list.uint16(at + 8) & 1 != 0
    method = list.uint16(at + 10)
    checksum = list.uint32(at + 16)
    isLink = list.uint32(at + 38) >> 28 == 0xA
    var numbers = [list.uint32(at + 24), list.uint32(at + 20), list.uint32(at + 42)].map {
      UInt64($0)
    }
    // Numbers that do not fit stand in an extra field, in this order.
    var field = extra.lowerBound
    while field + 4 <= extra.upperBound {
      let end = field + 4 + Int(list.uint16(field + 2))
      if list.uint16(field) == 1 {
        var place = field + 4
        for index in numbers.indices
        where numbers[index] == 0xFFFF_FFFF && place + 8 <= min(end, extra.upperBound) {
          numbers[index] = list.uint64(place)
          place += 8
        }
      }
      field = end
    }
    byteCount = numbers[0]
    packedByteCount = numbers[1]
    headerOffset = numbers[2] &+ base
  }

  /// Bytes of the archive that are the member's at least.
  var range: Range<UInt64> {
    let end = headerOffset.addingReportingOverflow(Self.headerByteCount)
    let whole = end.partialValue.addingReportingOverflow(packedByteCount)
    return end.overflow || whole.overflow
      ? headerOffset..<UInt64.max : headerOffset..<whole.partialValue
  }

  /// Why it cannot be read; `nil` when it can.
  var refusal: String? {
    if isEncrypted { return "encrypted" }
    if isLink { return "a link" }
    if method == Self.stored || method == Self.deflated || Self.packed.contains(method) {
      return nil
    }
    return "packed by method \(method) of zip, which is not read"
  }

  /// Bytes of the file that it is opened as.
  private var openedByteCount: UInt64 {
    method == Self.deflated
      ? packedByteCount &+ UInt64(Self.gzipHead.count + 8) : packedByteCount
  }

  /// The member of the archive under a name.
  func member(named name: String) -> ArchiveMember {
    method != Self.stored && CorpusFiles.isNamedAsPacked(name)
      ? ArchiveMember(name: name, byteCount: byteCount, place: .packedTwice(self))
      : ArchiveMember(name: name, byteCount: openedByteCount, place: .zip(self))
  }

  func open(in archive: RandomAccessFile, path: String) throws(StorageError) -> RandomAccessFile {
    var header = GrowableBuffer<UInt8>()
    let wanted = Int(Self.headerByteCount)
    header.setCount(try archive.read(into: header.appendUninitialized(wanted), at: headerOffset))
    guard header.count == wanted, header.uint32(0) == 0x0403_4B50 else {
      throw .damaged(
        path: archive.path, offset: headerOffset, detail: "no member of the archive begins here")
    }
    let start =
      headerOffset + Self.headerByteCount + UInt64(header.uint16(26)) + UInt64(header.uint16(28))
    let (end, overflows) = start.addingReportingOverflow(packedByteCount)
    guard !overflows, end <= archive.status.byteCount else {
      throw .damaged(
        path: archive.path, offset: start, detail: "the archive ends in the middle of a member")
    }
    if method != Self.deflated {
      return RandomAccessFile(
        start..<end, of: archive, path: path, checksum: method == Self.stored ? checksum : nil)
    }
    let trailer = [UInt64(checksum), byteCount & 0xFFFF_FFFF].flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    return RandomAccessFile(
      start..<end, of: archive, path: path, behind: Self.gzipHead, before: trailer)
  }
}
