import Foundation
import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// An index of the version that the format has now, which every program of this version opens and
/// answers alike.
///
/// `Tests/SegmentsTests/Golden/vN` holds an index and what it answered. A new version of the format
/// takes its place, written by `CATALOG_WRITE_GOLDEN=vN swift test --filter GoldenTests`; an index
/// of the version before is refused with what makes it again.
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

  @Test(arguments: ["v8"])
  func `an index of this version answers as it did`(version: String) throws {
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

  @Test func `an index of an older version says that it is to be made again`() throws {
    let folder = ScratchFolder()
    let index = try CorpusIndex(at: folder.path + "/index")
    let file = folder.write(SmallIndex.lines(0..<5), to: "a.jsonl")
    _ = try index.ingest([file], options: SmallIndex.options)
    try ScratchFolder.replace(
      index.path + "/commit-1", with: try Self.older(index.path + "/commit-1"))
    let failure = #expect(throws: IndexFailure.self) { _ = try index.snapshot() }
    #expect(failure?.remedy == .rebuild)
    var options = SmallIndex.options
    options.rebuild = true
    _ = try index.ingest([file], options: options)
    #expect(try index.snapshot()?.records == 5)
  }

  /// A file with the version of its kind lowered by one, and its checksum made right.
  private static func older(_ path: String) throws -> [UInt8] {
    var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    bytes[10] -= 1
    return bytes
  }
}
