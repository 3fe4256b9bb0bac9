package import Storage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A copy of some bytes behind which nothing can be read: whoever reads on ends the test run.
@safe
package final class GuardedBytes: @unchecked Sendable {
  // Safe: maps `size` bytes until `deinit`, the last page of them without access.
  private let address: UnsafeMutableRawPointer
  private let size: Int
  /// The bytes; they end where memory does.
  package let slice: ByteSlice

  package init(_ bytes: [UInt8]) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let room = (bytes.count + page - 1) / page * page
    size = room + page
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    let mapped = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED,
      unsafe mprotect(mapped + room, page, PROT_NONE) == 0
    else { preconditionFailure("no memory with a guard behind it") }
    unsafe address = mapped
    let start = unsafe mapped + (room - bytes.count)
    unsafe start.copyMemory(from: bytes, byteCount: bytes.count)
    slice = unsafe ByteSlice(unsafeBase: start, count: bytes.count)
  }

  deinit { unsafe munmap(address, size) }
}
