internal import CorpusIndex
internal import Glibc
internal import Storage

/// The right to change the folder of an index together with what the store says of it.
///
/// A verb holds it from the note that it leaves in the store to the end of the work (`FolderTask`), so
/// that a note whose process is at work can be told from one whose process was killed. It is a lock on
/// the folder itself, which the system frees when the process ends. Whoever writes the files of the
/// index needs the lock of the index besides.
final class FolderClaim: Sendable {
  private let descriptor: Int32

  /// Who only looks whether another has the right keeps it for a moment: so often it is tried.
  private static let tries = 5

  /// Takes the right without waiting; `nil` when another has it, or there is no such folder.
  ///
  /// - Throws: `StorageError` when the folder cannot be opened.
  init?(of folder: String) throws {
    guard FileStatus(folder) != nil else { return nil }
    descriptor = try SystemCall.openForReading(folder)
    var isTaken = false
    for attempt in 0..<Self.tries where !isTaken {
      if attempt > 0 { usleep(1_000) }
      isTaken = try SystemCall.tryLock(descriptor, path: folder)
    }
    // A folder that was deleted between the two calls is nobody's.
    guard isTaken, SystemCall.isOpen(folder, behind: descriptor) else { return nil }
  }

  deinit {
    // Explicitly: a process being spawned elsewhere may hold the descriptor for a moment longer.
    SystemCall.unlock(descriptor)
    SystemCall.closeFile(descriptor)
  }
}

extension Catalog {
  /// Seconds that a verb waits for a process which ends the work of one that was killed.
  private static let patience = 2.0
  /// Microseconds between two looks.
  private static let pause: UInt32 = 10_000

  /// Takes the right to change the folder of a dataset, which is made when missing.
  ///
  /// - Throws: ``CatalogError`` `locked` when another process keeps it, and when the dataset has got
  ///   another id meanwhile: then no folder is left under the former one.
  func claim(_ id: String) throws -> FolderClaim {
    let claim = try claimFolder(of: id)
    // While the folder is claimed nobody renames the dataset.
    guard let error = renamed(id) else { return claim }
    // Only an empty one goes, as it was made here.
    try? SystemCall.removeFolder(home.index(of: id))
    throw error
  }

  private func claimFolder(of id: String) throws -> FolderClaim {
    let folder = home.index(of: id)
    return try CatalogError.folding {
      let end = SystemCall.monotonicSeconds + Self.patience
      while true {
        _ = try FileSystemDirectory(creating: folder)
        if let claim = try FolderClaim(of: folder) { return claim }
        if SystemCall.monotonicSeconds > end { break }
        usleep(Self.pause)
      }
      // Names the process that writes.
      try corpus(id).withoutOtherWriters {}
      throw CatalogError(
        .locked, "another process is changing \(id)", at: .file(folder), remedy: .engine(.retry))
    }
  }

  /// Whether somebody is changing the folder of a dataset at this moment; `false` where that cannot be
  /// found out.
  func isBeingChanged(_ id: String) -> Bool {
    guard let descriptor = try? SystemCall.openForReading(home.index(of: id)) else { return false }
    defer { SystemCall.closeFile(descriptor) }
    return SystemCall.isLocked(descriptor)
  }

  /// Runs a piece of work with the right to change the folder of a dataset.
  ///
  /// `isFormer`: the folder may have an id that has become an alias.
  func claiming<Result>(
    _ id: String, isFormer: Bool = false, _ work: () throws -> Result
  ) throws -> Result {
    let claim = try isFormer ? claimFolder(of: id) : claim(id)
    defer { withExtendedLifetime(claim) {} }
    return try CatalogError.folding(work)
  }
}
