package import Storage

/// The right to write an index, held by one process at a time.
///
/// The system frees the lock when the process ends, however it ends; the file's text names the
/// owner for messages only.
package final class WriterLock: Sendable {
  private let descriptor: Int32

  /// The name of the file.
  package static let fileName = "write.lock"

  /// Bytes that the file has at most.
  private static let largest: UInt64 = 128

  /// Takes the lock without waiting.
  package init(in directory: any Directory) throws(IndexError) {
    let path = directory.path(of: Self.fileName)
    var opened: Int32 = -1
    do throws(StorageError) {
      opened = try SystemCall.openOwn(path, atMost: Self.largest)
      let isLocked = try SystemCall.tryLock(opened, path: path)
      // A file that was removed between the two calls locks nothing: its owner purged the index.
      if isLocked, SystemCall.isOpen(path, behind: opened) {
        let text = Array("process \(SystemCall.processID)\n".utf8)
        try SystemCall.truncate(opened, path: path)
        try text.withView { view throws(StorageError) in
          try SystemCall.writeAll(opened, ByteSlice(view), path: path)
        }
        descriptor = opened
        return
      }
    } catch {
      if opened >= 0 { SystemCall.closeFile(opened) }
      throw .storage(error)
    }
    let owner = Self.owner(of: opened, path: path)
    SystemCall.closeFile(opened)
    throw .locked(path: path, owner: owner)
  }

  deinit {
    // Explicitly: a process being spawned elsewhere may hold the descriptor for a moment longer.
    SystemCall.unlock(descriptor)
    SystemCall.closeFile(descriptor)
  }

  private static func owner(of descriptor: Int32, path: String) -> String {
    let view = GrowableBuffer<UInt8>(repeating: 0, count: Int(Self.largest))
    let count = (try? SystemCall.read(descriptor, into: view.view, at: 0, path: path)) ?? 0
    let text = view.view[0..<count].text
    return text.split(separator: "\n").first.map(String.init) ?? "another process"
  }
}
