internal import Storage

/// Decodes the values of a page.
enum ParquetValues {
  /// Values in any encoding but a dictionary's numbers.
  ///
  /// - Parameters:
  ///   - bytes: The page from where its values begin.
  ///   - encoding: Of the page.
  ///   - leaf: The column.
  ///   - count: Values that are not null.
  ///   - scratch: Memory to use again.
  ///   - values: Filled.
  /// - Throws: ``ParquetEncodingError`` when the bytes are not what the encoding says.
  static func decode(
    _ bytes: ByteSlice, _ encoding: ParquetEncoding, _ leaf: ParquetSchema.Leaf, count: Int,
    scratch: inout GrowableBuffer<UInt64>, into values: inout ParquetColumn.Values
  ) throws(ParquetEncodingError) {
    switch (encoding, leaf.type) {
    case (.plain, _): try plain(bytes, leaf, count: count, into: &values)
    case (.runLength, .boolean): try runs(bytes, count: count, into: &values)
    case (.deltaBinaryPacked, .int32), (.deltaBinaryPacked, .int64):
      _ = try ParquetDeltas.decode(bytes, limit: count, into: &values.words)
      values.count = values.words.count
    case (.deltaLengthBytes, .bytes):
      try deltaLength(bytes, count: count, scratch: &scratch, into: &values)
    case (.deltaBytes, .bytes), (.deltaBytes, .fixedBytes):
      try deltaBytes(bytes, count: count, scratch: &scratch, into: &values)
    case (.byteStreamSplit, _): try split(bytes, leaf, count: count, into: &values)
    default:
      throw ParquetEncodingError(detail: "\(encoding) is no encoding for values of \(leaf.type)")
    }
    guard values.count >= count else { throw .cutOff }
  }

  /// Values back to back.
  static func plain(
    _ bytes: ByteSlice, _ leaf: ParquetSchema.Leaf, count: Int,
    into values: inout ParquetColumn.Values
  ) throws(ParquetEncodingError) {
    values.count = count
    switch leaf.type {
    case .boolean:
      let words = values.words.appendUninitialized(count)
      try ParquetBits.unpack(bytes, width: 1, into: words)
    case .int32, .float:
      guard count <= bytes.count / 4 else { throw .cutOff }
      let words = values.words.appendUninitialized(count)
      for index in 0..<count { words[index] = UInt64(bytes.load(UInt32.self, at: index * 4)) }
    case .int64, .double:
      guard count <= bytes.count / 8 else { throw .cutOff }
      let words = values.words.appendUninitialized(count)
      for index in 0..<count { words[index] = bytes.load(UInt64.self, at: index * 8) }
    case .int96, .fixedBytes:
      guard count <= bytes.count / leaf.length else { throw .cutOff }
      values.bytes.append(contentsOf: bytes[0..<(count * leaf.length)].readOnlyView)
      appendFixed(leaf.length, count: count, to: &values)
    case .bytes:
      values.bytes.append(contentsOf: bytes.readOnlyView)
      try strings(bytes, at: 0, count: count, into: &values)
    }
  }

  /// Strings back to back, each behind its length.
  ///
  /// Only their ranges are filled; `start`: where `bytes` begin in those of the values.
  static func strings(
    _ bytes: ByteSlice, at start: Int, count: Int, into values: inout ParquetColumn.Values
  ) throws(ParquetEncodingError) {
    // Each has its length in four bytes.
    guard count <= bytes.count / 4 else { throw .cutOff }
    values.count = count
    let ranges = values.ranges.appendUninitialized(count)
    var at = 0
    for index in 0..<count {
      guard bytes.count - at >= 4 else { throw .cutOff }
      let length = bytes.load(UInt32.self, at: at)
      at += 4
      guard Int(length) <= bytes.count - at else { throw .cutOff }
      ranges[index] = ParquetColumn.Range(start: UInt32(start + at), count: length)
      at += Int(length)
    }
  }

  private static func appendFixed(
    _ length: Int, count: Int, to values: inout ParquetColumn.Values
  ) {
    for index in 0..<count {
      values.ranges.append(
        ParquetColumn.Range(start: UInt32(index * length), count: UInt32(length)))
    }
  }

