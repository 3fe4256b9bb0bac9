/// The chunks in which columns and postings are stored: 4,096 datasets each.
///
/// One change of one dataset rewrites only the chunk that it lies in; a query reads the 25 chunks
/// of 100,000 datasets in one go.
enum Chunk {
  static let bits: Int64 = 12
  static let capacity = 1 << Int(bits)

  static func of(_ number: Int64) -> Int64 { number >> bits }
  static func place(_ number: Int64) -> Int { Int(number) & (capacity - 1) }
}

/// The words of one field for the datasets of one chunk, as codes.
struct WordChunk: Sendable {
  /// By place; shorter than the capacity when the last ones have none.
  var codes: [[UInt32]] = []

  subscript(place: Int) -> [UInt32] {
    get { place < codes.count ? codes[place] : [] }
    set {
      while codes.count <= place { codes.append([]) }
      codes[place] = newValue
      // Datasets behind the last one, which may be purged, take no place.
      while codes.last?.isEmpty == true { codes.removeLast() }
    }
  }

  init() {}

  /// Layout, little-endian: u16 places, u16 words per place, then u32 codes.
  init(_ bytes: [UInt8]) throws {
    var reader = ByteCursor(bytes)
    let places = Int(try reader.u16())
    guard places <= Chunk.capacity else { throw ByteCursor.Damage() }
    var counts: [Int] = []
    counts.reserveCapacity(places)
    for _ in 0..<places { counts.append(Int(try reader.u16())) }
    codes.reserveCapacity(places)
    for count in counts {
      var list: [UInt32] = []
      for _ in 0..<count { list.append(try reader.u32()) }
      codes.append(list)
    }
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(u16: codes.count)
    for list in codes { bytes.append(u16: min(list.count, 65_535)) }
    for list in codes {
      for code in list.prefix(65_535) { bytes.append(u32: code) }
    }
    return bytes
  }

  /// Adds the chunk's words to a column that ends where the chunk begins.
  static func append(_ bytes: [UInt8], to column: inout WordColumn) throws {
    var reader = ByteCursor(bytes)
    let places = Int(try reader.u16())
    var counts = ByteCursor(bytes, at: 2)
    reader.skip(2 * places)
    let base = column.codes.count
    let codeCount = reader.remaining / 4
    column.codes.reserveCapacity(base + codeCount)
    for _ in 0..<codeCount { column.codes.append(try reader.u32()) }
    var end = base
    for _ in 0..<places {
      end += Int(try counts.u16())
      column.starts.append(UInt32(end))
    }
    guard end == column.codes.count else { throw ByteCursor.Damage() }
  }
}

/// The number of one field for the datasets of one chunk.
struct NumberChunk: Sendable {
  var values: [Double] = []

  subscript(place: Int) -> Double {
    get { place < values.count ? values[place] : .nan }
    set {
      while values.count <= place { values.append(.nan) }
      values[place] = newValue
      while values.last?.isNaN == true { values.removeLast() }
    }
  }

  init() {}

  /// Layout: the bits of one double per place, little-endian.
  init(_ bytes: [UInt8]) throws { try Self.append(bytes, to: &values) }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * values.count)
    for value in values {
      let bits = value.bitPattern
      bytes.append(u32: UInt32(truncatingIfNeeded: bits))
      bytes.append(u32: UInt32(truncatingIfNeeded: bits >> 32))
    }
    return bytes
  }

  static func append(_ bytes: [UInt8], to values: inout [Double]) throws {
    var reader = ByteCursor(bytes)
    for _ in 0..<bytes.count / 8 {
      let low = UInt64(try reader.u32())
      let high = UInt64(try reader.u32())
      values.append(Double(bitPattern: high << 32 | low))
    }
  }
}

/// Where one term stands in the datasets of one chunk, by rising place.
struct TermChunk: Sendable {
  /// One dataset that has the term.
  struct Entry: Sendable, Equatable {
    var place: Int
    /// How many of the positions lie in names, which come first and count more.
    var inNames: Int
    var positions: [UInt32]
  }

  var entries: [Entry] = []

  init() {}

  /// Layout, varints: distance of the place, positions in names, all positions, bytes of the
  /// positions, distances of the positions.
  init(_ bytes: [UInt8]) throws {
    var reader = ByteCursor(bytes)
    var place = -1
    while !reader.isAtEnd {
      place += try reader.varint() + 1
      let inNames = try reader.varint()
      let count = try reader.varint()
      _ = try reader.varint()
      guard place < Chunk.capacity, count <= reader.remaining else { throw ByteCursor.Damage() }
      var position: UInt32 = 0
      var positions: [UInt32] = []
      positions.reserveCapacity(count)
      for _ in 0..<count {
        position &+= UInt32(truncatingIfNeeded: try reader.varint())
        positions.append(position)
      }
      entries.append(Entry(place: place, inNames: inNames, positions: positions))
    }
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var last = -1
    for entry in entries {
      var positions: [UInt8] = []
      var previous: UInt32 = 0
      for position in entry.positions {
        positions.append(varint: Int(position - previous))
        previous = position
      }
      bytes.append(varint: entry.place - last - 1)
      bytes.append(varint: entry.inNames)
      bytes.append(varint: entry.positions.count)
      bytes.append(varint: positions.count)
      bytes += positions
      last = entry.place
    }
    return bytes
  }
}

/// Reads little-endian numbers one after another; reading past the end is damage, not a crash.
struct ByteCursor {
  /// The bytes are not what was written.
  struct Damage: Error {}

  let bytes: [UInt8]
  private(set) var offset: Int

  init(_ bytes: [UInt8], at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  var isAtEnd: Bool { offset >= bytes.count }
  var remaining: Int { max(0, bytes.count - offset) }

  mutating func skip(_ count: Int) { offset += count }

  mutating func u16() throws -> UInt16 {
    guard offset + 2 <= bytes.count else { throw Damage() }
    defer { offset += 2 }
    return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
  }

  mutating func u32() throws -> UInt32 {
    guard offset + 4 <= bytes.count else { throw Damage() }
    defer { offset += 4 }
    return UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
      | UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24
  }

  /// LEB128, at most five bytes.
  mutating func varint() throws -> Int {
    var value = 0
    var shift = 0
    while offset < bytes.count, shift < 35 {
      let byte = bytes[offset]
      offset += 1
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Damage()
  }
}

extension [UInt8] {
  mutating func append(u16 value: Int) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  mutating func append(u32 value: UInt32) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
    append(UInt8(truncatingIfNeeded: value >> 16))
    append(UInt8(truncatingIfNeeded: value >> 24))
  }

  mutating func append(varint value: Int) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }
}
