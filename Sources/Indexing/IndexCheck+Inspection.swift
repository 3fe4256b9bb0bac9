internal import Segments
internal import Storage

extension IndexCheck {
  /// Reads commits and all their files, each file once.
  struct Inspection {
    let directory: any Directory
    var outcome = Outcome()
    /// A file that this process may not read: nothing can be said of it.
    private(set) var refusal: StorageError?
    /// Problems by the name of the file.
    private var known: [String: Bool] = [:]

    init(directory: any Directory) { self.directory = directory }

    mutating func examine(_ generation: UInt64) -> Examined {
      var examined = Examined(generation: generation)
      do throws(StorageError) {
        let commit = try Commit(path: directory.path(of: Commit.name(generation)))
        outcome.filesChecked += 1
        examined.commit = commit
        for index in commit.deletes.indices where !commit.deletes[index].isUndone {
          let delete = commit.deletes[index]
          let isSound = note(delete.name) { (directory, outcome) throws(StorageError) in
            _ = try DeletedRecords(delete, in: directory)
            outcome.filesChecked += 1
          }
          if !isSound { examined.deletes.append(index) }
        }
        for index in commit.segments.indices {
          if !isSound(commit.segments[index]) {
            examined.segments.append(index)
          } else if !hasSoundDeletions(index, of: commit, known: examined.deletes.isEmpty) {
            examined.deletions.append(index)
          }
        }
        examined.checkpoints = commit.files.indices.filter { !isUsable(commit.files[$0]) }
      } catch {
        tell(error)
      }
      return examined
    }

    /// Whether a run that was cut short can be taken up; `true` when there is none.
    mutating func examineRun(after commit: Commit?) -> Bool {
      do throws(StorageError) {
        guard let run = try UnfinishedRun.pending(in: directory, after: commit) else { return true }
        outcome.filesChecked += 1
        var isWhole = true
        for segment in run.segments where !isSound(segment) { isWhole = false }
        for file in run.files where !isUsable(file) { isWhole = false }
        return isWhole
      } catch {
        tell(error)
        return false
      }
    }

    private mutating func tell(_ error: StorageError) {
      if error.isRefusal { refusal = refusal ?? error }
      outcome.problems.append(IndexCheck.sentence(error))
    }

    /// Runs a check unless it ran before; notes the error that it ends with.
    private mutating func note(
      _ name: String, _ body: (any Directory, inout Outcome) throws(StorageError) -> Void
    ) -> Bool {
      if let isSound = known[name] { return isSound }
      let before = outcome.problems.count
      do throws(StorageError) { try body(directory, &outcome) } catch {
        tell(error)
      }
      known[name] = outcome.problems.count == before
      return outcome.problems.count == before
    }

    private mutating func isSound(_ entry: Commit.Segment) -> Bool {
      note(entry.name) { (directory, outcome) throws(StorageError) in
        let segment = try entry.open(in: directory)
        try segment.file.verifyAll(Cancellation.check)
        outcome.filesChecked += 1
        outcome.bytesChecked += UInt64(segment.file.count)
        if segment.summary != entry.summary || UInt64(segment.file.count) != entry.byteCount {
          outcome.problems.append("\(entry.name) is not the segment that was committed")
        }
        try SegmentInvariants(segment).check()
      }
    }

    /// Whether the documents marked as deleted are those that should be; with a delete that cannot
    /// be read, only whether they are as many.
    private mutating func hasSoundDeletions(
      _ index: Int, of commit: Commit, known isKnown: Bool
    ) -> Bool {
      let entry = commit.segments[index]
      let name = entry.deletions.isEmpty ? entry.name + " of \(commit.generation)" : entry.deletions
      return note(name) { (directory, outcome) throws(StorageError) in
        let segment = try entry.open(in: directory)
        let live =
          try entry.liveDocuments(in: directory) ?? LiveDocuments(count: segment.documentCount)
        if !entry.deletions.isEmpty { outcome.filesChecked += 1 }
        var isRight = UInt64(live.deletedCount) == entry.deletedCount
        if isKnown, isRight {
          let right = try DeletedDocuments.of(segment, in: commit, directory)
          isRight = right.live == live && right.retired == entry.retiredCount
        }
        if !isRight {
          outcome.problems.append(
            "\(name) of \(entry.name) marks other documents than those deleted")
        }
      }
    }

    private mutating func isUsable(_ source: Commit.SourceFile) -> Bool {
      if source.checkpoints.isEmpty { return true }
      return note(source.checkpoints) { (directory, outcome) throws(StorageError) in
        let file = try CheckpointFile(
          path: directory.path(of: source.checkpoints), of: source.identity)
        try file.verifyAll()
        outcome.filesChecked += 1
        outcome.bytesChecked += UInt64(file.byteCount)
      }
    }
  }
}
