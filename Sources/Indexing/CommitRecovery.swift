internal import Segments
internal import Storage

/// What can be known of an index whose newest commit cannot be read.
enum CommitRecovery {
  /// The newest commit that can be read, with all deletes that are known; `nil` where none can.
  static func commit(in directory: any Directory) throws(StorageError) -> Commit? {
    for generation in try Commit.generations(in: directory) {
      guard var commit = try? Commit(path: directory.path(of: Commit.name(generation))) else {
        continue
      }
      commit.deletes = try deletes(after: commit, in: directory)
      return commit
    }
    return nil
  }

  /// The deletes of a commit, and those of later ones that cannot be read, from their files.
  ///
  /// One that was taken back since holds again: better out than back against somebody's will.
  static func deletes(
    after commit: Commit?, in directory: any Directory
  ) throws(StorageError) -> [Commit.Delete] {
    var deletes = commit?.deletes ?? []
    let last = deletes.last?.number ?? 0
    for name in try directory.list().sorted() {
      guard let number = DeletedRecords.number(of: name), number > last else { continue }
      deletes.append(try DeletedRecords(orphan: name, in: directory).delete)
    }
    return deletes
  }
}
