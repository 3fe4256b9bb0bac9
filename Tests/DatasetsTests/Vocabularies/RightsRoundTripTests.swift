import JSONText
import Testing

@testable import Datasets

/// What becomes of the licences of the built-in descriptions in the vocabularies of others: for this
/// program nothing is lost, for another one nothing becomes freer, and what has no place is named.
@Suite struct RightsRoundTripTests {
  /// The statements of a vocabulary without the extension, as another program reads them.
  private func seenByOthers(_ dataset: Dataset, _ vocabulary: Vocabulary) -> Dataset {
    var problems: [DatasetProblem] = []
    return switch vocabulary {
    case .yaml: dataset
    case .croissant:
      Croissant.read(
        Croissant.write(dataset, carrying: Extension()), fileName: "", problems: &problems)
    case .dcat:
      DCAT.readOne(DCAT.write(dataset, carrying: Extension()), fileName: "", problems: &problems)
    case .schemaOrg:
      SchemaOrg.readOne(
        SchemaOrg.write(dataset, carrying: Extension()), fileName: "", problems: &problems)
    case .dataPackage:
      DataPackage.read(
        DataPackage.write(dataset, carrying: Extension()), fileName: "", problems: &problems)
    case .huggingFaceCard:
      HuggingFaceCard.read(
        header: HuggingFaceCard.write(dataset, carrying: Extension()), body: "", fileName: "",
        problems: &problems)
    }
  }

  /// The purposes that the licences of a dataset allow, whatever it comes from.
  private func allowed(_ licenses: [LicenseStatement]) -> Set<RightsPurpose> {
    var alone = Dataset(id: "alone")
    alone.licenses = licenses
    alone.isOriginal = true
    let graph = RightsNotation([alone]).graph
    return Set(
      RightsPurpose.allCases.filter { purpose in
        (try? RightsReport(of: ["alone"], for: purpose, in: graph).verdict) == .clear
      })
  }

  /// What becomes of a statement for a program that does not know the extension.
  private enum Fate: Hashable {
    /// It comes back with all that it says.
    case whole
    /// Its licence and what narrows it come back; how that is known does not.
    case licence
    /// It is told in words.
    case words
  }

  private func fate(of license: LicenseStatement, among seen: [LicenseStatement]) -> Fate? {
    /// The licence as the table calls it, however it was spelled, with what it covers.
    func resolved(_ license: LicenseStatement, withEvidence: Bool) -> JSON {
      var license = license
      license.name =
        LicenseTable.entry(for: license.label).map { $0.spdx ?? $0.name } ?? license.label
      license.spdx = nil
      license.url = nil
      if !withEvidence {
        license.source = nil
        license.ground = nil
        license.asOf = nil
        license.note = nil
        license.use = nil
        license.attribution = nil
        license.shareAlike = nil
        license.conditions.removeAll { $0 == .gate || $0 == .application }
      }
      return license.tree
    }
    for withEvidence in [true, false] {
      let wanted = resolved(license, withEvidence: withEvidence)
      if seen.contains(where: { resolved($0, withEvidence: withEvidence) == wanted }) {
        return withEvidence ? .whole : .licence
      }
    }
    let words = seen.compactMap(\.name) + seen.map(\.label)
    let isTold = words.contains {
      $0.contains(license.label) || LicenseTable.isSame($0, license.label)
    }
    return isTold ? .words : nil
  }

  @Test(arguments: Vocabulary.allCases)
  func `every licence of every dataset is told, and what is left out of it is named`(
    vocabulary: Vocabulary
  ) throws {
    var counts: [Fate: Int] = [:]
    for dataset in VocabularyTests.datasets {
      let exported = dataset.exported(as: vocabulary)
      let back = try ImportedDescription(
        reading: Array(exported.text.utf8), fileName: vocabulary.fileName
      ).datasets.first
      #expect(back?.licenses == dataset.licenses, "\(dataset.id)")
      #expect(back?.subsets.map(\.licenses) == dataset.subsets.map(\.licenses), "\(dataset.id)")
      let seen = seenByOthers(dataset, vocabulary).licenses
      let loss = exported.losses.first { $0.path == "licenses" }
      for license in dataset.licenses {
        guard let fate = fate(of: license, among: seen) else {
          Issue.record("\(dataset.id): \(license.label) is not told")
          continue
        }
        counts[fate, default: 0] += 1
        if fate != .whole {
          #expect(loss?.message.contains(license.label) == true, "\(dataset.id) \(license.label)")
        }
      }
    }
    print("\(vocabulary): \(counts)")
    let all = VocabularyTests.datasets.map(\.licenses.count).reduce(0, +)
    #expect(counts.values.reduce(0, +) == all)
    if vocabulary == .yaml { #expect(counts == [.whole: all]) }
  }

  /// A licence that somebody else states forbids no research; for more than that, nothing is given
  /// that the description does not give.
  @Test(arguments: Vocabulary.allCases)
  func `another program reads no licence as freer than it is`(vocabulary: Vocabulary) {
    for dataset in VocabularyTests.datasets {
      let seen = seenByOthers(dataset, vocabulary)
      let more = allowed(seen.licenses).subtracting(allowed(dataset.licenses).union([.academic]))
      #expect(more.isEmpty, "\(dataset.id) \(more) \(seen.licenses.map(\.label))")
    }
  }

  @Test(arguments: [
    (Vocabulary.croissant, "license"), (.schemaOrg, "license"), (.dcat, "dct:license"),
  ])
  func `what stands as the licence forbids what the publisher forbids`(
    vocabulary: Vocabulary, key: String
  ) throws {
    for dataset in VocabularyTests.datasets {
      let tree = try JSONReader.read(dataset.exported(as: vocabulary).text)
      let read = (tree[key]?.elements ?? []).compactMap { LinkedData.license($0) }
      let said = dataset.licenses.filter(\.speaksForAllData)
      #expect(read.count == said.count, "\(dataset.id)")
      let more = allowed(read).subtracting(allowed(said))
      #expect(more.isEmpty, "\(dataset.id) \(more)")
    }
  }

  @Test(arguments: Vocabulary.allCases.filter { $0 != .yaml })
  func `a licence of the code is not written as one of the data`(vocabulary: Vocabulary) throws {
    var dataset = Dataset(id: "notes")
    dataset.title = LocalizedText("Notes")
    var code = LicenseStatement(spdx: "MIT")
    code.subject = .code
    var part = LicenseStatement(spdx: "CC-BY-4.0")
    part.scope = "prompts"
    dataset.licenses = [code, part]
    let seen = seenByOthers(dataset, vocabulary)
    #expect(allowed(seen.licenses) == [])
    let words = seen.licenses.compactMap(\.name).joined(separator: " ").lowercased()
    #expect(words.contains("code") && words.contains("prompts"), "\(words)")
    let loss = try #require(dataset.exported(as: vocabulary).losses.first { $0.path == "licenses" })
    #expect(loss.message.contains("MIT") && loss.message.contains("CC-BY-4.0 prompts"))
  }
}
