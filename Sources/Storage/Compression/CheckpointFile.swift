extension FileEnvelope.Kind {
  /// Places where a packed source file can be expanded from.
  package static let checkpoints = FileEnvelope.Kind(number: 4, name: "checkpoints")
}

/// The checkpoints of one packed file, as an enveloped file of their own.
///
/// The entries are read and verified when it is opened, the expanded bytes before a place only when
/// that place is asked for. The byte table stands in the page Format.
package final class CheckpointFile: Sendable {
  /// The packed file that places belong to, as it was when it was read; also the id of the envelope.
  package struct Source: Sendable, Equatable {
    package var byteCount: UInt64
    /// Last modification, in nanoseconds since 1970.
    package var modifiedNanoseconds: Int64

    package init(byteCount: UInt64, modifiedNanoseconds: Int64) {
      self.byteCount = byteCount
      self.modifiedNanoseconds = modifiedNanoseconds
    }

    /// Sixteen bytes: the size, then the time.
    package var id: [UInt8] {
      var bytes = ByteWriter(capacity: 16)
      bytes.append(byteCount)
      bytes.append(UInt64(bitPattern: modifiedNanoseconds))
      return bytes.slice.array
    }
  }

  package static let version: UInt16 = 2
  package static let entryByteCount = 40
  package static let entries: UInt32 = 1
  package static let histories: UInt32 = 2
  /// The most bytes that a place keeps: the window of a zstd frame behind its tables.
  private static let maximumHistoryByteCount = ZstdBlocks.maximumWindowByteCount + 4096

  private let table: ByteSlice
  private let histories: SectionBytes
  // Keeps the mapping under the table.
  private let file: EnvelopeReader

  /// Places held.
  package let count: Int
  /// Bytes of the file.
  package var byteCount: Int { file.count }

  /// Writes the checkpoints of a file by rising offset.
  package static func write(
    _ checkpoints: [DecompressingReader.Checkpoint], of source: Source,
    to directory: any Directory, name: String
  ) throws(StorageError) {
    let writer = try EnvelopeWriter(
      in: directory, name: name, kind: .checkpoints, version: version, id: source.id)
    var table = ByteWriter(capacity: checkpoints.count * entryByteCount)
    var historyOffset: UInt64 = 0
    for checkpoint in checkpoints {
      table.append(checkpoint.compressedOffset)
      table.append(checkpoint.uncompressedOffset)
      table.append(historyOffset)
      table.append(UInt32(checkpoint.history.count))
      table.append(UInt32(checkpoint.historyByteCount))
      let (kind, first, second) = code(checkpoint.start)
      table.append([kind, first, second, 0, 0, 0, 0, 0])
      historyOffset += UInt64(checkpoint.history.count)
    }
    try writer.beginSection(entries)
    try writer.append(table.slice)
    try writer.endSection()
    try writer.beginSection(histories)
    for checkpoint in checkpoints {
      try checkpoint.history.withView { (view) throws(StorageError) in
        try writer.append(view.slice)
      }
    }
    try writer.endSection()
    _ = try writer.finish()
  }

  /// Opens the checkpoints of a file and verifies the entries.
  ///
  /// - Throws: ``StorageError`` when they are damaged or those of another file.
  package init(path: String, of source: Source) throws(StorageError) {
    file = try EnvelopeReader(path, kind: .checkpoints, versions: 1...Self.version)
    guard file.id == source.id else {
      throw .damaged(
        path: path, offset: 0, detail: "these are the checkpoints of another source file")
    }
    guard let entries = file.section(Self.entries), let histories = file.section(Self.histories),
      entries.count.isMultiple(of: Self.entryByteCount)
    else {
      throw .damaged(path: path, offset: 0, detail: "the checkpoints are malformed")
    }
    table = try entries.all()
    self.histories = histories
    count = entries.count / Self.entryByteCount
    var last: (UInt64, UInt64)?
    for index in 0..<count {
      let here = (compressedOffset(index), uncompressedOffset(index))
      if let last, here.0 < last.0 || here.1 <= last.1 {
        throw entries.damaged(
          at: UInt64(index * Self.entryByteCount), "the checkpoints do not rise")
      }
      last = here
      _ = try checkpoint(index, withHistory: false)
    }
  }

  /// The last place at or before an expanded offset; `nil` when the start of the file is nearest.
  package func last(
    before offset: UInt64
  ) throws(StorageError) -> DecompressingReader.Checkpoint? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if uncompressedOffset(middle) <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? try checkpoint(low - 1, withHistory: true) : nil
  }

  /// Reads every byte and compares all checksums.
  package func verifyAll() throws(StorageError) {
    try file.verifyAll()
    for index in 0..<count {
      _ = try DecompressingReader.Checkpoint.history(
        before: try checkpoint(index, withHistory: true))
    }
  }

  // MARK: - Entries

  private func compressedOffset(_ index: Int) -> UInt64 {
    table.load(UInt64.self, at: index * Self.entryByteCount)
  }

  private func uncompressedOffset(_ index: Int) -> UInt64 {
    table.load(UInt64.self, at: index * Self.entryByteCount + 8)
  }

  private func checkpoint(
    _ index: Int, withHistory: Bool
  ) throws(StorageError) -> DecompressingReader.Checkpoint {
    let at = index * Self.entryByteCount
    let historyOffset = table.load(UInt64.self, at: at + 16)
    let packedCount = UInt64(table.load(UInt32.self, at: at + 24))
    let expandedCount = Int(table.load(UInt32.self, at: at + 28))
    guard
      let start = Self.start(
        table.load(UInt8.self, at: at + 32), table.load(UInt8.self, at: at + 33),
        table.load(UInt8.self, at: at + 34)),
      expandedCount <= Self.maximumHistoryByteCount, (expandedCount == 0) == (packedCount == 0),
      packedCount <= UInt64(histories.count), historyOffset <= UInt64(histories.count) - packedCount
    else {
      throw .damaged(path: file.path, offset: UInt64(at), detail: "a checkpoint is malformed")
    }
    return DecompressingReader.Checkpoint(
      compressedOffset: compressedOffset(index), uncompressedOffset: uncompressedOffset(index),
      start: start,
      history: withHistory
        ? try histories.checked(offset: historyOffset, count: packedCount).array : [],
      historyByteCount: expandedCount)
  }

  /// What stands at a place, as three bytes.
  private static func code(
    _ start: DecompressingReader.Checkpoint.Start
  ) -> (kind: UInt8, first: UInt8, second: UInt8) {
    switch start {
    case .frame: (0, 0, 0)
    case .deflateBlock(let bitCount, let bits): (1, bitCount, bits)
    case .lz4Block(let flags, let descriptor): (2, flags, descriptor)
    case .zstdBlock(let windowDescriptor, let hasChecksum):
      (3, windowDescriptor, hasChecksum ? 1 : 0)
    }
  }

  private static func start(
    _ kind: UInt8, _ first: UInt8, _ second: UInt8
  ) -> DecompressingReader.Checkpoint.Start? {
    switch kind {
    case 0 where first == 0 && second == 0: .frame
    case 1 where first < 8 && second >> first == 0: .deflateBlock(bitCount: first, bits: second)
    case 2: .lz4Block(flags: first, descriptor: second)
    case 3 where second < 2: .zstdBlock(windowDescriptor: first, hasChecksum: second == 1)
    default: nil
    }
  }
}
