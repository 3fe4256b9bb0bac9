internal import Storage

/// The values of one column in one row group, with their levels, one after the other.
///
/// Holds one decoded page and the dictionary.
final class ParquetColumn {
  /// A string or the bytes of a value, in ``ParquetColumn/bytes(of:)``.
  struct Range: BitwiseCopyable {
    var start: UInt32
    var count: UInt32
  }

  /// Decoded values: numbers as the bits they are stored in, everything else as bytes.
  struct Values: ~Copyable {
    var words = GrowableBuffer<UInt64>()
    var ranges = GrowableBuffer<Range>()
    var bytes = GrowableBuffer<UInt8>()
    var count = 0

    mutating func removeAll() {
      words.removeAll()
      ranges.removeAll()
      bytes.removeAll()
      count = 0
    }
  }

  let leaf: ParquetSchema.Leaf
  private let codec: BlockCodec?
  private var pages: ParquetPages
  private var valuesLeft: UInt64
  private let path: String
  /// Where the page being read begins.
  private var pageOffset: UInt64 = 0

  private var dictionary = Values()
  private var page = Values()
  /// Numbers of dictionary entries, where the page has those.
  private var indices = GrowableBuffer<UInt32>()
  private var usesDictionary = false
  private var definitions = GrowableBuffer<UInt32>()
  private var repetitions = GrowableBuffer<UInt32>()
  private var expanded = GrowableBuffer<UInt8>()
  private var scratch = GrowableBuffer<UInt64>()

  /// Values of the page, nulls included, and how many were passed.
  private var count = 0
  private var position = 0
  /// Values passed that are not null.
  private var valueIndex = 0

  /// - Parameters:
  ///   - file: Open.
  ///   - leaf: The column.
  ///   - chunk: Its place in the row group.
  ///   - windowByteCount: Bytes read at once.
  /// - Throws: ``StorageError/unsupported(path:detail:)`` for what is not read.
  init(
    _ file: RandomAccessFile, _ leaf: ParquetSchema.Leaf, _ chunk: ParquetMetadata.ColumnChunk,
    windowByteCount: Int
  ) throws(StorageError) {
    self.leaf = leaf
    codec = try Self.codec(of: chunk, leaf, path: file.path)
    pages = try ParquetPages(file, chunk, windowByteCount: windowByteCount)
    valuesLeft = chunk.valueCount
    path = file.path
  }

  private static func codec(
    of chunk: ParquetMetadata.ColumnChunk, _ leaf: ParquetSchema.Leaf, path: String
  ) throws(StorageError) -> BlockCodec? {
    let column = "the column \"\(leaf.path)\""
    if chunk.isEncrypted { throw .unsupported(path: path, detail: "\(column) is encrypted") }
    if !chunk.file.isEmpty {
      throw .unsupported(path: path, detail: "\(column) stands in another file, \(chunk.file)")
    }
    guard chunk.hasMetadata else {
      throw .damaged(path: path, offset: 0, detail: "\(column) has no description")
    }
    switch chunk.codec {
    case .none: return nil
    case .snappy: return .snappy
    case .gzip: return .gzip
    case .brotli: return .brotli
    case .zstd: return .zstd
    case .lz4: return .lz4
    case .lz4Hadoop: return .lz4Hadoop
    case .lzo:
      throw .unsupported(
        path: path,
        detail: "\(column) is compressed with "
          + (chunk.codecNumber == 3 ? "LZO" : "the unknown method \(chunk.codecNumber)"))
    }
  }

  private func damaged(_ detail: String) -> StorageError {
    .damaged(path: path, offset: pageOffset, detail: "column \"\(leaf.path)\": \(detail)")
  }

  // MARK: - One value after the other

  /// Makes sure that a value stands here; `false` at the end of the row group.
  func load() throws(StorageError) -> Bool {
    while position == count {
      if valuesLeft == 0 { return false }
      try readPage()
    }
    return true
  }

  /// The definition level of the value here.
  var definition: Int {
    leaf.maximumDefinition == 0 ? 0 : Int(definitions[position])
  }

  /// The repetition level of the value here.
  var repetition: Int {
    leaf.maximumRepetition == 0 ? 0 : Int(repetitions[position])
  }

  /// Goes behind the value here.
  func advance() {
    if definition == leaf.maximumDefinition { valueIndex += 1 }
    position += 1
  }

  /// The bits of the number or truth value here.
  var word: UInt64 {
    usesDictionary ? dictionary.words[Int(indices[valueIndex])] : page.words[valueIndex]
  }

