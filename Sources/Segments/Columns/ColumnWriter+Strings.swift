internal import Storage
internal import VectorKernels

/// Writing strings: by dictionary, packed, or in compressed blocks.
extension ColumnWriter {
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
    header.encoding = .fixed
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
    header.encoding = .blocks
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
    header.blocks = (offset(writer), table.count / ColumnFormat.blockEntrySize)
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
      // Compression gained nothing: equal counts mark bytes that are stored uncompressed.
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
