internal import Segments
internal import Storage

/// The files in the folder of an index, by their names.
enum IndexFiles {
  /// Only names that writers make are ever removed.
  static func isOurs(_ name: String) -> Bool {
    isPart(name) || name == UnfinishedRun.name || Commit.generation(of: name) != nil
  }

  /// The file belongs to a commit or a run, or was being written for one.
  static func isPart(_ name: String) -> Bool {
    let endings = [".segment", ".deletions", ".deleted", ".checkpoints"]
    return endings.contains { name.hasSuffix($0) } || TemporaryName.isTemporary(name)
      || name == SegmentBuilder.pendingName
  }

  /// The number in the name of a segment file.
  static func segmentNumber(_ name: String) -> UInt64? {
    guard name.hasSuffix(".segment") else { return nil }
    return UInt64(name.dropLast(".segment".count), radix: 16)
  }

  /// Removes files that neither the newest commits nor an unfinished run account for.
  ///
  /// `commits`: how many of them are kept; the one before the newest, for ``IndexRepair``.
  static func sweep(_ directory: any Directory, keeping commits: Int = 2) throws(StorageError) {
    let names = try directory.list()
    let kept = names.compactMap(Commit.generation(of:)).sorted(by: >).prefix(commits)
    var used = Set(kept.map(Commit.name))
    var newest: Commit?
    for generation in kept {
      guard let commit = try? Commit(path: directory.path(of: Commit.name(generation))) else {
        continue
      }
      newest = newest ?? commit
      used.formUnion(commit.fileNames)
    }
    if let run = try UnfinishedRun.pending(in: directory, after: newest) {
      used.formUnion(run.fileNames)
    }
    for name in names where !used.contains(name) && isOurs(name) {
      try directory.remove(name)
    }
  }
}
