import Testing

@testable import Datasets

/// What the question of rights takes from one description, whichever way its values came into it.
@Suite struct RightsNodeTests {
  /// A description that allows everything and is made from nothing else.
  private func free() -> Dataset {
    var dataset = Dataset(id: "fresh")
    dataset.isOriginal = true
    dataset.licenses = [LicenseStatement(spdx: "CC0-1.0")]
    return dataset
  }

  @Test func `terms that were set count as those of a file do`() {
    var gated = free()
    gated.accessNote = "仅限非商业研究用途"
    var described = free()
    described.description = LocalizedText("This dataset may not be used for commercial purposes.")
    #expect(RightsNode(free()).statements.allSatisfy { $0.facts.use == .any })
    for dataset in [gated, described] {
      #expect(RightsNode(dataset).statements.contains { $0.facts.use != .any })
    }
  }

  @Test func `a subset that is a dataset of its own is a part`() {
    var whole = free()
    whole.subsets = [Subset("A"), Subset("B")]
    whole.subsets[0].dataset = "child"
    whole.subsets[1].dataset = "fresh"
    #expect(RightsNode(whole).parts == ["child"])
  }
}
