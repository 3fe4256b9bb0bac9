internal import CKernels

/// An enveloped file, mapped.
///
/// Opening reads the header, the footer, the section directory and the table of page checksums,
/// and nothing else. Each 64 KiB page is verified the first time a process reads bytes in it.
@safe
package final class EnvelopeReader: @unchecked Sendable {
  package let path: String
  package let version: UInt16
  /// Sixteen bytes that name the content.
  package let id: [UInt8]
  package let sections: [FileSection]
  /// Bytes of the file.
  package let count: Int

  private let file: MappedFile
  private let pageTable: ByteSlice
  private let bodyCount: Int
  // Safe: one bit per page, reached only through atomic C functions; freed in `deinit`.
  private let verifiedPages: UnsafeMutablePointer<UInt64>

  package init(
    _ path: String, kind: FileEnvelope.Kind, versions: ClosedRange<UInt16>
  )
    throws(StorageError)
  {
    self.path = path
    file = try MappedFile(path)
    let bytes = file.bytes
    count = bytes.count
    guard bytes.count >= FileEnvelope.headerSize,
      bytes[0..<8].array == FileEnvelope.magic,
      bytes.load(UInt16.self, at: 8) == kind.number
    else {
      if bytes.count < FileEnvelope.headerSize {
        throw .damaged(path: path, offset: UInt64(bytes.count), detail: "the file is truncated")
      }
      throw .notOurs(path: path, expected: kind.name)
    }
    version = bytes.load(UInt16.self, at: 10)
    guard versions.contains(version) else {
      throw .otherVersion(path: path, found: version, supported: versions)
    }
    id = bytes[16..<32].array
    let footer = bytes.count - FileEnvelope.footerSize
    guard footer >= FileEnvelope.headerSize,
      bytes.load(UInt64.self, at: bytes.count - 16) == UInt64(bytes.count),
      bytes.load(UInt32.self, at: bytes.count - 4) == FileEnvelope.endMagic
    else {
      throw .damaged(path: path, offset: UInt64(bytes.count), detail: "the file is truncated")
    }
    let tableOffset = bytes.load(UInt64.self, at: footer)
    let pages = Int(bytes.load(UInt32.self, at: footer + 8))
    let sectionCount = Int(bytes.load(UInt32.self, at: footer + 12))
    let tailCount = pages * 4 + sectionCount * FileEnvelope.sectionEntrySize
    guard let tail = bytes.slice(offset: tableOffset, count: UInt64(tailCount)),
      Int(tableOffset) + tailCount == footer,
      Checksum.of(tail) == bytes.load(UInt32.self, at: footer + 16),
      bytes.load(UInt32.self, at: footer + 20) == 0,
      bytes.load(UInt32.self, at: 12) == 0,
      pages == (Int(tableOffset) + FileEnvelope.pageSize - 1) / FileEnvelope.pageSize
    else {
      throw .damaged(path: path, offset: tableOffset, detail: "the section directory is damaged")
    }
    bodyCount = Int(tableOffset)
    pageTable = tail[0..<pages * 4]
    var sections: [FileSection] = []
    for index in 0..<sectionCount {
      let at = pages * 4 + index * FileEnvelope.sectionEntrySize
      let section = FileSection(
        kind: tail.load(UInt32.self, at: at), field: tail.load(UInt32.self, at: at + 4),
        offset: tail.load(UInt64.self, at: at + 8), count: tail.load(UInt64.self, at: at + 16))
      guard bytes[0..<bodyCount].slice(offset: section.offset, count: section.count) != nil else {
        throw .damaged(path: path, offset: section.offset, detail: "a section lies outside")
      }
      sections.append(section)
    }
    self.sections = sections
    let words = max(1, (pages + 63) / 64)
    unsafe verifiedPages = UnsafeMutablePointer<UInt64>.allocate(capacity: words)
    unsafe verifiedPages.initialize(repeating: 0, count: words)
    // The header's page is verified at open: id and version are trusted from here on.
    try verify(offset: 0, count: min(bodyCount, FileEnvelope.headerSize))
  }

  deinit { unsafe verifiedPages.deallocate() }

  /// The section of a kind and field, or `nil`.
  package func section(_ kind: UInt32, field: UInt32 = 0) -> SectionBytes? {
    guard let section = sections.first(where: { $0.kind == kind && $0.field == field }) else {
      return nil
    }
    let start = Int(section.offset)
    // Kernels read whole registers: the slice reaches 64 bytes further, into bytes of our own.
    return SectionBytes(
      file: self, fileOffset: start, count: Int(section.count),
      mapped: file.bytes[start..<min(start + Int(section.count) + 64, bodyCount)])
  }

  /// Verifies the pages under a range of the file, each once per process.
  package func verify(offset: Int, count: Int) throws(StorageError) {
    guard count > 0 else { return }
    let first = offset / FileEnvelope.pageSize
    let last = (offset + count - 1) / FileEnvelope.pageSize
    for page in first...last where unsafe ck_bit_is_set(verifiedPages, page) == 0 {
      try verifyPage(page)
    }
  }

  /// - Returns: The page's checksum.
  @inline(never) @discardableResult
  private func verifyPage(_ page: Int) throws(StorageError) -> (sum: UInt32, count: Int) {
    let start = page * FileEnvelope.pageSize
    let bytes = file.bytes[start..<min(start + FileEnvelope.pageSize, bodyCount)]
    let found = Checksum.of(bytes)
    let expected = pageTable.load(UInt32.self, at: page * 4)
    guard found == expected else {
      throw .damaged(
        path: path, offset: UInt64(start),
        detail: "page checksum \(String(found, radix: 16)), expected \(String(expected, radix: 16))"
      )
    }
    unsafe ck_set_bit(verifiedPages, page)
    return (found, bytes.count)
  }

  /// Verifies the whole file, pages and end checksum.
  ///
  /// - Parameter goOn: Called before each page; what it throws ends the work.
  /// - Throws: ``StorageError`` for the first byte that is damaged.
  package func verifyAll(
    _ goOn: () throws(StorageError) -> Void = { () throws(StorageError) in }
  ) throws(StorageError) {
    let bytes = file.bytes
    var whole = Checksum()
    for page in 0..<pageTable.count / 4 {
      try goOn()
      let (sum, count) = try verifyPage(page)
      whole.append(sum, count: count)
    }
    whole.update(bytes[bodyCount..<bytes.count - 8])
    let found = whole.value
    let expected = bytes.load(UInt32.self, at: bytes.count - 8)
    guard found == expected else {
      throw .damaged(
        path: path, offset: UInt64(bytes.count - 8),
        detail: "file checksum \(String(found, radix: 16)), expected \(String(expected, radix: 16))"
      )
    }
  }
}

