internal import Storage

/// What the footer of a Parquet file says: its schema, and where each column stands.
///
/// Numbers of fields are those of the format's Thrift definition.
struct ParquetMetadata {
  /// How the bytes of a page are compressed.
  enum Codec: Int64 {
    case none = 0
    case snappy, gzip, lzo, brotli, lz4Hadoop, zstd, lz4
  }

  /// How values are stored.
  enum PhysicalType: Int64 {
    case boolean = 0
    case int32, int64, int96, float, double, bytes, fixedBytes
  }

  /// How often a field occurs in its parent.
  enum Repetition: Int64 {
    case required = 0
    case optional, repeated
  }

  /// Resolution of times.
  enum TimeUnit: Int64 {
    case milliseconds = 1
    case microseconds, nanoseconds
  }

  /// What values mean, where that is more than how they are stored.
  enum Annotation: Equatable {
    case none
    case text, list, map, json, bson, uuid, float16, date, interval, null
    case decimal(scale: Int)
    case time(TimeUnit)
    case timestamp(TimeUnit, isUTC: Bool)
    case integer(bits: Int, isSigned: Bool)
    /// A meaning that this program does not know; the values are given as they are stored.
    case unknown
  }

  /// One line of the schema, which is a tree written down parents first.
  struct Element {
    var name = ""
    var type: PhysicalType?
    var length = 0
    var repetition = Repetition.required
    var childCount = 0
    var annotation = Annotation.none
  }

  /// The values of one column in one row group.
  struct ColumnChunk {
    var codec = Codec.none
    var codecNumber: Int64 = 0
    var valueCount: UInt64 = 0
    var byteCount: UInt64 = 0
    var dataOffset: UInt64 = 0
    var dictionaryOffset: UInt64?
    /// Path of another file that holds the values; empty for this one.
    var file = ""
    var isEncrypted = false
    var hasMetadata = false

    /// Where the chunk begins.
    ///
    /// Some writers give zero for a dictionary that is not there.
    var start: UInt64 {
      guard let dictionaryOffset, dictionaryOffset > 0, dictionaryOffset < dataOffset else {
        return dataOffset
      }
      return dictionaryOffset
    }
  }

  struct RowGroup {
    var columns: [ColumnChunk] = []
    var rowCount: UInt64 = 0
  }

  var elements: [Element] = []
  var rowCount: UInt64 = 0
  var rowGroups: [RowGroup] = []
  var isEncrypted = false

  private static let magic = Array("PAR1".utf8)
  /// A footer larger than this is taken for damage.
  private static var maximumFooterByteCount: UInt64 { 1 << 30 }

  /// Reads the footer of a file.
  ///
  /// - Throws: ``StorageError`` with the place when it is cut off or damaged.
  init(_ file: RandomAccessFile) throws(StorageError) {
    let size = file.status.byteCount
    func damaged(_ offset: UInt64, _ detail: String) -> StorageError {
      .damaged(path: file.path, offset: offset, detail: detail)
    }
    guard size >= 12 else { throw damaged(0, "the file is too short for a Parquet file") }
    let tail = GrowableBuffer<UInt8>(repeating: 0, count: 8)
    guard try file.read(into: tail.view, at: size - 8) == 8 else {
      throw damaged(size - 8, "the file became shorter while it was read")
    }
    let end = tail.view[4..<8].array
    if end == Array("PARE".utf8) {
      throw .unsupported(path: file.path, detail: "the file is encrypted")
    }
    guard end == Self.magic else {
      throw damaged(size - 4, "the file does not end as a Parquet file does; it may be cut off")
    }
    let length = UInt64(ByteSlice(tail.view).load(UInt32.self, at: 0))
    guard length + 12 <= size, length <= Self.maximumFooterByteCount else {
      throw damaged(size - 8, "the footer claims to have \(length) bytes")
    }
    let footer = GrowableBuffer<UInt8>(repeating: 0, count: Int(length))
    guard try file.read(into: footer.view, at: size - 8 - length) == Int(length) else {
      throw damaged(size - 8, "the file became shorter while it was read")
    }
    var reader = ThriftReader(
      ByteSlice(footer.view), origin: size - 8 - length, path: file.path)
    try read(&reader)
    // One damaged byte can make the footer seem to end early, and hide every row.
    guard isEncrypted || reader.offset == Int(length) else {
      throw reader.damaged("the footer has bytes left over")
    }
    guard !elements.isEmpty else { throw damaged(size - 8 - length, "the footer has no schema") }
  }

  private mutating func read(_ reader: inout ThriftReader) throws(StorageError) {
    var elements: [Element] = []
    var groups: [RowGroup] = []
    var rows: UInt64 = 0
    var isEncrypted = false
    var seen: Set<Int> = []
    try reader.forEachField { (reader, field, kind) throws(StorageError) in
      seen.insert(field)
      switch field {
      case 2:
        try reader.forEachElement(kind) { (reader, kind) throws(StorageError) in
          elements.append(try Self.element(&reader, kind))
        }
      case 3: rows = try reader.count(kind)
      case 4:
        try reader.forEachElement(kind) { (reader, kind) throws(StorageError) in
          groups.append(try Self.rowGroup(&reader, kind))
        }
      case 8:
        isEncrypted = true
        try reader.skip(kind)
      default: try reader.skip(kind)
      }
    }
    guard seen.isSuperset(of: [2, 3, 4]) else {
      throw reader.damaged("the footer lacks its schema, its number of rows or its row groups")
    }
    self.elements = elements
    rowGroups = groups
    rowCount = rows
    self.isEncrypted = isEncrypted
  }

