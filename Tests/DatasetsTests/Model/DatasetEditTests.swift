import JSONText
import Testing

@testable import Datasets

@Suite struct DatasetEditTests {
  private var base: Dataset {
    var dataset = Dataset(id: "harbour")
    dataset.licenses = [
      LicenseStatement(spdx: "CC-BY-4.0"), LicenseStatement(name: "Harbour terms"),
    ]
    dataset.measures = [Measure("bytes", 5, unit: "GB"), Measure("records", 7)]
    dataset.lineage = [LineageEdge(.derivedFrom, "web")]
    return dataset
  }

  private func edited(_ edits: String..., from dataset: Dataset? = nil) throws -> Dataset {
    try (dataset ?? base).applying(edits.map { try DatasetEdit(parsing: $0) })
  }

  @Test(arguments: [
    ("kind=sft", "instruction"), ("kind=Pretraining", "pretraining"), ("kind=评测", "evaluation"),
    ("access=public", "open"), ("language=Chinese", "[\"zh\"]"),
    ("languages=中文, English", #"["zh","en"]"#), ("sector=law", "[\"legal\"]"),
    ("sector=harbours", "[\"harbours\"]"), ("modality=speech", "[\"audio\"]"),
    ("industry=法律", "[\"law-justice\"]"), ("license=apache 2.0", #"[{"spdx":"Apache-2.0"}]"#),
  ]) func `values are kept in the words of descriptions`(edit: String, value: String) throws {
    let changed = try edited(edit).tree
    let key = Dataset.canonicalKey(String(edit.prefix { $0 != "=" }))
    #expect(changed[key]?.string ?? changed[key]?.text == value)
  }

  @Test func `a word of one's own is taken out as it was written`() throws {
    var dataset = base
    dataset.sectors = ["law", "legal"]
    #expect(try edited("sectors-=law", from: dataset).sectors == [])
    dataset.sectors = ["law"]
    #expect(try edited("sectors-=law", from: dataset).sectors == [])
  }

  @Test func `brackets lead to one of several`() throws {
    let changed = try edited(
      "licenses[CC-BY-4.0].scope=texts", "licenses[Harbour terms].conditions+=research-only, gate",
      "licenses[1].conditions-=gate", "measures[bytes].as_of=2026-03", "lineage[web].share=0.4")
    #expect(changed.licenses[0].scope == "texts")
    #expect(changed.licenses[1].conditions == [.researchOnly])
    #expect(changed.measures[0].asOf == "2026-03")
    #expect(changed.lineage[0].dataset == "web" && changed.lineage[0].share == 0.4)
    #expect(try edited("licenses[0]=").licenses.map(\.label) == ["Harbour terms"])
  }

  @Test func `conditions alone are those of the only licence`() throws {
    var dataset = base
    dataset.licenses = [LicenseStatement(spdx: "MIT")]
    let changed = try edited("conditions+=application", from: dataset)
    #expect(changed.licenses[0].conditions == [.application])
    let error = #expect(throws: DatasetEditError.self) { try edited("conditions+=gate") }
    #expect(error?.remedy.contains("licenses[Harbour terms].conditions+=gate") == true)
  }

  @Test(arguments: [
    ("licenses[GPL].scope=x", "there is no [GPL]"), ("licenses[.scope=x", "bracket"),
    ("[x]=y", "bracket"), ("kind=harbour", "is not a known value"),
    ("licenses[0].conditions+=maybe", "“maybe” is not a known value"),
    ("released=2024-13-45", "“2024-13-45” is not a date"), ("modified=soon", "is not a date"),
    ("released=2023-02-29", "is not a date"), ("measures[bytes].as_of=yesterday", "is not a date"),
    ("licenses[0].as_of=2026-00", "is not a date"),
    ("released=2024-01-01T25:00", "is not a date"), ("released=2024-01-01Tnoon", "is not a date"),
    ("released=2024-01-01T12:60:00Z", "is not a date"), ("released=2024-01-01T", "is not a date"),
    ("released=2024-01-01T12:00:00+08:99", "is not a date"),
    ("released=2024-01-01T12.5", "is not a date"),
    (#"versions+={"version":"2","released":"2024-02-31"}"#, "is not a date"),
  ]) func `an edit that means nothing is refused`(edit: String, message: String) throws {
    let error = #expect(throws: DatasetEditError.self) { try edited(edit) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect(error?.edit == edit && error?.remedy.isEmpty == false)
  }

  @Test(arguments: [
    "2024", "2024-02", "2024-02-29", "2024-01-01T12:30", "2024-01-01 12:30:15",
    "2024-01-01T12:30:60Z", "2024-01-01T12:30:15.125+08:00", "2024-01-01T23:59-05:30",
  ]) func `a date is a year, a month, a day or a moment`(date: String) throws {
    #expect(try edited("released=\(date)").released == date)
  }

  @Test func `a date that a file brought does not stand in the way of other edits`() throws {
    var dataset = base
    dataset.released = "spring"
    #expect(try edited("title=Harbour", from: dataset).title.text() == "Harbour")
    #expect(try edited("released=2024-02-29", from: dataset).released == "2024-02-29")
  }

  @Test(arguments: [
    (#"languages=["中文","en"]"#, ["zh"]), (#"modalities=["文字"]"#, ["text"]),
    (#"subsets+={"name":"a","languages":["中文"]}"#, ["zh"]),
    (#"licenses=[{"name":"apache 2.0"}]"#, ["Apache-2.0"]), (#"languages=["zh"]"#, []),
  ]) func `words in JSON that are kept otherwise are told`(edit: String, words: [String]) throws {
    let told = try DatasetEdit(parsing: edit).keptWords
    #expect(told.count == words.count)
    for (problem, word) in zip(told, words) { #expect(problem.message.contains(word)) }
  }
}
