internal import Glibc

/// A whole file mapped for reading.
///
/// Mapped files are trusted not to shrink: ours are written under a temporary name, synced,
/// renamed and never changed afterwards. The mapping ends with the value's last reference, so
/// slices must not outlive it.
@safe
package final class MappedFile: @unchecked Sendable {
  package let path: String
  package let count: Int
  // Safe: maps `count` bytes read-only until `deinit`; nil for an empty file.
  private let address: UnsafeMutableRawPointer?

  package init(_ path: String) throws(StorageError) {
    let descriptor = try SystemCall.openForReading(path)
    defer { SystemCall.closeFile(descriptor) }
    let size = try SystemCall.size(of: descriptor, path: path)
    self.path = path
    count = Int(size)
    if size == 0 {
      unsafe address = nil
      return
    }
    let mapped = unsafe mmap(nil, Int(size), PROT_READ, MAP_SHARED, descriptor, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
      throw SystemCall.failure(SystemCall.mapping, path)
    }
    unsafe address = mapped
  }

  deinit {
    if let address = unsafe address { unsafe munmap(address, count) }
  }

  /// All bytes.
  package var bytes: ByteSlice {
    guard let address = unsafe address else {
      return unsafe ByteSlice(
        unsafeBase: UnsafeRawPointer(bitPattern: 64).unsafelyUnwrapped, count: 0)
    }
    return unsafe ByteSlice(unsafeBase: address, count: count)
  }

  /// Asks the system to read a range ahead.
  package func prefetch(_ range: Range<Int>) {
    guard let address = unsafe address, !range.isEmpty else { return }
    let start = range.lowerBound & ~4095
    unsafe _ = madvise(address + start, range.upperBound - start, MADV_WILLNEED)
  }
}
