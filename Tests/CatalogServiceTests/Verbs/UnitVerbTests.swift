import Datasets
import Foundation
import TestSupport
import Testing

@testable import CatalogService

@Suite struct UnitVerbTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }
  private var units: String { fixture.scratch.path + "/units" }

  private func write(_ name: String, _ numbers: Range<Int>) -> String {
    fixture.scratch.write(
      numbers.map { "{\"id\":\"r\($0)\",\"text\":\"a whale of \($0)\",\"n\":\($0)}\n" }.joined(),
      to: "data/" + name)
  }

  /// Makes every unit of the plan in a folder.
  private func makeAll(_ answer: PlanAnswer, in folder: String) async throws {
    for number in 1...answer.plan.work.units.count {
      _ = try await Catalog.makeUnit("\(number)", in: folder)
    }
  }

  private func records(_ id: String) throws -> [String] {
    var lines: [String] = []
    let found = try catalog.find("whale", in: [id]).records
    for hit in found.hits {
      lines.append("\(hit.reference.record) \(hit.score ?? 0) \(hit.fields)")
    }
    return lines + ["\(found.total)"]
  }

  @Test func `publishing makes the dataset that adding makes`() async throws {
    _ = write("a.jsonl", 0..<50)
    _ = write("b.jsonl", 50..<53)
    let data = fixture.scratch.path + "/data"
    fixture.scratch.write(
      "---\npretty_name: Whales\nlicense: mit\n---\n", to: "data/README.md")
    let whole = try await catalog.add([data], id: "whole")
    let planned = try catalog.planUnits([data], unitByteCount: 600, writingTo: units)
    #expect(planned.plan.work.units.count > 2)
    try await makeAll(planned, in: units)
    let answer = try await catalog.publish("joined", from: [units])
    #expect(answer.outcome == .published)
    #expect(answer.report.records == whole.report.records)
    #expect(answer.units == UInt64(planned.plan.work.units.count))
    #expect(try records("joined") == records("whole"))
    #expect(try catalog.registration("joined") == catalog.registration("whole"))
    #expect(try catalog.show("joined").dataset.name == "Whales")
    // The units may go now.
    try FileManager.default.removeItem(atPath: units)
    #expect(try await catalog.index("joined").outcome == .unchanged)
    #expect(try catalog.check("joined").problems.isEmpty)
  }

  @Test
  func `a registered dataset is planned by its id, and what is published again changes nothing`()
    async throws
  {
    let file = write("a.jsonl", 0..<30)
    var options = AddOptions()
    options.skipsIndexing = true
    options.indexing.store = .zstd
    _ = try await catalog.add([file], id: "whales", options: options)
    let planned = try catalog.planUnits(["whales"], unitByteCount: 400, writingTo: units)
    #expect(planned.plan.work.method.store == .zstd)
    try await makeAll(planned, in: units)
    #expect(try await catalog.publish("whales", from: [units]).outcome == .published)
    #expect(try await catalog.publish("whales", from: [units]).outcome == .unchanged)
    #expect(try catalog.count("whale", in: ["whales"]).count.records == 30)
    // What came meanwhile is said, and read by the dataset's own run.
    _ = write("a.jsonl", 0..<31)
    let grown = try await catalog.publish("whales", from: [units])
    #expect(grown.outcome == .unchanged)
    #expect(try await catalog.index("whales").report.records > 0)
    #expect(try catalog.count("whale", in: ["whales"]).count.records == 31)
    // Nor is what was read since then lost when the same units are published once more.
    #expect(try await catalog.publish("whales", from: [units]).outcome == .unchanged)
    #expect(try catalog.count("whale", in: ["whales"]).count.records == 31)
    #expect(try await catalog.index("whales").outcome == .unchanged)
    #expect(try catalog.count("whale", in: ["whales"]).count.records == 31)
  }

  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
  func `a file whose breaks are two bytes is one unit`(encoding: String.Encoding) async throws {
    // The second byte of 上 is that of a line break.
    let lines = (0..<60).map { "{\"id\":\"r\($0)\",\"text\":\"a whale 上 \($0)\"}\n" }.joined()
    let file = fixture.scratch.write(
      Array(try #require(("\u{FEFF}" + lines).data(using: encoding))), to: "data/wide.jsonl")
    let planned = try catalog.planUnits([file], unitByteCount: 500, writingTo: units)
    #expect(planned.plan.work.units.count == 1)
    try await makeAll(planned, in: units)
    #expect(try await catalog.publish("wide", from: [units]).report.records == 60)
    #expect(try catalog.count("whale 上", in: ["wide"]).count.records == 60)
  }

  @Test func `nothing is planned or published of nothing`() async throws {
    #expect(throws: CatalogError.self) { try catalog.planUnits([]) }
    await #expect(throws: CatalogError.self) { try await catalog.publish("whales", from: []) }
  }

  @Test func `a later plan takes the place of what changed`() async throws {
    _ = write("a.jsonl", 0..<30)
    _ = write("b.jsonl", 30..<60)
    let data = fixture.scratch.path + "/data"
    let first = try catalog.planUnits([data], unitByteCount: 500, writingTo: units)
    try await makeAll(first, in: units)
    _ = try await catalog.publish("whales", from: [units])
    _ = write("b.jsonl", 100..<120)
    let second = try catalog.planUnits([data], unitByteCount: 500, writingTo: units)
    try await makeAll(second, in: units)
    let answer = try await catalog.publish("whales", from: [units])
    #expect(answer.report.records == 20)
    #expect(answer.report.filesReplaced == 1)
    #expect(!answer.passedUnits.isEmpty)
    #expect(try catalog.count("whale", in: ["whales"]).count.records == 50)
  }

  @Test func `units that are missing, doubled or made otherwise are named`() async throws {
    let file = write("a.jsonl", 0..<30)
    let planned = try catalog.planUnits([file], unitByteCount: 400, writingTo: units)
    let ids = planned.plan.work.ids
    try await makeAll(planned, in: units)
    let other = fixture.scratch.path + "/other"
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    func refusal() async throws -> String {
      let error = await #expect(throws: CatalogError.self) {
        _ = try await catalog.publish("whales", from: [units, other])
      }
      return error?.description ?? ""
    }
    try FileManager.default.moveItem(
      atPath: units + "/" + ids[1], toPath: fixture.scratch.path + "/away")
    #expect(try await refusal().contains("a unit is missing: 2 (\(ids[1]))"))
    try FileManager.default.copyItem(
      atPath: fixture.scratch.path + "/away", toPath: other + "/" + ids[1])
    try FileManager.default.moveItem(
      atPath: fixture.scratch.path + "/away", toPath: units + "/" + ids[1])
    #expect(try await refusal().contains("twice"))
    try FileManager.default.removeItem(atPath: other + "/" + ids[1])
    var options = AddOptions()
    options.indexing.analyzer = .plain
    _ = try catalog.planUnits([file], options: options, unitByteCount: 400, writingTo: other)
    #expect(try await refusal().contains("another one"))
    _ = try await Catalog.makeUnit("1", in: other)
    try FileManager.default.removeItem(atPath: other + "/plan.json")
    #expect(try await refusal().contains("other options"))
    #expect(try catalog.registration("whales") == nil)
    try FileManager.default.removeItem(atPath: other)
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    #expect(try await catalog.publish("whales", from: [units, other]).outcome == .published)
  }

  @Test func `an id of other data is not published to`() async throws {
    _ = try await catalog.add([write("b.jsonl", 0..<3)], id: "whales")
    let planned = try catalog.planUnits([write("a.jsonl", 0..<30)], writingTo: units)
    try await makeAll(planned, in: units)
    let error = await #expect(throws: CatalogError.self) {
      _ = try await catalog.publish("whales", from: [units])
    }
    #expect(error?.code == .exists)
    #expect(try catalog.count("whale", in: ["whales"]).count.records == 3)
  }
}