/// One section of a mapped file, verified as it is touched.
package struct SectionBytes: Sendable {
  package let file: EnvelopeReader
  package let fileOffset: Int
  /// Bytes of the section.
  package let count: Int
  fileprivate let mapped: ByteSlice

  fileprivate init(file: EnvelopeReader, fileOffset: Int, count: Int, mapped: ByteSlice) {
    self.file = file
    self.fileOffset = fileOffset
    self.count = count
    self.mapped = mapped
  }

  /// The bytes of a range, after their pages were verified.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the range lies outside or a
  ///   page's checksum is wrong.
  package func checked(offset: UInt64, count length: UInt64) throws(StorageError) -> ByteSlice {
    try verify(offset: offset, count: length)
    return mapped[Int(offset)..<Int(offset + length)]
  }

  /// Like ``checked(offset:count:)``, but the slice extends over up to 64 verified-or-padding
  /// bytes more, for kernels that load whole registers.
  package func checkedWithSlack(
    offset: UInt64, count length: UInt64
  ) throws(StorageError)
    -> ByteSlice
  {
    try verify(offset: offset, count: length)
    return mapped[Int(offset)..<min(Int(offset + length) + 64, mapped.count)]
  }

  /// Verifies the pages of a range that lies inside.
  private func verify(offset: UInt64, count length: UInt64) throws(StorageError) {
    guard offset <= UInt64(count), length <= UInt64(count) - offset else {
      throw damaged(at: offset, "an offset points outside its section")
    }
    try file.verify(offset: fileOffset + Int(offset), count: Int(length))
  }

  /// The whole section, verified.
  package func all() throws(StorageError) -> ByteSlice {
    try checked(offset: 0, count: UInt64(count))
  }

  /// An error located in this section.
  package func damaged(at offset: UInt64, _ detail: String) -> StorageError {
    .damaged(path: file.path, offset: UInt64(fileOffset) + offset, detail: detail)
  }
}
