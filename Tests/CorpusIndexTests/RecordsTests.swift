import Foundation
import Searching
import Storage
import Synchronization
import TestSupport
import Testing

@testable import CorpusIndex

@Suite struct RecordsTests {
  /// The same 300 records in ways that must not show.
  private static func indexes(_ scratch: ScratchFolder) throws -> [(name: String, CorpusIndex)] {
    let lines = Array(SmallIndex.lines(0..<300).utf8)
    let file = scratch.write(lines, to: "small.jsonl")
    let ways: [(String, (inout IngestOptions) -> Void)] = [
      ("plain", { _ in }), ("two threads", { $0.jobs = 2 }),
      ("from files", { $0.method.store = .none }),
      ("renumbered", { $0.method.reordering = .on }),
    ]
    var indexes: [(String, CorpusIndex)] = try ways.map { name, change in
      let index = try CorpusIndex(at: scratch.path + "/" + name)
      var options = SmallIndex.options
      change(&options)
      _ = try index.ingest([file], options: options)
      return (name, index)
    }
    // Six commits, so six segments at first.
    let pieces = try CorpusIndex(at: scratch.path + "/pieces")
    for start in stride(from: 0, to: 300, by: 50) {
      let part = scratch.write(
        Array(SmallIndex.lines(start..<start + 50).utf8), to: "part\(start).jsonl")
      _ = try pieces.ingest([part], options: SmallIndex.options)
    }
    indexes.append(("pieces", pieces))
    return indexes
  }