  /// The bytes of the value here.
  var bytes: BufferView<UInt8> {
    if usesDictionary {
      let range = dictionary.ranges[Int(indices[valueIndex])]
      return dictionary.bytes.view[Int(range.start)..<Int(range.start) + Int(range.count)]
    }
    let range = page.ranges[valueIndex]
    return page.bytes.view[Int(range.start)..<Int(range.start) + Int(range.count)]
  }

  /// Goes behind the next rows; pages of which no row is wanted are not expanded where that shows
  /// in their header.
  func skip(rows: UInt64) throws(StorageError) {
    var left = rows
    if leaf.maximumRepetition == 0 {
      while left > 0 {
        if position == count {
          guard valuesLeft > 0 else { throw damaged("there are fewer values than rows") }
          try readPage(unlessWithin: left)
        }
        let step = min(left, UInt64(count - position))
        for _ in 0..<step { advance() }
        left -= step
        if skipped > 0 {
          left -= min(left, skipped)
          skipped = 0
        }
      }
      return
    }
    while left > 0 {
      guard try load() else { throw damaged("there are fewer values than rows") }
      repeat { advance() } while try load() && repetition > 0
      left -= 1
    }
  }

  /// Rows of a page that ``readPage(unlessWithin:)`` passed over.
  private var skipped: UInt64 = 0

  // MARK: - Pages

  /// Decodes the next page of data, and what dictionary stands in front of it.
  ///
  /// `rows`: a page of a column without lists that has no more than these is passed over.
  private func readPage(unlessWithin rows: UInt64 = 0) throws(StorageError) {
    while true {
      pageOffset = pages.offset
      guard !pages.isAtEnd else { throw damaged("there are fewer pages than values") }
      let (header, size) = try pages.header()
      switch header.kind {
      case .index, nil:
        try pages.skip(header, headerByteCount: size)
      case .dictionary:
        try pages.take(header, headerByteCount: size) { (bytes) throws(StorageError) in
          try readDictionary(header, bytes)
        }
      case .data, .dataV2:
        guard UInt64(header.valueCount) <= valuesLeft else {
          throw damaged("the pages have more values than the column")
        }
        valuesLeft -= UInt64(header.valueCount)
        position = 0
        valueIndex = 0
        if UInt64(header.valueCount) <= rows {
          try pages.skip(header, headerByteCount: size)
          count = 0
          skipped = UInt64(header.valueCount)
          return
        }
        try pages.take(header, headerByteCount: size) { (bytes) throws(StorageError) in
          try readData(header, bytes)
        }
        return
      }
    }
  }

  /// Calls `body` with the expanded bytes, which are those of ``expanded`` where they were compressed.
  private func expanding(
    _ bytes: ByteSlice, to size: Int, isCompressed: Bool,
    _ body: (ByteSlice) throws(ParquetEncodingError) -> Void
  ) throws(StorageError) {
    do throws(ParquetEncodingError) {
      // No bytes are no stream of any method.
      guard let codec, isCompressed, size > 0, bytes.count > 0 else {
        guard bytes.count >= size else { throw .cutOff }
        return try body(bytes[0..<size])
      }
      expanded.removeAll()
      do throws(StorageError) {
        try codec.expand(bytes, into: expanded.appendUninitialized(size))
      } catch {
        throw ParquetEncodingError(detail: CorpusFiles.reason(of: error))
      }
      try body(ByteSlice(expanded.view))
    } catch {
      throw damaged(error.detail)
    }
  }

  private func readDictionary(
    _ header: ParquetPageHeader, _ bytes: ByteSlice
  ) throws(StorageError) {
    dictionary.removeAll()
    try expanding(bytes, to: header.expandedByteCount, isCompressed: true) {
      (bytes) throws(ParquetEncodingError) in
      try ParquetValues.plain(bytes, leaf, count: header.valueCount, into: &dictionary)
    }
  }

