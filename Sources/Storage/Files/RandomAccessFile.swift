internal import Glibc
internal import Synchronization

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
  /// Where the packed bytes that it was expanded from are damaged.
  package let damage: StorageError?
  /// What it holds where it is packed, once that was asked for.
  let expansion = Mutex(Expansion())
  /// CRC-32 that its bytes have by the archive that it stands in as it is.
  let checksum: UInt32?
  /// What it may be expanded with.
  package let windows: WindowBudget
  private let descriptor: CInt
  /// What the file is a part of; the descriptor is then that of the whole.
  private let part: Part?

  private struct Part {
    let whole: RandomAccessFile
    let range: Range<UInt64>
    let head: [UInt8]
    let tail: [UInt8]
  }

  /// Opens a regular file.
  package convenience init(
    path: String, windows: WindowBudget = WindowBudget()
  ) throws(StorageError) {
    try self.init(adopting: SystemCall.openForReading(path), path: path, windows: windows)
  }

  /// Takes over a descriptor, which is closed should it be that of no regular file.
  ///
  /// `origin`: the file whose bytes it holds, which has its time; `damage`: where that one breaks off.
  init(
    adopting descriptor: Int32, path: String, of origin: FileStatus? = nil,
    damage: StorageError? = nil, windows: WindowBudget = WindowBudget()
  ) throws(StorageError) {
    var raw = stat()
    guard unsafe fstat(descriptor, &raw) == 0 else {
      let code = errno
      SystemCall.closeFile(descriptor)
      throw .system(operation: "stat", path: path, code: code)
    }
    var status = FileStatus(raw)
    if let origin { status.modifiedNanoseconds = origin.modifiedNanoseconds }
    guard status.kind == .regular else {
      SystemCall.closeFile(descriptor)
      throw .system(
        operation: "read", path: path, code: status.kind == .folder ? EISDIR : ESPIPE)
    }
    self.path = path
    self.status = status
    self.descriptor = descriptor
    self.damage = damage
    self.windows = windows
    checksum = nil
    part = nil
  }

  /// A part of another file, as a file of its own.
  ///
  /// - Parameters:
  ///   - range: Its bytes in the whole, which may end before it does.
  ///   - whole: Stays open as long as its part.
  ///   - path: What the part is called.
  ///   - head: Bytes that seem to stand in front of the range.
  ///   - tail: Bytes that seem to stand behind it.
  ///   - checksum: CRC-32 of the range, compared where it is read from front to back as plain bytes.
  package init(
    _ range: Range<UInt64>, of whole: RandomAccessFile, path: String, behind head: [UInt8] = [],
    before tail: [UInt8] = [], checksum: UInt32? = nil
  ) {
    self.path = path
    var status = whole.status
    status.byteCount = UInt64(head.count) + UInt64(range.count) + UInt64(tail.count)
    self.status = status
    descriptor = whole.descriptor
    damage = nil
    windows = whole.windows
    self.checksum = checksum
    part = Part(whole: whole, range: range, head: head, tail: tail)
  }

  deinit { if part == nil { SystemCall.closeFile(descriptor) } }

  /// Tells the system that the file will be read from front to back.
  package func adviseSequential() {
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  /// Reads as many bytes as fit and the file has.
  ///
  /// - Returns: Fewer than `destination.count` only at the end of the file.
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` where a part goes on behind the end of the
  ///   whole.
  package func read(
    into destination: BufferView<UInt8>, at offset: UInt64
  ) throws(StorageError) -> Int {
    guard let part else {
      return try SystemCall.read(descriptor, into: destination, at: offset, path: path)
    }
    var done = 0
    do throws(StorageError) {
      while done < destination.count {
        let rest = destination[done..<destination.count]
        let got = try read(part, into: rest, at: offset + UInt64(done))
        if got == 0 { break }
        done += got
      }
    } catch {
      // What stands before the damage comes first.
      if done == 0 { throw error }
    }
    return done
  }

  /// Reads on to the next border between what is of the whole and what is not.
  private func read(
    _ part: Part, into destination: BufferView<UInt8>, at offset: UInt64
  ) throws(StorageError) -> Int {
    let head = UInt64(part.head.count)
    if offset < head { return Self.copy(part.head[Int(offset)...], into: destination) }
    let end = head + UInt64(part.range.count)
    if offset >= end {
      return Self.copy(part.tail.dropFirst(Int(clamping: offset - end)), into: destination)
    }
    let wanted = Int(min(UInt64(destination.count), end - offset))
    let got = try part.whole.read(
      into: destination[0..<wanted], at: part.range.lowerBound + (offset - head))
    if got == 0, wanted > 0 {
      throw .damaged(
        path: path, offset: offset, detail: "the archive ends in the middle of this file")
    }
    return got
  }

  private static func copy(_ bytes: ArraySlice<UInt8>, into destination: BufferView<UInt8>) -> Int {
    let count = min(bytes.count, destination.count)
    for index in 0..<count { destination[index] = bytes[bytes.startIndex + index] }
    return count
  }
}
