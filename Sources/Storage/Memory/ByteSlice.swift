/// A read-only view of bytes that somebody else keeps alive, usually a mapped file.
///
/// A slice is bounds-checked when it is made; reads inside it are checked again, at the price of
/// one well-predicted comparison. Integers are little-endian and may stand unaligned. The owner
/// (a ``MappedFile``) must outlive the slice.
@safe
public struct ByteSlice: @unchecked Sendable {
  // Safe: made from live memory of `count` bytes by owners that outlive it; never written.
  /// The first byte, for calls into C.
  public let base: UnsafeRawPointer
  /// Bytes in the slice.
  public let count: Int

  /// A slice of memory whose owner vouches for it.
  @inlinable
  public init(unsafeBase base: UnsafeRawPointer, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// The bytes of a buffer, while the buffer neither grows nor ends.
  @inlinable
  public init(_ view: BufferView<UInt8>) {
    unsafe self.base = UnsafeRawPointer(view.base)
    self.count = view.count
  }

  /// The little-endian integer (or float bits) at an offset.
  @inlinable @inline(__always)
  public func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at offset: Int
  ) -> Number {
    precondition(
      offset >= 0 && offset &+ MemoryLayout<Number>.size <= count, "read past the end of a slice")
    return unsafe Number(
      littleEndian: (base + offset).loadUnaligned(as: Number.self))
  }

  /// Copies little-endian numbers from an offset on.
  @inlinable
  public func copy(at offset: Int, count number: Int, into numbers: BufferView<UInt32>) {
    precondition(
      offset >= 0 && number >= 0 && number <= numbers.count && number <= (count - offset) / 4,
      "read past the end of a slice")
    // Safe: both ranges were compared with what is there.
    for index in 0..<number {
      numbers[index] = unsafe UInt32(
        littleEndian: (base + (offset &+ 4 &* index)).loadUnaligned(as: UInt32.self))
    }
  }

  /// The byte at an offset.
  @inlinable @inline(__always)
  public subscript(offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < count, "read past the end of a slice")
    return unsafe base.load(fromByteOffset: offset, as: UInt8.self)
  }

  /// A smaller slice; traps when it does not fit.
  @inlinable
  public subscript(range: Range<Int>) -> ByteSlice {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "slice out of bounds")
    return unsafe ByteSlice(unsafeBase: base + range.lowerBound, count: range.count)
  }

  /// A smaller slice, or `nil` when it does not fit: the gate for offsets read from disk.
  @inlinable
  public func slice(offset: UInt64, count length: UInt64) -> ByteSlice? {
    let (end, overflow) = offset.addingReportingOverflow(length)
    guard !overflow, end <= UInt64(count) else { return nil }
    return unsafe ByteSlice(unsafeBase: base + Int(offset), count: Int(length))
  }

  /// Everything from an offset on.
  @inlinable
  public func suffix(from offset: Int) -> ByteSlice { self[offset..<count] }

  /// A LEB128 number.
  ///
  /// Moves `offset` behind it. `nil` when it is cut or longer than 64 bits.
  @inlinable
  public func varint(at offset: inout Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < count, shift < 64 {
      let byte = unsafe base.load(fromByteOffset: offset, as: UInt8.self)
      offset &+= 1
      value |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
    }
    return nil
  }

  /// A varint known to be whole, because the bytes were validated; reads 0 past the end.
  @inlinable @inline(__always)
  public func trustedVarint(at offset: inout Int) -> UInt64 {
    varint(at: &offset) ?? 0
  }

  /// Lexicographic order of the bytes: negative, zero or positive.
  @inlinable
  public func compare(_ other: ByteSlice) -> Int {
    let shared = min(count, other.count)
    let order = unsafe compareBytes(base, other.base, shared)
    return order != 0 ? order : count - other.count
  }

  /// The bytes as text; invalid UTF-8 becomes U+FFFD.
  public var text: String {
    unsafe String(
      decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
  }

  /// A copy of the bytes.
  public var array: [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// The same bytes as a view, for code that reads views; they must not be written.
  @inlinable
  public var readOnlyView: BufferView<UInt8> {
    unsafe BufferView(
      unsafeBase: UnsafeMutablePointer(
        mutating: base.assumingMemoryBound(to: UInt8.self)), count: count)
  }
}

extension BufferView<UInt8> {
  /// The bytes as a slice.
  @inlinable public var slice: ByteSlice { ByteSlice(self) }
}
