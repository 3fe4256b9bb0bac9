import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// Bytes that are cut off or flipped: an error with its place or the same answer, never a crash,
/// and `check` always notices.
@Suite struct DamageTests {
  private static func make(_ folder: ScratchFolder) throws -> CorpusIndex {
    let index = try CorpusIndex(at: folder.path + "/index")
    _ = try index.ingest(
      [folder.write(SmallIndex.lines(0..<9), to: "a.jsonl")], options: SmallIndex.options)
    _ = try index.delete(records: ["r2"])
    return index
  }

  /// Compares a damaged index with the sound one: an error or the same answer, and never that of
  /// the commit before, which would bring back what was deleted.
  private static func expectNoWrongAnswer(
    _ index: CorpusIndex, _ sound: [String], _ note: Comment
  ) throws {
    do {
      #expect(try SmallIndex.answers(index) == sound, note)
    } catch let failure as IndexFailure {
      #expect(failure.code == .damaged || failure.code == .system, "\(note): \(failure)")
      #expect(failure.location != nil, note)
    }
    #expect(try !index.check().problems.isEmpty, note)
  }

  /// The files that the newest commit needs.
  private static let suffixes = [".segment", ".deletions", ".deleted", "commit-2"]

  @Test(arguments: suffixes)
  func `a file cut off anywhere is noticed`(suffix: String) throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    let sound = try SmallIndex.answers(index)
    let files = try ScratchFolder.files(in: index.path)
    let name = try #require(files.keys.first { $0.hasSuffix(suffix) })
    let bytes = try #require(files[name])
    // Every length near both ends and at sections' beginnings, one in 13 between.
    for count in 0..<bytes.count
    where Thoroughness.isWhole || count < 64 || count > bytes.count - 200 || count % 64 == 0
      || count % 13 == 0
    {
      try ScratchFolder.replace(index.path + "/" + name, with: Array(bytes[..<count]))
      try Self.expectNoWrongAnswer(index, sound, "\(name) cut to \(count) bytes")
    }
    try ScratchFolder.replace(index.path + "/" + name, with: bytes)
    #expect(try SmallIndex.answers(index) == sound)
  }

  @Test(arguments: suffixes)
  func `a flipped bit anywhere is noticed`(suffix: String) throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    let sound = try SmallIndex.answers(index)
    let files = try ScratchFolder.files(in: index.path)
    let name = try #require(files.keys.first { $0.hasSuffix(suffix) })
    var bytes = try #require(files[name])
    for place in bytes.indices {
      // All bits of what is read unverified, one of every third byte that a checksum covers.
      let isEdge = Thoroughness.isWhole || place < 32 || place >= bytes.count - 40
      if !isEdge, place % 3 != 0 { continue }
      for bit in isEdge ? Array(0..<8) : [place / 3 % 8] {
        bytes[place] ^= 1 << UInt8(bit)
        try ScratchFolder.replace(index.path + "/" + name, with: bytes)
        try Self.expectNoWrongAnswer(index, sound, "\(name) byte \(place) bit \(bit)")
        bytes[place] ^= 1 << UInt8(bit)
      }
    }
  }

  @Test func `repair goes back to a sound commit and keeps what was deleted`() throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    _ = try index.ingest(
      [folder.write(SmallIndex.lines(20..<30), to: "b.jsonl")], options: SmallIndex.options)
    let files = try ScratchFolder.files(in: index.path)
    let newest = try #require(files.keys.filter { $0.hasSuffix(".segment") }.max())
    var bytes = try #require(files[newest])
    bytes[bytes.count / 2] ^= 1
    try ScratchFolder.replace(index.path + "/" + newest, with: bytes)
    #expect(try !index.check().problems.isEmpty)
    let repaired = try index.check(repair: true).repaired
    #expect(repaired.contains { $0.contains("commit-2 takes the place of commit-3") })
    #expect(repaired.contains { $0.contains(newest) })
    #expect(try index.check().problems.isEmpty)
    #expect(try index.snapshot()?.records == 8)
    #expect(try index.count("title:2").records == 0)
    // The lost file is read again.
    let report = try index.ingest([folder.path + "/b.jsonl"], options: SmallIndex.options)
    #expect(report.records == 10)
    #expect(try index.snapshot()?.records == 18)
  }

  /// What is damaged beside the segments of an index of nine records, one deleted.
  enum Loss: String, CaseIterable, Sendable {
    case newestCommit, spareCommit, deletions, deleted
  }

  @Test(arguments: Loss.allCases, [true, false])
  func `repair never brings back what was deleted`(loss: Loss, isGone: Bool) throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    let sound = try SmallIndex.answers(index)
    let suffix =
      switch loss {
      case .newestCommit: "commit-2"
      case .spareCommit: "commit-1"
      case .deletions: ".deletions"
      case .deleted: ".deleted"
      }
    // Nobody misses the spare commit.
    if isGone, loss == .spareCommit { return }
    let files = try ScratchFolder.files(in: index.path)
    let name = try #require(files.keys.first { $0.hasSuffix(suffix) })
    if isGone {
      try ScratchFolder.remove(index.path + "/" + name)
    } else {
      var bytes = try #require(files[name])
      bytes[bytes.count / 2] ^= 0xff
      try ScratchFolder.replace(index.path + "/" + name, with: bytes)
    }
    if loss == .newestCommit {
      #expect(throws: IndexFailure.self) { _ = try index.count("title:2") }
      #expect(throws: IndexFailure.self) {
        _ = try index.ingest([folder.path + "/a.jsonl"], options: SmallIndex.options)
      }
    }
    #expect(try !index.check().problems.isEmpty)
    #expect(try !index.check(repair: true).repaired.isEmpty)
    #expect(try index.check().problems.isEmpty)
    #expect(try SmallIndex.answers(index) == sound)
    // The delete is still known as one: it holds when everything is read again, and can be undone.
    var options = SmallIndex.options
    options.rebuild = true
    _ = try index.ingest([folder.path + "/a.jsonl"], options: options)
    #expect(try index.count("title:2").records == 0)
    #expect(try index.undoDelete(1)?.records == 1)
    #expect(try index.count("title:2").records == 1)
  }

  @Test func `an index without a readable commit is made again without what was deleted`() throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    for (name, bytes) in try ScratchFolder.files(in: index.path) where name.hasPrefix("commit-") {
      try ScratchFolder.replace(index.path + "/" + name, with: Array(bytes.dropLast()))
    }
    var options = SmallIndex.options
    options.rebuild = true
    _ = try index.ingest([folder.path + "/a.jsonl"], options: options)
    #expect(try index.snapshot()?.records == 8)
    #expect(try index.count("title:2").records == 0)
  }

  @Test func `an index that has lost all commits says so, and keeps what was deleted out`() throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    for name in try ScratchFolder.files(in: index.path).keys where name.hasPrefix("commit-") {
      try ScratchFolder.remove(index.path + "/" + name)
    }
    #expect(throws: IndexFailure.self) { _ = try index.snapshot() }
    #expect(try index.check().problems.contains { $0.contains("the newest commit is missing") })
    #expect(try index.check(repair: true).repaired.isEmpty)
    var options = SmallIndex.options
    options.rebuild = true
    _ = try index.ingest([folder.path + "/a.jsonl"], options: options)
    #expect(try index.check().problems.isEmpty)
    #expect(try index.count("title:2").records == 0)
  }

  @Test func `a rebuild passes over deletes that are not its own`() throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    let own = try #require(try ScratchFolder.files(in: index.path)["00000001.deleted"])
    // Neither is of this history: the one says that it is another, the other that something is between.
    for (name, bytes) in [
      ("00000002.deleted", own), ("00000007.deleted", Array(own.dropLast())),
    ] {
      try ScratchFolder.replace(index.path + "/" + name, with: bytes)
    }
    var options = SmallIndex.options
    options.rebuild = true
    let report = try index.ingest([folder.path + "/a.jsonl"], options: options)
    #expect(report.problems.isEmpty)
    #expect(try index.snapshot()?.records == 8 && index.deletes().map(\.number) == [1])
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `a rebuild names deletes that it cannot read, and takes the others over`() throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    _ = try index.delete(records: ["r4"])
    let files = try ScratchFolder.files(in: index.path)
    let own = try #require(files["00000002.deleted"])
    try ScratchFolder.replace(index.path + "/00000002.deleted", with: Array(own.dropLast()))
    for (name, bytes) in files where name.hasPrefix("commit-") {
      try ScratchFolder.replace(index.path + "/" + name, with: Array(bytes.dropLast()))
    }
    var options = SmallIndex.options
    options.rebuild = true
    let report = try index.ingest([folder.path + "/a.jsonl"], options: options)
    let problem = try #require(report.problems.first)
    #expect(report.problems.count == 1 && "\(problem)".contains("00000002.deleted"))
    #expect(problem.message.hasPrefix("records that were deleted may be there again"))
    #expect(try index.count("title:2").records == 0)
    #expect(try index.count("title:4").records == 1)
  }

  @Test func `a commit under the number of another is damage`() throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    let older = try #require(try ScratchFolder.files(in: index.path)["commit-1"])
    try ScratchFolder.replace(index.path + "/commit-2", with: older)
    #expect(throws: IndexFailure.self) { _ = try index.snapshot() }
    #expect(try !index.check(repair: true).repaired.isEmpty)
    #expect(try index.count("title:2").records == 0)
  }

  @Test func `repair leaves everything where no commit is whole`() throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    let before = try ScratchFolder.files(in: index.path)
    for (name, bytes) in before where name.hasPrefix("commit-") {
      try ScratchFolder.replace(index.path + "/" + name, with: Array(bytes.dropLast()))
    }
    let damaged = try ScratchFolder.files(in: index.path)
    let report = try index.check(repair: true)
    #expect(report.repaired.isEmpty)
    #expect(!report.problems.isEmpty)
    #expect(try ScratchFolder.files(in: index.path) == damaged)
  }
}