  // MARK: - Schema

  private static func element(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(StorageError) -> Element {
    var element = Element()
    var converted: Int64?
    var scale = 0
    try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
      switch field {
      case 1:
        let number = try reader.integer(kind)
        guard let type = PhysicalType(rawValue: number) else {
          throw reader.damaged("a column has the unknown physical type \(number)")
        }
        element.type = type
      case 2: element.length = Int(clamping: try reader.count(kind))
      case 3:
        let number = try reader.integer(kind)
        guard let repetition = Repetition(rawValue: number) else {
          throw reader.damaged("a column has the unknown repetition \(number)")
        }
        element.repetition = repetition
      case 4: element.name = try reader.text(kind)
      case 5: element.childCount = Int(clamping: try reader.count(kind))
      case 6: converted = try reader.integer(kind)
      case 7: scale = Int(clamping: try reader.integer(kind))
      case 10: element.annotation = try annotation(&reader, kind)
      default: try reader.skip(kind)
      }
    }
    if element.annotation == .none, let converted {
      element.annotation = annotation(converted: converted, scale: scale)
    }
    return element
  }

  /// The meaning in files of the first version of annotations.
  private static func annotation(converted: Int64, scale: Int) -> Annotation {
    switch converted {
    case 0, 4: .text
    case 1, 2: .map
    case 3: .list
    case 5: .decimal(scale: scale)
    case 6: .date
    case 7: .time(.milliseconds)
    case 8: .time(.microseconds)
    case 9: .timestamp(.milliseconds, isUTC: true)
    case 10: .timestamp(.microseconds, isUTC: true)
    case 11...14: .integer(bits: 8 << Int(converted - 11), isSigned: false)
    case 15...18: .integer(bits: 8 << Int(converted - 15), isSigned: true)
    case 19: .json
    case 20: .bson
    case 21: .interval
    default: .unknown
    }
  }

  private static func annotation(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(StorageError) -> Annotation {
    var found = Annotation.none
    try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
      found = try annotation(&reader, member: field, kind)
    }
    return found
  }

  private static func annotation(
    _ reader: inout ThriftReader, member: Int, _ kind: ThriftReader.Kind
  ) throws(StorageError) -> Annotation {
    switch member {
    case 5: return .decimal(scale: try numbers(&reader, kind)[1].map { Int(clamping: $0) } ?? 0)
    case 7:
      return .time(try time(&reader, kind).unit)
    case 8:
      let time = try time(&reader, kind)
      return .timestamp(time.unit, isUTC: time.isUTC)
    case 10:
      var bits = 64
      var isSigned = true
      try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
        switch field {
        case 1: bits = Int(clamping: try reader.integer(kind))
        case 2: isSigned = try reader.truth(kind)
        default: try reader.skip(kind)
        }
      }
      return .integer(bits: bits, isSigned: isSigned)
    default: break
    }
    try reader.skip(kind)
    return switch member {
    case 1, 4: .text
    case 2: .map
    case 3: .list
    case 6: .date
    case 11: .null
    case 12: .json
    case 13: .bson
    case 14: .uuid
    case 15: .float16
    default: .unknown
    }
  }

  private static func numbers(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(StorageError) -> [Int: Int64] {
    var numbers: [Int: Int64] = [:]
    try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
      numbers[field] = try reader.integer(kind)
    }
    return numbers
  }

  private static func time(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(StorageError) -> (unit: TimeUnit, isUTC: Bool) {
    var isUTC = false
    var unit: TimeUnit?
    try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
      switch field {
      case 1: isUTC = try reader.truth(kind)
      case 2:
        try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
          unit = TimeUnit(rawValue: Int64(field))
          try reader.skip(kind)
        }
      default: try reader.skip(kind)
      }
    }
    guard let unit else { throw reader.damaged("a column of times has an unknown unit") }
    return (unit, isUTC)
  }

  // MARK: - Row groups

  private static func rowGroup(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(StorageError) -> RowGroup {
    var group = RowGroup()
    try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
      switch field {
      case 1:
        try reader.forEachElement(kind) { (reader, kind) throws(StorageError) in
          group.columns.append(try chunk(&reader, kind))
        }
      case 3: group.rowCount = try reader.count(kind)
      default: try reader.skip(kind)
      }
    }
    return group
  }

  private static func chunk(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(StorageError) -> ColumnChunk {
    var chunk = ColumnChunk()
    try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
      switch field {
      case 1: chunk.file = try reader.text(kind)
      case 3:
        chunk.hasMetadata = true
        try readMetadata(of: &chunk, &reader, kind)
      case 8, 9:
        chunk.isEncrypted = true
        try reader.skip(kind)
      default: try reader.skip(kind)
      }
    }
    return chunk
  }

  private static func readMetadata(
    of chunk: inout ColumnChunk, _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(StorageError) {
    var read = chunk
    try reader.forEachField(kind) { (reader, field, kind) throws(StorageError) in
      switch field {
      case 4:
        read.codecNumber = try reader.integer(kind)
        read.codec = Codec(rawValue: read.codecNumber) ?? .lzo
      case 5: read.valueCount = try reader.count(kind)
      case 7: read.byteCount = try reader.count(kind)
      case 9: read.dataOffset = try reader.count(kind)
      case 11: read.dictionaryOffset = try reader.count(kind)
      default: try reader.skip(kind)
      }
    }
    chunk = read
  }
}
