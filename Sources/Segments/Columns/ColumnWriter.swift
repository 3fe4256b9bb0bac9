internal import Records
package import Storage
internal import VectorKernels

extension ColumnBuilder {
  /// Writes the column.
  ///
  /// The encoding is chosen from the values: the same values give the same bytes.
  ///
  /// - Parameters:
  ///   - writer: Grows by the column's bytes.
  ///   - order: The document of this builder at each place of the new segment; `nil` keeps the
  ///     order. Documents that it leaves out are dropped.
  package borrowing func write(to writer: inout ByteWriter, order: BufferView<UInt32>? = nil) {
    let documents = ColumnDocuments(
      known: known.view, order: order, count: order?.count ?? count)
    var output = ColumnWriter(type: type.columnCode, documents: documents, writer: writer.count)
    output.begin(&writer)
    switch type {
    case .string:
      writeStrings(documents, &output, &writer)
    case .integer, .real, .boolean:
      writeNumbers(documents, &output, &writer)
    }
    output.end(&writer)
  }

  // MARK: - Numbers

  private borrowing func writeNumbers(
    _ documents: ColumnDocuments, _ output: inout ColumnWriter, _ writer: inout ByteWriter
  ) {
    let numbers = numbers.view
    if output.missingCount == documents.count { return }
    let isReal = type == .real
    let limit = type == .integer ? 64 : ColumnFormat.maximumNumberDictionary
    let distinct = Self.distinct(numbers, documents, limit: limit)
    let exponent = isReal && distinct?.count ?? .max > 64 ? Self.exponent(numbers, documents) : nil

    if let distinct, exponent == nil, type == .boolean || documents.count > 8 * distinct.count {
      let sorted =
        isReal
        ? distinct.sorted { Double(bitPattern: $0) < Double(bitPattern: $1) }
        : distinct.sorted { Int64(bitPattern: $0) < Int64(bitPattern: $1) }
      var codes: [UInt64: Int64] = [:]
      output.beginValues(&writer)
      for (code, value) in sorted.enumerated() {
        codes[value] = Int64(code)
        writer.append(value)
      }
      output.endValues(&writer)
      output.writeIntegers(.dictionary, distinct: sorted.count, &writer) { codes[numbers[$0]] ?? 0 }
    } else if let exponent {
      let scale = ColumnFormat.powersOfTen[exponent]
      output.exponent = UInt8(exponent)
      output.writeIntegers(.decimals, &writer) {
        Int64((Double(bitPattern: numbers[$0]) * scale).rounded())
      }
    } else if isReal {
      output.writeDoubles(numbers, &writer)
    } else {
      output.writeIntegers(.integers, &writer) { Int64(bitPattern: numbers[$0]) }
    }
  }

  /// The different values, or `nil` when there are more than `limit`.
  private static func distinct(
    _ numbers: BufferView<UInt64>, _ documents: ColumnDocuments, limit: Int
  ) -> Set<UInt64>? {
    var found: Set<UInt64> = []
    var last: UInt64?
    for place in 0..<documents.count {
      guard let document = documents.known(at: place) else { continue }
      let value = numbers[document]
      if value == last { continue }
      last = value
      if found.insert(value).inserted, found.count > limit { return nil }
    }
    return found
  }

  /// The smallest power of ten over which all reals are whole numbers, exactly.
  private static func exponent(_ numbers: BufferView<UInt64>, _ documents: ColumnDocuments) -> Int?
  {
    var exponent = 0
    for place in 0..<documents.count {
      guard let document = documents.known(at: place) else { continue }
      let value = Double(bitPattern: numbers[document])
      while !isDecimal(value, exponent) {
        exponent += 1
        if exponent > ColumnFormat.maximumExponent { return nil }
      }
    }
    // A larger exponent must not have made an earlier value inexact.
    for place in 0..<documents.count {
      guard let document = documents.known(at: place) else { continue }
      if !isDecimal(Double(bitPattern: numbers[document]), exponent) { return nil }
    }
    return exponent
  }

  private static func isDecimal(_ value: Double, _ exponent: Int) -> Bool {
    let scale = ColumnFormat.powersOfTen[exponent]
    let whole = (value * scale).rounded()
    return whole.magnitude < 0x1p53 && whole / scale == value
  }

