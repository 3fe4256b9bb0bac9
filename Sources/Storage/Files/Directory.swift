/// A folder that files are written into whole: created under a temporary name, synced, renamed.
///
/// The real one is ``FileSystemDirectory``; tests put one in front of it that fails at the n-th
/// call.
package protocol Directory: Sendable {
  var path: String { get }
  /// Creates a file for writing, in place of what has the name.
  func create(_ name: String) throws(StorageError) -> any WritableFile
  func rename(_ from: String, to: String) throws(StorageError)
  /// Removes a file; one that is not there is no error.
  func remove(_ name: String) throws(StorageError)
  /// Makes renames and removals durable.
  func synchronize() throws(StorageError)
  /// Names of the files, sorted.
  func list() throws(StorageError) -> [String]
  /// Gives a file of another folder, which nobody changes any more, a name in here as well.
  ///
  /// Both names may stand for the same bytes on the disk, so neither file may be written to.
  func take(_ file: String, as name: String) throws(StorageError)
}

extension Directory {
  package func take(_ file: String, as name: String) throws(StorageError) {
    try copy(file, as: name)
  }

  /// Copies a file into the folder; under its name it is whole, and lasts.
  func copy(_ path: String, as name: String) throws(StorageError) {
    let source = try RandomAccessFile(path: path)
    let temporary = TemporaryName.of(name)
    let file = try create(temporary)
    defer { file.close() }
    let piece = GrowableBuffer<UInt8>(repeating: 0, count: 1 << 20)
    var offset: UInt64 = 0
    while true {
      let count = try source.read(into: piece.view, at: offset)
      if count == 0 { break }
      try file.write(ByteSlice(piece.view[0..<count]))
      offset += UInt64(count)
    }
    try file.synchronize()
    try rename(temporary, to: name)
  }

  /// The full path of a file in here.
  package func path(of name: String) -> String { path + "/" + name }

  /// Puts a small file in place of the one of that name, in one step that lasts: whoever reads the
  /// name finds the old bytes or the new ones, after a crash too.
  package func replace(_ name: String, with bytes: [UInt8]) throws(StorageError) {
    let temporary = TemporaryName.of(name)
    let file = try create(temporary)
    defer { file.close() }
    do throws(StorageError) {
      try bytes.withView { view throws(StorageError) in try file.write(ByteSlice(view)) }
      try file.synchronize()
      try rename(temporary, to: name)
    } catch {
      try? remove(temporary)
      throw error
    }
    try synchronize()
  }
}

/// A file being written front to back.
package protocol WritableFile: AnyObject {
  func write(_ bytes: ByteSlice) throws(StorageError)
  /// Waits until the bytes are on the device.
  func synchronize() throws(StorageError)
  func close()
}

/// A folder of the file system.
package struct FileSystemDirectory: Directory {
  package let path: String

  /// Opens a folder, making it when it is missing.
  package init(creating path: String) throws(StorageError) {
    self.path = path
    try SystemCall.makeFolders(path)
  }

  /// Names a folder that need not exist.
  package init(existing path: String) { self.path = path }

  package func create(_ name: String) throws(StorageError) -> any WritableFile {
    try DescriptorFile(path(of: name))
  }

  package func rename(_ from: String, to: String) throws(StorageError) {
    try SystemCall.rename(path(of: from), path(of: to))
  }

  package func remove(_ name: String) throws(StorageError) {
    try SystemCall.remove(path(of: name))
  }

  package func synchronize() throws(StorageError) {
    let descriptor = try SystemCall.openForReading(path)
    defer { SystemCall.closeFile(descriptor) }
    try SystemCall.synchronize(descriptor, path: path)
  }

  package func list() throws(StorageError) -> [String] { try SystemCall.list(path) }

  package func take(_ file: String, as name: String) throws(StorageError) {
    try remove(name)
    // Other file systems, and those without links, get a copy.
    if SystemCall.link(file, path(of: name)) { return }
    try copy(file, as: name)
  }
}

/// A file behind a descriptor.
final class DescriptorFile: WritableFile {
  private let path: String
  private var descriptor: Int32
  private let isStream: Bool
  /// Bytes that the system was not yet asked to bring to the device.
  private var waiting = 0

  /// So many are worth a request.
  private static let many = 4 << 20

  /// Creates a file.
  init(_ path: String) throws(StorageError) {
    self.path = path
    descriptor = try SystemCall.create(path)
    isStream = false
  }

  /// Goes on with what is open and has nothing that could be brought to a device.
  init(_ descriptor: Int32, path: String) {
    self.path = path
    self.descriptor = descriptor
    isStream = true
  }

  deinit { close() }

  func write(_ bytes: ByteSlice) throws(StorageError) {
    try SystemCall.writeAll(descriptor, bytes, path: path)
    waiting += bytes.count
    if waiting >= Self.many {
      SystemCall.startSynchronizing(descriptor)
      waiting = 0
    }
  }

  func synchronize() throws(StorageError) {
    if !isStream { try SystemCall.synchronize(descriptor, path: path) }
  }

  func close() {
    if descriptor >= 0 { SystemCall.closeFile(descriptor) }
    descriptor = -1
  }
}
