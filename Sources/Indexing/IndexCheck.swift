internal import Segments
internal import Storage

/// Verifies everything an index consists of, and mends what can be mended.
package struct IndexCheck {
  /// What was seen.
  package struct Outcome: Sendable {
    package var problems: [String] = []
    package var repaired: [String] = []
    package var filesChecked = 0
    package var bytesChecked: UInt64 = 0
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
    // What a running writer has not yet committed must not be taken for litter.
    let lock = repair ? try WriterLock(in: directory) : nil
    defer { withExtendedLifetime(lock) {} }
    do throws(StorageError) {
      let names = try directory.list()
      let generations = names.compactMap(Commit.generation(of:)).sorted(by: >)
      if generations.isEmpty { throw IndexError.notFound(path: path).asStorage(path) }
      var newest: Commit?
      for generation in generations {
        let name = Commit.name(generation)
        do throws(StorageError) {
          let commit = try Commit(path: directory.path(of: name))
          outcome.filesChecked += 1
          if newest == nil { newest = commit }
        } catch {
          outcome.problems.append(Self.sentence(error))
          if repair, newest == nil {
            try directory.remove(name)
            outcome.repaired.append("removed the damaged \(name)")
          }
        }
      }
      guard let newest else { return outcome }
      for entry in newest.segments { check(entry, in: directory, &outcome) }
      let orphans = unreferenced(names, newest: newest, directory: directory)
      if repair, outcome.problems.isEmpty || !outcome.repaired.isEmpty {
        for name in orphans {
          try directory.remove(name)
          outcome.repaired.append("removed \(name), which no commit names")
        }
      }
    } catch {
      throw .storage(error)
    }
    return outcome
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

  /// Files of ours that neither the newest two commits nor the lock account for.
  private func unreferenced(
    _ names: [String], newest: Commit, directory: any Directory
  ) -> [String] {
    var used: Set<String> = []
    for generation in names.compactMap(Commit.generation(of:)) {
      guard let commit = try? Commit(path: directory.path(of: Commit.name(generation))) else {
        continue
      }
      for segment in commit.segments {
        used.insert(segment.name)
        used.insert(segment.deletions)
      }
    }
    return names.filter {
      ($0.hasSuffix(".segment") || $0.hasSuffix(".deletions") || $0.hasSuffix(".tmp")
        || $0 == SegmentBuilder.pendingName)
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
