internal import Records
internal import Segments
internal import Storage

extension IndexWriter {
  /// Where a writer begins: what is committed, and what a run that was cut short has left.
  struct Start {
    var commit: Commit
    var replaced: Commit?
    /// Source files before those of the run.
    var firstFile = 0
    var retiredBefore: Set<UInt32> = []
    /// Segments of the run, which no commit names.
    var added: Set<String> = []
    /// A run was taken up.
    var tookUp = false
    /// Why deletes that were made are not known any more; one error for each.
    var unreadDeletes: [StorageError] = []

    init(
      in directory: any Directory, settings: IndexSettings, for purpose: Purpose
    ) throws(StorageError) {
      if purpose == .startingOver {
        let known = try Self.known(in: directory, settings: settings, &unreadDeletes)
        replaced = known
        commit = Self.emptied(known, settings: settings)
        return
      }
      let newest = try Commit.newest(in: directory)
      let run = try UnfinishedRun.pending(in: directory, after: newest)
      commit = newest ?? Commit(settings: run?.settings ?? settings)
      if let run, purpose == .maintaining {
        // The run keeps its files, and its numbers for those to come.
        commit.nextSegment = max(commit.nextSegment, run.nextSegment)
      } else if let run {
        if run.startsOver {
          replaced = commit
          commit = Self.emptied(commit, settings: run.settings)
        }
        tookUp = true
        added = Set(run.segments.map(\.name))
      }
      firstFile = commit.files.count
      retiredBefore = commit.retiredFiles
      if let run, tookUp { commit.take(up: run) }
    }

    /// A commit that knows nothing but what outlives indexing everything again: deletes, and
    /// numbers that must not be used twice.
    private static func emptied(_ known: Commit, settings: IndexSettings) -> Commit {
      var commit = Commit(settings: settings)
      commit.generation = known.generation
      commit.nextSegment = known.nextSegment
      commit.finishedRuns = known.finishedRuns
      commit.deletes = known.deletes
      if known.settings.schema.recordID != settings.schema.recordID {
        // The ids of another field name other records.
        for index in commit.deletes.indices { commit.deletes[index].goesByID = false }
      }
      return commit
    }

    /// The newest commit, or as much as can be known of it where it is damaged or of another
    /// version.
    private static func known(
      in directory: any Directory, settings: IndexSettings, _ unreadDeletes: inout [StorageError]
    ) throws(StorageError) -> Commit {
      var known: Commit
      var isLost = false
      do throws(StorageError) {
        known = withRun(try Commit.newest(in: directory), settings: settings, in: directory)
      } catch {
        // What cannot be read for now is not lost.
        if !error.isOfContents { throw error }
        known = try CommitRecovery.commit(in: directory) ?? Commit(settings: settings)
        isLost = true
      }
      // A delete whose commit is lost holds: better out than back against somebody's will.
      let deletes = try CommitRecovery.deletes(after: known, isSound: !isLost, in: directory)
      known.deletes = deletes.known
      unreadDeletes = deletes.unread
      if !isLost { return known }
      let names = try directory.list()
      known.generation =
        try CommitMark.lost(in: directory)
        ?? names.compactMap(Commit.generation(of:)).max() ?? 0
      known.nextSegment = max(
        known.nextSegment, (names.compactMap(IndexFiles.segmentNumber).max() ?? 0) + 1)
      known.finishedRuns += 1
      return known
    }

    /// The run that is given up keeps the names of its files until they are swept.
    private static func withRun(
      _ newest: Commit?, settings: IndexSettings, in directory: any Directory
    ) -> Commit {
      var commit = newest ?? Commit(settings: settings)
      if let run = try? UnfinishedRun.pending(in: directory, after: newest) {
        commit.nextSegment = max(commit.nextSegment, run.nextSegment)
      }
      return commit
    }
  }
}
