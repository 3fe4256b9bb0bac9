internal import Records
package import Storage

/// One column of a segment, opened.
///
/// Opening reads the header alone; windows, dictionary entries and blocks are checked when they are
/// touched, so damaged bytes give an error and never a crash. Values are reached through a
/// ``ColumnCursor``, one per thread.
package struct ColumnReader: Sendable {
  let type: ColumnFormat.ValueType
  package let documentCount: Int
  package let missingCount: Int
  let bytes: ColumnBytes
  let encoding: ColumnFormat.Encoding
  /// Power of ten of decimals.
  let exponent: Int
  /// Entries of the dictionary.
  let distinctCount: Int
  let windows: UInt64
  let values: (offset: UInt64, count: Int)
  let bitmaps: (offset: UInt64, count: Int)
  let blocks: (offset: UInt64, count: Int)
  /// Bits of the smallest and the largest number or dictionary code; 0 without numbers.
  let minimumBits: UInt64
  let maximumBits: UInt64
  let template: ColumnTemplate
  let alphabets: ColumnAlphabets?
  /// Of a column in which some document holds a list.
  let lists: ColumnLists?

  /// Opens the column that a builder wrote.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the header contradicts itself or
  ///   the bytes at hand.
  package init(_ bytes: ColumnBytes) throws(StorageError) {
    self.bytes = bytes
    guard bytes.count >= ColumnFormat.headerSize + ColumnFormat.slack else {
      throw bytes.damaged(at: UInt64(bytes.count), "the column is truncated")
    }
    let header = try bytes.checked(0, ColumnFormat.headerSize)
    guard header[0] == ColumnFormat.version,
      let type = ColumnFormat.ValueType(rawValue: header[1]),
      let encoding = ColumnFormat.Encoding(rawValue: header[2]),
      Self.fits(encoding, type), header[3] <= ColumnFormat.maximumExponent,
      header.load(UInt64.self, at: 16) == UInt64(bytes.count)
    else { throw bytes.damaged(at: 0, "the column's header is damaged") }
    self.type = type
    self.encoding = encoding
    exponent = Int(header[3])
    documentCount = Int(header.load(UInt32.self, at: 4))
    missingCount = Int(header.load(UInt32.self, at: 8))
    distinctCount = Int(header.load(UInt32.self, at: 12))
    windows = header.load(UInt64.self, at: 24)
    minimumBits = header.load(UInt64.self, at: 80)
    maximumBits = header.load(UInt64.self, at: 88)
    let size = bytes.count
    /// A table of the header, when it lies within the column.
    func table(at place: Int, entrySize: Int) -> (offset: UInt64, count: Int)? {
      let offset = header.load(UInt64.self, at: place)
      let count = header.load(UInt64.self, at: place + 8)
      guard offset <= UInt64(size), count <= (UInt64(size) - offset) / UInt64(entrySize) else {
        return nil
      }
      return (offset, Int(count))
    }
    let windowCount = encoding == .lists ? 0 : ColumnFormat.windowCount(of: documentCount)
    guard missingCount <= documentCount, (encoding == .none) == (missingCount == documentCount),
      windows <= UInt64(size),
      UInt64(windowCount * ColumnFormat.windowEntrySize) <= UInt64(size) - windows,
      let values = table(at: 32, entrySize: 1),
      let bitmaps = table(at: 48, entrySize: ColumnFormat.bitmapEntrySize),
      let blocks = table(at: 64, entrySize: ColumnFormat.blockEntrySize)
    else { throw bytes.damaged(at: 0, "the column's tables lie outside") }
    self.values = values
    self.bitmaps = bitmaps
    self.blocks = blocks

    var template = ColumnTemplate(prefix: [], suffix: [])
    var alphabets: ColumnAlphabets?
    var lists: ColumnLists?
    var isWhole = true
    switch encoding {
    case .numbered:
      let slice = try bytes.checked(values.offset, values.count)
      let prefix = slice.count >= 4 ? Int(slice.load(UInt32.self, at: 0)) : -1
      if prefix >= 0, prefix <= slice.count - 4 {
        template = ColumnTemplate(
          prefix: slice[4..<4 + prefix].array, suffix: slice.suffix(from: 4 + prefix).array)
      } else {
        isWhole = false
      }
    case .fixed:
      alphabets = ColumnAlphabets(try bytes.checked(values.offset, values.count))
      isWhole = alphabets != nil
    case .dictionary, .mixed:
      isWhole =
        distinctCount > 0 && distinctCount <= documentCount
        && (type == .string || type == .mixed
          ? values.count / 8 > distinctCount : values.count == distinctCount * 8)
    case .blocks: isWhole = blocks.count > 0
    case .lists:
      lists = try ColumnLists(
        bytes, ends: windows, elements: values, documentCount: documentCount)
      isWhole = lists?.elements.type == type
    case .none, .integers, .doubles, .decimals: break
    }
    self.template = template
    self.alphabets = alphabets
    self.lists = lists
    guard isWhole else { throw bytes.damaged(at: values.offset, "the column's values are damaged") }
  }

  private static func fits(
    _ encoding: ColumnFormat.Encoding, _ type: ColumnFormat.ValueType
  ) -> Bool {
    switch encoding {
    case .none, .lists: true
    case .dictionary: type != .mixed
    case .integers: type == .integer
    case .doubles, .decimals: type == .real
    case .numbered, .fixed, .blocks: type == .string
    case .mixed: type == .mixed
    }
  }

  /// Windows of ``windowSize`` documents; the last may be shorter.
  package var windowCount: Int { ColumnFormat.windowCount(of: documentCount) }

  /// Documents in a window: 64 words of a bitmap.
  package static var windowSize: Int { ColumnFormat.windowSize }

  /// Documents of a window.
  func range(of window: Int) -> Range<Int> {
    let start = window * ColumnFormat.windowSize
    return start..<min(start + ColumnFormat.windowSize, documentCount)
  }

  /// A cursor of its own, for one thread.
  package func cursor() -> ColumnCursor { ColumnCursor(self) }

  func decimal(_ whole: Int64) -> Double { Double(whole) / ColumnFormat.powersOfTen[exponent] }

  // MARK: - Dictionary

  /// The bits of a number in the dictionary.
  func dictionaryNumber(_ code: Int) throws(StorageError) -> UInt64 {
    try checkCode(code)
    return try bytes.checked(values.offset + UInt64(code * 8), 8).load(UInt64.self, at: 0)
  }

  /// The bytes of a string in the dictionary, or of a value of any kind in one of mixed values.
  func dictionaryText(_ code: Int) throws(StorageError) -> ByteSlice {
    try checkCode(code)
    let offsets = try bytes.checked(values.offset + UInt64(code * 8), 16)
    let start = offsets.load(UInt64.self, at: 0)
    let end = offsets.load(UInt64.self, at: 8)
    let textBytes = UInt64(values.count - (distinctCount + 1) * 8)
    guard start <= end, end <= textBytes else {
      throw bytes.damaged(at: values.offset, "a dictionary entry is damaged")
    }
    return try bytes.checked(
      values.offset + UInt64((distinctCount + 1) * 8) + start, Int(end - start))
  }

  func dictionaryValue(_ code: Int) throws(StorageError) -> ColumnValue {
    switch type {
    case .string: .string(try dictionaryText(code).text)
    case .integer: .integer(Int64(bitPattern: try dictionaryNumber(code)))
    case .real: ColumnValue(number: Double(bitPattern: try dictionaryNumber(code)))
    case .boolean: .boolean(try dictionaryNumber(code) != 0)
    case .mixed: try mixedValue(code)
    }
  }

  /// What an entry of a dictionary of mixed values is, and its bytes.
  func mixedEntry(_ code: Int) throws(StorageError) -> (ColumnFormat.MixedKind, ByteSlice) {
    let entry = try dictionaryText(code)
    guard entry.count > 0, let kind = ColumnFormat.MixedKind(rawValue: entry[0]),
      kind != .boolean || entry.count == 2
    else { throw bytes.damaged(at: values.offset, "a dictionary entry is damaged") }
    return (kind, entry.suffix(from: 1))
  }

  private func mixedValue(_ code: Int) throws(StorageError) -> ColumnValue {
    let (kind, entry) = try mixedEntry(code)
    switch kind {
    case .boolean: return .boolean(entry[0] != 0)
    case .text: return .string(entry.text)
    case .number:
      guard let number = DecimalNumber(token: entry.array) else {
        throw bytes.damaged(at: values.offset, "a dictionary entry is no number")
      }
      return ColumnValue(number)
    }
  }

  private func checkCode(_ code: Int) throws(StorageError) {
    guard code >= 0, code < distinctCount else {
      throw bytes.damaged(at: values.offset, "a value lies outside the dictionary")
    }
  }

  // MARK: - Windows

  /// A window's entry in the table.
  struct Window {
    /// Smallest and largest number, as bits, or prefixes of the smallest and largest strings.
    var minimum: ByteSlice
    var maximum: ByteSlice
    var data: UInt64
    /// Offset of the bitmap of documents with values; 0 when all or none have one.
    var known: UInt64
    var missingCount: Int
    var bits: Int
    var firstBitmap: Int
    var bitmapCount: Int

    var low: Int64 { minimum.load(Int64.self, at: 0) }
    var high: Int64 { maximum.load(Int64.self, at: 0) }
    var lowReal: Double { Double(bitPattern: minimum.load(UInt64.self, at: 0)) }
    var highReal: Double { Double(bitPattern: maximum.load(UInt64.self, at: 0)) }
    /// Zeros at the end are padding; cutting more leaves the bounds safe.
    var lowText: ByteSlice { Self.trimmed(minimum) }
    var highText: ByteSlice { Self.trimmed(maximum) }

    private static func trimmed(_ slice: ByteSlice) -> ByteSlice {
      var count = slice.count
      while count > 0, slice[count - 1] == 0 { count -= 1 }
      return slice[0..<count]
    }
  }

  func window(_ index: Int) throws(StorageError) -> Window {
    precondition(index >= 0 && index < windowCount, "no such window")
    let place = windows + UInt64(index * ColumnFormat.windowEntrySize)
    let entry = try bytes.checked(place, ColumnFormat.windowEntrySize)
    let count = range(of: index).count
    let window = Window(
      minimum: entry[0..<16], maximum: entry[16..<32], data: entry.load(UInt64.self, at: 32),
      known: entry.load(UInt64.self, at: 40),
      missingCount: Int(entry.load(UInt16.self, at: 48)), bits: Int(entry[50]),
      firstBitmap: Int(entry.load(UInt32.self, at: 52)),
      bitmapCount: Int(entry.load(UInt32.self, at: 56)))
    guard window.missingCount <= count, window.bits <= 64,
      (window.known != 0) == (window.missingCount > 0 && window.missingCount < count)
        || encoding == .none,
      window.firstBitmap + window.bitmapCount <= bitmaps.count
    else { throw bytes.damaged(at: place, "a window's entry is damaged") }
    return window
  }
}
