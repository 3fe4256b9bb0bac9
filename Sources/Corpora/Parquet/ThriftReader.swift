internal import Storage

/// Reads the compact protocol of Thrift, in which Parquet writes its metadata.
///
/// Nothing is trusted: lengths are compared with the bytes that are there, and nesting is bounded.
/// Fields that nobody asks for are passed over, so that newer files are read too.
struct ThriftReader {
  /// What a value is, as the protocol numbers it.
  enum Kind: UInt8 {
    case yes = 1
    case no, byte, short, int, long, double, binary, list, set, map, structure, uuid
  }

  private let bytes: ByteSlice
  private(set) var offset = 0
  /// Where the bytes begin in the file, for messages.
  private let origin: UInt64
  private let path: String
  private var depth = 0

  private static var maximumDepth: Int { 64 }

  /// - Parameters:
  ///   - bytes: Alive as long as the reader.
  ///   - origin: Where they begin in the file.
  ///   - path: The file, for messages.
  init(_ bytes: ByteSlice, origin: UInt64, path: String) {
    self.bytes = bytes
    self.origin = origin
    self.path = path
  }

  /// The error for metadata that cannot be what it claims.
  func damaged(_ detail: String) -> StorageError {
    .damaged(path: path, offset: origin + UInt64(offset), detail: detail)
  }

  private mutating func byte() throws(StorageError) -> UInt8 {
    guard offset < bytes.count else { throw damaged("the metadata ends early") }
    offset += 1
    return bytes[offset - 1]
  }

  private mutating func varint() throws(StorageError) -> UInt64 {
    guard let value = bytes.varint(at: &offset) else { throw damaged("the metadata ends early") }
    return value
  }

  private mutating func zigzag() throws(StorageError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  private mutating func take(_ count: UInt64) throws(StorageError) -> ByteSlice {
    guard count <= UInt64(bytes.count - offset) else { throw damaged("the metadata ends early") }
    offset += Int(count)
    return bytes[(offset - Int(count))..<offset]
  }

  private func kind(_ number: UInt8) throws(StorageError) -> Kind {
    guard let kind = Kind(rawValue: number) else {
      throw damaged("the metadata holds a value of the unknown kind \(number)")
    }
    return kind
  }

  // MARK: - Values

  /// A whole number of any width.
  mutating func integer(_ kind: Kind) throws(StorageError) -> Int64 {
    switch kind {
    case .byte: return Int64(Int8(bitPattern: try byte()))
    case .short, .int, .long: return try zigzag()
    default: throw damaged("the metadata holds something else than a number")
    }
  }

  /// A whole number that counts or points.
  mutating func count(_ kind: Kind) throws(StorageError) -> UInt64 {
    let value = try integer(kind)
    guard value >= 0 else { throw damaged("the metadata holds the negative number \(value)") }
    return UInt64(value)
  }

  /// A truth value as a field of a structure.
  func truth(_ kind: Kind) throws(StorageError) -> Bool {
    switch kind {
    case .yes: return true
    case .no: return false
    default: throw damaged("the metadata holds something else than a truth value")
    }
  }

  /// A string; bytes that are no UTF-8 become U+FFFD.
  mutating func text(_ kind: Kind) throws(StorageError) -> String {
    guard kind == .binary else { throw damaged("the metadata holds something else than text") }
    return try take(try varint()).text
  }

  /// Calls `body` for each element of a list.
  mutating func forEachElement(
    _ kind: Kind, _ body: (inout ThriftReader, Kind) throws(StorageError) -> Void
  ) throws(StorageError) {
    guard kind == .list || kind == .set else {
      throw damaged("the metadata holds something else than a list")
    }
    let header = try byte()
    let count = header >> 4 == 15 ? try varint() : UInt64(header >> 4)
    let element = try self.kind(header & 15)
    // Every element takes a byte, except that nothing checks an empty structure's.
    guard count <= UInt64(bytes.count - offset) else { throw damaged("a list is cut off") }
    try descend { (reader) throws(StorageError) in
      for _ in 0..<count { try body(&reader, element) }
    }
  }

  /// Calls `body` for each field of a structure; it has to read or ``skip(_:)`` the value.
  mutating func forEachField(
    _ kind: Kind = .structure,
    _ body: (inout ThriftReader, _ field: Int, Kind) throws(StorageError) -> Void
  ) throws(StorageError) {
    guard kind == .structure else {
      throw damaged("the metadata holds something else than a structure")
    }
    try descend { (reader) throws(StorageError) in
      var field = 0
      while true {
        let header = try reader.byte()
        if header == 0 { return }
        field =
          header >> 4 == 0
          ? Int(truncatingIfNeeded: try reader.zigzag()) : field + Int(header >> 4)
        try body(&reader, field, try reader.kind(header & 15))
      }
    }
  }

  private mutating func descend(
    _ body: (inout ThriftReader) throws(StorageError) -> Void
  ) throws(StorageError) {
    guard depth < Self.maximumDepth else { throw damaged("the metadata is nested too deep") }
    depth += 1
    try body(&self)
    depth -= 1
  }

  /// Passes a value over.
  mutating func skip(_ kind: Kind) throws(StorageError) {
    switch kind {
    case .yes, .no: break
    case .byte: _ = try byte()
    case .short, .int, .long: _ = try varint()
    case .double: _ = try take(8)
    case .uuid: _ = try take(16)
    case .binary: _ = try take(try varint())
    case .list, .set:
      try forEachElement(kind) { (reader, element) throws(StorageError) in
        // Inside lists a truth value has a byte of its own.
        try reader.skip(element == .yes || element == .no ? .byte : element)
      }
    case .map:
      let count = try varint()
      if count == 0 { return }
      let kinds = try byte()
      let key = try self.kind(kinds >> 4)
      let value = try self.kind(kinds & 15)
      guard count <= UInt64(bytes.count - offset) else { throw damaged("a map is cut off") }
      try descend { (reader) throws(StorageError) in
        for _ in 0..<count {
          try reader.skip(key == .yes || key == .no ? .byte : key)
          try reader.skip(value == .yes || value == .no ? .byte : value)
        }
      }
    case .structure:
      try forEachField { (reader, _, kind) throws(StorageError) in try reader.skip(kind) }
    }
  }
}
