internal import Foundation
internal import GRDB
internal import Glibc
internal import Storage

/// The file of a store, and the ways to open it.
struct StoreFile {
  let path: String

  /// Bytes that must be free for a change: SQLite maps the memory that processes share (a mapped page
  /// for which the disk has no room ends the process), and writes to its log first.
  private static let room: UInt64 = 256 << 10

  private var folder: String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  /// What a change would meet, as far as it shows before the file is opened: no permission for the file
  /// or the folder that its log lies in, or no room.
  var denial: StoreError? {
    let code =
      SystemCall.refusal(of: folder, writing: true)
      ?? (SystemCall.status(path) == nil ? nil : SystemCall.refusal(of: path, writing: true))
    if let code {
      return code == EROFS ? .unwritten(path: path, code: code) : .readOnly(path: path)
    }
    if let free = SystemCall.freeBytes(in: folder), free < Self.room {
      return .diskFull(path: path, needed: Self.room - free)
    }
    return nil
  }

  /// The process that is writing to the store, where the system says so.
  var owner: String? {
    // In the memory that processes share, SQLite locks this byte for a change.
    SystemCall.lockHolder(of: path + "-shm", byte: 120)
  }

  /// The file is a store, so that opening it makes none.
  ///
  /// A journal beside it is what is left of a first opening that was cut short, and takes the file back.
  var isMade: Bool {
    SystemCall.status(path).map { $0.bytes > 0 } ?? false
      && SystemCall.status(path + "-journal") == nil
  }

  /// Waits until no other process is making the store or changing its tables.
  func takeTurn(waitingAtMost seconds: Double) -> FolderTurn? {
    FolderTurn(folder, waitingAtMost: seconds)
  }

  /// Opens the file, and makes it when there is none; only for reading where it cannot be changed.
  ///
  /// - Parameters:
  ///   - configuration: Of every connection.
  ///   - denial: What a change is known to meet.
  /// - Returns: The open store.
  /// - Throws: ``StoreError``, or what GRDB throws.
  func open(
    _ configuration: Configuration, _ denial: StoreError? = nil
  ) throws -> StoreConnections {
    if let denial {
      // Without a file there is nothing to read, and that it cannot be made is the reason.
      if case .diskFull = denial, SystemCall.status(path) == nil { throw denial }
      return StoreConnections(try openForReading(configuration), denial: denial)
    }
    do {
      return try openForWriting(configuration)
    } catch let error as DatabaseError
      where error.resultCode == .SQLITE_FULL || error.extendedResultCode == .SQLITE_IOERR_SHMSIZE
    {
      let denial = StoreError.diskFull(path: path, needed: Self.room)
      return StoreConnections(try openForReading(configuration), denial: denial)
    } catch let denial as StoreError {
      guard case .unwritten = denial, SystemCall.status(path) != nil else { throw denial }
      return StoreConnections(try openForReading(configuration), denial: denial)
    }
  }

