/// A growing run of bytes written in little-endian order.
package struct ByteWriter: ~Copyable {
  package var bytes: GrowableBuffer<UInt8>

  package init(capacity: Int = 0) { bytes = GrowableBuffer(capacity: capacity) }

  /// An empty run on the disk of a folder; see ``GrowableBuffer/init(onDiskOf:)``.
  package init(onDiskOf folder: String?) { bytes = GrowableBuffer(onDiskOf: folder) }

  package var count: Int { bytes.count }

  /// The bytes written so far.
  package var slice: ByteSlice { ByteSlice(bytes.view) }

  @inlinable
  package mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(_ value: Number) {
    let at = bytes.count
    bytes.reserve(MemoryLayout<Number>.size)
    bytes.setCount(at + MemoryLayout<Number>.size)
    unsafe UnsafeMutableRawPointer(bytes.base + at).storeBytes(
      of: value.littleEndian, as: Number.self)
  }

  package mutating func append(bits value: Double) { append(value.bitPattern) }

  /// LEB128, one to ten bytes.
  @inlinable
  package mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  package mutating func append(_ slice: ByteSlice) {
    bytes.append(contentsOf: slice.readOnlyView)
  }

  package mutating func append(_ array: [UInt8]) { bytes.append(contentsOf: array) }

  /// A varint length, then the UTF-8 bytes.
  package mutating func append(text: String) {
    let utf8 = Array(text.utf8)
    append(varint: UInt64(utf8.count))
    append(utf8)
  }

  /// Zeros up to the next multiple of `alignment`.
  package mutating func align(to alignment: Int) {
    let rest = bytes.count % alignment
    if rest != 0 { bytes.append(repeating: 0, count: alignment - rest) }
  }

  /// Overwrites an integer written earlier.
  package mutating func patch<Number: FixedWidthInteger & BitwiseCopyable>(
    _ value: Number, at offset: Int
  ) {
    precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= bytes.count)
    unsafe UnsafeMutableRawPointer(bytes.base + offset).storeBytes(
      of: value.littleEndian, as: Number.self)
  }

  package mutating func removeAll() { bytes.removeAll() }
}

/// Reads what a ``ByteWriter`` wrote, front to back, with every step checked.
package struct ByteReader {
  package let slice: ByteSlice
  package private(set) var offset = 0
  private let damaged: StorageError

  /// `damaged`: thrown when the bytes end early.
  package init(_ slice: ByteSlice, damaged: StorageError) {
    self.slice = slice
    self.damaged = damaged
  }

  package var isAtEnd: Bool { offset == slice.count }

  package mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type
  )
    throws(StorageError) -> Number
  {
    guard slice.count - offset >= MemoryLayout<Number>.size else { throw damaged }
    defer { offset += MemoryLayout<Number>.size }
    return slice.load(type, at: offset)
  }

  package mutating func readVarint() throws(StorageError) -> UInt64 {
    guard let value = slice.varint(at: &offset) else { throw damaged }
    return value
  }

  /// A varint that must fit in a non-negative `Int` no larger than `limit`.
  package mutating func readCount(limit: Int = Int.max) throws(StorageError) -> Int {
    let value = try readVarint()
    guard value <= UInt64(limit) else { throw damaged }
    return Int(value)
  }

  package mutating func readBytes(_ count: Int) throws(StorageError) -> ByteSlice {
    guard count >= 0, slice.count - offset >= count else { throw damaged }
    defer { offset += count }
    return slice[offset..<offset + count]
  }

  package mutating func readText() throws(StorageError) -> String {
    let count = try readCount(limit: slice.count)
    return try readBytes(count).text
  }
}
