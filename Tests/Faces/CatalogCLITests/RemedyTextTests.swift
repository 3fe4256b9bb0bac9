import CatalogService
import Testing

@testable import CatalogCLI

@Suite struct RemedyTextTests {
  @Test(arguments: [
    (Remedy.index("web"), "catalog index web"),
    (.engine(.rebuild, dataset: "web"), "catalog index web --rebuild"),
    (.engine(.repair), "catalog check --repair, or catalog index ID --rebuild"),
    (.engine(.chooseTextField(["a", "b"])), "fields that occur: a, b; choose with --text FIELD"),
    (.engine(.chooseTextField([])), "the records have no fields at all"),
    (.addData(), "catalog add DATA --id ID"),
    (.addData(dataset: "web"), "catalog add DATA --id web"), (.check(), "run catalog check"),
    (.check("web"), "catalog check web"),
    (.choose(.purpose, from: ["commercial", "research"]), "--use takes: commercial, research"),
    (.giveID(nil), "give one: --id NAME"), (.giveID("web"), "--id web"),
    (.pipe(nil), "… | catalog add - --id NAME"), (.pipe("web"), "… | catalog add - --id web"),
    (.didYouMean(["web"]), "did you mean web?"),
  ])
  func `a remedy is what the user types or changes`(remedy: Remedy, text: String) {
    #expect(RemedyText.of(remedy) == text)
  }

  @Test func `below the command a remedy names no command and no option`() {
    let remedies: [Remedy] = [
      .engine(.ingest), .engine(.update), .engine(.rebuild, dataset: "web"), .engine(.repair),
      .engine(.retry), .engine(.freeSpace), .engine(.raiseErrorLimit),
      .engine(.chooseTextField(["a"])), .addData(), .index("web"), .rebuildWithOptions("web"),
      .indexOrAnotherID("web"), .check(), .checkOrLeaveOut("web"), .restore("web"),
      .remove("web"), .showAndRepeat("web"), .edit("web"), .anotherIDOrEdit("web"),
      .choose(.fields, from: ["a"]), .didYouMean(["web"]), .listDatasets, .listRecords("web"),
      .readHistory, .giveID("web"), .writeTo("a.jsonl"), .anotherFileOrReplace,
      .makeFolder("a"), .attachOrAnotherID("web"), .alias("web"), .replaceStore,
      .pipe(nil), .pipe("web"), .pipeAgain("web"),
    ]
    for remedy in remedies {
      #expect(!remedy.description.contains("catalog "), "\(remedy)")
      #expect(!remedy.description.contains("--"), "\(remedy)")
    }
  }
}
