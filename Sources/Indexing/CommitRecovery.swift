internal import Segments
internal import Storage

/// What can be known of an index whose newest commit cannot be read.
enum CommitRecovery {
  /// Deletes that are known, and why others are not.
  struct Deletes {
    var known: [Commit.Delete] = []
    /// One error for each file that cannot be read.
    var unread: [StorageError] = []
  }

  /// The newest commit that can be read; `nil` where none can.
  static func commit(in directory: any Directory) throws(StorageError) -> Commit? {
    for generation in try Commit.generations(in: directory) {
      if let commit = try? Commit(path: directory.path(of: Commit.name(generation))) {
        return commit
      }
    }
    return nil
  }

  /// The deletes of a commit, and those of later ones that cannot be read, from their files.
  ///
  /// One that was taken back since holds again: better out than back against somebody's will. Behind a
  /// commit that is sound, only what goes on with its numbers can be of its own history.
  ///
  /// `isSound`: the commit is the newest that the folder knows of.
  static func deletes(
    after commit: Commit?, isSound: Bool = false, in directory: any Directory
  ) throws(StorageError) -> Deletes {
    var deletes = Deletes(known: commit?.deletes ?? [])
    var last = deletes.known.last?.number ?? 0
    for name in try directory.list().sorted() {
      guard let number = DeletedRecords.number(of: name), number > last else { continue }
      if isSound, number > last + 1 { break }
      last = number
      do throws(StorageError) {
        let delete = try DeletedRecords(orphan: name, in: directory).delete
        // One that came here from elsewhere speaks of other records.
        if delete.name == name { deletes.known.append(delete) }
      } catch {
        if !error.isOfContents { throw error }
        deletes.unread.append(error)
      }
    }
    return deletes
  }
}
