package import Storage

/// Opens files for reading and keeps the last ones open.
///
/// Whoever looks at a corpus next — probe, sample, reading, fingerprint — gets the file that was
/// opened first, so that an `add` opens a file once however often it is looked at. Beyond the limit
/// the file that was asked for longest ago is let go, and opened again should somebody ask.
package final class OpenFiles: @unchecked Sendable {
  // Safe: everything is reached under the lock.
  private let lock = Lock()
  private let limit: Int
  private var files: [String: RandomAccessFile] = [:]
  /// The paths, the one asked for longest ago first.
  private var order: [String] = []

  /// `limit`: files kept open; a quarter of what a process may usually have open.
  package init(limit: Int = 256) { self.limit = max(1, limit) }

  /// The file at a path.
  ///
  /// - Throws: ``StorageError/system(operation:path:code:)`` when it cannot be opened.
  package func file(_ path: String) throws(StorageError) -> RandomAccessFile {
    try lock.withLock { () throws(StorageError) in
      if let known = files[path] {
        if order.last != path {
          order.removeAll { $0 == path }
          order.append(path)
        }
        return known
      }
      let opened = try RandomAccessFile(path: path)
      if order.count == limit { files[order.removeFirst()] = nil }
      files[path] = opened
      order.append(path)
      return opened
    }
  }
}
