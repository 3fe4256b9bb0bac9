internal import Storage

/// Decoders of the encodings in which pages hold levels and values.
///
/// All check their input: a decoder that would read behind the page's bytes, or make more values
/// than the page has, throws ``ParquetEncodingError``.
enum ParquetEncoding: Int64 {
  case plain = 0
  case plainDictionary = 2
  case runLength = 3
  case bitPacked = 4
  case deltaBinaryPacked = 5
  case deltaLengthBytes = 6
  case deltaBytes = 7
  case runLengthDictionary = 8
  case byteStreamSplit = 9
}

/// Why a page's bytes are not what their encoding says; the page knows where.
struct ParquetEncodingError: Error {
  var detail: String

  static var cutOff: ParquetEncodingError {
    ParquetEncodingError(detail: "the values of a page are cut off")
  }
}

/// Numbers packed bit by bit, lowest bits first.
struct ParquetBits {
  /// Unpacks numbers of up to 64 bits.
  ///
  /// `bytes`: at least as many as the numbers take.
  static func unpack<Number: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: ByteSlice, width: Int, into numbers: BufferView<Number>
  ) throws(ParquetEncodingError) {
    guard (numbers.count * width + 7) / 8 <= bytes.count else { throw .cutOff }
    if width == 0 {
      numbers.fill(with: 0)
      return
    }
    let mask = width == 64 ? UInt64.max : (UInt64(1) << UInt64(width)) - 1
    // Whole words can be loaded while nine bytes are there.
    let fast = max(0, min(numbers.count, ((bytes.count - 9) * 8) / width))
    var bit = 0
    for index in 0..<fast {
      let shift = UInt64(bit & 7)
      var word = bytes.load(UInt64.self, at: bit >> 3) >> shift
      if Int(shift) + width > 64 {
        word |= UInt64(bytes[(bit >> 3) + 8]) << (64 - shift)
      }
      numbers[index] = Number(truncatingIfNeeded: word & mask)
      bit += width
    }
    for index in fast..<max(fast, numbers.count) {
      var word: UInt64 = 0
      for place in 0..<width {
        let at = bit + place
        word |= UInt64((bytes[at >> 3] >> UInt8(at & 7)) & 1) << UInt64(place)
      }
      numbers[index] = Number(truncatingIfNeeded: word)
      bit += width
    }
  }

  /// Unpacks levels of the encoding of the first files: highest bits first.
  static func unpackHighFirst(
    _ bytes: ByteSlice, width: Int, into numbers: BufferView<UInt32>
  ) throws(ParquetEncodingError) {
    guard (numbers.count * width + 7) / 8 <= bytes.count else { throw .cutOff }
    var bit = 0
    for index in 0..<numbers.count {
      var value: UInt32 = 0
      for _ in 0..<width {
        value = value << 1 | UInt32((bytes[bit >> 3] >> UInt8(7 - bit & 7)) & 1)
        bit += 1
      }
      numbers[index] = value
    }
  }
}

/// Runs of one number, and groups of eight packed numbers, in turn.
enum ParquetRuns {
  static func decode(
    _ bytes: ByteSlice, width: Int, into numbers: BufferView<UInt32>
  ) throws(ParquetEncodingError) {
    guard width <= 32 else {
      throw ParquetEncodingError(detail: "numbers claim to have \(width) bits")
    }
    if width == 0 {
      numbers.fill(with: 0)
      return
    }
    var at = 0
    var done = 0
    let valueBytes = (width + 7) / 8
    while done < numbers.count {
      guard let header = bytes.varint(at: &at) else { throw .cutOff }
      let left = numbers.count - done
      if header & 1 == 0 {
        guard bytes.count - at >= valueBytes else { throw .cutOff }
        var value: UInt32 = 0
        for place in 0..<valueBytes { value |= UInt32(bytes[at + place]) << UInt32(8 * place) }
        at += valueBytes
        let count = Int(min(header >> 1, UInt64(left)))
        guard count > 0 else { throw ParquetEncodingError(detail: "a run has no values") }
        numbers[done..<(done + count)].fill(with: value)
        done += count
      } else {
        let groups = header >> 1
        // Groups are padded to eight, and some writers cut the padding off.
        let count = Int(min(groups, UInt64(left / 8 + 1))) * 8
        let used = min(count, left)
        guard used > 0 else { throw ParquetEncodingError(detail: "a run has no values") }
        guard bytes.count - at >= (used * width + 7) / 8 else { throw .cutOff }
        let size = min(
          Int(clamping: groups.multipliedReportingOverflow(by: UInt64(width)).0),
          bytes.count - at)
        try ParquetBits.unpack(
          bytes[at..<(at + size)], width: width, into: numbers[done..<(done + used)])
        at += size
        done += used
      }
    }
  }
}

/// Differences in blocks, each packed with the width that it needs.
enum ParquetDeltas {
  /// Decodes all numbers.
  ///
  /// - Parameters:
  ///   - bytes: The page from where the numbers begin.
  ///   - limit: More numbers are damage.
  ///   - numbers: Grows by them.
  /// - Returns: The bytes that they take.
  /// - Throws: ``ParquetEncodingError`` when they are cut off or no differences.
  static func decode(
    _ bytes: ByteSlice, limit: Int, into numbers: inout GrowableBuffer<UInt64>
  ) throws(ParquetEncodingError) -> Int {
    var at = 0
    func number() throws(ParquetEncodingError) -> UInt64 {
      guard let value = bytes.varint(at: &at) else { throw .cutOff }
      return value
    }
    func difference() throws(ParquetEncodingError) -> UInt64 {
      let value = try number()
      return (value >> 1) ^ (0 &- (value & 1))
    }
    let blockSize = try number()
    let partCount = try number()
    let total = try number()
    var value = try difference()
    guard total <= UInt64(limit) else {
      throw ParquetEncodingError(detail: "a page has \(total) differences for \(limit) values")
    }
    guard partCount > 0, partCount <= 1 << 16, blockSize <= 1 << 24,
      blockSize % partCount == 0, blockSize / partCount % 8 == 0, blockSize > 0
    else {
      throw ParquetEncodingError(detail: "differences come in blocks of \(blockSize)/\(partCount)")
    }
    if total == 0 { return at }
    numbers.append(value)
    var left = Int(total) - 1
    let partSize = Int(blockSize / partCount)
    let part = GrowableBuffer<UInt64>(repeating: 0, count: partSize)
    while left > 0 {
      let least = try difference()
      let widths = at
      at += Int(partCount)
      guard at <= bytes.count else { throw .cutOff }
      for index in 0..<Int(partCount) where left > 0 {
        let width = Int(bytes[widths + index])
        guard width <= 64 else {
          throw ParquetEncodingError(detail: "differences claim to have \(width) bits")
        }
        let count = min(left, partSize)
        let size = min(partSize * width / 8, bytes.count - at)
        try ParquetBits.unpack(
          bytes[at..<(at + size)], width: width, into: part.view[0..<count])
        at += size
        for place in 0..<count {
          value = value &+ least &+ part[place]
          numbers.append(value)
        }
        left -= count
      }
    }
    return at
  }
}
