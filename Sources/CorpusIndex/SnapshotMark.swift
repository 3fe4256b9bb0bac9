internal import Indexing
internal import Storage

/// What a snapshot was made from; as long as the folder says the same, opening it gives the same.
package struct SnapshotMark: Sendable, Equatable {
  private let generation: UInt64
  /// A file is another one when it is replaced, even by one of its name: it is never written over.
  private let commit: FileStatus
  /// A run that has not ended is told of a snapshot.
  private let run: FileStatus?

  /// The mark of what is in the folder of an index now; `nil` before its first commit.
  init?(_ path: String) throws(StorageError) {
    let directory = FileSystemDirectory(existing: path)
    guard let newest = try Commit.generations(in: directory).first,
      let commit = try FileStatus.of(directory.path(of: Commit.name(newest)))
    else { return nil }
    generation = newest
    self.commit = commit
    run = try FileStatus.of(directory.path(of: UnfinishedRun.name))
  }
}

extension CorpusIndex {
  /// What ``snapshot(base:)`` would be made from; `nil` before the first commit.
  package func snapshotMark() throws -> SnapshotMark? {
    try IndexFailure.folding { try SnapshotMark(path) }
  }
}
