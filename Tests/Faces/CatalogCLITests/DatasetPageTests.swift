import CatalogService
import Datasets
import TestSupport
import Testing

@testable import CatalogCLI

@Suite struct DatasetPageTests {
  @Test func `a page shows figures that contradict each other side by side`() throws {
    let scratch = ScratchFolder()
    let page = try Catalog(at: scratch.path + "/home").show("cci-4-0-m2-v1")
    let sections = DatasetPage(page).sections
    let figures = try #require(sections.first { $0.title == "figures" })
    #expect(figures.rows.count { $0[0] == "bytes" } == 5)
    #expect(figures.note?.contains("bytes differ by a factor of 3.4") == true)
    let parts = try #require(sections.first { $0.title == "parts" })
    #expect(parts.rows.count == 10)
    let licences = try #require(sections.first { $0.title == "licences" })
    #expect(licences.rows.count == 9)
  }

  @Test func `roundings of one figure are no contradiction`() {
    var stated = Measure("bytes", 35, unit: "TB", basis: .stated)
    let hosted = Measure("bytes", 34.2, unit: "TB", basis: .hosted)
    #expect(DatasetPage.contradictions([stated, hosted]) == nil)
    stated.value = 3000
    stated.unit = "GB"
    #expect(DatasetPage.contradictions([stated, hosted])?.hasPrefix("bytes differ") == true)
    stated.scope = "Base"
    #expect(DatasetPage.contradictions([stated, hosted]) == nil)
  }
}

@Suite struct PrintedJSONTests {
  @Test func `hostile text is escaped, so that JSON may be shown on a terminal`() {
    let answer = ChangeAnswer(dataset: "\u{1b}[31m\u{9b}\u{202e}", change: "removed")
    let json = answer.json(indented: true)
    #expect(json.contains(#"\u001b[31m\u009b\u202e"#))
    #expect(json.unicodeScalars.allSatisfy { !$0.commandsTerminals || $0 == "\n" })
  }
}

@Suite struct ListTableTests {
  @Test func `a column that does not exist is refused with those that do`() throws {
    #expect(try ListTable.columns([]) == ListTable.usualColumns)
    #expect(try ListTable.columns(["id", "bytes"]) == ["id", "bytes"])
    let error = #expect(throws: CatalogError.self) { try ListTable.columns(["id", "colour"]) }
    #expect(error?.code == .usage)
  }
}
