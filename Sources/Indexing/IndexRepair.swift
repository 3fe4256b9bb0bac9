internal import Segments
internal import Storage

/// Mends an index from what is sound of it, and never brings back what was deleted.
///
/// Which documents are deleted follows from the remembered deletes and the source files, so it can
/// be worked out anew; the records of a delete follow from the documents it left marked. Where the
/// newest commit or one of its segments is lost, the commit before takes its place **with the
/// deletes of the newer one**, whose files stand for themselves.
struct IndexRepair {
  private let directory: any Directory

  init(_ directory: any Directory) { self.directory = directory }

  /// - Parameters:
  ///   - commits: What a check saw, newest first.
  ///   - runIsSound: A run that was cut short can be taken up.
  /// - Returns: What was done, one sentence each; nothing where no commit can be used.
  /// - Throws: ``StorageError`` when the folder cannot be changed.
  func run(
    _ commits: [IndexCheck.Examined], runIsSound: Bool
  ) throws(StorageError) -> [String] {
    var repaired: [String] = []
    if let newest = commits.first {
      guard let base = commits.first(where: \.hasSoundSegments), let commit = base.commit else {
        return []
      }
      if base.generation == newest.generation {
        try mend(base, commit, &repaired)
      } else {
        try goBack(to: commit, from: newest, &repaired)
      }
      let isMended = try Commit.generations(in: directory).first != newest.generation
      for other in commits
      where other.isSound
        ? other.generation > base.generation
        : other.generation != base.generation || isMended
      {
        let name = Commit.name(other.generation)
        guard try directory.list().contains(name) else { continue }
        try directory.remove(name)
        repaired.append("removed \(name), which is damaged or names damaged files")
      }
    }
    if !runIsSound {
      try directory.remove(UnfinishedRun.name)
      repaired.append("removed the unfinished run, which is damaged: it begins again")
    }
    for name in try unreferenced() {
      try directory.remove(name)
      repaired.append("removed \(name), which no commit names")
    }
    return repaired
  }

  /// Publishes a commit anew with what was wrong beside its segments put right.
  private func mend(
    _ examined: IndexCheck.Examined, _ commit: Commit, _ repaired: inout [String]
  ) throws(StorageError) {
    if examined.isSound { return }
    // The records of a delete are told by the marked documents, and these by the deletes.
    if !examined.deletes.isEmpty, !examined.deletions.isEmpty { return }
    var commit = commit
    for index in examined.deletes {
      try rewrite(commit.deletes[index], of: commit)
      repaired.append(
        "\(commit.deletes[index].name): written again from the records that are marked as deleted")
    }
    for index in examined.deletions {
      try settle(index, in: &commit)
      repaired.append("\(commit.segments[index].name): its deleted records are marked again")
    }
    for number in examined.checkpoints {
      let name = commit.files[number].checkpoints
      commit.files[number].checkpoints = ""
      if try directory.list().contains(name) { try directory.remove(name) }
      repaired.append(
        "\(commit.files[number].path) goes without its checkpoints: until it is indexed anew, "
          + "its records are expanded from the start")
    }
    commit.generation += 1
    try directory.synchronize()
    try commit.write(to: directory)
  }

  /// Puts an older commit in the place of a newer one, with all deletes that are known.
  private func goBack(
    to older: Commit, from newest: IndexCheck.Examined, _ repaired: inout [String]
  ) throws(StorageError) {
    var commit = older
    if let known = newest.commit {
      commit.deletes = known.deletes
    } else {
      let deletes = try CommitRecovery.deletes(after: older, in: directory)
      // Whoever goes back without them brings back what was deleted.
      if let error = deletes.unread.first { throw error }
      commit.deletes = deletes.known
    }
    for index in commit.segments.indices { try settle(index, in: &commit, newest.generation) }
    // A merge or run that is lost must not be taken for one to come.
    let numbers = try directory.list().compactMap(IndexFiles.segmentNumber)
    commit.nextSegment = max(commit.nextSegment, (numbers.max() ?? 0) + 1)
    commit.generation = newest.generation + 1
    try directory.synchronize()
    try commit.write(to: directory)
    let kept = commit.deletes.count { !$0.isUndone }
    repaired.append(
      "\(Commit.name(older.generation)) takes the place of \(Commit.name(newest.generation)), which "
        + "is damaged or missing"
        + (kept == 0 ? "" : ", with everything that was deleted")
        + ": what was added since is to be indexed again")
  }

  private func settle(
    _ index: Int, in commit: inout Commit, _ generation: UInt64? = nil
  ) throws(StorageError) {
    let segment = try commit.segments[index].open(in: directory)
    let (live, retired) = try DeletedDocuments.of(segment, in: commit, directory)
    try commit.segments[index].mark(
      live, retired: retired, since: (generation ?? commit.generation) + 1, in: directory)
  }

  /// Writes the records of a delete from the documents that nothing else explains.
  private func rewrite(_ delete: Commit.Delete, of commit: Commit) throws(StorageError) {
    var ids: [String] = []
    var ordinals: [UInt64] = []
    var others = commit
    others.deletes.removeAll { $0.number == delete.number }
    for entry in commit.segments {
      guard let live = try entry.liveDocuments(in: directory) else { continue }
      let segment = try entry.open(in: directory)
      let explained = try DeletedDocuments.of(segment, in: others, directory).live
      for document in 0..<UInt32(segment.documentCount)
      where !live.isLive(document) && explained.isLive(document) {
        let rank = segment.rank(of: document)
        ordinals.append(segment.sources.ordinals[rank])
        let id = try segment.recordIDs.stored(rank: rank)
        if !id.isEmpty { ids.append(id) }
      }
    }
    try DeletedRecords.write(delete, ids: ids, ordinals: ordinals, to: directory)
  }

  /// Files of ours that neither a commit nor an unfinished run accounts for.
  private func unreferenced() throws(StorageError) -> [String] {
    let names = try directory.list()
    var used: Set<String> = []
    var newest: Commit?
    for generation in try Commit.generations(in: directory) {
      guard let commit = try? Commit(path: directory.path(of: Commit.name(generation))) else {
        continue
      }
      newest = newest ?? commit
      used.formUnion(commit.fileNames)
    }
    if let run = try UnfinishedRun.pending(in: directory, after: newest) {
      used.formUnion(run.fileNames)
    }
    return names.filter { IndexFiles.isPart($0) && !used.contains($0) }
  }
}
