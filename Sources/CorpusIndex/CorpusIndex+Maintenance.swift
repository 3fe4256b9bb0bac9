internal import Corpora
internal import Indexing
internal import Searching
internal import Segments
internal import Storage

extension CorpusIndex {
  /// Takes the records that match a query out of the index.
  ///
  /// They are remembered by their ids, or by their running numbers where they go by those, and stay
  /// out however often they are indexed again, until ``undoDelete(_:note:)``.
  ///
  /// - Parameters:
  ///   - query: What chooses them.
  ///   - note: When and by whom, for the history.
  /// - Returns: Records deleted; with none nothing is remembered.
  /// - Throws: ``IndexFailure``; then nothing is deleted, or all of it.
  public func delete(
    matching query: String, note: DeleteNote = DeleteNote()
  ) throws -> UInt64 {
    try IndexFailure.folding {
      try delete(query: query, note: note) { reader in
        let searcher = Searcher([Searcher.Corpus(name: "", reader: reader)])
        let prepared = try searcher.prepare(query, deadline: SearchDeadline.of(nil))
        var documents = [[UInt32]](repeating: [], count: reader.parts.count)
        try prepared.forEachMatch { part, document in
          documents[part].append(document)
          return true
        }
        return documents
      }
    }
  }

  /// Takes records out of the index by id, remembered as by ``delete(matching:note:)``.
  ///
  /// - Returns: Records deleted, and the ids that no record has.
  public func delete(
    records ids: [String], note: DeleteNote = DeleteNote()
  ) throws -> (deleted: UInt64, missing: [String]) {
    try IndexFailure.folding {
      var missing: [String] = []
      let deleted = try delete(query: "", note: note) { reader in
        var documents = [[UInt32]](repeating: [], count: reader.parts.count)
        for id in ids {
          try Cancellation.check()
          if let found = try reader.document(withID: id) {
            documents[found.part].append(found.document)
          } else {
            missing.append(id)
          }
        }
        return documents
      }
      return (deleted, missing)
    }
  }

  private func delete(
    query: String, note: DeleteNote, _ choose: (IndexReader) throws -> [[UInt32]]
  ) throws -> UInt64 {
    let (writer, reader) = try maintaining()
    let chosen = try choose(reader)
    try Cancellation.check()
    let deleted = try writer.delete(
      chosen, query: query, note: Commit.Delete.Note(at: note.at, who: note.who))
    if deleted > 0 { try writer.finish() }
    return deleted
  }

  /// Takes a delete back: its records are there again, but for those that another delete took out
  /// as well.
  ///
  /// - Parameters:
  ///   - number: Of the delete, as ``deletes()`` has it.
  ///   - note: When and by whom, for the history.
  /// - Returns: The delete, or `nil` when none of this number holds.
  /// - Throws: ``IndexFailure``; then the delete holds, or is taken back whole.
  public func undoDelete(
    _ number: UInt64, note: DeleteNote = DeleteNote()
  ) throws -> RememberedDelete? {
    try IndexFailure.folding {
      let (writer, _) = try maintaining()
      let undone = try writer.undoDelete(
        number, note: Commit.Delete.Note(at: note.at, who: note.who))
      return undone.map { RememberedDelete($0) }
    }
  }

  /// Every delete there was, by rising number; those that were taken back say so.
  public func deletes() throws -> [RememberedDelete] {
    try IndexFailure.folding {
      try Commit.newest(in: FileSystemDirectory(existing: path))?.deletes
        .map { RememberedDelete($0) } ?? []
    }
  }

  /// A writer that reads no files, and the commit that it stands on.
  private func maintaining() throws -> (IndexWriter, IndexReader) {
    guard let first = try IndexReader.open(path) else { throw IndexError.notFound(path: path) }
    if first.isPartial { throw IndexError.unfinished(path: path) }
    let writer = try IndexWriter(
      disk(FileSystemDirectory(existing: path)), settings: first.commit.settings,
      memory: 16 << 20, jobs: 1, for: .maintaining)
    // Another process may have committed before the lock was ours.
    guard let reader = try IndexReader.open(path) else { throw IndexError.notFound(path: path) }
    return (writer, reader)
  }

