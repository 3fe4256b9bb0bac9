import Foundation
import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// Disks that fail and processes that die: what was committed stays as it was.
@Suite struct FaultTests {
  /// What is done to an index that has a commit.
  enum Change: String, CaseIterable, Codable, Sendable {
    case ingest, resume, delete, undo, merge, rebuild

    func make(in index: CorpusIndex, file: String) throws {
      switch self {
      case .ingest: _ = try index.ingest([file], options: SmallIndex.options)
      case .resume:
        // Cut short after its first segment, and taken up.
        do { _ = try index.ingest([file], options: SmallIndex.options) { _ in false } } catch {
          guard let failure = error as? IndexFailure, failure.code == .cancelled else {
            throw error
          }
        }
        _ = try index.ingest([file], options: SmallIndex.options)
      case .undo: _ = try index.undoDelete(1)
      case .delete: _ = try index.delete(records: ["r1", "r3", "r20"])
      case .merge: try index.merge(memory: 64 << 20)
      case .rebuild:
        var options = SmallIndex.options
        options.rebuild = true
        _ = try index.ingest([file], options: options)
      }
    }
  }

  enum Misfortune: String, CaseIterable, Sendable {
    /// One call is refused, later ones work.
    case once
    /// From some call on nothing works.
    case forGood
    case diskFull
  }

  /// An index of two segments with deletions, and one file more to index.
  private static func prepare(_ folder: ScratchFolder) throws -> (index: String, file: String) {
    let index = try CorpusIndex(at: folder.path + "/index")
    for (name, range) in [("a.jsonl", 0..<30), ("b.jsonl", 30..<55)] {
      _ = try index.ingest(
        [folder.write(SmallIndex.lines(range), to: name)], options: SmallIndex.options)
    }
    _ = try index.delete(records: ["r2", "r40"])
    return (index.path, folder.write(SmallIndex.lines(55..<80), to: "c.jsonl"))
  }

  @Test(arguments: Change.allCases, Misfortune.allCases)
  func `a disk that fails at any call leaves the last commit as it was`(
    change: Change, misfortune: Misfortune
  ) throws {
    let folder = ScratchFolder()
    let (original, file) = try Self.prepare(folder)
    let before = try SmallIndex.answers(CorpusIndex(at: original))
    let changed = folder.path + "/changed"
    try ScratchFolder.copy(original, to: changed)
    try change.make(in: CorpusIndex(at: changed), file: file)
    let after = try SmallIndex.answers(CorpusIndex(at: changed))
    var number = 0
    while true {
      number += 1
      let failing = number
      let path = folder.path + "/\(number)"
      try ScratchFolder.copy(original, to: path)
      var index = try CorpusIndex(at: path)
      let counter = Counter()
      index.disk = { inner in
        let directory = FailingDirectory(inner) { (call: Int) throws(StorageError) in
          counter.reached = max(counter.reached, call)
          if call == failing || (call > failing && misfortune != .once) {
            if misfortune == .diskFull { throw .diskFull(path: path, needed: 4096) }
            throw .system(operation: "write", path: path, code: 5)
          }
        }
        return directory
      }
      var failure: IndexFailure?
      do { try change.make(in: index, file: file) } catch {
        failure = try #require(error as? IndexFailure)
      }
      if counter.reached < failing {
        #expect(number > 8, "a change makes several calls")
        return
      }
      let note: Comment = "\(change) \(misfortune) at call \(failing)"
      if let failure {
        #expect(failure.code == (misfortune == .diskFull ? .diskFull : .system), note)
        #expect(failure.location != nil, note)
      }
      // Readers see the old state, or the new one when the commit was already in place.
      let healthy = try CorpusIndex(at: path)
      let now = try SmallIndex.answers(healthy)
      #expect(now == before || now == after, note)
      #expect(failure != nil || now == after, note)
      #expect(try healthy.check().problems.isEmpty, note)
      // The change succeeds later and leaves nothing behind.
      try change.make(in: healthy, file: file)
      #expect(try SmallIndex.answers(healthy) == after, note)
      let repaired = try healthy.check(repair: true).repaired
      if change != .merge { #expect(repaired.isEmpty, note) }
      try ScratchFolder.remove(path)
    }
  }

  private final class Counter: @unchecked Sendable {
    // Safe: one writer, one thread.
    var reached = 0
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13, 17, 21])
  func `a process killed at any call leaves an index that goes on`(call: Int) async throws {
    let folder = ScratchFolder()
    let (path, file) = try Self.prepare(folder)
    let before = try SmallIndex.answers(CorpusIndex(at: path))
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, file = file as String, call = call as Int] in
      var index = try CorpusIndex(at: path)
      index.disk = { inner in
        FailingDirectory(inner) { (now: Int) throws(StorageError) in
          if now == call { kill(getpid(), SIGKILL) }
        }
      }
      _ = try index.ingest([file], options: SmallIndex.options)
      // Fewer calls than that: the end is as good a moment.
      kill(getpid(), SIGKILL)
    }
    let index = try CorpusIndex(at: path)
    let whole = folder.path + "/whole"
    let fresh = try CorpusIndex(at: whole)
    for name in ["a.jsonl", "b.jsonl"] {
      _ = try fresh.ingest([folder.path + "/" + name], options: SmallIndex.options)
    }
    _ = try fresh.delete(records: ["r2", "r40"])
    _ = try fresh.ingest([file], options: SmallIndex.options)
    let after = try SmallIndex.answers(fresh)
    let now = try SmallIndex.answers(index)
    #expect(now == before || now == after)
    #expect(try index.check().problems.isEmpty)
    _ = try index.ingest([file], options: SmallIndex.options)
    #expect(try SmallIndex.answers(index) == after)
    #expect(try index.check(repair: true).repaired.isEmpty)
  }

  @Test func `the same inputs and options give the same bytes`() throws {
    var generator = SeededGenerator.announced("same bytes")
    let folder = ScratchFolder()
    var random = RandomCorpus(generator: generator)
    let records = random.records(400, body: "text", language: .mixed)
    generator = random.generator
    let file = folder.write(records.map(\.json).joined(), to: "records.jsonl")
    for jobs in [1, 2] {
      var made: [[String: [UInt8]]] = []
      for run in 0..<2 {
        let index = try CorpusIndex(at: folder.path + "/\(jobs)-\(run)")
        var options = SmallIndex.options
        options.jobs = jobs
        _ = try index.ingest([file], options: options)
        _ = try index.delete(records: ["r1", "r2"])
        var files = try ScratchFolder.files(in: index.path)
        files["write.lock"] = nil
        made.append(files)
      }
      #expect(made[0].keys.sorted() == made[1].keys.sorted())
      for (name, bytes) in made[0] { #expect(made[1][name] == bytes, "\(name) with \(jobs) jobs") }
    }
  }
}
