import Foundation
import TestSupport
import Testing

@testable import CatalogService

@Suite struct CatalogHomeTests {
  @Test func `first calls at once make one home`() async throws {
    for _ in 0..<5 {
      let scratch = ScratchFolder()
      let home = scratch.path + "/home"
      let totals = try await withThrowingTaskGroup(of: UInt64.self) { group in
        for _ in 0..<6 {
          group.addTask {
            try await Catalog.onThread { _ in
              UInt64(try Catalog(at: home).list(ListOptions()).total)
            }
          }
        }
        return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
      }
      #expect(totals.count == 1)
    }
  }

  private func resolve(
    _ explicit: String?, _ environment: [String: String], in folder: String = "/"
  ) -> String {
    CatalogHome.resolve(
      explicit: explicit, environment: environment, workingDirectory: folder
    ).path
  }

  @Test func `an explicit home comes before everything`() {
    #expect(resolve("mine", ["CATALOG_HOME": "/other", "HOME": "/h"], in: "/work") == "/work/mine")
    #expect(resolve("/a/../b/", ["CATALOG_HOME": "/other"]) == "/b")
  }

  @Test func `CATALOG_HOME comes before a folder nearby`() {
    #expect(resolve(nil, ["CATALOG_HOME": "/other", "HOME": "/h"]) == "/other")
    #expect(resolve("", ["CATALOG_HOME": "rel"], in: "/work") == "/work/rel")
  }

  @Test func `the nearest .catalog upward is found`() throws {
    let scratch = NSTemporaryDirectory() + "catalog-home-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let inner = scratch + "/a/b/c"
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: scratch + "/a/.catalog", withIntermediateDirectories: true)
    let home = resolve(nil, ["HOME": "/h"], in: inner)
    #expect(home == CatalogHome.absolute(scratch + "/a/.catalog", from: "/"))
  }

  @Test func `the user's folder is the last choice`() {
    #expect(resolve(nil, ["HOME": "/h"]) == "/h/.local/share/catalog")
    #expect(resolve(nil, ["HOME": "/h", "XDG_DATA_HOME": "/data"]) == "/data/catalog")
    #expect(resolve(nil, ["HOME": "/h", "XDG_DATA_HOME": "rel"]) == "/h/.local/share/catalog")
  }

  @Test func `paths inside the home are remembered relative`() {
    let home = CatalogHome("/work/home")
    #expect(home.remembered("/work/home/data/a.jsonl", from: "/") == "data/a.jsonl")
    #expect(home.remembered("../data/a.jsonl", from: "/work/x") == "/work/data/a.jsonl")
    #expect(home.remembered("/work/homely/a.jsonl", from: "/") == "/work/homely/a.jsonl")
  }
}

@Suite struct DatasetNameTests {
  @Test(arguments: [
    ("zh-dev.jsonl.zst", "zh-dev"), ("/data/CCI 4.0 (Base).jsonl.gz", "cci-4.0-base"),
    ("corpus/*.jsonl.zst", "corpus"), ("corpus/", "corpus"), ("a/b/**/*.jsonl", "b"),
    ("News_2024.JSONL", "news_2024"), ("records.json", "records"), ("x.lz4", "x"),
  ])
  func `a source suggests its name`(source: String, id: String) throws {
    #expect(try DatasetName.suggestion(for: [source], from: "/work") == id)
  }

  @Test func `several sources suggest the folder they share`() throws {
    #expect(
      try DatasetName.suggestion(for: ["d/x/a.jsonl", "d/y/b.jsonl"], from: "/work") == "d")
  }

  @Test func `a name without any usable character asks for an id`() {
    #expect(throws: CatalogError.self) {
      try DatasetName.suggestion(for: ["语料.jsonl"], from: "/工作")
    }
  }

  @Test(arguments: ["a", "0", "cci4-sample", "a.b_c-d"])
  func `an id of small letters, digits and marks is taken`(id: String) throws {
    try DatasetName.validate(id)
  }

  @Test(arguments: ["", "-a", ".a", "A", "a b", "a/b", "a:b", "白", "../x"])
  func `any other id is a usage error`(id: String) {
    #expect(throws: CatalogError.self) { try DatasetName.validate(id) }
  }
}

@Suite struct FiguresTests {
  @Test(arguments: [
    ("1GiB", 1_073_741_824), ("512MiB", 536_870_912), ("1e9", 1_000_000_000),
    ("4 GB", 4_000_000_000), ("100M", 100_000_000), ("0", 0),
  ])
  func `sizes are read with their units`(text: String, bytes: UInt64) {
    #expect(Figures.parseBytes(text) == bytes)
  }

  @Test(arguments: ["", "GiB", "1XB", "-1MB", "one", "1e400", "1e30"])
  func `anything else is no size`(text: String) {
    #expect(Figures.parseBytes(text) == nil)
  }

  @Test(arguments: [
    (UInt64(0), "0 B"), (999, "999 B"), (1000, "1 kB"), (37_168_574, "37.2 MB"),
    (999_950, "1 MB"), (5_700_000_000_000, "5.7 TB"), (.max, "18.4 EB"),
  ])
  func `bytes are shown in powers of a thousand`(bytes: UInt64, text: String) {
    #expect(Figures.bytes(bytes) == text)
  }

  @Test func `counts are grouped by thousands`() {
    #expect(
      [0, 7, 999, 1000, 41_463, 1_234_567].map { Figures.count($0) } == [
        "0", "7", "999", "1,000", "41,463", "1,234,567",
      ])
  }

  @Test(arguments: [
    (0.0004, "0 ms"), (0.25, "250 ms"), (3.21, "3.2 s"), (125, "2 min 05 s"),
    (4320, "1 h 12 min"), (.infinity, "?"), (-1, "?"),
  ])
  func `durations take the unit that fits`(seconds: Double, text: String) {
    #expect(Figures.seconds(seconds) == text)
  }
}
