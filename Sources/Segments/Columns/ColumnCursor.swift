internal import Records
package import Storage
internal import VectorKernels

/// Reads one column's values; keeps the buffers that this needs.
///
/// A cursor belongs to one thread. Reading documents near each other is fastest for strings in
/// blocks: the last block stays expanded.
package final class ColumnCursor {
  package let reader: ColumnReader

  /// Numbers being unpacked.
  let lows = GrowableBuffer<UInt32>(repeating: 0, count: 128)
  let highs = GrowableBuffer<UInt32>(repeating: 0, count: 128)
  /// A string being decoded.
  var text = GrowableBuffer<UInt8>()
  private var blockIndex = -1
  private var block = GrowableBuffer<UInt8>()
  /// Where each string of the block begins, and the end.
  private var blockStarts = GrowableBuffer<UInt32>()
  private var blockFirst = 0
  /// Over the values of lists.
  let elements: ColumnCursor?
  /// Which of them pass a filter, in the window looked at last.
  let elementWords: GrowableBuffer<UInt64>

  init(_ reader: ColumnReader) {
    self.reader = reader
    elements = reader.lists.map { ColumnCursor($0.elements) }
    elementWords = GrowableBuffer(
      repeating: 0, count: reader.lists == nil ? 0 : ColumnFormat.windowSize / 64)
  }

  // MARK: - Single values

  /// All values of a document, in the order of its record.
  package func values(of document: Int) throws(StorageError) -> [ColumnValue] {
    guard let lists = reader.lists, let elements else {
      let value = try value(of: document)
      return value == .missing ? [] : [value]
    }
    precondition(document < reader.documentCount, "no such document")
    var values: [ColumnValue] = []
    for element in try lists.range(of: document) {
      values.append(try elements.value(of: element))
    }
    return values
  }

  /// The document holds a list, maybe of one value.
  package func isList(_ document: Int) -> Bool { reader.lists?.isList(document) ?? false }

  /// The value by which a document is sorted: the smallest, or the largest for falling order.
  package func sortValue(
    of document: Int, isDescending: Bool
  ) throws(StorageError) -> ColumnValue {
    if reader.lists == nil { return try value(of: document) }
    let values = try values(of: document)
    return (isDescending ? values.max() : values.min()) ?? .missing
  }

  /// The value of a document of a column without lists.
  package func value(of document: Int) throws(StorageError) -> ColumnValue {
    let index = document / ColumnFormat.windowSize
    let window = try reader.window(index)
    guard try isKnown(document, window) else { return .missing }
    switch reader.encoding {
    case .none, .lists: return .missing
    case .integers: return .integer(try number(of: document, window))
    case .doubles:
      return ColumnValue(number: Double(bitPattern: try double(of: document, window)))
    case .decimals: return ColumnValue(number: reader.decimal(try number(of: document, window)))
    case .dictionary, .mixed:
      return try reader.dictionaryValue(Int(truncatingIfNeeded: try number(of: document, window)))
    case .numbered, .fixed, .blocks:
      text.removeAll()
      try appendText(of: document, window, to: &text)
      return .string(text.view.text)
    }
  }

  /// Appends the bytes of a string column's value.
  ///
  /// - Returns: `false` when the value is missing or the column holds no strings.
  package func append(
    textOf document: Int, to output: inout GrowableBuffer<UInt8>
  )
    throws(StorageError) -> Bool
  {
    guard reader.type == .string else { return false }
    let window = try reader.window(document / ColumnFormat.windowSize)
    guard try isKnown(document, window) else { return false }
    try appendText(of: document, window, to: &output)
    return true
  }

  private func isKnown(_ document: Int, _ window: ColumnReader.Window) throws(StorageError) -> Bool
  {
    precondition(document < reader.documentCount, "no such document")
    if reader.encoding == .none { return false }
    let index = document % ColumnFormat.windowSize
    if window.known == 0 { return window.missingCount == 0 }
    let byte = try reader.bytes.checked(window.known + UInt64(index >> 3), 1)[0]
    return byte >> UInt8(index & 7) & 1 == 1
  }

  func appendText(
    of document: Int, _ window: ColumnReader.Window, to output: inout GrowableBuffer<UInt8>
  ) throws(StorageError) {
    switch reader.encoding {
    case .dictionary:
      let code = Int(truncatingIfNeeded: try number(of: document, window))
      output.append(contentsOf: try reader.dictionaryText(code).readOnlyView)
    case .numbered:
      reader.template.append(try number(of: document, window), to: &output)
    case .fixed:
      guard let alphabets = reader.alphabets else { return }
      alphabets.append(try row(of: document, window, alphabets), to: &output)
    case .blocks:
      try expandBlock(of: document)
      let index = document - blockFirst
      output.append(
        contentsOf: block.view[Int(blockStarts[index])..<Int(blockStarts[index + 1])])
    case .none, .integers, .doubles, .decimals, .mixed, .lists: break
    }
  }

  /// The packed row of a document, with the bytes behind it that decoding may read.
  func row(
    of document: Int, _ window: ColumnReader.Window, _ alphabets: ColumnAlphabets
  )
    throws(StorageError) -> ByteSlice
  {
    let index = document % ColumnFormat.windowSize
    return try reader.bytes.checked(
      window.data &+ UInt64(index * alphabets.rowSize), alphabets.rowSize + 8)
  }

  // MARK: - Numbers

  /// The dictionary's code of a document that has a value.
  func code(of document: Int) throws(StorageError) -> Int {
    Int(
      truncatingIfNeeded: try number(
        of: document, reader.window(document / ColumnFormat.windowSize)))
  }

  /// The whole number of one document.
  func number(of document: Int, _ window: ColumnReader.Window) throws(StorageError) -> Int64 {
    let index = document % ColumnFormat.windowSize
    let count = reader.range(of: document / ColumnFormat.windowSize).count
    var difference = try bits(at: index, width: min(window.bits, 32), window.data)
    if window.bits > 32 {
      let start = window.data &+ UInt64(Kernels.packedSize(count: count, bits: 32))
      difference |= try bits(at: index, width: window.bits - 32, start) << 32
    }
    return Int64(bitPattern: UInt64(bitPattern: window.low) &+ difference)
  }

  private func bits(at index: Int, width: Int, _ start: UInt64) throws(StorageError) -> UInt64 {
    guard width > 0 else { return 0 }
    let at = index * width
    let word = try reader.bytes.checked(start &+ UInt64(at >> 3), 8).load(UInt64.self, at: 0)
    return word >> UInt64(at & 7) & (1 << UInt64(width) - 1)
  }

  private func double(
    of document: Int, _ window: ColumnReader.Window
  ) throws(StorageError)
    -> UInt64
  {
    let index = document % ColumnFormat.windowSize
    return try reader.bytes.checked(window.data &+ UInt64(index * 8), 8).load(UInt64.self, at: 0)
  }

  /// Unpacks up to 128 differences from the window's smallest number, from `first` on, a multiple
  /// of 128; ``highs`` holds the upper halves when the window has more than 32 bits.
  func unpack(
    _ window: ColumnReader.Window, documents: Int, first: Int, count: Int
  )
    throws(StorageError)
  {
    try unpack(
      window.data, bits: min(window.bits, 32), first: first, count: count, into: lows.view)
    if window.bits > 32 {
      try unpack(
        window.data &+ UInt64(Kernels.packedSize(count: documents, bits: 32)),
        bits: window.bits - 32, first: first, count: count, into: highs.view)
    }
  }

  private func unpack(
    _ data: UInt64, bits: Int, first: Int, count: Int, into output: BufferView<UInt32>
  ) throws(StorageError) {
    // 128 values end on a byte, so every group begins on one.
    let start = data &+ UInt64(first * bits / 8)
    let size = Kernels.packedSize(count: count, bits: bits)
    let slice = try reader.bytes.checked(start, size + ColumnFormat.slack)
    Kernels.unpack(slice, at: 0, count: count, bits: bits, into: output)
  }

  // MARK: - Blocks

  /// Expands the block that holds a document, unless it is expanded already.
  private func expandBlock(of document: Int) throws(StorageError) {
    if blockIndex >= 0, document >= blockFirst, document < blockFirst + blockStarts.count - 1 {
      return
    }
    var low = 0
    var high = reader.blocks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if try firstDocument(ofBlock: middle) <= document { low = middle } else { high = middle }
    }
    try expandBlock(low)
    guard document >= blockFirst, document < blockFirst + blockStarts.count - 1 else {
      blockIndex = -1
      throw reader.bytes.damaged(at: reader.blocks.offset, "no block holds a document")
    }
  }

  private func firstDocument(ofBlock index: Int) throws(StorageError) -> Int {
    if index == reader.blocks.count { return reader.documentCount }
    let place = reader.blocks.offset + UInt64(index * ColumnFormat.blockEntrySize)
    return Int(try reader.bytes.checked(place, 4).load(UInt32.self, at: 0))
  }

  private func expandBlock(_ index: Int) throws(StorageError) {
    blockIndex = -1
    let place = reader.blocks.offset + UInt64(index * ColumnFormat.blockEntrySize)
    let entry = try reader.bytes.checked(place, ColumnFormat.blockEntrySize)
    let first = try firstDocument(ofBlock: index)
    let next = try firstDocument(ofBlock: index + 1)
    let compressed = Int(entry.load(UInt32.self, at: 4))
    let expanded = Int(entry.load(UInt32.self, at: 8))
    let bits = Int(entry.load(UInt32.self, at: 12))
    let offset = entry.load(UInt64.self, at: 16)
    // LZ4 cannot expand a byte to more than 255, so a larger claim is damage and not memory.
    guard first < next, next - first <= ColumnFormat.windowSize, bits <= 32,
      expanded <= compressed * 255 + 64, expanded <= LZ4.maximumBlockByteCount
    else { throw reader.bytes.damaged(at: place, "a block's entry is damaged") }

    let count = next - first
    blockStarts.removeAll()
    blockStarts.append(0)
    var total: UInt64 = 0
    for start in stride(from: 0, to: count, by: 128) {
      let group = min(128, count - start)
      try unpack(offset, bits: bits, first: start, count: group, into: lows.view)
      for place in 0..<group {
        total += UInt64(lows.view[place])
        blockStarts.append(UInt32(truncatingIfNeeded: total))
      }
    }
    guard total == UInt64(expanded) else {
      throw reader.bytes.damaged(at: place, "a block's lengths contradict its size")
    }

    let bytes = try reader.bytes.checked(
      offset &+ UInt64(Kernels.packedSize(count: count, bits: bits)), compressed)
    block.removeAll()
    if compressed == expanded {
      block.append(contentsOf: bytes.readOnlyView)
    } else {
      try LZ4.decompress(bytes.readOnlyView, into: block.appendUninitialized(expanded))
    }
    blockFirst = first
    blockIndex = index
  }
}