  // MARK: - Strings

  private borrowing func writeStrings(
    _ documents: ColumnDocuments, _ output: inout ColumnWriter, _ writer: inout ByteWriter
  ) {
    if output.missingCount == documents.count { return }
    let texts = ColumnTexts(codes: codes.view, starts: starts.view, arena: arena.view)
    if isDictionary, entryCount * 2 <= documents.count {
      output.writeDictionary(texts, entryCount: entryCount, &writer)
    } else if let template = ColumnTemplate(texts, documents) {
      output.beginValues(&writer)
      writer.append(UInt32(template.prefix.count))
      writer.append(template.prefix)
      writer.append(template.suffix)
      output.endValues(&writer)
      output.writeIntegers(.numbered, &writer) { template.number(in: texts[$0]) ?? 0 }
    } else if let alphabets = ColumnAlphabets(texts, documents) {
      output.writeFixed(texts, alphabets, &writer)
    } else {
      output.writeBlocks(texts, &writer)
    }
  }
}

/// The documents of a segment to be, as places in a builder.
struct ColumnDocuments {
  let known: BufferView<UInt64>
  let order: BufferView<UInt32>?
  let count: Int

  /// The builder's document at a new place.
  func document(at place: Int) -> Int { order.map { Int($0[place]) } ?? place }

  /// The builder's document at a new place, when it has a value.
  func known(at place: Int) -> Int? {
    let document = document(at: place)
    return known[document >> 6] >> UInt64(document & 63) & 1 == 1 ? document : nil
  }
}

/// The strings of a builder.
struct ColumnTexts {
  let codes: BufferView<UInt32>
  let starts: BufferView<UInt64>
  let arena: BufferView<UInt8>

  func entry(_ index: Int) -> ByteSlice {
    ByteSlice(arena[Int(starts[index])..<Int(starts[index + 1])])
  }

  /// The string of a document that has one.
  subscript(document: Int) -> ByteSlice { entry(Int(codes[document])) }
}

/// Lays out one column's bytes.
struct ColumnWriter {
  let documents: ColumnDocuments
  /// Where the column begins in the writer.
  let base: Int
  var exponent: UInt8 = 0
  let missingCount: Int

  private let type: UInt8
  private var encoding = ColumnFormat.Encoding.none
  private var distinctCount = 0
  private var windows = 0
  private var values = (offset: 0, count: 0)
  private var bitmaps = (offset: 0, count: 0)
  private var blocks = (offset: 0, count: 0)
  private var minimum: UInt64 = 0
  private var maximum: UInt64 = 0

  init(type: UInt8, documents: ColumnDocuments, writer base: Int) {
    self.type = type
    self.documents = documents
    self.base = base
    var missing = 0
    for place in 0..<documents.count where documents.known(at: place) == nil { missing += 1 }
    missingCount = missing
  }

  private func offset(_ writer: borrowing ByteWriter) -> Int { writer.count - base }

  /// Leaves room for header and windows, and writes which documents have values.
  mutating func begin(_ writer: inout ByteWriter) {
    writer.bytes.append(repeating: 0, count: ColumnFormat.headerSize)
    windows = offset(writer)
    let count = ColumnFormat.windowCount(of: documents.count)
    writer.bytes.append(repeating: 0, count: count * ColumnFormat.windowEntrySize)
    if missingCount == documents.count { return }
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
    writer.patch(ColumnFormat.version, at: base)
    writer.patch(type, at: base + 1)
    writer.patch(encoding.rawValue, at: base + 2)
    writer.patch(exponent, at: base + 3)
    writer.patch(UInt32(documents.count), at: base + 4)
    writer.patch(UInt32(missingCount), at: base + 8)
    writer.patch(UInt32(distinctCount), at: base + 12)
    writer.patch(UInt64(offset(writer)), at: base + 16)
    writer.patch(UInt64(windows), at: base + 24)
    writer.patch(UInt64(values.offset), at: base + 32)
    writer.patch(UInt64(values.count), at: base + 40)
    writer.patch(UInt64(bitmaps.offset), at: base + 48)
    writer.patch(UInt64(bitmaps.count), at: base + 56)
    writer.patch(UInt64(blocks.offset), at: base + 64)
    writer.patch(UInt64(blocks.count), at: base + 72)
    writer.patch(minimum, at: base + 80)
    writer.patch(maximum, at: base + 88)
  }

