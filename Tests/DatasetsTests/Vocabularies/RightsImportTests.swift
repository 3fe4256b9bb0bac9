import JSONText
import Testing

@testable import Datasets

/// No statement of rights, and no name of those who made the data, is lost on the way in.
@Suite struct RightsImportTests {
  private static let dcatContext =
    #""@context":{"dcat":"http://www.w3.org/ns/dcat#","dct":"http://purl.org/dc/terms/"},"@type":"dcat:Dataset""#

  private func read(_ text: String, _ fileName: String) throws -> Dataset {
    let description = try ImportedDescription(reading: Array(text.utf8), fileName: fileName)
    #expect(description.problems.filter { $0.severity == .error } == [])
    return try #require(description.datasets.first)
  }

  /// What the licences allow together, which must never be what the permissive one alone does.
  private func use(_ dataset: Dataset) throws -> RightsVerdict {
    var dataset = dataset
    dataset.isOriginal = true
    let graph = RightsNotation([dataset]).graph
    return try RightsReport(of: [dataset.id], for: .commercial, in: graph).verdict
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var fileName: String
    var text: String
    var labels: [String]
    var testDescription: String { "\(fileName): \(labels.joined(separator: ", "))" }

    init(_ fileName: String, _ text: String, _ labels: [String]) {
      self.fileName = fileName
      self.text = text
      self.labels = labels
    }
  }

