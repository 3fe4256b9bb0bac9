import Testing

@testable import Datasets

/// Whom a licence or an origin in words concerns.
@Suite struct ScopeWordsTests {
  private func verdict(_ id: String, _ datasets: [Dataset]) throws -> RightsVerdict {
    try RightsReport(of: [id], for: .commercial, in: RightsNotation(datasets).graph).verdict
  }

  private func part(licensed: Bool = true) -> Dataset {
    var part = Dataset(id: "harbour-logs")
    part.title = LocalizedText("Harbour Logs")
    part.isOriginal = true
    part.lineage = [LineageEdge(.partOf, "harbour")]
    if licensed { part.licenses = [LicenseStatement(spdx: "CC0-1.0")] }
    return part
  }

  private func whole(_ licenses: [LicenseStatement]) -> Dataset {
    var whole = Dataset(id: "harbour")
    whole.isOriginal = true
    whole.licenses = licenses
    return whole
  }

  @Test(arguments: [
    "harbour-logs", "Harbour Logs", "the Harbour Logs subset", "harbour_logs", "all data",
    "everything", "全部数据", "All of the data", "the whole dataset", "所有数据",
    "harbour-maps, harbour-logs", "harbour-logs and harbour-maps", "Harbour Maps; Harbour Logs",
    "harbour-maps、harbour-logs", "harbour-maps和harbour-logs", "maps/harbour-logs & notes",
    "every part", "all subsets",
  ]) func `a licence of a whole reaches the part that its scope names`(scope: String) throws {
    let closed = LicenseStatement(spdx: "CC-BY-NC-4.0", scope: scope)
    let open = LicenseStatement(spdx: "CC0-1.0")
    #expect(try verdict("harbour-logs", [part(), whole([open, closed])]) == .blocked)
    let free = LicenseStatement(spdx: "MIT", scope: scope)
    #expect(try verdict("harbour-logs", [part(licensed: false), whole([free])]) == .clear)
  }

  @Test(arguments: [
    "all parts but harbour-maps", "everything except harbour-logs", "the other parts", "其余部分",
    "除harbour-maps外", "harbour-logs of 2024", "texts of the Harbour Logs",
    "harbour-maps and harbour-logs documentation",
  ]) func `a scope that may or may not mean a part makes it unknown`(scope: String) throws {
    let closed = LicenseStatement(spdx: "CC-BY-NC-4.0", scope: scope)
    let open = LicenseStatement(spdx: "CC0-1.0")
    #expect(try verdict("harbour-logs", [part(), whole([open, closed])]) == .unknown)
    let free = LicenseStatement(spdx: "MIT", scope: scope)
    #expect(try verdict("harbour-logs", [part(licensed: false), whole([free])]) == .unknown)
  }

  @Test func `a scope that names another part or none touches no labelled part`() throws {
    for scope in [
      "harbour-maps", "some files", "the photographs", "harbour-maps, notes of the harbour",
    ] {
      let closed = LicenseStatement(spdx: "CC-BY-NC-4.0", scope: scope)
      let open = LicenseStatement(spdx: "CC0-1.0")
      #expect(try verdict("harbour-logs", [part(), whole([open, closed])]) == .clear)
    }
  }

  @Test(arguments: ["all data", "harbour", "全部数据", "the dataset"])
  func `a scope of all of the data is none`(scope: String) throws {
    var dataset = whole([LicenseStatement(spdx: "MIT", scope: scope)])
    #expect(try verdict("harbour", [dataset]) == .clear)
    dataset.licenses[0].spdx = "CC-BY-NC-4.0"
    #expect(try verdict("harbour", [dataset]) == .blocked)
  }

  @Test(arguments: [("all data", "data"), ("数据", "data"), ("Software", "code")])
  func `what a licence is said of is taken as people write it`(word: String, kept: String) throws {
    let read = try ImportedDescription(
      reading: Array("id: h\nlicenses: [{spdx: MIT, of: \(word)}]\n".utf8), fileName: "own.yaml")
    #expect(read.datasets.first?.licenses.first?.subject?.rawValue == kept)
  }

  @Test(arguments: [
    ("CCI 3.0", "cci-4-0", false), ("Common Crawl", "cc-main", false),
    ("The Pile", "the-pile", true),
    ("Harbour Logs 2024", "harbour-logs", false), ("MIT", "harbour", false),
    ("Harbour Logs", "harbour-logs-2024", true), ("Log", "harbour-logs", false),
    ("港口日志", "harbour", false), ("HarbourLogs", "harbour-logs", true),
  ]) func `an id and a name that mean two datasets are unknown`(
    name: String, id: String, agree: Bool
  ) throws {
    var other = Dataset(id: id)
    other.isOriginal = true
    other.licenses = [LicenseStatement(spdx: "CC0-1.0")]
    var dataset = Dataset(id: "made")
    dataset.licenses = other.licenses
    dataset.lineage = [LineageEdge(.derivedFrom, id)]
    dataset.lineage[0].name = name
    #expect(try verdict("made", [dataset, other]) == (agree ? .clear : .unknown))
    let warned = dataset.validate().contains {
      $0.path == "lineage[0].name" && $0.severity == .warning
    }
    #expect(warned == !agree)
    // The title of the other says that it is the same.
    other.title = LocalizedText(name)
    #expect(try verdict("made", [dataset, other]) == .clear)
  }
}
