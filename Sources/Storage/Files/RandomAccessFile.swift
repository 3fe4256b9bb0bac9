internal import Glibc

/// What the file system says about a path.
package struct FileStatus: Sendable, Equatable, Codable {
  /// What stands at the path, after following links.
  package enum Kind: String, Sendable, Codable {
    case regular, folder, other
  }

  package var kind: Kind
  package var byteCount: UInt64
  /// Last modification, in nanoseconds since 1970.
  package var modifiedNanoseconds: Int64
  /// Device and inode: two paths with the same identity are one file.
  package var device: UInt64
  package var inode: UInt64

  init(_ raw: stat) {
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      default: .other
      }
    byteCount = UInt64(max(raw.st_size, 0))
    modifiedNanoseconds =
      Int64(raw.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_mtim.tv_nsec)
    device = UInt64(raw.st_dev)
    inode = UInt64(raw.st_ino)
  }

  /// The status of a path, or `nil` where nothing stands there.
  package static func of(_ path: String) throws(StorageError) -> FileStatus? {
    var raw = stat()
    // Safe: the call fills a local structure.
    if unsafe PathText.withPath(path, { unsafe stat($0, &raw) }) == 0 { return FileStatus(raw) }
    let code = errno
    if code == ENOENT || code == ENOTDIR { return nil }
    throw .system(operation: "stat", path: path, code: code)
  }
}

/// A file opened for reading at any offset, closed with the last reference to it.
///
/// Reading moves nothing, so that several readers and threads share one.
@safe
package final class RandomAccessFile: Sendable {
  package let path: String
  /// The file's state when it was opened.
  package let status: FileStatus
  private let descriptor: CInt

  /// Opens a regular file.
  package convenience init(path: String) throws(StorageError) {
    try self.init(adopting: SystemCall.openForReading(path), path: path)
  }

  /// Takes over a descriptor, which is closed should it be that of no regular file.
  init(adopting descriptor: Int32, path: String) throws(StorageError) {
    var raw = stat()
    guard unsafe fstat(descriptor, &raw) == 0 else {
      let code = errno
      SystemCall.closeFile(descriptor)
      throw .system(operation: "stat", path: path, code: code)
    }
    let status = FileStatus(raw)
    guard status.kind == .regular else {
      SystemCall.closeFile(descriptor)
      throw .system(
        operation: "read", path: path, code: status.kind == .folder ? EISDIR : ESPIPE)
    }
    self.path = path
    self.status = status
    self.descriptor = descriptor
  }

  deinit { SystemCall.closeFile(descriptor) }

  /// Tells the system that the file will be read from front to back.
  package func adviseSequential() {
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  /// Reads as many bytes as fit and the file has.
  ///
  /// - Returns: Fewer than `destination.count` only at the end of the file.
  package func read(
    into destination: BufferView<UInt8>, at offset: UInt64
  ) throws(StorageError) -> Int {
    try SystemCall.read(descriptor, into: destination, at: offset, path: path)
  }
}
