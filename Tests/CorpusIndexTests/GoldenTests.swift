import Foundation
import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// Indexes written by earlier versions, which every later one opens and answers alike.
///
/// `Tests/SegmentsTests/Golden/vN` holds an index and what it answered. A new version of the format
/// adds a folder of its own, written by
/// `CATALOG_WRITE_GOLDEN=vN swift test --filter GoldenTests`; old folders are never touched.
@Suite struct GoldenTests {
  private static let folder = Project.path("Tests/SegmentsTests/Golden")
  private static let written = ProcessInfo.processInfo.environment["CATALOG_WRITE_GOLDEN"]

  /// Two segments with every kind of section: a small one with deletions, and one whose documents are
  /// renumbered and whose lists have several blocks.
  private static func write(_ name: String) throws {
    let target = folder + "/" + name
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    let scratch = ScratchFolder()
    let index = try CorpusIndex(at: scratch.path + "/index")
    for (file, range) in [("a.jsonl", 0..<40), ("b.jsonl", 40..<600)] {
      scratch.write(SmallIndex.lines(range), to: file)
      _ = try index.ingest([file], base: scratch.path, options: SmallIndex.options)
    }
    _ = try index.delete(records: ["r2", "r3", "r31"])
    try FileManager.default.removeItem(atPath: index.path + "/write.lock")
    try ScratchFolder.copy(index.path, to: target + "/index")
    let answers = try SmallIndex.answers(index).joined(separator: "\n") + "\n"
    try Data(answers.utf8).write(to: URL(fileURLWithPath: target + "/answers.txt"))
  }

  @Test(arguments: ["v1", "v2"])
  func `an index of an earlier version answers as it did`(version: String) throws {
    if Self.written == version { try Self.write(version) }
    let scratch = ScratchFolder()
    let golden = Self.folder + "/" + version
    try ScratchFolder.copy(golden + "/index", to: scratch.path + "/index")
    let expected = try String(contentsOfFile: golden + "/answers.txt", encoding: .utf8)
    let index = try CorpusIndex(at: scratch.path + "/index")
    #expect(try SmallIndex.answers(index).joined(separator: "\n") + "\n" == expected)
    #expect(try index.check().problems.isEmpty)
    // It goes on as an index of today.
    scratch.write(SmallIndex.lines(600..<610), to: "c.jsonl")
    _ = try index.ingest(["c.jsonl"], base: scratch.path, options: SmallIndex.options)
    #expect(try index.snapshot()?.records == 607)
    try index.merge()
    #expect(try index.count("*").records == 607)
    #expect(try index.check().problems.isEmpty)
  }
}
