internal import Storage

/// The header of one page.
struct ParquetPageHeader {
  enum Kind: Int64 {
    case data = 0
    case index, dictionary, dataV2
  }

  var kind: Kind?
  var expandedByteCount = 0
  var byteCount = 0
  var checksum: UInt32?
  var valueCount = 0
  var encoding: Int64 = 0
  var definitionEncoding: Int64 = 3
  var repetitionEncoding: Int64 = 3
  /// Of the second version only: rows, and bytes of levels, which are never compressed.
  var rowCount: Int?
  var definitionByteCount = 0
  var repetitionByteCount = 0
  var isCompressed = true

  /// - Throws: ``StorageError`` also where `reader` holds too few bytes.
  init(_ reader: inout ThriftReader) throws(StorageError) {
    var header = Self()
    try reader.forEachField { (reader, field, kind) throws(StorageError) in
      switch field {
      case 1: header.kind = Kind(rawValue: try reader.integer(kind))
      case 2: header.expandedByteCount = Int(clamping: try reader.count(kind))
      case 3: header.byteCount = Int(clamping: try reader.count(kind))
      case 4: header.checksum = UInt32(truncatingIfNeeded: try reader.integer(kind))
      case 5, 7: try header.readData(&reader, kind)
      case 8: try header.readDataV2(&reader, kind)
      default: try reader.skip(kind)
      }
    }
    self = header
  }

  private init() {}

  private mutating func readData(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(StorageError) {
    var header = self
    try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
      switch field {
      case 1: header.valueCount = Int(clamping: try reader.count(kind))
      case 2: header.encoding = try reader.integer(kind)
      // A dictionary's third field says that it is sorted.
      case 3 where kind != .yes && kind != .no:
        header.definitionEncoding = try reader.integer(kind)
      case 4: header.repetitionEncoding = try reader.integer(kind)
      default: try reader.skip(kind)
      }
    }
    self = header
  }

  private mutating func readDataV2(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(StorageError) {
    var header = self
    try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
      switch field {
      case 1: header.valueCount = Int(clamping: try reader.count(kind))
      case 3: header.rowCount = Int(clamping: try reader.count(kind))
      case 4: header.encoding = try reader.integer(kind)
      case 5: header.definitionByteCount = Int(clamping: try reader.count(kind))
      case 6: header.repetitionByteCount = Int(clamping: try reader.count(kind))
      case 7: header.isCompressed = try reader.truth(kind)
      default: try reader.skip(kind)
      }
    }
    self = header
  }
}

/// The pages of one column in one row group, from front to back.
///
/// Holds the compressed bytes of one page at a time.
struct ParquetPages: ~Copyable {
  private let file: RandomAccessFile
  private let end: UInt64
  /// Where the next page begins.
  private(set) var offset: UInt64
  private let windowByteCount: Int
  private var window = GrowableBuffer<UInt8>()
  private var windowStart: UInt64 = 0

  /// A header beyond this is taken for damage: statistics hold whole values.
  private static var maximumHeaderByteCount: Int { 16 << 20 }
  /// A page beyond this is refused, compressed or expanded.
  static var maximumPageByteCount: Int { 1 << 29 }

  /// - Parameters:
  ///   - file: Open.
  ///   - chunk: The column's place.
  ///   - windowByteCount: Bytes read at once; at least a page is held anyway.
  /// - Throws: ``StorageError`` for a column that ends behind the file.
  init(
    _ file: RandomAccessFile, _ chunk: ParquetMetadata.ColumnChunk, windowByteCount: Int
  ) throws(StorageError) {
    self.file = file
    self.windowByteCount = windowByteCount
    offset = chunk.start
    let (end, overflow) = chunk.start.addingReportingOverflow(chunk.byteCount)
    guard !overflow, end <= file.status.byteCount else {
      throw .damaged(
        path: file.path, offset: chunk.start, detail: "a column claims to end behind the file")
    }
    self.end = end
  }

  /// Whether all pages were read.
  var isAtEnd: Bool { offset >= end }

  func damaged(_ detail: String) -> StorageError {
    .damaged(path: file.path, offset: offset, detail: detail)
  }

  /// Makes sure that the window holds `count` bytes from ``offset`` on, or all that are left.
  private mutating func fill(_ count: Int) throws(StorageError) {
    let left = Int(clamping: end - offset)
    let wanted = min(count, left)
    if offset >= windowStart,
      offset + UInt64(wanted) <= windowStart + UInt64(window.count)
    {
      return
    }
    window.removeAll()
    let size = min(max(wanted, windowByteCount), left)
    let got = try file.read(into: window.appendUninitialized(size), at: offset)
    window.setCount(got)
    windowStart = offset
    guard got >= wanted else { throw damaged("the file became shorter while it was read") }
  }

  /// The window's bytes from ``offset`` on.
  private var bytes: ByteSlice {
    ByteSlice(window.view).suffix(from: Int(offset - windowStart))
  }

  /// The header of the next page, and its bytes.
  mutating func header() throws(StorageError) -> (header: ParquetPageHeader, byteCount: Int) {
    var wanted = 256
    while true {
      try fill(wanted)
      let bytes = self.bytes
      var reader = ThriftReader(bytes, origin: offset, path: file.path)
      do throws(StorageError) {
        let header = try ParquetPageHeader(&reader)
        try check(header)
        return (header, reader.offset)
      } catch {
        // It may only be cut off by the window.
        let isAll = UInt64(bytes.count) >= end - offset
        if isAll || wanted >= Self.maximumHeaderByteCount { throw error }
        wanted = max(wanted, bytes.count) * 4
      }
    }
  }

  private func check(_ header: ParquetPageHeader) throws(StorageError) {
    guard header.byteCount <= Self.maximumPageByteCount,
      header.expandedByteCount <= Self.maximumPageByteCount,
      header.valueCount <= Int(Int32.max)
    else {
      throw damaged(
        "a page claims to have \(header.byteCount) bytes, expanded \(header.expandedByteCount), "
          + "and \(header.valueCount) values; more than \(Self.maximumPageByteCount) bytes are not read"
      )
    }
  }

  /// Passes the next page over.
  mutating func skip(
    _ header: ParquetPageHeader, headerByteCount: Int
  ) throws(StorageError) {
    let whole = UInt64(headerByteCount + header.byteCount)
    guard whole <= end - offset else { throw damaged("a page is cut off") }
    offset += whole
  }

  /// Lends the bytes of the next page as they stand, checks their checksum and goes behind them.
  mutating func take(
    _ header: ParquetPageHeader, headerByteCount: Int,
    _ body: (ByteSlice) throws(StorageError) -> Void
  ) throws(StorageError) {
    let whole = headerByteCount + header.byteCount
    guard UInt64(whole) <= end - offset else { throw damaged("a page is cut off") }
    try fill(whole)
    let page = bytes[headerByteCount..<whole]
    if let checksum = header.checksum, checksum != GzipChecksum.of(page) {
      throw damaged("a page has another checksum than its header says")
    }
    try body(page)
    offset += UInt64(whole)
    if window.byteCount > Self.usualWindowByteCount, windowByteCount < window.byteCount {
      window = GrowableBuffer()
    }
  }

  /// A window that one huge page made larger than this is given back.
  private static var usualWindowByteCount: Int { 8 << 20 }
}
