internal import Storage
internal import VectorKernels

/// Lays out one column's bytes.
struct ColumnWriter {
  let documents: ColumnDocuments
  /// Where the column begins in the writer.
  let base: Int
  var header: ColumnHeader

  init(type: ColumnFormat.ValueType, documents: ColumnDocuments, writer base: Int) {
    self.documents = documents
    self.base = base
    header = ColumnHeader(type: type, encoding: .none)
    header.documentCount = documents.count
    for place in 0..<documents.count where documents.known(at: place) == nil {
      header.missingCount += 1
    }
  }

  func offset(_ writer: borrowing ByteWriter) -> Int { writer.count - base }

  /// Reserves the header and the table of windows, and writes which documents have values.
  mutating func begin(_ writer: inout ByteWriter) {
    writer.bytes.append(repeating: 0, count: ColumnFormat.headerSize)
    header.windows = offset(writer)
    let count = ColumnFormat.windowCount(of: documents.count)
    writer.bytes.append(repeating: 0, count: count * ColumnFormat.windowEntrySize)
    if header.missingCount == documents.count { return }
    for window in 0..<count {
      let range = range(of: window)
      let missing = range.count(where: { documents.known(at: $0) == nil })
      let entry = entry(of: window)
      writer.patch(UInt16(missing), at: entry + 48)
      guard missing > 0, missing < range.count else { continue }
      writer.patch(UInt64(offset(writer)), at: entry + 40)
      var place = range.lowerBound
      for _ in 0..<ColumnFormat.windowSize / 64 {
        var word: UInt64 = 0
        for bit in 0..<64 where place + bit < range.upperBound {
          if documents.known(at: place + bit) != nil { word |= 1 << UInt64(bit) }
        }
        writer.append(word)
        place += 64
      }
    }
  }

  /// Ends the column with its slack and fills in the header.
  mutating func end(_ writer: inout ByteWriter) {
    writer.align(to: 8)
    writer.bytes.append(repeating: 0, count: ColumnFormat.slack)
    writer.align(to: 8)
    header.write(to: &writer, at: base)
  }

  mutating func beginValues(_ writer: inout ByteWriter) { header.values.offset = offset(writer) }
  mutating func endValues(_ writer: inout ByteWriter) {
    header.values.count = offset(writer) - header.values.offset
  }

  func range(of window: Int) -> Range<Int> {
    let start = window * ColumnFormat.windowSize
    return start..<min(start + ColumnFormat.windowSize, documents.count)
  }

  /// Offset of a window's entry in the writer.
  func entry(of window: Int) -> Int {
    base + header.windows + window * ColumnFormat.windowEntrySize
  }

  // MARK: - Numbers

  /// Writes whole numbers, one per document.
  ///
  /// - Parameters:
  ///   - encoding: What the numbers stand for.
  ///   - distinct: Entries of the dictionary, 0 without one.
  ///   - writer: Grows by the numbers.
  ///   - number: The number of a document of the builder that has a value.
  mutating func writeIntegers(
    _ encoding: ColumnFormat.Encoding, distinct: Int = 0, _ writer: inout ByteWriter,
    _ number: (Int) -> Int64
  ) {
    header.encoding = encoding
    header.distinctCount = distinct
    let lows = GrowableBuffer<UInt32>(repeating: 0, count: ColumnFormat.windowSize)
    let highs = GrowableBuffer<UInt32>(repeating: 0, count: ColumnFormat.windowSize)
    let numbers = GrowableBuffer<Int64>(repeating: 0, count: ColumnFormat.windowSize)
    var whole: (low: Int64, high: Int64)?
    for window in 0..<ColumnFormat.windowCount(of: documents.count) {
      let range = range(of: window)
      var low = Int64.max
      var high = Int64.min
      for place in range {
        guard let document = documents.known(at: place) else { continue }
        let value = number(document)
        numbers.view[place - range.lowerBound] = value
        low = min(low, value)
        high = max(high, value)
      }
      guard low <= high else { continue }
      whole = (min(whole?.low ?? low, low), max(whole?.high ?? high, high))
      let bits = 64 - (UInt64(bitPattern: high) &- UInt64(bitPattern: low)).leadingZeroBitCount
      for place in range {
        let index = place - range.lowerBound
        let difference =
          documents.known(at: place) == nil
          ? 0 : UInt64(bitPattern: numbers.view[index]) &- UInt64(bitPattern: low)
        lows.view[index] = UInt32(truncatingIfNeeded: difference)
        highs.view[index] = UInt32(truncatingIfNeeded: difference >> 32)
      }
      let entry = entry(of: window)
      writer.patch(UInt64(bitPattern: low), at: entry)
      writer.patch(UInt64(bitPattern: high), at: entry + 16)
      writer.patch(UInt64(offset(writer)), at: entry + 32)
      writer.patch(UInt8(bits), at: entry + 50)
      Kernels.pack(lows.view, count: range.count, bits: min(bits, 32), into: &writer.bytes)
      if bits > 32 {
        Kernels.pack(highs.view, count: range.count, bits: bits - 32, into: &writer.bytes)
      }
    }
    header.minimum = UInt64(bitPattern: whole?.low ?? 0)
    header.maximum = UInt64(bitPattern: whole?.high ?? 0)
    if encoding.isCoded, distinct <= ColumnFormat.maximumBitmapValues {
      writeBitmaps(distinct, &writer, number)
    }
  }

  mutating func writeDoubles(_ numbers: BufferView<UInt64>, _ writer: inout ByteWriter) {
    header.encoding = .doubles
    var whole: (low: Double, high: Double)?
    for window in 0..<ColumnFormat.windowCount(of: documents.count) {
      var bounds: (low: Double, high: Double)?
      let entry = entry(of: window)
      writer.patch(UInt64(offset(writer)), at: entry + 32)
      writer.patch(UInt8(64), at: entry + 50)
      for place in range(of: window) {
        guard let document = documents.known(at: place) else {
          writer.append(UInt64(0))
          continue
        }
        let value = Double(bitPattern: numbers[document])
        bounds = (min(bounds?.low ?? value, value), max(bounds?.high ?? value, value))
        writer.append(value.bitPattern)
      }
      guard let bounds else { continue }
      whole = (
        min(whole?.low ?? bounds.low, bounds.low), max(whole?.high ?? bounds.high, bounds.high)
      )
      writer.patch(bounds.low.bitPattern, at: entry)
      writer.patch(bounds.high.bitPattern, at: entry + 16)
    }
    header.minimum = (whole?.low ?? 0).bitPattern
    header.maximum = (whole?.high ?? 0).bitPattern
  }
}
