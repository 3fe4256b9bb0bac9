internal import Postings
internal import Storage

/// Writes the ids of a segment's records, in the form that fits them; see ``RecordIDs``.
enum RecordIDWriter {
  /// Writes the ids' sections.
  ///
  /// `ids` are all ids back to back, by rank; `ends` has where each ends; equal ends mean a
  /// record without an id. `folder`: on whose disk is kept what is made on the way; see
  /// ``GrowableBuffer/init(onDiskOf:)``.
  static func write(
    ids: BufferView<UInt8>, ends: BufferView<UInt64>, to writer: EnvelopeWriter,
    onDiskOf folder: String? = nil
  )
    throws(StorageError)
  {
    var numbers = GrowableBuffer<UInt64>(onDiskOf: folder)
    numbers.append(repeating: 0, count: ends.count)
    let form = classify(ids: ids, ends: ends, into: numbers.view)
    var bytes = ByteWriter(onDiskOf: folder)
    bytes.append(form.rawValue)
    if form == .strings {
      writeStrings(ids: ids, ends: ends, to: &bytes, onDiskOf: folder)
    } else {
      PackedNumbers.write(numbers.view, to: &bytes)
    }
    try writer.beginSection(SegmentSection.recordIDs)
    try writer.append(bytes.slice)
    try writer.endSection()
    if form != .risingNumbers {
      try writeDictionary(ids: ids, ends: ends, to: writer, onDiskOf: folder)
    }
  }

  private static func slice(
    _ ids: BufferView<UInt8>, _ ends: BufferView<UInt64>, _ rank: Int
  )
    -> BufferView<UInt8>
  {
    let start = rank == 0 ? 0 : Int(ends[rank - 1])
    return ids[start..<Int(ends[rank])]
  }

  private static func classify(
    ids: BufferView<UInt8>, ends: BufferView<UInt64>, into numbers: BufferView<UInt64>
  ) -> RecordIDs.Form {
    var rises = true
    for rank in 0..<ends.count {
      let id = slice(ids, ends, rank)
      // Only the canonical spelling survives: no sign, no leading zero, below 10¹⁸.
      guard id.count >= 1, id.count <= 18, id.count == 1 || id[0] != 0x30 else { return .strings }
      var value: UInt64 = 0
      for index in 0..<id.count {
        guard id[index] >= 0x30, id[index] <= 0x39 else { return .strings }
        value = value * 10 + UInt64(id[index] - 0x30)
      }
      if rank > 0, value <= numbers[rank - 1] { rises = false }
      numbers[rank] = value
    }
    return rises ? .risingNumbers : .numbers
  }

  private static func writeStrings(
    ids: BufferView<UInt8>, ends: BufferView<UInt64>, to bytes: inout ByteWriter,
    onDiskOf folder: String?
  ) {
    var blocks = GrowableBuffer<UInt8>(onDiskOf: folder)
    var offsets = GrowableBuffer<UInt64>()
    var sizes = GrowableBuffer<UInt64>()
    var block = ByteWriter()
    var rank = 0
    while rank < ends.count {
      block.removeAll()
      for next in rank..<min(rank + RecordIDs.blockIDs, ends.count) {
        let id = slice(ids, ends, next)
        block.append(varint: UInt64(id.count))
        block.append(ByteSlice(id))
      }
      offsets.append(UInt64(blocks.count))
      sizes.append(UInt64(block.count))
      _ = LZ4.compress(block.bytes.view, into: &blocks)
      rank += RecordIDs.blockIDs
    }
    offsets.append(UInt64(blocks.count))
    var first = ByteWriter()
    PackedNumbers.write(offsets.view, to: &first)
    var second = ByteWriter()
    PackedNumbers.write(sizes.view, to: &second)
    bytes.append(UInt64(first.count))
    bytes.append(UInt64(second.count))
    bytes.append(first.slice)
    bytes.append(second.slice)
    bytes.append(ByteSlice(blocks.view))
  }

  private static func writeDictionary(
    ids: BufferView<UInt8>, ends: BufferView<UInt64>, to writer: EnvelopeWriter,
    onDiskOf folder: String?
  ) throws(StorageError) {
    var numbers = GrowableBuffer<UInt32>(onDiskOf: folder)
    for rank in 0..<UInt32(ends.count) { numbers.append(rank) }
    let ranks = numbers.view
    ranks.sort { left, right in
      let order = compareKeys(slice(ids, ends, Int(left)), slice(ids, ends, Int(right)))
      return order != 0 ? order < 0 : left < right
    }
    var norms = GrowableBuffer<UInt8>(onDiskOf: folder)
    norms.append(repeating: 1, count: ends.count)
    let encoded = EncodedTerms(
      shape: ListShape(
        norms: ByteSlice(norms.view), hasPositions: false, referenceLength: 1), spelling: .shared,
      reservesFront: false, onDiskOf: folder)
    var list = PostingBuffer()
    var at = 0
    while at < ranks.count {
      let id = slice(ids, ends, Int(ranks[at]))
      let key = RecordIDs.key(of: id.array)
      list.removeAll()
      while at < ranks.count,
        compareKeys(slice(ids, ends, Int(ranks[at])), id) == 0
      {
        list.documents.append(ranks[at])
        list.frequencies.append(1)
        at += 1
      }
      if id.count > 0 { encoded.append(key.view, list) }
    }
    try EncodedTerms.write(
      [encoded], space: .character, field: SegmentSection.recordIDField, to: writer)
  }

  /// Order of two ids' dictionary keys.
  private static func compareKeys(_ left: BufferView<UInt8>, _ right: BufferView<UInt8>) -> Int {
    if left.count <= 255, right.count <= 255 { return ByteSlice(left).compare(ByteSlice(right)) }
    let first = RecordIDs.key(of: left.array)
    let second = RecordIDs.key(of: right.array)
    return ByteSlice(first.view).compare(ByteSlice(second.view))
  }
}
