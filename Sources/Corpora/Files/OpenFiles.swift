internal import Records
package import Storage

/// Opens files for reading and keeps the last ones open.
///
/// Whoever looks at a corpus next — probe, sample, reading, fingerprint — gets the file that was
/// opened first, so that an `add` opens a file once however often it is looked at. Beyond the limit
/// the file that was asked for longest ago is let go, and opened again should somebody ask. Files
/// inside archives are files like others (``ArchivePath``); what an archive holds is listed once.
package final class OpenFiles: @unchecked Sendable {
  // Safe: everything is reached under the lock.
  private let lock = Lock()
  private let limit: Int
  private var files: [ExactText: RandomAccessFile] = [:]
  /// The paths, the one asked for longest ago first.
  private var order: [ExactText] = []
  /// The archives that were listed last, the one listed longest ago first.
  ///
  /// Each keeps a file open, and one that is packed as a whole its room on the disk.
  private var archives: [Archive] = []
  private static let archiveLimit = 8
  /// Checksums that were computed, by path and number of bytes.
  private var checksums: [Prefix: UInt32] = [:]

  /// Digests that somebody wants to compare, by path: the algorithm, and the digest once all bytes of the
  /// file were read for their checksum.
  private var digests: [ExactText: (algorithm: String, value: String?)] = [:]

  private struct Prefix: Hashable {
    var path: ExactText
    var byteCount: UInt64
  }

  /// The file that is at hand, whatever its path leads to.
  private let held: RandomAccessFile?

  /// What all of them may be expanded with.
  package let windows: WindowBudget

  /// - Parameters:
  ///   - limit: Files kept open; a quarter of what a process may usually have open.
  ///   - held: A file that is at hand and that nobody could open by its path.
  ///   - memory: Of the run that reads the files; without, none is too large to be expanded.
  package init(limit: Int = 256, holding held: RandomAccessFile? = nil, memory: UInt64? = nil) {
    self.limit = max(1, limit)
    self.held = held
    windows = held?.windows ?? WindowBudget()
    if let memory { windows.limit(toHalfOf: memory) }
  }

  /// The file that is at hand under a path; `nil` for one that is opened by it.
  package func heldFile(_ path: String) -> RandomAccessFile? {
    held?.path.isWritten(like: path) == true ? held : nil
  }

  /// The way into an archive that a path describes; `nil` for one that leads into no file.
  func archivePath(_ path: String) -> ArchivePath? { ArchivePath(path, held: held?.path) }

  /// The file at a path is at hand, or a member of it is.
  package func isHeld(_ path: String) -> Bool {
    guard let held else { return false }
    return path.isWritten(like: held.path) || path.isWritten(beginningWith: held.path + "/")
  }

  /// The archive at a path, listed; `nil` for a file that is none.
  ///
  /// - Throws: ``StorageError`` when it cannot be read.
  package func archive(_ path: String) throws(StorageError) -> Archive? {
    try lock.withLock { () throws(StorageError) in try listed(path) }
  }

  /// The same under the lock.
  private func listed(_ path: String) throws(StorageError) -> Archive? {
    if let known = archives.first(where: { $0.path.isWritten(like: path) }) { return known }
    var file = heldFile(path)
    if file == nil { file = try RandomAccessFile(path: path, windows: windows) }
    guard let file else { return nil }
    let archive = try Archive(file)
    guard let archive else { return nil }
    if archives.count == Self.archiveLimit {
      let inside = archives.removeFirst().path + "/"
      order.removeAll { $0.text.isWritten(beginningWith: inside) }
      files = files.filter { !$0.key.text.isWritten(beginningWith: inside) }
    }
    archives.append(archive)
    return archive
  }

  /// Opens a file, or a member of an archive.
  private func open(_ path: String) throws(StorageError) -> RandomAccessFile {
    do throws(StorageError) {
      return try RandomAccessFile(path: path, windows: windows)
    } catch {
      guard let inside = archivePath(path),
        let archive = try listed(inside.archive),
        let member = try archive.open(inside.member, path: path)
      else { throw error }
      return member
    }
  }

  /// The file at a path.
  ///
  /// - Throws: ``StorageError/system(operation:path:code:)`` when it cannot be opened.
  package func file(_ path: String) throws(StorageError) -> RandomAccessFile {
    if let held = heldFile(path) { return held }
    return try lock.withLock { () throws(StorageError) in
      let key = ExactText(path)
      if let known = files[key] {
        if order.last != key {
          order.removeAll { $0 == key }
          order.append(key)
        }
        return known
      }
      let opened = try open(path)
      if order.count == limit { files[order.removeFirst()] = nil }
      files[key] = opened
      order.append(key)
      return opened
    }
  }

  /// Asks for a digest of a file, which is taken while its checksum is.
  package func wantDigest(_ algorithm: String, of path: String) {
    lock.withLock { digests[ExactText(path)] = (algorithm, nil) }
  }

  /// The digest that was asked for.
  ///
  /// - Throws: ``StorageError`` when the file cannot be read.
  package func digest(of path: String) throws(StorageError) -> String? {
    guard let known = lock.withLock({ digests[ExactText(path)] }) else { return nil }
    if let value = known.value { return value }
    _ = try checksum(of: path, first: file(path).status.byteCount)
    return lock.withLock { digests[ExactText(path)]?.value }
  }

  /// CRC-32C of the first bytes of a file.
  ///
  /// Each is computed once. `nil` when the file has fewer bytes.
  ///
  /// - Throws: ``StorageError`` when the file cannot be read.
  package func checksum(
    of path: String, first byteCount: UInt64
  ) throws(StorageError) -> UInt32? {
    let key = Prefix(path: ExactText(path), byteCount: byteCount)
    if let known = lock.withLock({ checksums[key] }) { return known }
    let file = try file(path)
    // Most files of a folder of texts are small, and a large buffer would cost more than they do.
    let buffer = GrowableBuffer<UInt8>(repeating: 0, count: Int(min(byteCount, 1 << 20)))
    var checksum = Checksum()
    let algorithm = lock.withLock { digests[key.path]?.algorithm }
    var digest: FileDigest?
    if let algorithm, byteCount == file.status.byteCount { digest = FileDigest(algorithm) }
    var offset: UInt64 = 0
    while offset < byteCount {
      let wanted = Int(min(UInt64(buffer.count), byteCount - offset))
      let count = try file.read(into: buffer.view[0..<wanted], at: offset)
      if count == 0 { return nil }
      checksum.update(buffer.view[0..<count].slice)
      digest?.append(buffer.view[0..<count])
      offset += UInt64(count)
    }
    let value = checksum.value
    let found = digest.take()?.hexadecimal()
    lock.withLock {
      checksums[key] = value
      if let found { digests[key.path]?.value = found }
    }
    return value
  }
}
