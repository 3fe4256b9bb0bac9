internal import Records
internal import Segments
internal import Storage

extension IndexWriter {
  /// Takes records out and remembers them, for the next commit.
  ///
  /// - Parameters:
  ///   - documents: Per segment of ``commit``, the documents to delete.
  ///   - query: What chose them; empty when they were named.
  ///   - note: When and by whom.
  /// - Returns: How many were there; with none nothing is remembered.
  /// - Throws: ``IndexError`` when a file cannot be read or written.
  package func delete(
    _ documents: [[UInt32]], query: String, note: Commit.Delete.Note
  ) throws(IndexError) -> UInt64 {
    var ids: [String] = []
    var ordinals: [UInt64] = []
    var after: [(index: Int, live: LiveDocuments)] = []
    for (index, list) in documents.enumerated() where !list.isEmpty {
      let entry = commit.segments[index]
      try store { () throws(StorageError) in
        let segment = try entry.open(in: directory)
        let before =
          try entry.liveDocuments(in: directory) ?? LiveDocuments(count: segment.documentCount)
        let found = Set(list).filter(before.isLive)
        for document in found {
          try Cancellation.check()
          let rank = segment.rank(of: document)
          ordinals.append(segment.sources.ordinals[rank])
          let id = try segment.recordIDs.stored(rank: rank)
          if !id.isEmpty { ids.append(id) }
        }
        if !found.isEmpty { after.append((index, before.deleting(found))) }
      }
    }
    if ordinals.isEmpty { return 0 }
    let delete = Commit.Delete(
      number: (commit.deletes.last?.number ?? 0) + 1, query: query, note: note,
      count: UInt64(ordinals.count), goesByID: commit.repeatedID == nil)
    try store { () throws(StorageError) in
      try DeletedRecords.write(delete, ids: ids, ordinals: ordinals, to: directory)
      for (index, live) in after {
        let retired = commit.segments[index].retiredCount
        try commit.segments[index].mark(
          live, retired: retired, since: commit.generation + 1, in: directory)
      }
    }
    commit.deletes.append(delete)
    hasChanges = true
    return delete.count
  }

  /// Takes a delete back and publishes that: its records are there again, but for those that
  /// another delete took out as well.
  ///
  /// - Returns: The delete, or `nil` when there is none of the number that still holds.
  package func undoDelete(
    _ number: UInt64, note: Commit.Delete.Note
  ) throws(IndexError) -> Commit.Delete? {
    guard
      let index = commit.deletes.firstIndex(where: { $0.number == number && !$0.isUndone })
    else { return nil }
    commit.deletes[index].undone = note
    let remaining = try openDeletes()
    let retired = commit.retiredFiles
    for index in commit.segments.indices where !commit.segments[index].deletions.isEmpty {
      _ = try settle(index, deletes: remaining, retired: retired)
    }
    // Ids that were free while the records were out may have been given to others.
    added = Set(commit.segments.map(\.name))
    try compareIDs { _ in 0 }
    try publishCommit()
    return commit.deletes[index]
  }

  /// Deleted records of some source files that are remembered by running number alone.
  ///
  /// Reading such a file again gives its records other numbers, so that they are there again.
  ///
  /// - Parameters:
  ///   - files: Numbers of source files.
  ///   - commit: That has them.
  /// - Returns: How many.
  /// - Throws: ``IndexError`` when a file cannot be read.
  package func numberedDeletes(
    of files: Set<UInt32>, in commit: Commit
  ) throws(IndexError) -> UInt64 {
    let deletes = files.isEmpty ? [] : try openDeletes()
    if deletes.isEmpty { return 0 }
    return try store { () throws(StorageError) in
      var count = 0
      for entry in commit.segments where !entry.deletions.isEmpty {
        let segment = try entry.open(in: directory)
        let concerned = Set(segment.documents(of: files))
        var found: Set<UInt32> = []
        for delete in deletes {
          found.formUnion(try delete.numberedDocuments(in: segment).filter(concerned.contains))
        }
        count += found.count
      }
      return UInt64(count)
    }
  }

  /// The records of every delete that holds.
  func openDeletes() throws(IndexError) -> [DeletedRecords] {
    var opened: [DeletedRecords] = []
    for delete in commit.deletes where !delete.isUndone {
      opened.append(
        try store { () throws(StorageError) in try DeletedRecords(delete, in: directory) })
    }
    return opened
  }

  /// Works out which documents of a segment are deleted, for the next commit.
  ///
  /// - Parameters:
  ///   - index: Of the segment in ``commit``.
  ///   - deletes: All that hold; `nil` to keep what is marked.
  ///   - retired: Source files whose records are gone.
  /// - Returns: Documents that are out because of deletes alone.
  /// - Throws: ``IndexError`` when a file cannot be read or written.
  func settle(
    _ index: Int, deletes: [DeletedRecords]?, retired: Set<UInt32>
  ) throws(IndexError) -> UInt64 {
    try store { () throws(StorageError) in
      let segment = try commit.segments[index].open(in: directory)
      let (live, gone) = try DeletedDocuments.of(
        segment, marked: deletes == nil ? commit.segments[index].liveDocuments(in: directory) : nil,
        deletes: deletes ?? [], retired: retired)
      try commit.segments[index].mark(
        live, retired: gone, since: commit.generation + 1, in: directory)
      return UInt64(live.deletedCount) - gone
    }
  }

  /// Finds out whether two records share an id, and gives up ids as addresses if so.
  func compareIDs(locating: (RepeatedID.Place) -> UInt64) throws(IndexError) {
    guard commit.settings.schema.recordID != nil, commit.repeatedID == nil, !added.isEmpty else {
      return
    }
    if let known = replaced?.repeatedID, let kept = carried(known) {
      commit.repeatedID = kept
      return
    }
    let found = try store { () throws(StorageError) -> RepeatedID? in
      var parts: [RepeatedIDSearch.Part] = []
      for entry in commit.segments {
        parts.append(
          RepeatedIDSearch.Part(
            segment: try entry.open(in: directory),
            live: try entry.liveDocuments(in: directory), isAdded: added.contains(entry.name)))
      }
      return try RepeatedIDSearch(parts).run()
    }
    guard var found else { return }
    found.first.line = locating(found.first)
    found.second.line = locating(found.second)
    commit.repeatedID = found
  }

  /// The same repeated id after everything was indexed again; `nil` when a file of it has changed.
  ///
  /// Running numbers stay the addresses of unchanged data, whatever was deleted of it.
  private func carried(_ known: RepeatedID) -> RepeatedID? {
    guard let replaced, replaced.settings.schema.recordID == commit.settings.schema.recordID else {
      return nil
    }
    var carried = known
    for place in [\RepeatedID.first, \RepeatedID.second] {
      let old = replaced.files[Int(carried[keyPath: place].file)]
      let number = commit.files.firstIndex {
        $0.path.isWritten(like: old.path) && $0.identity == old.identity && !$0.isRetired
          && !old.isRetired
      }
      guard let number else { return nil }
      carried[keyPath: place].file = UInt32(number)
    }
    return carried
  }
}
