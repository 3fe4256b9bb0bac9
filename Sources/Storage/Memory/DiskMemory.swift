internal import Glibc

/// The memory of one buffer, in a file without a name on the disk of some folder.
///
/// For what grows with an index and may be larger than the memory there is: where memory is short,
/// the system writes its pages to the disk, and it counts as a mapped file. The file is gone with
/// this, however the process ends. Where there can be none, or the disk is full, buffers lie in
/// ordinary memory.
@safe @usableFromInline
final class DiskMemory: @unchecked Sendable {
  private let descriptor: Int32
  // Safe: maps `byteCount` bytes of the file, all of which are reserved on the disk; changed by the
  // one buffer that owns this.
  private var address: UnsafeMutableRawPointer?
  private var byteCount = 0

  /// `nil` where the folder's file system has no such files.
  init?(in folder: String) {
    guard let descriptor = try? SystemCall.openNameless(in: folder) else { return nil }
    self.descriptor = descriptor
    unsafe address = nil
  }

  deinit {
    if let address = unsafe address { unsafe munmap(address, byteCount) }
    SystemCall.closeFile(descriptor)
  }

  /// Makes the memory larger; what it holds stays, and it may move.
  ///
  /// - Returns: Where it begins; `nil`, with nothing changed, when the disk has no room for it.
  @usableFromInline
  func grow(to bytes: Int) -> UnsafeMutableRawPointer? {
    // Reserved, so that writing to the memory cannot fail later.
    guard posix_fallocate(descriptor, 0, bytes) == 0 else { return nil }
    let larger = unsafe mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let larger = unsafe larger, unsafe larger != MAP_FAILED else { return nil }
    if let address = unsafe address { unsafe munmap(address, byteCount) }
    unsafe address = unsafe larger
    byteCount = bytes
    return unsafe larger
  }
}
