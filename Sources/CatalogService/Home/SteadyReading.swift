internal import CatalogStore
internal import Glibc
internal import Storage

// A rename changes the store and then a folder. Whoever reads one before and the other after it finds the
// dataset under neither id, or under both.
extension Catalog {
  /// Seconds that a reader waits for others to end what they do to folders.
  private static let patience = 2.0
  /// Microseconds between two looks.
  private static let pause: UInt32 = 1_000

  /// Reads what stands in the store and in folders as both were at one moment.
  ///
  /// It waits while a rename is under way, and reads again when datasets were renamed or purged
  /// meanwhile: what was read, or why nothing could be, belongs to no moment then. After some seconds
  /// the last answer stands; whatever a move that never ends keeps away is named in it
  /// (``moveUnderWay(of:)``).
  ///
  /// - Parameter read: Reads; it may run several times.
  /// - Returns: What it returned last.
  /// - Throws: ``CatalogError``, also for what `read` threw last.
  func steady<Answer>(_ read: () throws -> Answer) throws -> Answer {
    let end = SystemCall.monotonicSeconds + Self.patience
    while true {
      let isLast = SystemCall.monotonicSeconds > end
      // All that is read is compared with what the store was at the beginning.
      let (before, answer) = try atOneMoment { () -> (FolderMark, Result<Answer, any Error>?) in
        let before = try folderMark()
        if !isLast, before.moves.contains(where: isAtWork) { return (before, nil) }
        return (before, Result { try CatalogError.folding(read) })
      }
      guard let answer else {
        usleep(Self.pause)
        continue
      }
      if try isLast || rightNow({ try hasMovedFolders(since: before) }) == false {
        return try answer.get()
      }
    }
  }

  /// The error of a dataset whose folder has not got its new name yet; `nil` for any other.
  func moveUnderWay(of id: String) throws -> CatalogError? {
    guard try movingIDs().contains(id) else { return nil }
    return CatalogError(
      .locked, "\(id) is being renamed, and its data is not under the new id yet",
      at: .file(home.index(of: id)), remedy: .engine(.retry, dataset: id))
  }

  /// The new ids of datasets whose folders have not got them yet.
  func movingIDs() throws -> [String] {
    try folderMark().moves.map(\.dataset).filter { !hasFolder($0) }
  }

  /// The error of a dataset that has another id than it had when a verb began; `nil` for any other, and
  /// where the store cannot say.
  func renamed(_ id: String) -> CatalogError? {
    guard let now = try? steady({ try known(id)?.id }), now != id else { return nil }
    return CatalogError(
      .locked, "\(id) was renamed to \(now) meanwhile", at: .dataset(now),
      remedy: .engine(.retry, dataset: now))
  }

  /// Runs a verb that was begun under an id.
  ///
  /// - Throws: That the dataset was renamed, where that may be why the verb failed.
  func underID<Answer>(_ id: String, _ verb: () async throws -> Answer) async throws -> Answer {
    do { return try await verb() } catch { throw renamed(id) ?? error }
  }

  func folderMark() throws -> FolderMark {
    try kept(["moves"], byteCount: { $0.moves.reduce(8) { $0 + $1.dataset.utf8.count } }) {
      try store.folderMark()
    }
  }

  func hasMovedFolders(since mark: FolderMark) throws -> Bool {
    if try folderMark() == mark { return false }
    return try CatalogError.folding { try store.hasMovedFolders(since: mark) }
  }

  /// Whether the process that moves a folder is at work; one that was killed left its note.
  private func isAtWork(_ task: FolderTask) -> Bool {
    guard case .move(let former) = task.work else { return false }
    return isBeingChanged(former) || isBeingChanged(task.dataset)
  }
}
