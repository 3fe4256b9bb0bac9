package import Storage

/// A folder whose n-th change meets a misfortune: a full disk, a refused call, a killed process.
///
/// Changes are counted: creating, writing, syncing, renaming, removing.
package final class FailingDirectory: Directory, @unchecked Sendable {
  // Safe: index writers change their folder from one thread.
  private let inner: any Directory
  private let misfortune: @Sendable (Int) throws(StorageError) -> Void
  /// Changes asked for so far.
  package private(set) var changes = 0

  /// Stands in front of a folder.
  ///
  /// `misfortune` is called before each change with its number from 1; what it throws is what the
  /// change throws. Half of a write that fails is written.
  package init(
    _ inner: any Directory, _ misfortune: @escaping @Sendable (Int) throws(StorageError) -> Void
  ) {
    self.inner = inner
    self.misfortune = misfortune
  }

  package var path: String { inner.path }

  fileprivate func change() throws(StorageError) {
    changes += 1
    try misfortune(changes)
  }

  package func create(_ name: String) throws(StorageError) -> any WritableFile {
    try change()
    return FailingFile(try inner.create(name), in: self)
  }

  package func rename(_ from: String, to: String) throws(StorageError) {
    try change()
    try inner.rename(from, to: to)
  }

  package func remove(_ name: String) throws(StorageError) {
    try change()
    try inner.remove(name)
  }

  package func synchronize() throws(StorageError) {
    try change()
    try inner.synchronize()
  }

  package func list() throws(StorageError) -> [String] { try inner.list() }
}

private final class FailingFile: WritableFile {
  private let inner: any WritableFile
  private let directory: FailingDirectory

  init(_ inner: any WritableFile, in directory: FailingDirectory) {
    self.inner = inner
    self.directory = directory
  }

  func write(_ bytes: ByteSlice) throws(StorageError) {
    do throws(StorageError) {
      try directory.change()
    } catch {
      try? inner.write(bytes[0..<bytes.count / 2])
      throw error
    }
    try inner.write(bytes)
  }

  func synchronize() throws(StorageError) {
    try directory.change()
    try inner.synchronize()
  }

  func close() { inner.close() }
}
