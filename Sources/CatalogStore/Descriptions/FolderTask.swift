package import Datasets
internal import GRDB

/// What is to be done to the folder of a dataset's index after a change of its description.
///
/// The store and the folders cannot change in one step. So the transaction that changes a description
/// notes what its folder needs, and the note goes when that is done. Whoever opens the store after a
/// process was killed in between finds the note, and finishes the work or undoes the change.
package struct FolderTask: Sendable, Hashable {
  /// The dataset's id after the change.
  package var dataset: String
  package var work: Work

  /// What is to be done.
  package enum Work: Sendable, Hashable {
    /// The registration is to be written; without it, the description has no reason to be.
    case register
    /// The store is to learn how the index stands after a run.
    case learn
    /// The folder is to be deleted.
    case delete
    /// The folder is to be moved here from the one of this id.
    case move(from: String)
  }

  package init(_ dataset: String, _ work: Work) {
    self.dataset = dataset
    self.work = work
  }
}

extension FolderTask {
  fileprivate init?(_ row: Row) {
    let former: String? = row[2]
    switch row[1] as String {
    case "register": self.init(row[0], .register)
    case "learn": self.init(row[0], .learn)
    case "delete": self.init(row[0], .delete)
    case "move":
      guard let former else { return nil }
      self.init(row[0], .move(from: former))
    default: return nil
    }
  }

  fileprivate var columns: (work: String, former: String?) {
    switch work {
    case .register: ("register", nil)
    case .learn: ("learn", nil)
    case .delete: ("delete", nil)
    case .move(let former): ("move", former)
    }
  }
}

/// What tells whether folders of datasets were moved or deleted since somebody looked last.
package struct FolderMark: Sendable, Hashable {
  /// The number of the last change of any description.
  fileprivate var lastChange: Int64
  /// The folders that are to be moved at this moment.
  package var moves: [FolderTask]
}

extension CatalogStore {
  /// A mark to compare a later one with.
  package func folderMark() throws -> FolderMark {
    try translating {
      try pool.read { db in
        let moves = try Row.fetchAll(
          db, sql: "SELECT dataset, work, former FROM folder_task WHERE work = 'move'")
        return FolderMark(
          lastChange: try Int64.fetchOne(db, sql: "SELECT max(number) FROM history") ?? 0,
          moves: moves.compactMap(FolderTask.init))
      }
    }
  }

  /// Whether datasets have got other ids or were purged since a mark was made, also where they have the
  /// same ids again.
  package func hasMovedFolders(since mark: FolderMark) throws -> Bool {
    try translating {
      try pool.read { db in
        let actions: [HistoryEntry.Action] = [.rename, .purge]
        return try Bool.fetchOne(
          db, sql: "SELECT EXISTS (SELECT 1 FROM history WHERE number > ? AND action IN (?, ?))",
          arguments: [mark.lastChange, actions[0].rawValue, actions[1].rawValue]) ?? false
      }
    }
  }

  /// What folders of indexes still need, by dataset.
  package func folderTasks() throws -> [FolderTask] {
    try translating {
      try pool.read { db in
        try Row.fetchAll(
          db, sql: "SELECT dataset, work, former FROM folder_task ORDER BY dataset"
        ).compactMap(FolderTask.init)
      }
    }
  }

  /// Notes that the store does not know yet what becomes of an index.
  package func beginLearning(of id: String) throws {
    try translating { try writer.write { try $0.note(FolderTask(id, .learn)) } }
  }

  /// Takes a note away whose work is done.
  package func finish(_ task: FolderTask) throws {
    try translating { try writer.write { try $0.finish(task) } }
  }

  /// Adds a dataset whose data is about to be registered.
  package func insertToRegister(_ dataset: Dataset) throws {
    try writing { writer in
      try writer.insert(dataset)
      try writer.db.note(FolderTask(dataset.id, .register))
    }
  }

  /// Takes back a description whose data was never registered.
  package func withdraw(_ task: FolderTask) throws {
    try writing { writer in
      if let row = try Self.row(id: task.dataset, writer.db), row.document != nil {
        try writer.purge(row)
      }
      try writer.db.finish(task)
    }
  }
}

extension Database {
  /// Notes what a folder needs, in place of what was noted before.
  func note(_ task: FolderTask) throws {
    let columns = task.columns
    try execute(
      sql: "INSERT OR REPLACE INTO folder_task (dataset, work, former) VALUES (?, ?, ?)",
      arguments: [task.dataset, columns.work, columns.former])
  }

  /// Takes a note away, unless another has taken its place.
  func finish(_ task: FolderTask) throws {
    try execute(
      sql: "DELETE FROM folder_task WHERE dataset = ? AND work = ?",
      arguments: [task.dataset, task.columns.work])
  }
}
