internal import CatalogStore
internal import CorpusIndex
internal import Foundation
internal import Storage

// A change of the store and the change of a folder that belongs to it are two steps. The store notes
// the second together with the first (`FolderTask`), so that a process that is killed in between
// leaves either nothing or something that the next one finishes here.
extension Catalog {
  /// Finishes or undoes what processes that were killed left between store and folders.
  ///
  /// What another process is at work on is left to it. What cannot be done now stays noted: searches
  /// leave out what is to be deleted and say what is to be moved, and `check` names both.
  func finishFolderTasks(in store: CatalogStore) throws {
    for task in try CatalogError.folding({ try store.folderTasks() }) {
      do {
        try carryOut(task, in: store)
      } catch let error as CatalogError
        where [.locked, .system, .diskFull].contains(error.code)
      {
        continue
      }
    }
  }

  /// Does what a note asks for, holding the locks of the folder, and takes the note away.
  private func carryOut(_ task: FolderTask, in store: CatalogStore) throws {
    try CatalogError.folding {
      let folder = folder(of: task)
      if FileStatus(folder) == nil {
        try carryOutLocked(task, in: store)
      } else if let claim = try FolderClaim(of: folder) {
        defer { withExtendedLifetime(claim) {} }
        try CorpusIndex(at: folder).withoutOtherWriters {
          // Whoever was at work may have ended it meanwhile, and something else may have begun.
          if try store.folderTasks().contains(task) { try carryOutLocked(task, in: store) }
        }
      }
    }
  }

  /// Notes whose work neither its process nor a later one has done; those of processes that are at
  /// work now are left out.
  func leftFolderTasks() throws -> [FolderTask] {
    try CatalogError.folding {
      try store.folderTasks().filter { task in
        var folder = folder(of: task)
        // Whoever moved it is at work on it where it lies now.
        if FileStatus(folder) == nil { folder = home.index(of: task.dataset) }
        if FileStatus(folder) == nil { return try store.folderTasks().contains(task) }
        guard let claim = try FolderClaim(of: folder) else { return false }
        defer { withExtendedLifetime(claim) {} }
        return try store.folderTasks().contains(task)
      }
    }
  }

  /// The same for a caller that holds the lock.
  func carryOutLocked(_ task: FolderTask, in store: CatalogStore) throws {
    let folder = folder(of: task)
    switch task.work {
    case .register:
      guard try Registration.read(in: folder) == nil else { break }
      // The lock alone lies there: nothing was registered.
      try Self.delete(folder)
      return try store.withdraw(task)
    case .learn:
      try learnIndexState(ofKnown: task.dataset, in: store)
    case .delete:
      try Self.delete(folder)
    case .move:
      if FileStatus(folder) != nil {
        try Registration.rename(to: task.dataset, in: folder)
        try SystemCall.rename(folder, home.index(of: task.dataset))
        try SystemCall.synchronizeFolder(above: folder)
      }
      try learnIndexState(ofKnown: task.dataset, in: store)
    }
    try store.finish(task)
  }

  /// Makes room where an `add` was killed before it registered anything.
  ///
  /// - Throws: ``CatalogError`` `locked` when an `add` is at work there now.
  func deleteBlankFolder(of id: String) throws {
    guard hasFolder(id) else { return }
    try claiming(id, isFormer: true) {
      let corpus = try corpus(id)
      try corpus.withoutOtherWriters { if try corpus.isBlank() { try Self.delete(corpus.path) } }
    }
  }

  /// The dataset may have been purged since its note was written.
  private func learnIndexState(ofKnown id: String, in store: CatalogStore) throws {
    guard try Self.known(id, in: store) != nil else { return }
    try learnIndexState(of: id, failure: nil, in: store, endsLoss: false)
  }

  /// Where the folder of a task lies.
  private func folder(of task: FolderTask) -> String {
    if case .move(let former) = task.work { return home.index(of: former) }
    return home.index(of: task.dataset)
  }

  private static func delete(_ folder: String) throws {
    guard FileStatus(folder) != nil else { return }
    try FileManager.default.removeItem(atPath: folder)
    // Gone for good before the note of it goes.
    try SystemCall.synchronizeFolder(above: folder)
  }
}
