internal import Indexing
internal import Searching
internal import Segments
internal import Storage

extension CorpusIndex {
  /// Takes the records that match a query out of the index.
  ///
  /// - Returns: Records deleted.
  public func delete(matching query: String) throws -> UInt64 {
    try IndexFailure.folding {
      try delete { reader in
        let searcher = Searcher([Searcher.Corpus(name: "", reader: reader)])
        let prepared = try searcher.prepare(query)
        var documents = [[UInt32]](repeating: [], count: reader.parts.count)
        try prepared.forEachMatch { part, document in
          documents[part].append(document)
          return true
        }
        return documents
      }
    }
  }

  /// Takes records out of the index by id; ids that are not there are passed over.
  ///
  /// - Returns: Records deleted.
  public func delete(records ids: [String]) throws -> UInt64 {
    try IndexFailure.folding {
      try delete { reader in
        var documents = [[UInt32]](repeating: [], count: reader.parts.count)
        for id in ids {
          for found in try reader.documents(withID: id) {
            documents[found.part].append(found.document)
          }
        }
        return documents
      }
    }
  }

  private func delete(_ choose: (IndexReader) throws -> [[UInt32]]) throws -> UInt64 {
    guard let first = try IndexReader.open(path) else {
      throw IndexError.notFound(path: path)
    }
    let writer = try IndexWriter(
      disk(FileSystemDirectory(existing: path)), settings: first.commit.settings,
      memory: 16 << 20, jobs: 1)
    // Another process may have committed before the lock was ours.
    guard let reader = try IndexReader.open(path) else {
      throw IndexError.notFound(path: path)
    }
    // The reader may have fallen back to an older commit than the writer stands on.
    if let problem = reader.problems.first { throw IndexError.storage(problem) }
    let deleted = try writer.delete(try choose(reader))
    if deleted > 0 { try writer.finish() }
    return deleted
  }

  /// Merges all segments into as few as the memory allows, leaving deleted records out.
  ///
  /// `memory`: bytes that merging may take.
  public func merge(memory: UInt64 = 1 << 30) throws {
    try IndexFailure.folding {
      guard let reader = try IndexReader.open(path) else { throw IndexError.notFound(path: path) }
      let writer = try IndexWriter(
        disk(FileSystemDirectory(existing: path)), settings: reader.commit.settings,
        memory: memory, jobs: 1)
      try writer.mergeAll()
    }
  }

  /// Verifies every checksum and invariant.
  ///
  /// `repair`: removes unreferenced files and falls back to the newest valid commit.
  public func check(repair: Bool = false) throws -> IndexCheckReport {
    try IndexFailure.folding {
      let outcome = try IndexCheck(path).run(repair: repair)
      return IndexCheckReport(
        problems: outcome.problems, repaired: outcome.repaired,
        filesChecked: outcome.filesChecked, bytesChecked: outcome.bytesChecked)
    }
  }
}
