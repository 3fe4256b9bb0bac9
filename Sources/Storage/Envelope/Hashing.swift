internal import CKernels

/// Mixing and prefetching for hash tables.
public enum Hashing {
  /// Folds the 128-bit product of two numbers.
  @inlinable @inline(__always)
  public static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.low ^ product.high
  }

  /// An odd constant with well-spread bits.
  @inlinable public static var first: UInt64 { 0xa076_1d64_78bd_642f }
  /// Another odd constant.
  @inlinable public static var second: UInt64 { 0xe703_7ed1_a0b4_28db }
}

/// Kept out of inlinable code, so that other modules need not import the C module.
@usableFromInline
func prefetchLine(_ address: UnsafeRawPointer) { unsafe ck_prefetch(address) }

extension BufferView {
  /// Prefetches an element's cache line.
  @inlinable @inline(__always)
  public func prefetch(_ index: Int) {
    assert(index >= 0 && index < count)
    unsafe prefetchLine(base + index)
  }
}

extension BufferView<UInt8> {
  /// Eight bytes from an offset on as a little-endian number; the memory must have them, which
  /// the padding of a ``GrowableBuffer`` grants for every offset up to its count.
  @inlinable @inline(__always)
  public func loadWord(at offset: Int) -> UInt64 {
    assert(offset >= 0 && offset <= count)
    return unsafe UInt64(
      littleEndian: UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self))
  }
}
