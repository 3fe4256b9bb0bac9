internal import Glibc

extension BufferView<UInt8> {
  /// The first index at or after `start` that holds a byte.
  package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    precondition(start >= 0 && start <= count, "search begins outside the view")
    // Safe: the search stays between `start` and `count`.
    guard let found = unsafe memchr(base + start, CInt(byte), count - start) else { return nil }
    return unsafe UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
  }

  /// The last index before `end` that holds a byte, looking back no further than `start`.
  package func lastIndex(of byte: UInt8, from start: Int, before end: Int) -> Int? {
    precondition(start >= 0 && start <= end && end <= count, "search outside the view")
    var index = end
    while index > start {
      index -= 1
      if self[index] == byte { return index }
    }
    return nil
  }
}