  private func readData(
    _ header: ParquetPageHeader, _ bytes: ByteSlice
  ) throws(StorageError) {
    count = header.valueCount
    page.removeAll()
    if header.kind == .data {
      try expanding(bytes, to: header.expandedByteCount, isCompressed: true) {
        (bytes) throws(ParquetEncodingError) in
        var at = 0
        try readLevels(
          bytes, &at, maximum: leaf.maximumRepetition, header.repetitionEncoding, &repetitions)
        try readLevels(
          bytes, &at, maximum: leaf.maximumDefinition, header.definitionEncoding, &definitions)
        try readValues(bytes.suffix(from: at), header, isExpanded: codec != nil)
      }
      return
    }
    let levels = header.repetitionByteCount + header.definitionByteCount
    guard levels <= bytes.count, levels <= header.expandedByteCount else {
      throw damaged("the levels of a page are cut off")
    }
    do throws(ParquetEncodingError) {
      try decodeLevels(
        bytes[0..<header.repetitionByteCount], maximum: leaf.maximumRepetition, &repetitions)
      try decodeLevels(
        bytes[header.repetitionByteCount..<levels], maximum: leaf.maximumDefinition, &definitions)
    } catch {
      throw damaged(error.detail)
    }
    try expanding(
      bytes.suffix(from: levels), to: header.expandedByteCount - levels,
      isCompressed: header.isCompressed
    ) { (bytes) throws(ParquetEncodingError) in
      try readValues(bytes, header, isExpanded: codec != nil && header.isCompressed)
    }
  }

  /// Reads levels that stand in front of values, with their length.
  private func readLevels(
    _ bytes: ByteSlice, _ at: inout Int, maximum: Int, _ encoding: Int64,
    _ levels: inout GrowableBuffer<UInt32>
  ) throws(ParquetEncodingError) {
    if maximum == 0 { return }
    if encoding == ParquetEncoding.bitPacked.rawValue {
      let width = Self.width(of: maximum)
      let size = (count * width + 7) / 8
      guard size <= bytes.count - at else { throw .cutOff }
      levels.removeAll()
      try ParquetBits.unpackHighFirst(
        bytes[at..<(at + size)], width: width, into: levels.appendUninitialized(count))
      try check(levels, maximum)
      at += size
      return
    }
    guard bytes.count - at >= 4 else { throw .cutOff }
    let size = Int(bytes.load(UInt32.self, at: at))
    at += 4
    guard size <= bytes.count - at else { throw .cutOff }
    try decodeLevels(bytes[at..<(at + size)], maximum: maximum, &levels)
    at += size
  }

  private func decodeLevels(
    _ bytes: ByteSlice, maximum: Int, _ levels: inout GrowableBuffer<UInt32>
  ) throws(ParquetEncodingError) {
    if maximum == 0 { return }
    levels.removeAll()
    try ParquetRuns.decode(
      bytes, width: Self.width(of: maximum), into: levels.appendUninitialized(count))
    try check(levels, maximum)
  }

  private func check(
    _ levels: borrowing GrowableBuffer<UInt32>, _ maximum: Int
  ) throws(ParquetEncodingError) {
    for index in 0..<levels.count where levels[index] > UInt32(maximum) {
      throw ParquetEncodingError(detail: "a level is larger than the schema allows")
    }
  }

  private static func width(of maximum: Int) -> Int {
    Int.bitWidth - maximum.leadingZeroBitCount
  }

  /// `isExpanded`: the bytes are the last of ``expanded``, unless there are none.
  private func readValues(
    _ bytes: ByteSlice, _ header: ParquetPageHeader, isExpanded: Bool
  ) throws(ParquetEncodingError) {
    var known = count
    if leaf.maximumDefinition > 0 {
      known = 0
      let maximum = UInt32(leaf.maximumDefinition)
      for index in 0..<count where definitions[index] == maximum { known += 1 }
    }
    guard let encoding = ParquetEncoding(rawValue: header.encoding) else {
      throw ParquetEncodingError(detail: "values in the unknown encoding \(header.encoding)")
    }
    usesDictionary = encoding == .plainDictionary || encoding == .runLengthDictionary
    if known == 0 { return }
    if isExpanded, encoding == .plain, leaf.type == .bytes {
      // Texts stay where they were expanded.
      try ParquetValues.strings(
        bytes, at: expanded.count - bytes.count, count: known, into: &page)
      swap(&page.bytes, &expanded)
      return
    }
    guard usesDictionary else {
      try ParquetValues.decode(
        bytes, encoding, leaf, count: known, scratch: &scratch, into: &page)
      return
    }
    guard bytes.count > 0 else { throw .cutOff }
    indices.removeAll()
    try ParquetRuns.decode(
      bytes.suffix(from: 1), width: Int(bytes[0]), into: indices.appendUninitialized(known))
    for index in 0..<known where Int(indices[index]) >= dictionary.count {
      throw ParquetEncodingError(detail: "a value points behind the dictionary")
    }
  }
}