  /// One connection for changes, and others for reading.
  ///
  /// A pool of GRDB that may write begins with a change wherever the log is empty, and so waits for a
  /// process that is writing. The readers here are a pool which only reads.
  private func openForWriting(_ configuration: Configuration) throws -> StoreConnections {
    // An empty file is an empty database. Made here, it has the permissions of other files of a home,
    // and the log that SQLite puts beside it takes them over. One that is there is left closed: closing
    // it would give back the locks that another connection of this process holds.
    if SystemCall.status(path) == nil {
      do throws(StorageError) {
        SystemCall.closeFile(try SystemCall.openForWriting(path))
      } catch {
        throw StoreError(error, path: path)
      }
    }
    let writer = try DatabaseQueue(path: path, configuration: configuration)
    try writer.writeWithoutTransaction { db in
      // This needs the right to write only where the file says otherwise.
      do {
        try db.execute(sql: "PRAGMA journal_mode = WAL")
      } catch let error as DatabaseError where error.isOfWriting {
        guard let code = PageChecksums.systemError(of: db), code != ENOSPC else { throw error }
        throw StoreError(writing: path, failedWith: code)
      }
      // A transaction lasts once it has ended, also when the power goes: folders are changed after the
      // transaction that notes what they need.
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    var reading = configuration
    reading.readonly = true
    return StoreConnections(
      reader: try DatabasePool(path: path, configuration: reading), writer: writer)
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

  /// Folders for a copy, the second in memory, for a disk that is full.
  private static let places = [FileManager.default.temporaryDirectory.path, "/dev/shm"]

  private func openCopy(_ configuration: Configuration) throws -> any DatabaseWriter {
    for _ in 0..<Self.attempts {
      let before = state
      do {
        let queue = try openCopyNow(configuration)
        if state == before { return queue }
      } catch {
        // What was written meanwhile may have torn the copy.
        if state == before { throw error }
      }
    }
    throw StoreError.locked(path: path, owner: owner)
  }

  private func openCopyNow(_ configuration: Configuration) throws -> any DatabaseWriter {
    var failure: any Error = StoreError.diskFull(path: path, needed: Self.room)
    for place in Self.places {
      do {
        return try openCopy(in: place, configuration)
      } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
        failure = StoreError.diskFull(path: place, needed: Self.room)
      } catch let error as DatabaseError
        where [.SQLITE_FULL, .SQLITE_IOERR].contains(error.resultCode)
      {
        failure = error
      }
    }
    throw failure
  }

  private func openCopy(
    in place: String, _ configuration: Configuration
  ) throws -> any DatabaseWriter {
    let files = FileManager.default
    let folder = URL(fileURLWithPath: place).appendingPathComponent("catalog-\(UUID().uuidString)")
    // The memory that processes share is mapped beside a copy as well.
    if let free = SystemCall.freeBytes(in: place), free < Self.room {
      throw CocoaError(.fileWriteOutOfSpace)
    }
    try files.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? files.removeItem(at: folder) }
    let copy = folder.appendingPathComponent("catalog.sqlite").path
    try files.copyItem(atPath: path, toPath: copy)
    try files.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
    // Read before the folder goes: an open file stays after its name.
    let queue = try DatabaseQueue(path: copy, configuration: configuration)
    try queue.read { try $0.execute(sql: "SELECT count(*) FROM sqlite_schema") }
    return queue
  }

  /// Sizes and times of file and log.
  private var state: [Double] {
    [path, path + "-wal"].flatMap { name -> [Double] in
      SystemCall.status(name).map { [Double($0.bytes), $0.modified] } ?? []
    }
  }
}

extension CatalogStore {
  /// Nothing is seen that would keep a store from being changed, or made.
  package static func mayBeWritten(at path: String) -> Bool { StoreFile(path: path).denial == nil }
}

/// A store that is open.
struct StoreConnections {
  /// Sees every change that has ended.
  let reader: any DatabaseReader
  /// Makes changes, one at a time.
  let writer: any DatabaseWriter
  /// What a change meets, where none can be made.
  let denial: StoreError?

  init(reader: any DatabaseReader, writer: any DatabaseWriter) {
    self.reader = reader
    self.writer = writer
    denial = nil
  }

  /// One connection for everything.
  init(_ queue: any DatabaseWriter, denial: StoreError? = nil) {
    reader = queue
    writer = queue
    self.denial = denial
  }
}

extension DatabaseError {
  /// The system could not write what it was given, for a reason that only it knows.
  var isOfWriting: Bool {
    let codes: [ResultCode] = [
      .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC, .SQLITE_IOERR_TRUNCATE,
      .SQLITE_IOERR_SHMSIZE,
    ]
    return codes.contains(extendedResultCode)
  }
}

extension StoreError {
  /// A refusal of the system, as the store's error.
  init(_ error: StorageError, path: String) {
    switch error {
    case .diskFull(_, let needed): self = .diskFull(path: path, needed: needed)
    case .system(_, _, let code) where [EIO, EROFS, EDQUOT].contains(code):
      self = .unwritten(path: path, code: code)
    case .system(_, _, let code):
      self = .refused(path: path, reason: SystemCall.describe(code))
    default: self = .failed(path: path, message: "\(error)")
    }
  }
}