  @Test(arguments: [
    ("d.jsonld", #"{"@context":{"dcat":"http://www.w3.org/ns/dcat#"},"@type":"dcat:Dataset","#),
    ("s.json", #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","#),
    (
      "croissant.json",
      #"{"@context":{"cr":"http://mlcommons.org/croissant/"},"@type":"sc:Dataset","name":"h","conformsTo":"http://mlcommons.org/croissant/1.0","#
    ),
  ]) func `the address of a dataset is kept, so that others can link to it`(
    fileName: String, beginning: String
  ) throws {
    let node = #""@id":"https://example.org/ds/1""#
    #expect(try read(beginning + node + "}", fileName).homepage == "https://example.org/ds/1")
    let page = fileName == "d.jsonld" ? "dcat:landingPage" : "url"
    let both = try read(beginning + node + #","\#(page)":"https://h.example/"}"#, fileName)
    #expect(both.homepage == "https://h.example/" && both.sources == ["https://example.org/ds/1"])
  }

  static let cases: [Case] = [
    Case(
      "README.md", "---\nlicense:\n- cc-by-4.0\n- unknown\n---\n# Harbour\n",
      ["CC-BY-4.0", "unknown"]),
    Case(
      "README.md",
      "---\nlicense: [mit, other]\nlicense_name: harbour-nc\nlicense_link: https://h.example/terms\n---\n",
      ["MIT", "harbour-nc"]),
    Case(
      "croissant.json",
      #"{"@context":{"cr":"http://mlcommons.org/croissant/"},"@type":"sc:Dataset","name":"h","conformsTo":"http://mlcommons.org/croissant/1.0","license":["https://creativecommons.org/licenses/by/4.0/",{"@type":"CreativeWork","headline":"No commercial use"},{"@type":"CreativeWork","description":"terms of the harbour"},"unknown"]}"#,
      ["CC-BY-4.0", "No commercial use", "terms of the harbour", "unknown"]),
    Case(
      "schema.json",
      #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","license":["https://creativecommons.org/licenses/by/4.0/",{"@type":"CreativeWork","name":[{"@language":"de","@value":"Nur für Forschung"},{"@language":"en","@value":"Research only"}]},{"@type":"CreativeWork"}]}"#,
      ["CC-BY-4.0", "Research only", "unknown"]),
    Case(
      "dcat.jsonld",
      #"{\#(dcatContext),"@id":"https://example.org/ds/mix","dct:title":"h","dct:license":[{"@id":"https://creativecommons.org/licenses/by/4.0/"},{"@type":"dct:LicenseDocument","dct:title":"No commercial use licence of the harbour"}],"dct:rights":"ask the harbour master"}"#,
      ["CC-BY-4.0", "No commercial use licence of the harbour", "ask the harbour master"]),
    Case(
      "dcat.jsonld",
      #"{\#(dcatContext),"dct:title":"h","dct:license":[{"@id":"http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"},{"@id":"http://publications.europa.eu/resource/authority/licence/CC0"},{"@id":"http://dcat-ap.de/def/licenses/cc-by/4.0"},{"@type":"dct:LicenseDocument","dct:title":[{"@language":"fr","@value":"Licence du port"},{"@language":"en","@value":"Harbour licence"}]}]}"#,
      ["CC-BY-4.0", "CC0-1.0", "Harbour licence"]),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"CC-BY-4.0"},{"id":"harbour-nc","url":"https://example.org/no-commercial-use"},{"type":"odc-pddl","url":"https://example.org/x"},{}],"resources":[{"name":"notes","path":"notes.csv"}]}"#,
      ["CC-BY-4.0", "harbour-nc", "PDDL-1.0", "unknown"]),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"ODC-PDDL-1.0","title":"Open Data Commons Public Domain Dedication and Licence 1.0","path":"http://www.opendefinition.org/licenses/odc-pddl"}],"resources":[{"name":"notes","path":"notes.csv"}]}"#,
      ["PDDL-1.0"]),
    Case(
      "README.md", "---\nlicense: mit\nlicenses: [cc-by-nc-4.0]\nlicence: cc0-1.0\n---\n",
      ["MIT", "CC-BY-NC-4.0", "CC0-1.0"]),
    Case(
      "README.md",
      "---\nlicense: mit\nlicense_name: harbour-terms\nlicense_link: https://h.example/terms\n---\n",
      ["MIT", "harbour-terms"]),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT"}],"license":"CC-BY-NC-4.0","resources":[{"name":"notes","path":"notes.csv"}]}"#,
      ["MIT", "CC-BY-NC-4.0"]),
    Case("README.md", "---\nlicense_link: https://h.example/terms\n---\n", ["terms"]),
    Case(
      "schema.json",
      #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","license":"https://spdx.org/licenses/MIT.html","usageInfo":[{"@type":"CreativeWork","name":"Terms of the harbour","url":"https://h.example/use"},"https://spdx.org/licenses/MIT.html"]}"#,
      ["MIT", "Terms of the harbour"]),
    Case(
      "dcat.jsonld",
      #"{\#(dcatContext),"dct:title":"h","dct:license":{"@id":"https://spdx.org/licenses/MIT.html"},"odrl:hasPolicy":[{"@id":"https://h.example/policy","@type":"odrl:Set"},{"@id":"https://spdx.org/licenses/MIT.html"}]}"#,
      ["MIT", "policy"]),
    Case(
      "own.yaml", "id: own\ntitle: Own\nlicenses:\n  - CC-BY-4.0\n  - unknown\n",
      ["CC-BY-4.0", "unknown"]),
  ]

  @Test(arguments: cases) func `every licence is kept`(example: Case) throws {
    let dataset = try read(example.text, example.fileName)
    #expect(dataset.licenses.map(\.label) == example.labels)
    let isKnown = example.labels.allSatisfy { LicenseTable.spdx(for: $0) != nil }
    let forbids = ["CC-BY-NC-4.0", "No commercial use", "Research only", "harbour-nc"].contains {
      words in
      example.labels.contains { $0.hasPrefix(words) }
    }
    let expected: RightsVerdict = forbids ? .blocked : isKnown ? .clear : .unknown
    #expect(try use(dataset) == expected)
  }

  @Test(arguments: cases, Vocabulary.allCases)
  func `every licence comes back from every vocabulary`(
    example: Case, vocabulary: Vocabulary
  ) throws {
    let dataset = try read(example.text, example.fileName)
    let exported = dataset.exported(as: vocabulary)
    let back = try read(exported.text, vocabulary.fileName)
    #expect(back.licenses == dataset.licenses)
  }

  @Test(arguments: [
    #"{"name":"CC-BY-NC-4.0","path":"https://creativecommons.org/licenses/by/4.0/"}"#,
    #"{"name":"harbour-noncommercial","path":"https://opensource.org/licenses/MIT"}"#,
    #"{"name":"CC-BY-4.0","title":"CC BY-NC 4.0"}"#,
    #"{"name":"CC-BY-4.0","path":"https://e.example/our-nc-terms"}"#,
  ]) func `a licence whose names contradict each other is as strict as the strictest`(
    license: String
  ) throws {
    let dataset = try read(
      #"{"name":"h","licenses":[\#(license)],"resources":[{"name":"n","path":"n.csv"}]}"#,
      "datapackage.json")
    #expect(try use(dataset) == .blocked)
    let back = try read(dataset.exported(as: .dcat).text, Vocabulary.dcat.fileName)
    #expect(back.licenses == dataset.licenses)
  }

  @Test(arguments: [
    (
      "own.yaml", "id: h\nsubsets:\n  - name: s\n    licenses: [MIT]\n  - name: t\n",
      RightsVerdict.unknown
    ),
    (
      "datapackage.json",
      #"{"name":"h","resources":[{"name":"s","path":"s.csv","licenses":[{"name":"MIT"}]},{"name":"t","path":"t.csv"}]}"#,
      .unknown
    ),
    (
      "datapackage.json",
      #"{"name":"h","resources":[{"name":"s","path":"s.csv","licenses":[{"name":"MIT"}]},{"name":"t","path":"t.csv","licenses":[{"name":"CC0-1.0"}]}]}"#,
      .clear
    ),
    (
      "dcat.jsonld",
      #"{\#(dcatContext),"dct:title":"h","dcat:distribution":[{"@type":"dcat:Distribution","dcat:downloadURL":{"@id":"https://e.example/s"},"dct:license":{"@id":"https://spdx.org/licenses/MIT.html"}},{"@type":"dcat:Distribution","dcat:downloadURL":{"@id":"https://e.example/t"}}]}"#,
      .unknown
    ),
  ]) func `licences of some parts or files do not clear the rest`(
    fileName: String, text: String, verdict: RightsVerdict
  ) throws {
    #expect(try use(try read(text, fileName)) == verdict)
  }

  @Test(arguments: [
    "licenses: [MIT]\nlicence: CC-BY-NC-4.0\n", "licenses: [MIT]\nLicenses: [CC-BY-NC-4.0]\n",
    "licenses:\n  - spdx: MIT\n    condition: research-only\n",
  ]) func `terms under another spelling of a key bring a warning`(text: String) throws {
    let description = try ImportedDescription(
      reading: Array(("id: own\ntitle: Own\n" + text).utf8), fileName: "own.yaml")
    #expect(
      description.problems.contains {
        $0.severity == .warning
          && ($0.message.contains("not read") || $0.message.contains("read as licenses"))
      })
  }

  @Test(arguments: [
    (
      "dcat.jsonld",
      #"{\#(dcatContext),"dct:title":"h","dct:license":{"@id":"https://spdx.org/licenses/MIT.html"},"odrl:hasPolicy":{"@type":"odrl:Set","odrl:prohibition":[{"odrl:action":{"@id":"odrl:commercialize"}}]}}"#,
      LicenseFacts.Use.nonCommercial
    ),
    (
      "schema.json",
      #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","license":"https://spdx.org/licenses/MIT.html","conditionsOfAccess":"On request. For academic use only."}"#,
      .academic
    ),
    (
      "schema.json",
      #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","license":"https://spdx.org/licenses/MIT.html","usageInfo":"Not for commercial purposes."}"#,
      .nonCommercial
    ),
    (
      "README.md",
      "---\nlicense: mit\nextra_gated_prompt: Please read. You must not use the dataset for commercial ends.\nextra_gated_fields:\n  I agree to use this dataset for non-commercial use ONLY: checkbox\n---\n",
      .nonCommercial
    ),
    (
      "dcat.jsonld",
      #"{\#(dcatContext),"dct:title":"h","dct:license":{"@id":"https://spdx.org/licenses/MIT.html"},"dct:accessRights":"Only for research use; ask the harbour master."}"#,
      .academic
    ),
  ]) func `terms that forbid are statements, whichever key they stand under`(
    fileName: String, text: String, narrowest: LicenseFacts.Use
  ) throws {
    let dataset = try read(text, fileName)
    #expect(try use(dataset) == .blocked)
    #expect(dataset.licenses.map(\.facts.use).max { $0.strictness < $1.strictness } == narrowest)
    for vocabulary in Vocabulary.allCases {
      let back = try read(dataset.exported(as: vocabulary).text, vocabulary.fileName)
      #expect(back.licenses == dataset.licenses, "\(vocabulary)")
    }
  }

  @Test(arguments: [
    ("README.md", "---\nlicense: mit\nextra_gated_prompt: Share your contact information.\n---\n"),
    ("README.md", "---\nlicense: mit\nextra_gated_heading: Acknowledge\n---\n"),
    ("README.md", "---\nlicense: mit\ngated: auto\n---\n"),
    ("README.md", "---\nextra_gated_fields:\n  Name: text\n---\n"),
    (
      "dcat.jsonld",
      #"{\#(dcatContext),"dct:title":"h","dct:license":{"@id":"https://spdx.org/licenses/MIT.html"},"dct:accessRights":{"@id":"http://publications.europa.eu/resource/authority/access-right/RESTRICTED"}}"#
    ),
  ]) func `a gate is a condition`(fileName: String, text: String) throws {
    let dataset = try read(text, fileName)
    #expect(dataset.access == .gated)
    #expect(dataset.licenses.map(\.conditions) == [[.gate]])
  }

  @Test(arguments: [
    (
      "dcat.jsonld",
      #"{\#(dcatContext),"dct:title":"h","dct:source":[{"@id":"urn:catalog:web"},{"@id":"https://e.example/d"}]}"#
    ),
    (
      "croissant.json",
      #"{"@context":{"cr":"http://mlcommons.org/croissant/"},"@type":"sc:Dataset","name":"h","isBasedOn":[{"@id":"urn:catalog:web"},"https://e.example/d"]}"#
    ),
    (
      "schema.json",
      #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","isBasedOn":[{"@id":"urn:catalog:web"},"https://e.example/d"]}"#
    ),
  ]) func `what a dataset was made from is lineage`(fileName: String, text: String) throws {
    let dataset = try read(text, fileName)
    #expect(dataset.lineage.map(\.targetID) == ["web", "https-e.example-d"])
    #expect(dataset.lineage.allSatisfy { $0.relation == .derivedFrom })
    #expect(dataset.sources == [])
  }

  @Test(arguments: [
    ("dcat.jsonld", #"{\#(dcatContext),"dct:title":"h",LINKS}"#),
    (
      "croissant.json",
      #"{"@context":{"cr":"http://mlcommons.org/croissant/"},"@type":"sc:Dataset","name":"h",LINKS}"#
    ),
    ("schema.json", #"{"@context":"https://schema.org/","@type":"Dataset","name":"h",LINKS}"#),
  ]) func `every property that links datasets is lineage`(fileName: String, form: String) throws {
    let links: [(text: String, relation: LineageEdge.Relation)] = [
      (#""dct:hasPart":{"@id":"urn:catalog:web"}"#, .hasPart),
      (#""schema:hasPart":{"@id":"urn:catalog:web"}"#, .hasPart),
      (#""schema:hasPart":"urn:catalog:web""#, .hasPart),
      (#""dct:isVersionOf":{"@id":"urn:catalog:web"}"#, .versionOf),
      (#""dcat:previousVersion":{"@id":"urn:catalog:web"}"#, .versionOf),
      (#""dct:isPartOf":{"@id":"urn:catalog:web"}"#, .partOf),
      (#""prov:wasRevisionOf":{"@id":"urn:catalog:web"}"#, .derivedFrom),
      (#""prov:qualifiedDerivation":{"prov:entity":{"@id":"urn:catalog:web"}}"#, .derivedFrom),
      (
        #""dcat:qualifiedRelation":{"dct:relation":{"@id":"urn:catalog:web"},"dcat:hadRole":{"@id":"http://www.iana.org/assignments/relation/original"}}"#,
        .derivedFrom
      ),
      (#""schema:translationOfWork":{"@id":"urn:catalog:web"}"#, .derivedFrom),
      (#""schema:exampleOfWork":{"@id":"urn:catalog:web"}"#, .derivedFrom),
      (#""schema:isBasedOnUrl":"urn:catalog:web""#, .derivedFrom),
    ]
    for link in links {
      let dataset = try read(form.replacing("LINKS", with: link.text), fileName)
      #expect(dataset.lineage.map(\.dataset) == ["web"], "\(link.text)")
      #expect(dataset.lineage.map(\.relation) == [link.relation], "\(link.text)")
      #expect(dataset.subsets == [])
      for vocabulary in Vocabulary.allCases {
        let back = try read(dataset.exported(as: vocabulary).text, vocabulary.fileName)
        #expect(back.lineage == dataset.lineage, "\(vocabulary) \(link.text)")
      }
    }
  }

  @Test func `a data package keeps its title in every language`() throws {
    let dataset = try read(
      #"{"name":"h","title":{"en":"Harbour","zh":"港口"},"description":{"zh":"港口笔记"},"resources":[{"name":"n","path":"n.csv"}]}"#,
      "datapackage.json")
    #expect(dataset.title["zh"] == "港口" && dataset.title["en"] == "Harbour")
    #expect(dataset.description["zh"] == "港口笔记")
  }

  private static let translations = [
    (
      "schema.json",
      #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","license":{"@type":"CreativeWork","name":[{"@language":"zh","@value":"港口许可"},{"@language":"en","@value":"Harbour licence"}],"url":"https://h.example/terms"}}"#
    ),
    (
      "croissant.json",
      #"{"@context":{"cr":"http://mlcommons.org/croissant/"},"@type":"sc:Dataset","name":"h","conformsTo":"http://mlcommons.org/croissant/1.0","license":{"@type":"sc:CreativeWork","name":{"zh":"港口许可","en":"Harbour licence"},"url":"https://h.example/terms"}}"#
    ),
    (
      "dcat.jsonld",
      #"{\#(dcatContext),"dct:title":"h","dct:license":{"@id":"https://h.example/terms","@type":"dct:LicenseDocument","dct:title":[{"@language":"zh","@value":"港口许可"},{"@language":"en","@value":"Harbour licence"}]}}"#
    ),
    (
      "datapackage.json",
      #"{"name":"h","licenses":[{"title":{"zh":"港口许可","en":"Harbour licence"},"path":"https://h.example/terms"}],"resources":[{"name":"n","path":"n.csv"}]}"#
    ),
  ]

  @Test(arguments: translations)
  func `a licence keeps its name in every language, and a page shows the reader's`(
    fileName: String, text: String
  ) throws {
    let dataset = try read(text, fileName)
    let license = try #require(dataset.licenses.first)
    #expect(dataset.licenses.count == 1 && license.label == "Harbour licence")
    #expect(license.label(in: "zh") == "港口许可" && license.label(in: "fr") == "Harbour licence")
    #expect(license.url == "https://h.example/terms")
    for vocabulary in Vocabulary.allCases {
      let exported = dataset.exported(as: vocabulary)
      let back = try read(exported.text, vocabulary.fileName)
      #expect(back.licenses == dataset.licenses, "\(vocabulary)")
      if [.schemaOrg, .croissant, .dcat].contains(vocabulary) {
        // Other programs see the translation too, outside of what only this one reads.
        let tree = try JSONReader.read(Array(exported.text.utf8))
        let seen = (tree.members ?? []).filter { $0.key != Extension.key }
        #expect(JSON.object(seen).text.contains("港口许可"), "\(vocabulary)")
      }
    }
  }

  @Test func `a translation that forbids a use counts`() throws {
    let form = Self.translations[0].1
    let dataset = try read(form.replacing("港口许可", with: "仅限非商业使用"), "schema.json")
    #expect(try use(dataset) == .blocked)
    let free = form.replacing("Harbour licence", with: "MIT").replacing(
      "https://h.example/terms", with: "https://opensource.org/license/mit")
    let unclear = try read(free.replacing("港口许可", with: "港口的条款"), "schema.json")
    #expect(try use(unclear) != .clear)
  }

  @Test func `what a data package names in several languages has a name`() throws {
    let text =
      #"{"name":"h","contributors":[{"title":{"en":"Ada","zh":"艾达"},"roles":["creator"]}],"sources":[{"title":{"en":"Sea","zh":"海"},"path":"https://s.example/sea"}],"resources":[{"name":"n","title":{"en":"Notes","zh":"笔记"},"path":"n.csv"}]}"#
    let dataset = try read(text, "datapackage.json")
    #expect(dataset.creators.map(\.name) == ["Ada"])
    #expect(dataset.lineage.map(\.name) == ["Sea"])
    #expect(dataset.distributions.map(\.name) == ["Notes"])
    for vocabulary in Vocabulary.allCases {
      let back = try read(dataset.exported(as: vocabulary).text, vocabulary.fileName)
      #expect(back.tree == dataset.tree, "\(vocabulary)")
    }
    for word in ["艾达", "海", "笔记"] { #expect(dataset.tree.text.contains(word)) }
  }

  @Test func `a part described in place is no link`() throws {
    let dataset = try read(
      #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","hasPart":[{"@type":"Dataset","name":"p","license":"mit"},{"@id":"https://e.example/q","name":"Q"}]}"#,
      "schema.json")
    #expect(dataset.subsets.map(\.name) == ["p"])
    #expect(dataset.lineage.map(\.name) == ["Q"])
    #expect(dataset.lineage.map(\.relation) == [.hasPart])
  }

  @Test(arguments: [
    (
      "dcat.jsonld",
      #"{"@context":{"dcat":"http://www.w3.org/ns/dcat#","dct":"http://purl.org/dc/terms/"},"@graph":[{"@id":"ex:a","@type":"dcat:Dataset","dct:title":"First","prov:wasDerivedFrom":{"@id":"ex:b"}},{"@id":"ex:b","@type":"dcat:Dataset","dct:title":"Second"}]}"#
    ),
    (
      "schema.json",
      #"{"@context":"https://schema.org/","@graph":[{"@id":"https://e.example/a","@type":"Dataset","name":"First","isBasedOn":"https://e.example/b"},{"@id":"https://e.example/b","@type":"Dataset","name":"Second"}]}"#
    ),
    (
      "schema.json",
      #"{"@context":"https://schema.org/","@graph":[{"@type":"Dataset","name":"First","hasPart":{"@id":"_:b"}},{"@id":"_:b","@type":"Dataset","name":"Second"}]}"#
    ),
  ]) func `datasets of one file are linked by their addresses`(
    fileName: String, text: String
  ) throws {
    let description = try ImportedDescription(reading: Array(text.utf8), fileName: fileName)
    #expect(description.datasets.map(\.id) == ["first", "second"])
    #expect(description.datasets.first?.lineage.map(\.dataset) == ["second"])
    #expect(description.datasets.first?.lineage.first?.name == nil)
  }

  @Test func `the address of a licence without an id is kept`() throws {
    let dataset = try read(Self.cases[6].text, "datapackage.json")
    #expect(dataset.licenses[1].url == "https://example.org/no-commercial-use")
  }

  @Test(arguments: ["\u{FEFF}", "\n", "\n\n  \n", "\u{FEFF}\r\n"])
  func `a card's header may stand behind a mark or blank lines`(before: String) throws {
    let dataset = try read(
      before + "---\nlanguage: en\nlicense: cc-by-nc-4.0\n---\n# Harbour notes\nText.\n",
      "README.md")
    #expect(dataset.licenses.map(\.spdx) == ["CC-BY-NC-4.0"])
    #expect(dataset.languages == ["en"])
    #expect(dataset.description.text() == "Text.")
  }

  @Test func `an original card says so, in both directions`() throws {
    let dataset = try read("---\nsource_datasets: original\n---\n# H\n", "README.md")
    #expect(dataset.isOriginal == true)
    // What a card extends is no statement of who made the content.
    for creators in ["found", "machine-generated", "expert-generated"] {
      let card = try read(
        "---\nlicense: mit\nlanguage_creators: [\(creators)]\nsource_datasets: [original]\n---\n# H\n",
        "README.md")
      let report = try RightsReport(
        of: [card.id], for: .commercial, in: RightsNotation([card]).graph)
      #expect(report.verdict == .byLabel)
      #expect(report.reason?.message == "that it is an original work is inferred, not stated")
    }
    #expect(dataset.exported(as: .huggingFaceCard).text.contains("source_datasets: [original]"))
    let mixed = try read("---\nsource_datasets: [original, extended|squad]\n---\n", "README.md")
    #expect(mixed.isOriginal == nil && mixed.lineage.map(\.dataset) == ["squad"])
  }

  @Test func `all creators and publishers are kept`() throws {
    let page =
      #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","creator":{"@list":[{"@type":"Person","name":"Ada"},{"@type":"Person","name":"Bo"}]},"author":{"@type":"Person","name":"Cy"},"publisher":[{"name":"Harbour"},{"name":"Town"}],"maintainer":{"name":"Di"},"contactPoint":{"name":"Ed"}}"#
    let dataset = try read(page, "schema.json")
    #expect(dataset.creators.map(\.name) == ["Ada", "Bo", "Cy", "Town", "Ed"])
    #expect(dataset.publisher?.name == "Harbour" && dataset.contact?.name == "Di")
    let dcat =
      #"{\#(Self.dcatContext),"dct:title":"h","dct:creator":[{"foaf:name":"Ada"},{"foaf:name":"Bo"}],"dct:publisher":[{"foaf:name":"Harbour"},{"foaf:name":"Town"}]}"#
    #expect(try read(dcat, "dcat.jsonld").creators.map(\.name) == ["Ada", "Bo", "Town"])
  }

  @Test func `other names and addresses are kept`() throws {
    let page =
      #"{"@context":"https://schema.org/","@type":"Dataset","name":"h","alternateName":["harbour-notes","Notes of the harbour"],"sameAs":["https://a.example/h"]}"#
    let dataset = try read(page, "schema.json")
    #expect(dataset.aliases == ["harbour-notes"])
    #expect(dataset.sources == ["https://a.example/h"])
    #expect(dataset.tree.text.contains("Notes of the harbour"))
    let croissant =
      #"{"@context":{"cr":"http://mlcommons.org/croissant/"},"@type":"sc:Dataset","name":"h","alternateName":["harbour-notes","Notes of the harbour"],"sameAs":["https://a.example/h","hn"]}"#
    let other = try read(croissant, "croissant.json")
    #expect(other.aliases == ["harbour-notes", "hn"])
    #expect(other.sources == ["https://a.example/h"])
    #expect(other.tree.text.contains("Notes of the harbour"))
  }

  @Test(arguments: [
    ("dcat.ttl", "@prefix dct: <http://purl.org/dc/terms/> .", "Turtle"),
    ("dcat", "PREFIX dct: <http://purl.org/dc/terms/>", "Turtle"),
    ("dcat.rdf", "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"x\"/>", "RDF/XML"),
    ("dcat.xml", "\u{FEFF}<rdf:RDF xmlns:rdf=\"x\"/>", "RDF/XML"),
    ("dcat.nt", "<a> <b> <c> .", "N-Triples"),
  ]) func `linked data in another form is named, with what to do`(
    fileName: String, text: String, format: String
  ) throws {
    let error = #expect(throws: SyntaxError.self) {
      try ImportedDescription(reading: Array(text.utf8), fileName: fileName)
    }
    #expect(error?.message == "this is \(format)")
    #expect(error?.remedy.contains("JSON-LD") == true)
  }

  @Test func `a size in quotes is taken with a warning, another word refused with its line`() throws
  {
    func package(_ bytes: String) throws -> ImportedDescription {
      try ImportedDescription(
        reading: Array(
          "{\"name\":\"h\",\n\"resources\":[{\"name\":\"n\",\"path\":\"n.csv\",\n\"bytes\":\(bytes)}]}"
            .utf8), fileName: "datapackage.json")
    }
    let taken = try package("\"2048\"")
    #expect(taken.datasets[0].distributions[0].bytes == 2048)
    #expect(taken.problems.filter { $0.severity > .note }.map(\.severity) == [.warning])
    let refused = try package("\"two\"")
    let problem = try #require(refused.problems.first { $0.severity == .error })
    #expect(problem.path == "resources[0].bytes" && problem.place?.line == 3)
  }
}