  mutating func beginValues(_ writer: inout ByteWriter) { values.offset = offset(writer) }
  mutating func endValues(_ writer: inout ByteWriter) {
    values.count = offset(writer) - values.offset
  }

  private func range(of window: Int) -> Range<Int> {
    let start = window * ColumnFormat.windowSize
    return start..<min(start + ColumnFormat.windowSize, documents.count)
  }

  /// Where a window's entry stands in the writer.
  private func entry(of window: Int) -> Int {
    base + windows + window * ColumnFormat.windowEntrySize
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
    self.encoding = encoding
    distinctCount = distinct
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
    minimum = UInt64(bitPattern: whole?.low ?? 0)
    maximum = UInt64(bitPattern: whole?.high ?? 0)
    if encoding == .dictionary, distinct <= ColumnFormat.maximumBitmapValues {
      writeBitmaps(distinct, &writer, number)
    }
  }

  mutating func writeDoubles(_ numbers: BufferView<UInt64>, _ writer: inout ByteWriter) {
    encoding = .doubles
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
    minimum = (whole?.low ?? 0).bitPattern
    maximum = (whole?.high ?? 0).bitPattern
  }

  /// Lists the documents of each value window by window, when that takes at most a byte a document.
  private mutating func writeBitmaps(
    _ distinct: Int, _ writer: inout ByteWriter, _ code: (Int) -> Int64
  ) {
    let windowCount = ColumnFormat.windowCount(of: documents.count)
    var size = 0
    for window in 0..<windowCount {
      var counts = [Int](repeating: 0, count: distinct)
      let range = range(of: window)
      for place in range {
        if let document = documents.known(at: place) { counts[Int(code(document))] += 1 }
      }
      for count in counts where count > 0 {
        size += ColumnFormat.bitmapEntrySize + (count == range.count ? 0 : min(512, count * 2))
      }
    }
    guard size <= max(documents.count, 1_024) else { return }

    var table = ByteWriter()
    for window in 0..<windowCount {
      let range = range(of: window)
      var places = [[UInt16]](repeating: [], count: distinct)
      for place in range {
        guard let document = documents.known(at: place) else { continue }
        places[Int(code(document))].append(UInt16(place - range.lowerBound))
      }
      let entry = entry(of: window)
      writer.patch(UInt32(table.count / ColumnFormat.bitmapEntrySize), at: entry + 52)
      writer.patch(UInt32(places.count(where: { !$0.isEmpty })), at: entry + 56)
      for (value, list) in places.enumerated() where !list.isEmpty {
        let kind: ColumnFormat.BitmapKind =
          list.count == range.count ? .all : list.count < 256 ? .list : .words
        table.append(UInt32(value))
        table.append(kind.rawValue)
        table.append(UInt16(list.count))
        table.append(UInt64(offset(writer)))
        switch kind {
        case .all: break
        case .list: for place in list { writer.append(place) }
        case .words:
          var words = [UInt64](repeating: 0, count: ColumnFormat.windowSize / 64)
          for place in list { words[Int(place >> 6)] |= 1 << UInt64(place & 63) }
          for word in words { writer.append(word) }
        }
      }
    }
    writer.align(to: 8)
    bitmaps = (offset(writer), table.count / ColumnFormat.bitmapEntrySize)
    writer.append(table.slice)
  }

  // MARK: - Strings

  mutating func writeDictionary(
    _ texts: ColumnTexts, entryCount: Int, _ writer: inout ByteWriter
  ) {
    // Strings whose documents were all dropped are not written.
    var isUsed = [Bool](repeating: false, count: entryCount)
    for place in 0..<documents.count {
      if let document = documents.known(at: place) { isUsed[Int(texts.codes[document])] = true }
    }
    let sorted = (0..<entryCount).filter { isUsed[$0] }
      .sorted { texts.entry($0).compare(texts.entry($1)) < 0 }
    var ranks = [UInt32](repeating: 0, count: entryCount)
    for (rank, entry) in sorted.enumerated() { ranks[entry] = UInt32(rank) }
    beginValues(&writer)
    var end: UInt64 = 0
    writer.append(end)
    for entry in sorted {
      end += UInt64(texts.entry(entry).count)
      writer.append(end)
    }
    for entry in sorted { writer.append(texts.entry(entry)) }
    endValues(&writer)
    writeIntegers(.dictionary, distinct: sorted.count, &writer) {
      Int64(ranks[Int(texts.codes[$0])])
    }
  }

