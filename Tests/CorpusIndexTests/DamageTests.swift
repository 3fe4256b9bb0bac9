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

  /// Compares a damaged index with the sound one.
  private static func expectNoWrongAnswer(
    _ index: CorpusIndex, _ sound: [String], _ older: [String], _ note: Comment
  ) throws {
    do {
      let answers = try SmallIndex.answers(index)
      // A damaged newest commit gives way to the one before, and the snapshot says so.
      if answers != sound {
        #expect(answers == older, note)
        #expect(try index.snapshot()?.problems.isEmpty == false, note)
      }
    } catch let failure as IndexFailure {
      #expect(failure.code == .damaged || failure.code == .system, "\(note): \(failure)")
      #expect(failure.location != nil, note)
    }
    #expect(try !index.check().problems.isEmpty, note)
  }

  /// The files that the newest commit needs.
  private static let suffixes = [".segment", ".deletions", "commit-2"]

  private static func older(_ folder: ScratchFolder) throws -> [String] {
    let index = try CorpusIndex(at: folder.path + "/older")
    _ = try index.ingest([folder.path + "/a.jsonl"], options: SmallIndex.options)
    return try SmallIndex.answers(index)
  }

  @Test(arguments: suffixes)
  func `a file cut off anywhere is noticed`(suffix: String) throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    let sound = try SmallIndex.answers(index)
    let older = try Self.older(folder)
    let files = try ScratchFolder.files(in: index.path)
    let name = try #require(files.keys.first { $0.hasSuffix(suffix) })
    let bytes = try #require(files[name])
    // Every length near both ends and at sections' beginnings, one in 13 between.
    for count in 0..<bytes.count
    where count < 64 || count > bytes.count - 200 || count % 64 == 0 || count % 13 == 0 {
      try ScratchFolder.replace(index.path + "/" + name, with: Array(bytes[..<count]))
      try Self.expectNoWrongAnswer(index, sound, older, "\(name) cut to \(count) bytes")
    }
    try ScratchFolder.replace(index.path + "/" + name, with: bytes)
    #expect(try SmallIndex.answers(index) == sound)
  }

  @Test(arguments: suffixes)
  func `a flipped bit anywhere is noticed`(suffix: String) throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    let sound = try SmallIndex.answers(index)
    let older = try Self.older(folder)
    let files = try ScratchFolder.files(in: index.path)
    let name = try #require(files.keys.first { $0.hasSuffix(suffix) })
    var bytes = try #require(files[name])
    for place in bytes.indices {
      // All bits of what is read unverified, one of every third byte that a checksum covers.
      let isEdge = place < 32 || place >= bytes.count - 40
      if !isEdge, place % 3 != 0 { continue }
      for bit in isEdge ? Array(0..<8) : [place / 3 % 8] {
        bytes[place] ^= 1 << UInt8(bit)
        try ScratchFolder.replace(index.path + "/" + name, with: bytes)
        try Self.expectNoWrongAnswer(index, sound, older, "\(name) byte \(place) bit \(bit)")
        bytes[place] ^= 1 << UInt8(bit)
      }
    }
  }

  @Test func `repair falls back to the newest commit that is whole`() throws {
    let folder = ScratchFolder()
    let index = try Self.make(folder)
    let first = try SmallIndex.answers(index)
    _ = try index.ingest(
      [folder.write(SmallIndex.lines(20..<30), to: "b.jsonl")], options: SmallIndex.options)
    let files = try ScratchFolder.files(in: index.path)
    let newest = try #require(files.keys.filter { $0.hasSuffix(".segment") }.max())
    var bytes = try #require(files[newest])
    bytes[bytes.count / 2] ^= 1
    try ScratchFolder.replace(index.path + "/" + newest, with: bytes)
    #expect(try !index.check().problems.isEmpty)
    let repaired = try index.check(repair: true).repaired
    #expect(repaired.contains { $0.contains("commit-3") })
    #expect(repaired.contains { $0.contains(newest) })
    #expect(try index.check().problems.isEmpty)
    #expect(try SmallIndex.answers(index) == first)
    // The lost file is read again.
    let report = try index.ingest([folder.path + "/b.jsonl"], options: SmallIndex.options)
    #expect(report.records == 10)
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
