internal import Foundation
internal import GRDB
internal import Storage

/// The file of a store, and the ways to open it.
struct StoreFile {
  let path: String

  /// Whether this process may change the store: the file, and the folder that its log lies in.
  var isWritable: Bool {
    let folder = (path as NSString).deletingLastPathComponent
    return SystemCall.refusal(of: folder, writing: true) == nil
      && (SystemCall.status(path) == nil || SystemCall.refusal(of: path, writing: true) == nil)
  }

  /// Waits until no other process is opening the store, which may be making or changing its tables.
  func takeTurn(waitingAtMost seconds: Double) -> FolderTurn? {
    let folder = (path as NSString).deletingLastPathComponent
    return FolderTurn(folder.isEmpty ? "." : folder, waitingAtMost: seconds)
  }

  /// Opens the file for reading and writing, and makes it when there is none.
  ///
  /// - Throws: ``StoreError``, or what GRDB throws.
  func open(_ configuration: Configuration) throws -> any DatabaseWriter {
    // An empty file is an empty database. Made here, it has the permissions of other files of a home,
    // and the log that SQLite puts beside it takes them over.
    do throws(StorageError) {
      SystemCall.closeFile(try SystemCall.openForWriting(path))
    } catch {
      throw StoreError(error, path: path)
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    // A transaction lasts once it has ended, also when the power goes: folders are changed after the
    // transaction that notes what they need. A pool begins with less.
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    return pool
  }

  /// Opens the file for reading where nothing may be written, not even the files that SQLite shares
  /// between processes.
  ///
  /// Without a log the file is all there is, and is read as one that does not change. What a process
  /// that was killed left in the log, or one that is running writes there, is part of the store: then
  /// a copy of both is read, in a private folder that goes when the store is open.
  ///
  /// - Throws: ``StoreError``, or what GRDB throws.
  func openForReading(_ configuration: Configuration) throws -> any DatabaseWriter {
    if let code = SystemCall.refusal(of: path) {
      throw StoreError.refused(path: path, reason: SystemCall.describe(code))
    }
    var configuration = configuration
    configuration.readonly = true
    guard let log = SystemCall.status(path + "-wal"), log.bytes > 0 else {
      var allowed = CharacterSet.urlPathAllowed
      allowed.remove(charactersIn: "?#%;")
      let name = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
      return try DatabaseQueue(
        path: "file:\(name)?mode=ro&immutable=1", configuration: configuration)
    }
    return try openCopy(configuration)
  }

  /// Times that a copy is begun anew because the store was written to meanwhile.
  private static let attempts = 5

  private func openCopy(_ configuration: Configuration) throws -> any DatabaseWriter {
    let files = FileManager.default
    for _ in 0..<Self.attempts {
      let folder = files.temporaryDirectory.appendingPathComponent("catalog-\(UUID().uuidString)")
      try files.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      defer { try? files.removeItem(at: folder) }
      let copy = folder.appendingPathComponent("catalog.sqlite").path
      let before = state
      try files.copyItem(atPath: path, toPath: copy)
      try files.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
      // Read before the folder goes: an open file stays after its name.
      guard state == before else { continue }
      let queue = try DatabaseQueue(path: copy, configuration: configuration)
      try queue.read { try $0.execute(sql: "SELECT count(*) FROM sqlite_schema") }
      return queue
    }
    throw StoreError.locked(path: path)
  }

  /// Sizes and times of file and log.
  private var state: [Double] {
    [path, path + "-wal"].flatMap { name -> [Double] in
      SystemCall.status(name).map { [Double($0.bytes), $0.modified] } ?? []
    }
  }
}

extension StoreError {
  /// A refusal of the system, as the store's error.
  init(_ error: StorageError, path: String) {
    switch error {
    case .diskFull: self = .diskFull(path: path)
    case .system(_, _, let code):
      self = .refused(path: path, reason: SystemCall.describe(code))
    default: self = .failed(path: path, message: "\(error)")
    }
  }
}