  @Test func `first records and samples are the same whatever segments hold them`() throws {
    let scratch = ScratchFolder()
    var choice = RecordChoice()
    for (name, index) in try Self.indexes(scratch) {
      let searcher = try index.searcher()
      choice.condition = nil
      let first = try searcher.first(7, of: choice).map(\.reference.record)
      #expect(first == (0..<7).map { "r\($0)" }, "\(name)")
      let sample = try searcher.sample(40, seed: 7, of: choice).map(\.reference.record)
      let wanted = (0..<300).map { "r\($0)" }
        .sorted { SampleOrder.key(of: $0, seed: 7) < SampleOrder.key(of: $1, seed: 7) }
      #expect(sample == Array(wanted.prefix(40)), "\(name)")
      choice.condition = "lang=zh"
      let chinese = try searcher.sample(1000, seed: 7, of: choice).map(\.reference.record)
      #expect(chinese == wanted.filter { Int($0.dropFirst())! % 3 == 0 }, "\(name)")
      #expect(
        try searcher.first(3, of: choice).map(\.reference.record) == ["r0", "r3", "r6"], "\(name)")
    }
  }

  @Test func `a record has its neighbours in the source, whatever segments hold them`() throws {
    let scratch = ScratchFolder()
    let deleted: Set = [0, 7, 8, 9, 50, 120, 121, 299]
    for (name, index) in try Self.indexes(scratch) {
      for isCut in [false, true] {
        if isCut { _ = try index.delete(records: deleted.sorted().map { "r\($0)" }) }
        let left = (0..<300).filter { !isCut || !deleted.contains($0) }.map { "r\($0)" }
        let searcher = try index.searcher()
        let corpus = try searcher.first(1)[0].reference.corpus
        for (place, id) in left.enumerated() {
          let record = try searcher.record(id, in: corpus)
          #expect(
            record?.neighbours
              == RecordNeighbours(
                previous: place > 0 ? left[place - 1] : nil,
                next: place + 1 < left.count ? left[place + 1] : nil), "\(name): \(id)")
        }
      }
    }
  }

  @Test func `a walk that finds nothing ends when nobody waits for it, or at its time`() throws {
    let scratch = ScratchFolder()
    for (name, index) in try Self.indexes(scratch) {
      let searcher = try index.searcher()
      var cancelled = RecordChoice(matching: "/.*nothing.*/ OR *", where: "lang=nothing")
      cancelled.isCancelled = { true }
      var late = RecordChoice(matching: "*", where: "lang=nothing")
      late.timeout = 0
      for choice in [cancelled, late] {
        var failure: IndexFailure?
        do {
          try searcher.forEachRecord(choice) { _ in true }
        } catch let error as IndexFailure {
          failure = error
        }
        #expect(failure?.code == .cancelled, "\(name)")
        #expect(throws: IndexFailure.self) { try searcher.first(3, of: choice) }
        #expect(throws: IndexFailure.self) { try searcher.sample(3, seed: 1, of: choice) }
      }
      var calm = RecordChoice(where: "lang=zh")
      calm.isCancelled = { false }
      calm.timeout = 100
      #expect(try searcher.first(1, of: calm).count == 1)
    }
  }

  @Test func `hits for whose passages no time is left come without, and the answer says so`() throws
  {
    let scratch = ScratchFolder()
    let index = try CorpusIndex(at: scratch.path + "/small")
    let file = scratch.write(Array(SmallIndex.lines(0..<40).utf8), to: "small.jsonl")
    _ = try index.ingest([file], options: SmallIndex.options)
    let searcher = try index.searcher()
    for isOver in [false, true] {
      let prepared = try searcher.searcher.prepare(
        "whale", deadline: SearchDeadline(seconds: 1000, isCancelled: { isOver }))
      let found = try searcher.searcher.prepare("whale").top(5)
      let hits = try searcher.hits(found, prepared, SearchOptions())
      #expect(hits.count == 5)
      #expect(hits.allSatisfy { $0.snippet.isEmpty == isOver })
      #expect(prepared.notes.all == (isOver ? ["no time was left for the passages of 5 hits"] : []))
    }
  }

  /// What there was no time to look at is not found, and where a query leaves it out, not taken for absent.
  @Test(arguments: [
    #"* -exact:"游去，""#, "* -/n.rth/", "* -whal*", #"NOT (exact:"白鲸" OR /1[0-9]/)"#,
    #"* -"white wh*""#, #"exact:"白鲸" OR north~1"#,
  ])
  func `a walk that is ended anywhere gives matches only`(query: String) throws {
    let scratch = ScratchFolder()
    let index = try CorpusIndex(at: scratch.path + "/small")
    let file = scratch.write(Array(SmallIndex.lines(0..<40).utf8), to: "small.jsonl")
    _ = try index.ingest([file], options: SmallIndex.options)
    let searcher = try index.searcher()
    var matches: Set<String> = []
    try searcher.forEachRecord(RecordChoice(matching: query)) { record in
      matches.insert(record.reference.record)
      return true
    }
    #expect(!matches.isEmpty)
    var endings = 0
    for looks in 0..<100 {
      let left = Mutex(looks)
      var choice = RecordChoice(matching: query)
      choice.isCancelled = {
        left.withLock { left in
          left -= 1
          return left < 0
        }
      }
      var found: Set<String> = []
      do {
        try searcher.forEachRecord(choice) { record in
          found.insert(record.reference.record)
          return true
        }
        #expect(found == matches, "after \(looks) looks")
      } catch let failure as IndexFailure {
        #expect(failure.code == .cancelled)
        endings += 1
      }
      #expect(found.isSubset(of: matches), "after \(looks) looks")
    }
    #expect(endings > 0)
  }

  @Test func `the walk gives every match whole, and only matches`() throws {
    let scratch = ScratchFolder()
    for (name, index) in try Self.indexes(scratch) {
      let searcher = try index.searcher()
      for query in [nil, "whale", "白鲸", "title:7", "nothing-like-it"] {
        var ids: Set<String> = []
        try searcher.forEachRecord(RecordChoice(matching: query)) { record in
          #expect(ids.insert(record.reference.record).inserted)
          let one = try #require(try searcher.record(record.reference.record, in: name))
          #expect(one.texts.map(\.text) == record.texts.map(\.text))
          #expect(one.fields.map(\.value) == record.fields.map(\.value))
          #expect(one.offset == record.offset && one.file == record.file)
          return true
        }
        let count = try searcher.count(query ?? "*").records
        #expect(UInt64(ids.count) == count, "\(name) \(query ?? "*")")
      }
    }
  }

  @Test func `deleted records are neither walked nor sampled`() throws {
    let scratch = ScratchFolder()
    for (name, index) in try Self.indexes(scratch) {
      _ = try index.delete(records: ["r0", "r5"])
      let searcher = try index.searcher()
      let first = try searcher.first(4).map(\.reference.record)
      #expect(first == ["r1", "r2", "r3", "r4"], "\(name)")
      let all = try searcher.sample(1000, seed: 1).map(\.reference.record)
      #expect(all.count == 298 && !all.contains("r5"), "\(name)")
    }
  }

  @Test func `the walk stops when it is told to, and passes errors on`() throws {
    struct Enough: Error {}
    let scratch = ScratchFolder()
    let index = try #require(try Self.indexes(scratch).first).1
    let searcher = try index.searcher()
    var seen = 0
    try searcher.forEachRecord { _ in
      seen += 1
      return seen < 5
    }
    #expect(seen == 5)
    #expect(throws: Enough.self) { try searcher.forEachRecord { _ in throw Enough() } }
    #expect(throws: IndexFailure.self) {
      try searcher.forEachRecord(RecordChoice(matching: "a AND")) { _ in true }
    }
  }

  @Test func `a smaller sample begins a larger one, and another seed takes others`() throws {
    let scratch = ScratchFolder()
    let index = try #require(try Self.indexes(scratch).first).1
    let searcher = try index.searcher()
    let large = try searcher.sample(100, seed: 3).map(\.reference.record)
    #expect(try searcher.sample(10, seed: 3).map(\.reference.record) == Array(large.prefix(10)))
    let other = try searcher.sample(100, seed: 4).map(\.reference.record)
    // Two random hundreds of 300 share about 33.
    #expect((10...60).contains(Set(large).intersection(other).count))
    #expect(try searcher.sample(0, seed: 3).isEmpty)
    for count in [1 << 62, Int.max] {
      #expect(try searcher.sample(count, seed: 3).count == 300)
      #expect(try searcher.first(count).count == 300)
    }
  }

  /// Fixed for good: a sample is the same on every machine and with every version.
  @Test(arguments: [
    ("a", UInt64(0), UInt64(3051820978105488553)), ("a", 7, 8204128337756363127),
    ("记录", 7, 15250608112341369026),
  ])
  func `the order of a sample never changes`(id: String, seed: UInt64, key: UInt64) {
    #expect(SampleOrder.key(of: id, seed: seed) == key)
  }
}