  /// Merges all segments into one, leaving out the records of files that are gone; deleted ones are
  /// kept to be brought back.
  ///
  /// A segment may be larger than the memory. More than 2³¹ records become several segments.
  ///
  /// - Parameters:
  ///   - memory: Bytes that may be held in memory. What is made of larger segments lies on the disk
  ///     of the index until it is written, in files without a name.
  ///   - jobs: Threads that share the work.
  /// - Throws: ``IndexFailure``, also when another process writes.
  public func merge(memory: UInt64 = 1 << 30, jobs: Int = 2) throws {
    try IndexFailure.folding {
      guard let reader = try IndexReader.open(path) else { throw IndexError.notFound(path: path) }
      if reader.isPartial { throw IndexError.unfinished(path: path) }
      let writer = try IndexWriter(
        disk(FileSystemDirectory(existing: path)), settings: reader.commit.settings,
        memory: memory, jobs: jobs, for: .maintaining)
      try writer.mergeAll()
    }
  }

  /// Notes that source files lie in other places than when they were indexed, with the same bytes.
  ///
  /// Nothing is read. Places to expand a packed file from are forgotten when its time of change is
  /// another one by now: its records are expanded from its start until it is indexed anew.
  ///
  /// - Parameters:
  ///   - moves: The remembered paths of before, each with the one that stands for it in `sources`.
  ///   - sources: The files as they lie now.
  /// - Throws: ``IndexFailure``, also when another process writes.
  public func relocate(_ moves: [String: String], in sources: SourceListing) throws {
    try IndexFailure.folding {
      // A first run that has not ended reads its files under their new names.
      guard let reader = try IndexReader.open(path), !reader.isPartial else { return }
      let now = Dictionary(sources.entries.map { ($0.remembered, $0.file) }) { first, _ in first }
      let writer = try IndexWriter(
        disk(FileSystemDirectory(existing: path)), settings: reader.commit.settings,
        memory: 16 << 20, jobs: 1, for: .maintaining)
      for (number, file) in writer.commit.files.enumerated() where !file.isRetired {
        guard let place = moves[file.path], let entry = now[place],
          entry.byteCount == file.byteCount
        else { continue }
        writer.commit.files[number].path = place
        writer.setIdentity(
          of: number, byteCount: entry.byteCount, modifiedNanoseconds: entry.modifiedNanoseconds)
      }
      try writer.publishCommit()
    }
  }

  /// Runs a piece of work while nobody else writes to the index; the folder is made when missing.
  ///
  /// The lock follows the folder when `work` renames it.
  ///
  /// - Throws: ``IndexFailure`` with code `locked` and the owner's name, or what `work` throws.
  public func withoutOtherWriters<Result>(_ work: () throws -> Result) throws -> Result {
    let lock = try IndexFailure.folding {
      try WriterLock(in: FileSystemDirectory(creating: path))
    }
    defer { withExtendedLifetime(lock) {} }
    return try work()
  }

  /// The folder holds nothing but what a writer makes before it writes: there is no folder, or it is
  /// empty, or its files are the lock and files that were not given their names yet.
  ///
  /// - Throws: ``IndexFailure`` when the folder cannot be read.
  public func isBlank() throws -> Bool {
    try IndexFailure.folding {
      try FileSystemDirectory(existing: path).list().allSatisfy {
        $0 == WriterLock.fileName || TemporaryName.isTemporary($0)
      }
    }
  }

  /// Verifies every checksum and invariant.
  ///
  /// `repair`: mends what follows from what is sound, goes back to the commit before where the newest
  /// is lost, keeping everything deleted since, and removes unreferenced files.
  ///
  /// - Throws: ``IndexFailure``, with code `notFound` where nothing was ever indexed.
  public func check(repair: Bool = false) throws -> IndexCheckReport {
    try IndexFailure.folding {
      if try isBlank() { throw IndexError.notFound(path: path) }
      let outcome = try IndexCheck(path).run(repair: repair)
      return IndexCheckReport(
        problems: outcome.problems, repaired: outcome.repaired,
        filesChecked: outcome.filesChecked, bytesChecked: outcome.bytesChecked)
    }
  }
}
