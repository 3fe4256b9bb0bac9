internal import Records
package import Storage

/// Texts of records, or their rests, in compressed blocks of about 64 KiB, in source order.
///
/// A block holds whole records: the lengths of all their fields as varints, then the bytes; a
/// missing field has length 0, others their length plus 1. It ends with the record that fills it,
/// so a long record makes a long block. How many records it has follows from the index.
package struct StoredBlocks: ~Copyable {
  static let blockSize = 64 << 10

  /// The sizes of one block.
  struct Entry: BitwiseCopyable {
    /// Records in the block.
    var records: UInt32
    /// Bytes once expanded.
    var expanded: UInt32
    /// Bytes as stored.
    var stored: UInt32
  }

  var bytes = GrowableBuffer<UInt8>()
  var entries = GrowableBuffer<Entry>()
  private var heads = ByteWriter()
  private var body = GrowableBuffer<UInt8>()
  private var records: UInt32 = 0
  private let fieldCount: Int
  /// What blocks are compressed with; `nil` while it is not known, and they stay as they are.
  var compressor: BlockCompressor?

  init(fieldCount: Int, compressor: BlockCompressor? = nil) {
    self.fieldCount = fieldCount
    self.compressor = compressor
  }

  /// Appends the texts of one record.
  mutating func append(_ batch: borrowing RecordBatch, record: Int) {
    for field in 0..<fieldCount {
      let text = batch.texts[record * fieldCount + field]
      append(field: text.isMissing ? nil : batch.view(of: text))
    }
    endRecord()
  }

  /// Appends the next field of a record, `nil` where it is missing.
  mutating func append(field text: BufferView<UInt8>?) {
    heads.append(varint: text.map { UInt64($0.count) + 1 } ?? 0)
    if let text { body.append(contentsOf: text) }
  }

  /// Ends a record whose fields were all appended.
  mutating func endRecord() {
    records += 1
    if body.count >= Self.blockSize { endBlock() }
  }

  /// Forgets finished blocks that were written and keeps the one being filled.
  mutating func removeFinished() {
    bytes.removeAll()
    entries.removeAll()
  }

  /// Compresses what is pending.
  mutating func endBlock() {
    guard records > 0 else { return }
    // In place: the block of a huge record is held once.
    body.prepend(contentsOf: heads.bytes.view)
    let start = bytes.count
    if let compressor {
      compressor.compress(body.view, into: &bytes)
    } else {
      bytes.append(contentsOf: body.view)
    }
    entries.append(
      Entry(
        records: records, expanded: UInt32(body.count), stored: UInt32(bytes.count - start)))
    heads.removeAll()
    body.removeAllAndShrink()
    records = 0
  }

  /// Forgets everything and keeps the memory, unless a huge record had made it large.
  mutating func removeAll() {
    bytes.removeAllAndShrink()
    entries.removeAll()
    heads.removeAll()
    body.removeAll()
    records = 0
  }

  /// Takes over blocks that stayed as they are, compressed.
  mutating func append(compressing blocks: borrowing StoredBlocks, with compressor: BlockCompressor)
  {
    var offset = 0
    for index in 0..<blocks.entries.count {
      var entry = blocks.entries[index]
      let start = bytes.count
      compressor.compress(blocks.bytes.view[offset..<offset + Int(entry.stored)], into: &bytes)
      offset += Int(entry.stored)
      entry.stored = UInt32(bytes.count - start)
      entries.append(entry)
    }
  }

  /// Takes over blocks as they are.
  mutating func append(_ blocks: borrowing StoredBlocks) {
    bytes.append(contentsOf: blocks.bytes.view)
    entries.append(contentsOf: blocks.entries.view)
  }
}

/// The index of a segment's blocks of texts or rests, while it is written.
struct StoredIndex: ~Copyable {
  private var ranks = GrowableBuffer<UInt64>()
  private var offsets = GrowableBuffer<UInt64>()
  private var sizes = GrowableBuffer<UInt64>()
  private var rank: UInt64 = 0
  private var stored: UInt64 = 0

  init() {}

