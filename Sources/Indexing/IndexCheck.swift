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
  }

  /// What a check saw of one commit.
  struct Examined {
    var generation: UInt64
    /// `nil` when it cannot be read.
    var commit: Commit?
    /// By number in the commit, what cannot be used of it.
    var segments: [Int] = []
    var deletions: [Int] = []
    var deletes: [Int] = []
    var checkpoints: [Int] = []

    /// Its records can all be read.
    var hasSoundSegments: Bool { commit != nil && segments.isEmpty }
    var isSound: Bool {
      hasSoundSegments && deletions.isEmpty && deletes.isEmpty && checkpoints.isEmpty
    }
  }

  private let path: String

  package init(_ path: String) { self.path = path }

  /// Reads every byte of every file of the index: of the newest commit, of the one kept beside it,
  /// and of a run that was cut short.
  ///
  /// `repair`: mends what can be worked out from what is sound, see ``IndexRepair``, and removes
  /// files that no commit names. Once that has begun it goes on to its end.
  package func run(repair: Bool) throws(IndexError) -> Outcome {
    var outcome = Outcome()
    let directory = FileSystemDirectory(existing: path)
    // Files that a running writer has not committed yet must not be removed.
    let lock = repair ? try WriterLock(in: directory) : nil
    defer { withExtendedLifetime(lock) {} }
    do throws(StorageError) {
      var inspection = Inspection(directory: directory)
      let (commits, runIsSound) = try examine(with: &inspection)
      // What this process may not read is not damaged, and nothing is worked out from it.
      if let refusal = inspection.refusal { throw refusal }
      // What was not read to its end looks damaged, and is not.
      try Cancellation.check()
      outcome = inspection.outcome
      if repair {
        outcome.repaired = try IndexRepair(directory).run(commits, runIsSound: runIsSound)
      }
    } catch {
      throw .storage(error)
    }
    return outcome
  }

  /// Examines the commits and the run that was cut short, newest first.
  ///
  /// A writer may publish a commit meanwhile and sweep up an older one, file by file. What cannot be read
  /// of a commit behind the newest two is no damage; when it was the newest, the one that replaced it is
  /// looked at.
  private func examine(
    with inspection: inout Inspection
  ) throws(StorageError) -> (commits: [Examined], runIsSound: Bool) {
    let directory = inspection.directory
    let start = inspection
    while true {
      inspection = start
      let generations = try Commit.generations(in: directory)
      if generations.isEmpty, try CommitMark.lost(in: directory) == nil,
        try !directory.list().contains(UnfinishedRun.name)
      {
        throw StorageError.damaged(path: path, offset: 0, detail: "there is no commit")
      }
      var commits: [Examined] = []
      if let lost = try CommitMark.lost(in: directory) {
        inspection.outcome.problems.append(
          Self.sentence(CommitMark.lossOf(lost, in: directory)))
        commits.append(Examined(generation: lost))
      }
      for generation in generations {
        let before = inspection
        let examined = inspection.examine(generation)
        try Cancellation.check()
        let isWorse = inspection.outcome.problems.count > before.outcome.problems.count
        if isWorse, try !Commit.generations(in: directory).prefix(2).contains(generation) {
          inspection = before
        } else {
          if generation != generations.first {
            inspection.outcome.problems.replaceSubrange(
              before.outcome.problems.count...,
              with: inspection.outcome.problems[before.outcome.problems.count...].map {
                "\(Commit.name(generation)), which is kept behind the newest: \($0)"
              })
          }
          commits.append(examined)
        }
      }
      if let newest = generations.first, !commits.contains(where: { $0.generation == newest }) {
        continue
      }
      let before = inspection
      let runIsSound = inspection.examineRun(after: commits.first?.commit)
      let isWorse = inspection.outcome.problems.count > before.outcome.problems.count
      if isWorse, try Commit.generations(in: directory).first != generations.first {
        inspection = before
        continue
      }
      return (commits, runIsSound)
    }
  }

  /// An error as one line: place, then what is wrong.
  static func sentence(_ error: StorageError) -> String {
    if let path = error.missingFile { return "\(path): the file is missing" }
    return switch error {
    case .notOurs(let path, let expected): "\(path): this is no \(expected) file"
    case .otherVersion(let path, let found, let supported):
      "\(path): version \(found), readable are \(supported.lowerBound) to \(supported.upperBound)"
    case .damaged(let path, let offset, let detail): "\(path), byte \(offset): \(detail)"
    case .system(let operation, let path, let code):
      "\(path): cannot \(operation): \(SystemCall.describe(code))"
    case .diskFull(let path, _): "\(path): the disk is full"
    case .unsupported(let path, let detail), .stale(let path, let detail): "\(path): \(detail)"
    case .windowTooLarge(let path, let offset, _, _):
      "\(path), byte \(offset): \(error.windowRefusal?.what ?? "")"
    case .compression(let format, let detail): "\(format): \(detail)"
    case .cancelled: "interrupted"
    }
  }
}
