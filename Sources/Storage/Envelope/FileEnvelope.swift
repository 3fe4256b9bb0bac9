/// The envelope around the content of every file of an index: a header, pages with checksums, a
/// directory of sections at the end, and a footer that shows truncation at once.
///
/// The page Format has the byte tables.
package enum FileEnvelope {
  /// `CATIDX` and a line end that text-mode transfers damage.
  package static let magic: [UInt8] = [0x43, 0x41, 0x54, 0x49, 0x44, 0x58, 0x0d, 0x0a]
  package static let headerSize = 32
  package static let footerSize = 40
  package static let sectionEntrySize = 24
  /// Bytes that one checksum covers.
  package static let pageSize = 1 << 16
  /// The end magic: bitwise complement of the first four bytes.
  package static let endMagic: UInt32 = ~0x4954_4143

  /// What a file is, as its header says; each kind is declared by the code that writes it.
  package struct Kind: Sendable, Equatable {
    /// The number in the header.
    package let number: UInt16
    /// The word for such a file in messages.
    package let name: String

    package init(number: UInt16, name: String) {
      self.number = number
      self.name = name
    }
  }
}

/// The location of a section in its file.
package struct FileSection: Sendable, Equatable {
  /// What it holds; numbers are those of the file kind.
  package var kind: UInt32
  /// Tells sections of the same kind apart; 0 where there is one.
  package var field: UInt32
  package var offset: UInt64
  package var count: UInt64
}

/// Writes one enveloped file, front to back, in bounded memory.
package final class EnvelopeWriter {
  private let file: any WritableFile
  private let directory: any Directory
  private let name: String
  private let temporaryName: String
  private var pending = ByteWriter(capacity: FileEnvelope.pageSize)
  private var pageChecksums: [UInt32] = []
  private var whole = Checksum()
  private var sections: [FileSection] = []
  private var isOpen = false
  private var isFinished = false
  private let usesThreads: Bool
  /// Bytes written so far.
  package private(set) var offset: UInt64 = 0

  /// Begins a file under a temporary name.
  ///
  /// - Parameters:
  ///   - directory: Where the file is created.
  ///   - name: The name that ``finish()`` gives it.
  ///   - kind: What the file is.
  ///   - version: Of the kind's format.
  ///   - id: Sixteen bytes that name the content.
  ///   - usesThreads: Checksums of large runs of bytes may be computed on one thread while another
  ///     writes them.
  /// - Throws: ``StorageError`` when the file cannot be created.
  package init(
    in directory: any Directory, name: String, kind: FileEnvelope.Kind, version: UInt16,
    id: [UInt8], usesThreads: Bool = false
  ) throws(StorageError) {
    precondition(id.count == 16)
    self.usesThreads = usesThreads
    self.directory = directory
    self.name = name
    temporaryName = TemporaryName.of(name)
    file = try directory.create(temporaryName)
    var header = ByteWriter(capacity: FileEnvelope.headerSize)
    header.append(FileEnvelope.magic)
    header.append(kind.number)
    header.append(version)
    header.append(UInt32(0))
    header.append(id)
    try append(header.slice)
  }

  /// Begins a section at the next multiple of `alignment`.
  package func beginSection(
    _ kind: UInt32, field: UInt32 = 0, alignment: Int = 64
  )
    throws(StorageError)
  {
    precondition(!isOpen, "a section is open")
    let rest = Int(offset % UInt64(alignment))
    if rest != 0 { try appendZeros(alignment - rest) }
    sections.append(FileSection(kind: kind, field: field, offset: offset, count: 0))
    isOpen = true
  }

  /// Ends the open section, and pads it so that vector loads behind it stay inside the file.
  package func endSection() throws(StorageError) {
    precondition(isOpen, "no section is open")
    sections[sections.count - 1].count = offset - sections[sections.count - 1].offset
    isOpen = false
    try appendZeros(64)
  }

  package func append(_ bytes: ByteSlice) throws(StorageError) {
    var rest = bytes
    let missing = FileEnvelope.pageSize - pending.count
    if pending.count > 0, rest.count >= missing {
      pending.append(rest[0..<missing])
      rest = rest.suffix(from: missing)
      try writePages(pending.slice)
      pending.removeAll()
    }
    // Whole pages are written without being copied first.
    if pending.count == 0, rest.count >= FileEnvelope.pageSize {
      let whole = rest.count / FileEnvelope.pageSize * FileEnvelope.pageSize
      try writePages(rest[0..<whole])
      rest = rest.suffix(from: whole)
    }
    pending.append(rest)
    offset += UInt64(bytes.count)
  }

  private func appendZeros(_ count: Int) throws(StorageError) {
    var zeros = ByteWriter()
    zeros.bytes.append(repeating: 0, count: count)
    try append(zeros.slice)
  }

  /// Writes pages, of which the last of a file may be shorter.
  private func writePages(_ bytes: ByteSlice) throws(StorageError) {
    let count = (bytes.count + FileEnvelope.pageSize - 1) / FileEnvelope.pageSize
    let checksums = GrowableBuffer<UInt32>(repeating: 0, count: count)
    let sums = checksums.view
    if usesThreads, count >= Self.manyPages {
      try Threads.run(
        beside: {
          for number in 0..<count { sums[number] = Checksum.of(Self.page(number, of: bytes)) }
        },
        { () throws(StorageError) in
          for number in 0..<count { try file.write(Self.page(number, of: bytes)) }
        })
    } else {
      // Page by page, so that its bytes are still in the cache when they are written.
      for number in 0..<count {
        let page = Self.page(number, of: bytes)
        sums[number] = Checksum.of(page)
        try file.write(page)
      }
    }
    for number in 0..<count {
      pageChecksums.append(checksums[number])
      whole.append(checksums[number], count: Self.page(number, of: bytes).count)
    }
  }

  private static func page(_ number: Int, of bytes: ByteSlice) -> ByteSlice {
    let start = number * FileEnvelope.pageSize
    return bytes[start..<min(start + FileEnvelope.pageSize, bytes.count)]
  }

  /// From so many pages on, a second thread saves time.
  private static let manyPages = 16

  /// Writes directory and footer, syncs and renames the file to its name.
  ///
  /// - Returns: Bytes of the whole file.
  package func finish() throws(StorageError) -> UInt64 {
    precondition(!isOpen && !isFinished)
    if pending.count > 0 { try writePages(pending.slice) }
    let tableOffset = offset
    var tail = ByteWriter()
    for checksum in pageChecksums { tail.append(checksum) }
    for section in sections {
      tail.append(section.kind)
      tail.append(section.field)
      tail.append(section.offset)
      tail.append(section.count)
    }
    let tailChecksum = Checksum.of(tail.slice)
    tail.append(tableOffset)
    tail.append(UInt32(pageChecksums.count))
    tail.append(UInt32(sections.count))
    tail.append(tailChecksum)
    tail.append(UInt32(0))
    let total = tableOffset + UInt64(tail.count) + 16
    tail.append(total)
    whole.update(tail.slice)
    try file.write(tail.slice)
    var end = ByteWriter()
    end.append(whole.value)
    end.append(FileEnvelope.endMagic)
    try file.write(end.slice)
    try file.synchronize()
    file.close()
    try directory.rename(temporaryName, to: name)
    isFinished = true
    return total
  }

  /// Gives up and removes the temporary file.
  package func abandon() {
    file.close()
    try? directory.remove(temporaryName)
  }
}
