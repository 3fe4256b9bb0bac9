package import Storage

/// The layout of one column; the page Columns has the byte tables.
///
/// A column is a header, a table of windows of 4,096 documents, and what its encoding needs. All
/// offsets count from the column's first byte. 64 zero bytes end it, so that whole registers can be
/// read anywhere before them.
enum ColumnFormat {
  static let version: UInt8 = 2
  static let headerSize = 96
  /// Documents in a window: the unit of filtering, of statistics and of number packing.
  static let windowSize = 4_096
  static let windowEntrySize = 64
  /// Bytes kept of the smallest and largest string of a window.
  static let boundSize = 16
  static let bitmapEntrySize = 16
  static let blockEntrySize = 24
  /// Bytes of strings that are compressed together: a hit costs expanding one block, about 5 µs.
  static let blockSize = 1 << 14
  static let slack = 64
  /// Values up to which windows may carry one bitmap per value.
  static let maximumBitmapValues = 64
  /// Values up to which a column of numbers is searched for a dictionary.
  static let maximumNumberDictionary = 1 << 12
  /// Strings up to which a column keeps a dictionary.
  static let maximumTextDictionary = 1 << 16
  /// Longest strings that are packed byte by byte.
  static let maximumFixedLength = 512
  static let maximumExponent = 9

  /// How values are written.
  enum Encoding: UInt8, Sendable {
    /// Every value is missing.
    case none = 0
    /// `Int64`, per window as differences from its smallest, bit-packed.
    case integers = 1
    /// Eight bytes each.
    case doubles = 2
    /// Sorted distinct values, and their numbers as ``integers``.
    case dictionary = 3
    /// Reals that are whole numbers over a power of ten, as ``integers``.
    case decimals = 4
    /// Strings that differ in one decimal number, as ``integers``.
    case numbered = 5
    /// Strings of one length, each byte in the bits that its place needs.
    case fixed = 6
    /// Strings in LZ4 blocks.
    case blocks = 7
    /// Sorted distinct values of several kinds, and their numbers as ``integers``.
    case mixed = 8
    /// A column of all values, and how many each document has.
    case lists = 9

    /// Values are numbers of a dictionary's entries.
    var isCoded: Bool { self == .dictionary || self == .mixed }
  }

  /// What the values of a column are.
  enum ValueType: UInt8, Sendable {
    case integer = 0
    case real = 1
    case boolean = 2
    case string = 3
    /// Several of these, or numbers of any size.
    case mixed = 4
  }

  /// What an entry of a dictionary of mixed values is, in its first byte.
  enum MixedKind: UInt8 {
    /// In the notation of JSON.
    case number = 0
    /// One byte, 0 or 1.
    case boolean = 1
    case text = 2
  }

  /// How the documents of one value within one window are listed.
  enum BitmapKind: UInt16 {
    /// All documents of the window.
    case all = 0
    /// 64 words.
    case words = 1
    /// 16-bit numbers within the window.
    case list = 2
  }

  /// The powers of ten that decimals are divided by; all exact.
  static let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

  static func windowCount(of documents: Int) -> Int { (documents + windowSize - 1) / windowSize }
}

/// Where a column's bytes come from: plain memory, or a section whose pages are verified as they
/// are touched.
package struct ColumnBytes: Sendable {
  private enum Source: Sendable {
    case memory(ByteSlice)
    case section(SectionBytes)
  }

  private let source: Source
  /// Where the column begins in the source.
  private let base: UInt64
  let count: Int

  /// Bytes in memory, whose owner outlives this.
  package init(_ slice: ByteSlice) {
    source = .memory(slice)
    base = 0
    count = slice.count
  }

  /// A section of a mapped file.
  package init(_ section: SectionBytes) {
    source = .section(section)
    base = 0
    count = section.count
  }

  private init(_ source: Source, base: UInt64, count: Int) {
    self.source = source
    self.base = base
    self.count = count
  }

  /// The bytes of a column inside this one; `nil` when they do not lie within it.
  func column(at offset: UInt64, count length: Int) -> ColumnBytes? {
    guard offset <= UInt64(count), length >= 0, length <= count - Int(offset) else { return nil }
    return ColumnBytes(source, base: base + offset, count: length)
  }

  /// The bytes of a range, verified.
  func checked(_ offset: UInt64, _ length: Int) throws(StorageError) -> ByteSlice {
    guard length >= 0, offset <= UInt64(count), UInt64(length) <= UInt64(count) - offset else {
      throw damaged(at: offset, "an offset points outside the column")
    }
    switch source {
    case .section(let section):
      return try section.checked(offset: base + offset, count: UInt64(length))
    case .memory(let slice):
      guard let part = slice.slice(offset: base + offset, count: UInt64(length)) else {
        throw damaged(at: offset, "an offset points outside the column")
      }
      return part
    }
  }

  func damaged(at offset: UInt64, _ detail: String) -> StorageError {
    switch source {
    case .section(let section): section.damaged(at: base &+ offset, detail)
    case .memory: .damaged(path: "column", offset: offset, detail: detail)
    }
  }
}