  private static func runs(
    _ bytes: ByteSlice, count: Int, into values: inout ParquetColumn.Values
  ) throws(ParquetEncodingError) {
    guard bytes.count >= 4 else { throw .cutOff }
    let size = Int(bytes.load(UInt32.self, at: 0))
    guard size <= bytes.count - 4 else { throw .cutOff }
    let flags = GrowableBuffer<UInt32>(repeating: 0, count: count)
    try ParquetRuns.decode(bytes[4..<(4 + size)], width: 1, into: flags.view)
    for index in 0..<count { values.words.append(UInt64(flags[index])) }
    values.count = count
  }

  /// Lengths as differences, then all strings back to back.
  private static func deltaLength(
    _ bytes: ByteSlice, count: Int, scratch: inout GrowableBuffer<UInt64>,
    into values: inout ParquetColumn.Values
  ) throws(ParquetEncodingError) {
    scratch.removeAll()
    let start = try ParquetDeltas.decode(bytes, limit: count, into: &scratch)
    values.bytes.append(contentsOf: bytes.suffix(from: start).readOnlyView)
    var at = 0
    for index in 0..<scratch.count {
      let length = scratch[index] & 0xffff_ffff
      guard length <= UInt64(values.bytes.count - at) else { throw .cutOff }
      values.ranges.append(
        ParquetColumn.Range(start: UInt32(at), count: UInt32(length)))
      at += Int(length)
    }
    values.count = scratch.count
  }

  /// How much of the string before is kept, then what follows it.
  private static func deltaBytes(
    _ bytes: ByteSlice, count: Int, scratch: inout GrowableBuffer<UInt64>,
    into values: inout ParquetColumn.Values
  ) throws(ParquetEncodingError) {
    scratch.removeAll()
    var start = try ParquetDeltas.decode(bytes, limit: count, into: &scratch)
    var lengths = GrowableBuffer<UInt64>()
    start += try ParquetDeltas.decode(bytes.suffix(from: start), limit: count, into: &lengths)
    guard lengths.count == scratch.count else {
      throw ParquetEncodingError(detail: "there are fewer suffixes than strings")
    }
    let suffixes = bytes.suffix(from: start)
    var at = 0
    var before = ParquetColumn.Range(start: 0, count: 0)
    for index in 0..<scratch.count {
      let shared = scratch[index] & 0xffff_ffff
      let length = lengths[index] & 0xffff_ffff
      guard shared <= UInt64(before.count), length <= UInt64(suffixes.count - at),
        values.bytes.count + Int(shared + length) <= ParquetPages.maximumPageByteCount
      else { throw .cutOff }
      let begin = values.bytes.count
      values.bytes.reserve(Int(shared + length))
      values.bytes.append(
        contentsOf: values.bytes.view[Int(before.start)..<Int(before.start) + Int(shared)])
      values.bytes.append(contentsOf: suffixes[at..<(at + Int(length))].readOnlyView)
      at += Int(length)
      before = ParquetColumn.Range(start: UInt32(begin), count: UInt32(shared + length))
      values.ranges.append(before)
    }
    values.count = scratch.count
  }

  /// First bytes of all values, then second bytes, and so on.
  private static func split(
    _ bytes: ByteSlice, _ leaf: ParquetSchema.Leaf, count: Int,
    into values: inout ParquetColumn.Values
  ) throws(ParquetEncodingError) {
    let length: Int
    switch leaf.type {
    case .int32, .float: length = 4
    case .int64, .double: length = 8
    case .fixedBytes: length = leaf.length
    default: throw ParquetEncodingError(detail: "values of \(leaf.type) cannot be split by bytes")
    }
    guard count <= bytes.count / length else { throw .cutOff }
    values.count = count
    if leaf.type == .fixedBytes {
      let target = values.bytes.appendUninitialized(count * length)
      for place in 0..<length {
        for index in 0..<count { target[index * length + place] = bytes[place * count + index] }
      }
      appendFixed(length, count: count, to: &values)
      return
    }
    let words = values.words.appendUninitialized(count)
    for index in 0..<count {
      var word: UInt64 = 0
      for place in 0..<length {
        word |= UInt64(bytes[place * count + index]) << UInt64(8 * place)
      }
      words[index] = word
    }
  }
}