  /// Takes note of blocks about to be written behind those before.
  mutating func append(_ blocks: borrowing StoredBlocks) {
    for index in 0..<blocks.entries.count {
      let entry = blocks.entries[index]
      ranks.append(rank)
      offsets.append(stored)
      sizes.append(UInt64(entry.expanded))
      rank += UInt64(entry.records)
      stored += UInt64(entry.stored)
    }
  }

  /// Writes the index as a section.
  mutating func write(to writer: EnvelopeWriter, section: UInt32) throws(StorageError) {
    offsets.append(stored)
    var index = ByteWriter()
    Self.put(ranks.view, &index)
    Self.put(offsets.view, &index)
    Self.put(sizes.view, &index)
    try writer.beginSection(section)
    try writer.append(index.slice)
    try writer.endSection()
  }

  private static func put(_ numbers: BufferView<UInt64>, _ index: inout ByteWriter) {
    var part = ByteWriter()
    PackedNumbers.write(numbers, to: &part)
    index.append(varint: UInt64(part.count))
    index.append(part.slice)
  }

  mutating func removeAll() {
    ranks.removeAll()
    offsets.removeAll()
    sizes.removeAll()
    rank = 0
    stored = 0
  }
}

/// Reads texts, or rests, out of their blocks.
package struct StoredTextReader: Sendable {
  private let blocks: SectionBytes
  private let firstRanks: PackedNumbers.Reader
  private let offsets: PackedNumbers.Reader
  private let expanded: PackedNumbers.Reader
  private let fieldCount: Int
  private let method: BlockMethod
  /// Used under the lock of ``last``.
  private let expander: BlockExpander
  private let last = LastBlock()

  init(
    blocks: SectionBytes, index: SectionBytes, fieldCount: Int, method: BlockMethod
  ) throws(StorageError) {
    let bytes = try index.all()
    let wrong = index.damaged(at: 0, "the index of stored texts is malformed")
    var reader = ByteReader(bytes, damaged: wrong)
    let first = try reader.readBytes(try reader.readCount())
    let second = try reader.readBytes(try reader.readCount())
    let third = try reader.readBytes(try reader.readCount())
    guard let ranks = PackedNumbers.Reader(first), let offsets = PackedNumbers.Reader(second),
      let expanded = PackedNumbers.Reader(third), offsets.count == ranks.count + 1,
      expanded.count == ranks.count
    else { throw wrong }
    self.blocks = blocks
    firstRanks = ranks
    self.offsets = offsets
    self.expanded = expanded
    self.fieldCount = fieldCount
    self.method = method
    expander = BlockExpander(method)
  }

  /// Calls `body` with the text of each field of a record, `nil` where it is missing.
  ///
  /// - Complexity: One block is expanded.
  package func read(
    rank: Int, _ body: (_ field: Int, _ text: BufferView<UInt8>?) -> Void
  ) throws(StorageError) {
    let block = try block(of: rank)
    let start = offsets[block]
    let end = offsets[block + 1]
    guard start <= end else { throw blocks.damaged(at: start, "a text block is malformed") }
    let size = Int(truncatingIfNeeded: expanded[block] & 0x7fff_ffff)
    try last.read(block, size: size) { (target) throws(StorageError) in
      let stored = try blocks.checked(offset: start, count: end - start)
      try expander.expand(stored.readOnlyView, into: target)
    } divide: { (bytes, pieces) throws(StorageError) in
      try divide(bytes, into: &pieces)
    } _: { (bytes, pieces) throws(StorageError) in
      let first = (rank - Int(truncatingIfNeeded: firstRanks[block])) * fieldCount
      guard first >= 0, first + fieldCount <= pieces.count else {
        throw blocks.damaged(at: start, "a text block is malformed")
      }
      for field in 0..<fieldCount {
        let piece = pieces[first + field]
        body(
          field,
          piece.count == .max
            ? nil : bytes[Int(piece.start)..<Int(piece.start) + Int(piece.count)])
      }
    }
  }

  /// Finds the texts of a whole block: the lengths of all come first, then the bytes.
  private func divide(
    _ bytes: BufferView<UInt8>, into pieces: inout GrowableBuffer<LastBlock.Piece>
  ) throws(StorageError) {
    let wrong = blocks.damaged(at: 0, "a text block is malformed")
    var reader = ByteReader(bytes.slice, damaged: wrong)
    var total = 0
    while total + reader.offset < bytes.count {
      let length = try reader.readCount(limit: bytes.count + 1)
      pieces.append(
        length == 0
          ? .missing(at: total)
          : LastBlock.Piece(start: UInt32(total), count: UInt32(length - 1)))
      total += max(0, length - 1)
    }
    guard total + reader.offset == bytes.count else { throw wrong }
    for index in 0..<pieces.count { pieces[index].start += UInt32(reader.offset) }
  }

  /// Calls `body` with the beginning of each field of a record, `nil` where the field is missing.
  ///
  /// `limit`: bytes that are enough of the record; a record of much more is not expanded whole.
  package func read(
    beginningOf rank: Int, limit: Int,
    _ body: (_ field: Int, _ text: BufferView<UInt8>?, _ isWhole: Bool) -> Void
  ) throws(StorageError) {
    let block = try block(of: rank)
    let size = Int(truncatingIfNeeded: expanded[block] & 0x7fff_ffff)
    // Records in front of a large one in its block are small.
    guard limit < size - 2 * StoredBlocks.blockSize else {
      return try read(rank: rank) { field, text in body(field, text, true) }
    }
    let part = limit + 2 * StoredBlocks.blockSize
    let start = offsets[block]
    let end = offsets[block + 1]
    guard start <= end else { throw blocks.damaged(at: start, "a text block is malformed") }
    let expander = BlockExpander(method)
    let stored = try blocks.checked(
      offset: start, count: min(end - start, UInt64(expander.bound(ofBeginning: part, of: size))))
    var bytes = GrowableBuffer<UInt8>()
    try expander.expand(
      beginningOf: stored.readOnlyView, into: bytes.appendUninitialized(part))
    let isLocated = try locate(
      record: rank - Int(truncatingIfNeeded: firstRanks[block]), records: records(in: block),
      of: size, in: bytes.view, body)
    if !isLocated { try read(rank: rank) { field, text in body(field, text, true) } }
  }

  /// The block that holds a record.
  private func block(of rank: Int) throws(StorageError) -> Int {
    var low = 0
    var high = firstRanks.count
    while low < high {
      let middle = (low + high) / 2
      if firstRanks[middle] <= UInt64(rank) { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { throw blocks.damaged(at: 0, "no stored text for a record") }
    return low - 1
  }

  /// Records of a block; `nil` for the last one, whose lengths tell.
  private func records(in block: Int) -> Int? {
    block + 1 < firstRanks.count
      ? Int(truncatingIfNeeded: (firstRanks[block + 1] &- firstRanks[block]) & 0x7fff_ffff) : nil
  }

  /// `size`: bytes of the whole block, of which `bytes` are the beginning.
  ///
  /// - Returns: `false`, without calling `body`, when the beginning does not even hold all lengths.
  @discardableResult
  private func locate(
    record: Int, records: Int?, of size: Int, in bytes: BufferView<UInt8>,
    _ body: (_ field: Int, _ text: BufferView<UInt8>?, _ isWhole: Bool) -> Void
  ) throws(StorageError) -> Bool {
    let wrong = blocks.damaged(at: 0, "a text block is malformed")
    var reader = ByteReader(bytes.slice, damaged: wrong)
    // Lengths of all records come first; what they sum up to beyond the record is not needed.
    var lengths: [Int] = []
    var before = 0
    var total = 0
    var index = 0
    while total + reader.offset < size || index < (record + 1) * fieldCount {
      if let records, index == records * fieldCount { break }
      if bytes.count < size, reader.offset + 10 > bytes.count { return false }
      let length = try reader.readCount(limit: size + 1)
      if index < record * fieldCount { before += max(0, length - 1) }
      if index / fieldCount == record { lengths.append(length) }
      total += max(0, length - 1)
      index += 1
    }
    var at = reader.offset + before
    for field in 0..<fieldCount {
      guard lengths.count > field, lengths[field] > 0 else {
        body(field, nil, true)
        continue
      }
      let end = at + lengths[field] - 1
      guard end <= size else { throw wrong }
      let known = min(end, bytes.count)
      body(field, bytes[min(at, known)..<known], known == end)
      at = end
    }
    return true
  }
}