  mutating func writeFixed(
    _ texts: ColumnTexts, _ alphabets: ColumnAlphabets, _ writer: inout ByteWriter
  ) {
    encoding = .fixed
    beginValues(&writer)
    alphabets.write(to: &writer)
    endValues(&writer)
    var row = [UInt8](repeating: 0, count: alphabets.rowSize)
    for window in 0..<ColumnFormat.windowCount(of: documents.count) {
      writer.patch(UInt64(offset(writer)), at: entry(of: window) + 32)
      for place in range(of: window) {
        for index in row.indices { row[index] = 0 }
        if let document = documents.known(at: place) {
          _ = alphabets.pack(texts[document], into: &row)
        }
        writer.append(row)
      }
      writeBounds(of: window, texts, &writer)
    }
  }

  mutating func writeBlocks(_ texts: ColumnTexts, _ writer: inout ByteWriter) {
    encoding = .blocks
    var table = ByteWriter()
    var block = GrowableBuffer<UInt8>()
    var lengths = GrowableBuffer<UInt32>()
    for window in 0..<ColumnFormat.windowCount(of: documents.count) {
      let range = range(of: window)
      var first = range.lowerBound
      for place in range {
        if let document = documents.known(at: place) {
          let text = texts[document]
          block.append(contentsOf: text.readOnlyView)
          lengths.append(UInt32(text.count))
        } else {
          lengths.append(0)
        }
        guard block.count >= ColumnFormat.blockSize || place + 1 == range.upperBound else {
          continue
        }
        writeBlock(block.view, lengths.view, first: first, &table, &writer)
        block.removeAll()
        lengths.removeAll()
        first = place + 1
      }
      writeBounds(of: window, texts, &writer)
    }
    writer.align(to: 8)
    blocks = (offset(writer), table.count / ColumnFormat.blockEntrySize)
    writer.append(table.slice)
  }

  private func writeBlock(
    _ block: BufferView<UInt8>, _ lengths: BufferView<UInt32>, first: Int,
    _ table: inout ByteWriter, _ writer: inout ByteWriter
  ) {
    var longest: UInt32 = 0
    for index in 0..<lengths.count { longest = max(longest, lengths[index]) }
    let bits = 32 - longest.leadingZeroBitCount
    let start = offset(writer)
    Kernels.pack(lengths, count: lengths.count, bits: bits, into: &writer.bytes)
    let packed = writer.count
    var compressed = block.count == 0 ? 0 : LZ4.compress(block, into: &writer.bytes)
    if compressed >= block.count {
      // Compression gained nothing: equal counts say that the bytes stand as they are.
      writer.bytes.setCount(packed)
      writer.append(ByteSlice(block))
      compressed = block.count
    }
    table.append(UInt32(first))
    table.append(UInt32(compressed))
    table.append(UInt32(block.count))
    table.append(UInt32(bits))
    table.append(UInt64(start))
  }

  /// Notes how a window's smallest and largest strings begin.
  private func writeBounds(of window: Int, _ texts: ColumnTexts, _ writer: inout ByteWriter) {
    var low: ByteSlice?
    var high: ByteSlice?
    for place in range(of: window) {
      guard let document = documents.known(at: place) else { continue }
      let text = texts[document]
      if low.map({ text.compare($0) < 0 }) ?? true { low = text }
      if high.map({ text.compare($0) > 0 }) ?? true { high = text }
    }
    guard let low, let high else { return }
    let entry = entry(of: window)
    for index in 0..<min(low.count, ColumnFormat.boundSize) {
      writer.patch(low[index], at: entry + index)
    }
    for index in 0..<min(high.count, ColumnFormat.boundSize) {
      writer.patch(high[index], at: entry + 16 + index)
    }
  }
}
