internal import Corpora
package import Storage

/// Texts of records in LZ4 blocks of about 64 KiB, in source order.
///
/// A block holds whole records: their number and lengths as varints, then the bytes; a missing
/// field has length 0, others their length plus 1. A record larger than a block has one alone.
package struct StoredBlocks: ~Copyable {
  static let blockSize = 64 << 10

  /// Where one block stands.
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
  private var whole = GrowableBuffer<UInt8>()
  private var records: UInt32 = 0
  private let fieldCount: Int

  init(fieldCount: Int) { self.fieldCount = fieldCount }

  /// Appends the texts of one record.
  mutating func append(_ batch: borrowing RecordBatch, record: Int) {
    for field in 0..<fieldCount {
      let text = batch.texts[record * fieldCount + field]
      heads.append(varint: text.isMissing ? 0 : UInt64(text.count) + 1)
      if !text.isMissing { body.append(contentsOf: batch.view(of: text)) }
    }
    records += 1
    if body.count >= Self.blockSize { endBlock() }
  }

  /// Compresses what is pending.
  mutating func endBlock() {
    guard records > 0 else { return }
    whole.removeAll()
    whole.append(contentsOf: heads.bytes.view)
    whole.append(contentsOf: body.view)
    let start = bytes.count
    _ = LZ4.compress(whole.view, into: &bytes)
    entries.append(
      Entry(
        records: records, expanded: UInt32(whole.count), stored: UInt32(bytes.count - start)))
    heads.removeAll()
    body.removeAll()
    records = 0
  }

  mutating func removeAll() {
    bytes.removeAll()
    entries.removeAll()
    heads.removeAll()
    body.removeAll()
    records = 0
  }
}

/// Reads texts out of their blocks.
package struct StoredTextReader: Sendable {
  private let blocks: SectionBytes
  private let firstRanks: PackedNumbers.Reader
  private let offsets: PackedNumbers.Reader
  private let expanded: PackedNumbers.Reader
  private let fieldCount: Int

  init(blocks: SectionBytes, index: SectionBytes, fieldCount: Int) throws(StorageError) {
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
  }

  /// Calls `body` with the text of each field of a record, `nil` where it is missing.
  ///
  /// - Complexity: One block is expanded.
  package func read(
    rank: Int, _ body: (_ field: Int, _ text: BufferView<UInt8>?) -> Void
  ) throws(StorageError) {
    var low = 0
    var high = firstRanks.count
    while low < high {
      let middle = (low + high) / 2
      if firstRanks[middle] <= UInt64(rank) { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { throw blocks.damaged(at: 0, "no stored text for a record") }
    let block = low - 1
    let start = offsets[block]
    let end = offsets[block + 1]
    guard start <= end else { throw blocks.damaged(at: start, "a text block is malformed") }
    let stored = try blocks.checked(offset: start, count: end - start)
    var buffer = GrowableBuffer<UInt8>()
    let target = buffer.appendUninitialized(Int(truncatingIfNeeded: expanded[block] & 0x7fff_ffff))
    try LZ4.decompress(stored.readOnlyView, into: target)
    try locate(
      record: rank - Int(firstRanks[block]),
      records: block + 1 < firstRanks.count
        ? Int(firstRanks[block + 1] &- firstRanks[block]) : nil,
      in: buffer.view, body)
  }

  private func locate(
    record: Int, records: Int?, in bytes: BufferView<UInt8>,
    _ body: (_ field: Int, _ text: BufferView<UInt8>?) -> Void
  ) throws(StorageError) {
    let wrong = blocks.damaged(at: 0, "a text block is malformed")
    var reader = ByteReader(bytes.slice, damaged: wrong)
    // Lengths of all records come first; what they sum up to beyond the record is not needed.
    var lengths: [Int] = []
    var before = 0
    var total = 0
    var index = 0
    while total + reader.offset < bytes.count || index < (record + 1) * fieldCount {
      if let records, index == records * fieldCount { break }
      let length = try reader.readCount(limit: bytes.count + 1)
      if index < record * fieldCount { before += max(0, length - 1) }
      if index / fieldCount == record { lengths.append(length) }
      total += max(0, length - 1)
      index += 1
    }
    var at = reader.offset + before
    for field in 0..<fieldCount {
      guard lengths[field] > 0 else {
        body(field, nil)
        continue
      }
      let end = at + lengths[field] - 1
      guard end <= bytes.count else { throw wrong }
      body(field, bytes[at..<end])
      at = end
    }
  }
}
