internal import Segments
internal import Storage

/// Verifies all files of an index, and repairs what can be repaired.
package struct IndexCheck {
  /// The result of a check.
  package struct Outcome: Sendable {
    package var problems: [String] = []
    package var repaired: [String] = []
    package var filesChecked = 0
    package var bytesChecked: UInt64 = 0
    /// Source files, by number, whose checkpoints cannot be used in the sound commit.
    var withoutCheckpoints: [Int] = []
  }

  private let path: String

  package init(_ path: String) { self.path = path }

  /// Reads every byte of every file of the index.
  ///
  /// `repair`: removes damaged commits that are newer than a sound one, and files that
  /// no commit names.
  package func run(repair: Bool) throws(IndexError) -> Outcome {
    var outcome = Outcome()
    let directory = FileSystemDirectory(existing: path)
    // Files that a running writer has not committed yet must not be removed.
    let lock = repair ? try WriterLock(in: directory) : nil
    defer { withExtendedLifetime(lock) {} }
    do throws(StorageError) {
      let names = try directory.list()
      let generations = names.compactMap(Commit.generation(of:)).sorted(by: >)
      if generations.isEmpty { throw IndexError.notFound(path: path).asStorage(path) }
      let (sound, unreadable) = check(generations, in: directory, &outcome)
      guard repair, let sound else { return outcome }
      // Only a commit that is sound with all its files may take the place of newer ones.
      for generation in generations where generation > sound || unreadable.contains(generation) {
        let name = Commit.name(generation)
        try directory.remove(name)
        outcome.repaired.append("removed \(name), which is damaged or names damaged files")
      }
      try dropCheckpoints(of: sound, in: directory, &outcome)
      for name in unreferenced(try directory.list(), directory: directory) {
        try directory.remove(name)
        outcome.repaired.append("removed \(name), which no commit names")
      }
    } catch {
      throw .storage(error)
    }
    return outcome
  }

  /// Publishes a commit anew without checkpoints that cannot be used: they spare time and hold
  /// nothing that the source files do not have.
  private func dropCheckpoints(
    of generation: UInt64, in directory: any Directory, _ outcome: inout Outcome
  ) throws(StorageError) {
    if outcome.withoutCheckpoints.isEmpty { return }
    var commit = try Commit(path: directory.path(of: Commit.name(generation)))
    let names = try directory.list()
    for number in outcome.withoutCheckpoints {
      let name = commit.files[number].checkpoints
      commit.files[number].checkpoints = ""
      if names.contains(name) { try directory.remove(name) }
      outcome.repaired.append(
        "\(commit.files[number].path) goes without its checkpoints: until it is indexed anew, "
          + "its records are expanded from the start")
    }
    commit.generation += 1
    try directory.synchronize()
    try commit.write(to: directory)
  }

  /// Checks commits from the newest back to the first that is sound with all its files.
  ///
  /// - Returns: The generation of that commit, `nil` when there is none, and the commits that
  ///   cannot be read at all.
  private func check(
    _ generations: [UInt64], in directory: any Directory, _ outcome: inout Outcome
  ) -> (sound: UInt64?, unreadable: Set<UInt64>) {
    var sound: UInt64?
    var unreadable: Set<UInt64> = []
    // Commits share segments: each is read once.
    var known: [String: [String]] = [:]
    for generation in generations {
      do throws(StorageError) {
        let commit = try Commit(path: directory.path(of: Commit.name(generation)))
        outcome.filesChecked += 1
        // A newer commit is sound, so missing files of this one do not matter.
        if sound != nil { continue }
        var isSound = true
        for entry in commit.segments {
          let key = entry.name + "/" + entry.deletions
          if known[key] == nil {
            var seen = Outcome()
            check(entry, in: directory, &seen)
            known[key] = seen.problems
            outcome.problems += seen.problems
            outcome.filesChecked += seen.filesChecked
            outcome.bytesChecked += seen.bytesChecked
          }
          if known[key] != [] { isSound = false }
        }
        // Without its checkpoints a commit answers as before, only more slowly.
        outcome.withoutCheckpoints = commit.files.indices.filter {
          !isUsable(checkpointsOf: commit.files[$0], in: directory, &outcome)
        }
        if isSound { sound = generation }
      } catch {
        outcome.problems.append(Self.sentence(error))
        unreadable.insert(generation)
      }
    }
    return (sound, unreadable)
  }

  private func check(
    _ entry: Commit.Segment, in directory: any Directory, _ outcome: inout Outcome
  ) {
    do throws(StorageError) {
      let segment = try SegmentReader(directory.path(of: entry.name))
      try segment.file.verifyAll()
      outcome.filesChecked += 1
      outcome.bytesChecked += UInt64(segment.file.count)
      if segment.summary != entry.summary || UInt64(segment.file.count) != entry.byteCount {
        outcome.problems.append("\(entry.name) is not the segment that was committed")
      }
      try SegmentInvariants(segment).check()
      if !entry.deletions.isEmpty {
        let live = try LiveDocuments(
          path: directory.path(of: entry.deletions), count: segment.documentCount)
        outcome.filesChecked += 1
        if UInt64(live.deletedCount) != entry.deletedCount {
          outcome.problems.append("\(entry.deletions) deletes another number of documents")
        }
      }
    } catch {
      outcome.problems.append(Self.sentence(error))
    }
  }

  private func isUsable(
    checkpointsOf source: Commit.SourceFile, in directory: any Directory,
    _ outcome: inout Outcome
  ) -> Bool {
    if source.checkpoints.isEmpty { return true }
    do throws(StorageError) {
      let file = try CheckpointFile(
        path: directory.path(of: source.checkpoints), of: source.identity)
      try file.verifyAll()
      outcome.filesChecked += 1
      outcome.bytesChecked += UInt64(file.byteCount)
      return true
    } catch {
      outcome.problems.append(Self.sentence(error))
      return false
    }
  }

  /// Files of ours that no commit accounts for.
  private func unreferenced(_ names: [String], directory: any Directory) -> [String] {
    var used: Set<String> = []
    for generation in names.compactMap(Commit.generation(of:)) {
      guard let commit = try? Commit(path: directory.path(of: Commit.name(generation))) else {
        continue
      }
      used.formUnion(commit.fileNames)
    }
    return names.filter {
      ($0.hasSuffix(".segment") || $0.hasSuffix(".deletions") || $0.hasSuffix(".checkpoints")
        || $0.hasSuffix(".tmp") || $0 == SegmentBuilder.pendingName)
        && !used.contains($0)
    }
  }

  /// An error as one line: place, then what is wrong.
  static func sentence(_ error: StorageError) -> String {
    switch error {
    case .notOurs(let path, let expected): "\(path): this is no \(expected) file"
    case .otherVersion(let path, let found, let supported):
      "\(path): version \(found), readable are \(supported.lowerBound) to \(supported.upperBound)"
    case .damaged(let path, let offset, let detail): "\(path), byte \(offset): \(detail)"
    case .system(let operation, let path, let code):
      "\(path): cannot \(operation): \(SystemCall.describe(code))"
    case .diskFull(let path, _): "\(path): the disk is full"
    case .compression(let format, let detail): "\(format): \(detail)"
    }
  }
}

extension IndexError {
  fileprivate func asStorage(_ path: String) -> StorageError {
    .damaged(path: path, offset: 0, detail: "there is no commit")
  }
}
