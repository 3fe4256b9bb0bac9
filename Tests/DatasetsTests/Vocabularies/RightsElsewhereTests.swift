import JSONText
import Testing

@testable import Datasets

/// Rights that people state where no vocabulary has a place for them.
@Suite struct RightsElsewhereTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var fileName: String
    var text: String
    /// The verdict for commercial use, with the origin stated.
    var verdict: RightsVerdict
    var testDescription: String { "\(fileName) \(text)" }

    init(_ fileName: String, _ text: String, _ verdict: RightsVerdict) {
      self.fileName = fileName
      self.text = text
      self.verdict = verdict
    }
  }

  private func imported(_ example: Case) throws -> ImportedDescription {
    try ImportedDescription(reading: Array(example.text.utf8), fileName: example.fileName)
  }

  private func verdict(_ dataset: Dataset) throws -> RightsVerdict {
    var dataset = dataset
    dataset.isOriginal = true
    dataset.lineage = []
    return try RightsReport(
      of: [dataset.id], for: .commercial, in: RightsNotation([dataset]).graph
    ).verdict
  }

  private static let page =
    #""@context":"https://schema.org/","@type":"Dataset","name":"h","license":"https://spdx.org/licenses/MIT.html""#
  private static let croissant =
    #""@context":{"cr":"http://mlcommons.org/croissant/","odrl":"http://www.w3.org/ns/odrl/2/"},"@type":"sc:Dataset","name":"h","conformsTo":"http://mlcommons.org/croissant/1.1","license":"mit""#
  private static let dcat =
    #""@context":{"dcat":"http://www.w3.org/ns/dcat#","dct":"http://purl.org/dc/terms/"},"@type":"dcat:Dataset","dct:title":"h""#

  static let cases: [Case] = [
    // The properties of one vocabulary in the files of another.
    Case("c.json", "{\(croissant)}", .clear),
    Case("c.json", #"{\#(croissant),"dct:license":"cc-by-nc-4.0"}"#, .blocked),
    Case("c.json", #"{\#(croissant),"dct:rights":"All rights reserved"}"#, .blocked),
    Case("c.json", #"{\#(croissant),"dcterms:license":"harbour terms"}"#, .unknown),
    Case(
      "c.json",
      #"{\#(croissant),"odrl:hasPolicy":{"@type":"odrl:Offer","odrl:prohibition":{"odrl:action":"odrl:commercialize"}}}"#,
      .blocked),
    Case("c.json", #"{\#(croissant),"rai:dataUseCases":"Not for commercial use."}"#, .blocked),
    Case("s.json", #"{\#(page),"copyrightNotice":"All rights reserved"}"#, .unknown),
    Case("s.json", #"{\#(page),"copyrightNotice":"(c) 2024 Harbour"}"#, .clear),
    Case(
      "s.json",
      #"{\#(page),"copyrightNotice":"(c) 2024 Harbour. All rights reserved. Not for sale or other commercial use."}"#,
      .blocked),
    Case(
      "s.json",
      #"{\#(page.replacing("license", with: "x")),"copyrightNotice":"All rights reserved"}"#,
      .blocked),
    Case(
      "s.json",
      #"{\#(page.replacing("MIT", with: "CC-BY-NC-4.0")),"copyrightNotice":"All rights reserved"}"#,
      .blocked),
    Case("s.json", #"{\#(page),"dct:rights":"for research only"}"#, .blocked),
    // What is said inside of a licence.
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT","note":"no commercial use"}],"resources":[{"name":"a","path":"a.csv"}]}"#,
      .blocked),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT","comment":"for research only"}],"resources":[{"name":"a","path":"a.csv"}]}"#,
      .blocked),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT","scope":"text only"}],"resources":[{"name":"a","path":"a.csv"}]}"#,
      .unknown),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT","description":"Not for surveillance"}],"resources":[{"name":"a","path":"a.csv"}]}"#,
      .unknown),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT","commercial":false}],"resources":[{"name":"a","path":"a.csv"}]}"#,
      .unknown),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT","path":"LICENSE-CC-BY-NC.txt"}],"resources":[{"name":"a","path":"a.csv"}]}"#,
      .blocked),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT","path":"LICENSE-NC.txt"}],"resources":[{"name":"a","path":"a.csv"}]}"#,
      .blocked),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT","note":"version 1.0"}],"resources":[{"name":"a","path":"a.csv"}]}"#,
      .clear),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":["MIT"],"resources":[{"name":"a","path":"a.csv","licenses":[{"name":"MIT","note":"no commercial use"}]}]}"#,
      .blocked),
    Case(
      "s.json",
      #"{\#(page.replacing("license", with: "x")),"license":{"@type":"CreativeWork","name":"MIT","abstract":"no commercial use"}}"#,
      .blocked),
    Case(
      "c.json",
      #"{\#(croissant.replacing("license", with: "x")),"license":{"@type":"CreativeWork","name":"MIT","abstract":"no commercial use"}}"#,
      .blocked),
    Case(
      "s.json",
      #"{\#(page.replacing("license", with: "x")),"license":{"@type":"CreativeWork","name":"MIT","text":"for research only"}}"#,
      .blocked),
    Case(
      "c.json",
      #"{\#(croissant.replacing("license", with: "x")),"license":{"@type":"CreativeWork","name":"MIT","text":"for research only"}}"#,
      .blocked),
    Case(
      "s.json",
      #"{\#(page.replacing("license", with: "x")),"license":{"@type":"CreativeWork","name":"MIT","x:remark":"Not for surveillance"}}"#,
      .unknown),
    Case(
      "c.json",
      #"{\#(croissant.replacing("license", with: "x")),"license":{"@type":"CreativeWork","name":"MIT","x:remark":"Not for surveillance"}}"#,
      .unknown),
    Case(
      "s.json",
      #"{\#(page.replacing("license", with: "x")),"license":{"@type":"CreativeWork","name":"MIT","inLanguage":"en"}}"#,
      .clear),
    Case(
      "c.json",
      #"{\#(croissant.replacing("license", with: "x")),"license":{"@type":"CreativeWork","name":"MIT","inLanguage":"en"}}"#,
      .clear),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":{"rdfs:label":"MIT","rdfs:comment":"no commercial use"}}"#, .blocked
    ),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":{"rdfs:label":"MIT","odrl:prohibition":{"odrl:action":"odrl:commercialize"}}}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":{"rdfs:label":"MIT","x:remark":"Not for surveillance"}}"#, .unknown),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":{"rdfs:label":"MIT","dct:type":{"@id":"http://purl.org/adms/licencetype/NonCommercialUseOnly"}}}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":{"rdfs:label":"MIT","dct:type":{"@id":"http://purl.org/adms/licencetype/Attribution"}}}"#,
      .clear),
    Case(
      "README.md", "---\nlicense: [mit, {other: non-commercial use only}]\n---\n# H\n", .blocked),
    Case("README.md", "---\nlicense: mit\nlicense_link: LICENSE-NC.txt\n---\n# H\n", .blocked),
    Case("README.md", "---\nlicense: mit\nlicense_link: LICENSE-CC-BY-NC\n---\n# H\n", .blocked),
    Case(
      "README.md", "---\nlicense: mit\nlicense_name: mit\nlicense_link: LICENSE-NC.txt\n---\n# H\n",
      .blocked),
    Case(
      "README.md",
      "---\nlicense: [mit, cc0-1.0]\nlicense_link: LICENSE-CC-BY-NC-4.0.md\n---\n# H\n", .blocked),
    Case("README.md", "---\nlicense: mit\nlicense_link: LICENSE\n---\n# H\n", .clear),
    Case(
      "own.yaml", "id: h\nlicenses: [{url: https://creativecommons.org/licenses/by-nc/4.0/}]\n",
      .blocked),
    Case("own.yaml", "id: h\nlicenses: [{url: https://opensource.org/licenses/MIT}]\n", .clear),
    // The licence of the description is not that of the data.
    Case(
      "s.json",
      #"{\#(page),"sdLicense":"https://creativecommons.org/licenses/by-nc/4.0/"}"#, .clear),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":"MIT","schema:sdLicense":"CC BY-NC 4.0"}"#,
      .clear),
    Case(
      "s.json",
      #"{\#(page.replacing("license", with: "sdLicense"))}"#, .unknown),
    Case("s.json", #"{\#(page),"termsOfService":"https://e.example/tos"}"#, .unknown),
    // A place left for one more licence.
    Case("s.json", #"{\#(page.replacing("license", with: "x")),"license":[null,"mit"]}"#, .unknown),
    Case("s.json", #"{\#(page.replacing("license", with: "x")),"license":["mit"," "]}"#, .unknown),
    Case("README.md", "---\nlicense: [mit, null]\n---\n# H\n", .unknown),
    Case("README.md", "---\nlicense: [\"mit\", \"\"]\n---\n# H\n", .unknown),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT"},null],"resources":[{"name":"a","path":"a.csv"}]}"#,
      .unknown),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":["MIT",""],"resources":[{"name":"a","path":"a.csv"}]}"#, .unknown),
    Case("d.jsonld", #"{\#(dcat),"dct:license":["MIT",null]}"#, .unknown),
    Case("own.yaml", "id: h\nlicenses: [mit, '']\n", .unknown),
    Case(
      "d.jsonld", #"{\#(dcat),"cc:license":"https://creativecommons.org/licenses/by-nc/4.0/"}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":"MIT","xhv:license":{"@id":"https://creativecommons.org/licenses/by-nc/4.0/"}}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":"MIT","http://creativecommons.org/ns#license":{"@id":"https://creativecommons.org/licenses/by-nc/4.0/"}}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":"MIT","x:license":{"@id":"https://creativecommons.org/licenses/by-nc/4.0/"}}"#,
      .blocked),
    Case(
      "s.json",
      #"{\#(page),"hasPart":{"@type":"Dataset","name":"p","license":"https://creativecommons.org/licenses/by-nc/4.0/"}}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":"MIT","dcat:distribution":{"@type":"dcat:Distribution","dcat:downloadURL":"https://e.example/d","dct:rights":"research only"}}"#,
      .blocked),
    // References to other nodes of the file.
    Case(
      "s.json",
      #"{"@context":"https://schema.org/","@graph":[{"@type":"Dataset","name":"h","license":{"@id":"_:terms"}},{"@id":"_:terms","@type":"CreativeWork","name":"No commercial use"}]}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"{"@context":{"dcat":"http://www.w3.org/ns/dcat#","dct":"http://purl.org/dc/terms/"},"@graph":[{"@id":"ex:a","@type":"dcat:Dataset","dct:title":"h","dct:license":"MIT","dcat:distribution":{"@id":"ex:d"}},{"@id":"ex:d","@type":"dcat:Distribution","dcat:downloadURL":"https://e.example/d","dct:license":{"@id":"ex:l"}},{"@id":"ex:l","@type":"dct:LicenseDocument","dct:title":"CC BY-NC 4.0"}]}"#,
      .blocked),
    // Terms under other prefixes, as words of a context, and as whole addresses.
    Case(
      "d.jsonld",
      #"{"@context":{"cat":"http://www.w3.org/ns/dcat#","dc":"http://purl.org/dc/terms/","terms":{"@id":"dc:license"}},"@type":"cat:Dataset","dc:title":"h","terms":"cc-by-nc-4.0"}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"{"@context":"https://www.w3.org/ns/dcat.jsonld","@type":"Dataset","title":"h","license":"MIT","accessRights":{"@type":"RightsStatement","label":"for teaching and research only"}}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"[{"@id":"http://e.example/d","@type":["http://www.w3.org/ns/dcat#Dataset"],"http://purl.org/dc/terms/title":[{"@value":"h"}],"http://purl.org/dc/terms/license":[{"@id":"https://creativecommons.org/licenses/by-nc/4.0/"}]}]"#,
      .blocked),
    Case(
      "s.json",
      #"{"@type":["http://schema.org/Dataset"],"http://schema.org/name":[{"@value":"h"}],"http://schema.org/license":[{"@id":"https://spdx.org/licenses/MIT.html"}]}"#,
      .clear),
    // A data package has no key for rights.
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT"}],"rights":"All rights reserved","resources":[{"name":"n","path":"n.csv"}]}"#,
      .unknown),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT"}],"resources":[{"name":"n","path":"n.csv","accessRights":"research only"}]}"#,
      .blocked),
    // Cards.
    Case("README.md", "---\nlicense: mit\n---\n# H\nNotes of a harbour.\n", .clear),
    Case(
      "README.md", "---\nlicense: mit\ntags: [\"license:cc-by-nc-4.0\"]\n---\n# H\n", .blocked),
    Case(
      "README.md", "---\nlicense: mit\ndataset_info:\n  license: cc-by-nc-4.0\n---\n# H\n",
      .blocked),
    Case("README.md", "---\nlicense: {web: mit, books: apache-2.0}\n---\n# H\n", .unknown),
    Case(
      "README.md",
      "---\nlicense: mit\nextra_gated_fields:\n  I agree not to use this for commercial purposes: checkbox\n---\n# H\n",
      .blocked),
    Case(
      "README.md", "---\nlicense: mit\nlicense_details: research use only\n---\n# H\n", .blocked),
    Case(
      "README.md",
      "---\nlicense: mit\n---\n# H\nThis dataset may not be used for commercial purposes.\n",
      .blocked),
    Case("README.md", "---\nlicense: mit\n---\n# H\n本数据集仅供研究使用，不得商用。\n", .blocked),
    Case(
      "README.md",
      "---\nlicense: mit\n---\n# H\nWe left out songs under non-commercial licences.\n", .clear),
    Case(
      "README.md",
      "---\nlicense: mit\n---\n# H\n## Licensing Information\nThe data is released under the [CC BY-NC 4.0](https://creativecommons.org/licenses/by-nc/4.0/) license.\n",
      .blocked),
    Case(
      "README.md",
      "---\nlicense: cc-by-4.0\n---\n# H\n## License\nThe code is under the Apache License 2.0. The data is CC BY 4.0.\n",
      .clear),
    // Our own description.
    Case("own.yaml", "id: h\nlicenses: [MIT]\nlicense: cc-by-nc-4.0\n", .blocked),
    Case("own.yaml", "id: h\nlicenses: [MIT]\nterms_of_use: no commercial use\n", .blocked),
    Case(
      "own.yaml", "id: h\nlicenses: [MIT]\ndescription: For research purposes only.\n", .blocked),
    Case(
      "own.yaml", "id: h\nlicenses: [MIT]\nsubsets:\n  - name: s\n    license: cc-by-nc-4.0\n",
      .blocked),
    // Expressions and abbreviations.
    Case("own.yaml", "id: h\nlicenses: [MIT AND CC-BY-NC-4.0]\n", .blocked),
    Case("own.yaml", "id: h\nlicenses: [MIT OR CC-BY-NC-4.0]\n", .clear),
    Case("own.yaml", "id: h\nlicenses: [GPL-2.0-only WITH Classpath-exception-2.0]\n", .clear),
    Case("own.yaml", "id: h\nlicenses: [MIT OR Harbour terms]\n", .unknown),
    Case("own.yaml", "id: h\nlicenses: [harbour-nc]\n", .blocked),
  ]

  @Test(arguments: cases) func `rights are read wherever they stand`(example: Case) throws {
    let description = try imported(example)
    #expect(description.problems.filter { $0.severity == .error } == [])
    let dataset = try #require(description.datasets.first)
    #expect(try verdict(dataset) == example.verdict, "\(dataset.tree.yamlText)")
  }

  @Test(arguments: cases, Vocabulary.allCases)
  func `what was read elsewhere comes back once`(example: Case, vocabulary: Vocabulary) throws {
    let dataset = try #require(try imported(example).datasets.first)
    let text = dataset.exported(as: vocabulary).text
    let back = try ImportedDescription(reading: Array(text.utf8), fileName: vocabulary.fileName)
    #expect(back.datasets.first?.licenses == dataset.licenses)
    #expect(back.datasets.first.map { DatasetDiff(dataset, $0).changes } == [])
  }

  /// Descriptions under a licence that permits, each with some terms where publishers write them.
  private static func places(of terms: String) -> [Case] {
    let dcatTerms = #""dct:license":"MIT","dct:accessRights""#
    return [
      Case("README.md", "---\nlicense: mit\nextra_gated_prompt: \"\(terms)\"\n---\n# H\n", .clear),
      Case("README.md", "---\nlicense: mit\nlicense_details: \"\(terms)\"\n---\n# H\n", .clear),
      Case("s.json", #"{\#(page),"conditionsOfAccess":"\#(terms)"}"#, .clear),
      Case("s.json", #"{\#(page),"conditionsOfAccess":{"en":"\#(terms)"}}"#, .clear),
      Case("s.json", #"{\#(page),"copyrightNotice":"\#(terms)"}"#, .clear),
      Case("d.jsonld", #"{\#(dcat),\#(dcatTerms):"\#(terms)"}"#, .clear),
      Case("d.jsonld", #"{\#(dcat),\#(dcatTerms):{"rdfs:label":"\#(terms)"}}"#, .clear),
      Case(
        "d.jsonld", #"{\#(dcat),\#(dcatTerms):{"@id":"e:r","dct:description":"\#(terms)"}}"#, .clear
      ),
      Case("own.yaml", "id: h\nlicenses: [MIT]\naccess_note: \"\(terms)\"\n", .clear),
    ]
  }

  @Test(arguments: [
    "only for scientific research", "Commercial usage requires a license", "仅限科研使用",
    "commercial use is not permitted without permission", "You may NOT use this commercially",
    "restricted to research", "商业使用需授权", "for educational purposes only",
    "commercial use needs a written permission",
    "This dataset is only for scientific research. You may NOT use it commercially.",
  ]) func `terms that forbid block wherever they stand`(terms: String) throws {
    let body = Case("README.md", "---\nlicense: mit\n---\n# H\n\nNotes.\n\n\(terms)\n", .clear)
    for example in Self.places(of: terms) + [body] {
      let dataset = try #require(try imported(example).datasets.first)
      #expect(try verdict(dataset) == .blocked, "\(example)")
    }
  }

  @Test(arguments: [
    "Nur zur Ansicht", "ask the harbour master first", "see the agreement", "Forscher: ja",
    "you must not redistribute the files", "使用前请阅读协议", "Commercial users: see below",
  ]) func `terms that are not understood are unknown, with a warning`(terms: String) throws {
    for example in Self.places(of: terms) {
      let description = try imported(example)
      let dataset = try #require(description.datasets.first)
      #expect(try verdict(dataset) == .unknown, "\(example)")
      #expect(dataset.licenses.contains { $0.note?.contains("is unknown") == true })
    }
  }

  @Test(arguments: [
    "free of charge", "registration with an e-mail address", "free for commercial use", "可商用",
    "You agree to share your contact information",
  ]) func `terms of access alone say nothing of use`(terms: String) throws {
    for example in Self.places(of: terms) {
      let dataset = try #require(try imported(example).datasets.first)
      #expect(try verdict(dataset) == .clear, "\(example)")
    }
  }

  @Test(arguments: [
    "license: cc-by-nc-4.0", "rights: ask the harbour master", "description: No commercial use.",
    "language: zh", "sector: law", "modalties: [text]",
    "lineage:\n  - {dataset: b, license: cc-by-nc-4.0}",
  ]) func `what was guessed or not read brings a warning`(line: String) throws {
    let description = try imported(Case("own.yaml", "id: h\nlicenses: [MIT]\n\(line)\n", .clear))
    let key = line.prefix { $0 != ":" }
    #expect(
      description.problems.contains { $0.severity == .warning && $0.path.hasPrefix(key) },
      "\(description.problems)")
  }

  @Test(arguments: [("Copyright 2024 Harbour", 0), ("© 2024 Harbour. All rights reserved.", 1)])
  func `a notice brings a warning where it changes something`(notice: String, count: Int) throws {
    for example in [
      Case("own.yaml", "id: h\nlicenses: [MIT]\ncopyright: \"\(notice)\"\n", .clear),
      Case("s.json", #"{\#(Self.page),"copyrightNotice":"\#(notice)"}"#, .clear),
    ] {
      let description = try imported(example)
      let problems = description.datasets[0].validate() + description.problems
      let told = problems.filter {
        $0.message.contains("not understood") || $0.message.contains("contradicts")
      }
      #expect(Set(told.map(\.path)).count == count, "\(problems)")
      #expect(try verdict(description.datasets[0]) == (count == 0 ? .clear : .unknown))
    }
  }

  @Test func `the licence of an origin is not taken for that of the data`() throws {
    let description = try imported(
      Case(
        "s.json",
        #"{\#(Self.page),"isBasedOn":{"@type":"CreativeWork","name":"Base","license":"cc-by-nc-4.0"}}"#,
        .clear))
    let dataset = try #require(description.datasets.first)
    #expect(dataset.licenses.map(\.label) == ["MIT"])
    #expect(dataset.tree.text.contains("cc-by-nc-4.0"))
    #expect(description.problems.contains { $0.path == "lineage[0].license" })
  }

  @Test(arguments: [
    Case(
      "s.json",
      #"{\#(page),"hasPart":{"@type":"Dataset","name":"p","isBasedOn":{"@id":"urn:catalog:base"}}}"#,
      .blocked),
    Case(
      "s.json",
      #"{\#(page),"distribution":{"@type":"DataDownload","name":"a","contentUrl":"https://e.example/a","isBasedOn":"urn:catalog:base"}}"#,
      .blocked),
    Case(
      "c.json",
      #"{\#(croissant),"distribution":{"@type":"cr:FileObject","@id":"a","name":"a","contentUrl":"https://e.example/a","prov:wasDerivedFrom":{"@id":"urn:catalog:base"}}}"#,
      .blocked),
    Case(
      "d.jsonld",
      #"{\#(dcat),"dct:license":"MIT","dcat:distribution":{"@type":"dcat:Distribution","dct:source":{"@id":"urn:catalog:base"}}}"#,
      .blocked),
    Case(
      "datapackage.json",
      #"{"name":"h","licenses":[{"name":"MIT"}],"resources":[{"name":"a","path":"a.csv","sources":[{"title":"Base","path":"urn:catalog:base"}]}]}"#,
      .blocked),
  ]) func `what a part comes from concerns the whole`(example: Case) throws {
    var base = Dataset(id: "base")
    base.isOriginal = true
    base.licenses = [LicenseStatement(spdx: "CC-BY-NC-4.0")]
    var dataset = try #require(try imported(example).datasets.first)
    dataset.isOriginal = true
    let report = try RightsReport(
      of: [dataset.id], for: .commercial, in: RightsNotation([dataset, base]).graph)
    #expect(report.verdict == .blocked, "\(dataset.tree.yamlText)")
  }

  @Test func `every dataset of a page is read`() throws {
    let description = try imported(
      Case(
        "s.json",
        #"{"@context":"https://schema.org/","@graph":[{"@type":"WebPage","name":"p"},{"@type":"Dataset","name":"One"},{"@type":"Dataset","name":"Two","license":"mit"}]}"#,
        .clear))
    #expect(description.datasets.map(\.id) == ["one", "two"])
  }

  @Test func `values are taken as people write them`() throws {
    let description = try imported(
      Case(
        "own.yaml",
        "id: h\nkind: SFT\naccess: public\noriginal: yes\nlicenses:\n  - {spdx: MIT, of: Code, by: Publisher}\nlineage:\n  - {dataset: b, relation: part of}\n",
        .clear))
    let dataset = try #require(description.datasets.first)
    #expect(dataset.kind == .instruction && dataset.access == .open && dataset.isOriginal == true)
    #expect(dataset.licenses[0].subject == .code && dataset.licenses[0].speaker == .publisher)
    #expect(dataset.lineage[0].relation == .partOf)
    #expect(description.problems.filter { $0.severity == .error } == [])
  }

  @Test(arguments: [
    "versions: [{version: '2', license: cc-by-nc-4.0}]",
    "versions: [{version: '2', note: not for commercial use}]",
    "subsets: [{name: A, description: not for commercial use}]",
    "distributions: [{path: a.csv, description: not for commercial use}]",
    "remarks: [not for commercial use]", "tags: [not for commercial use]",
    "configs: [{config_name: a, license: cc-by-nc-4.0}]",
    "description: 禁止商業使用", "description: 本数据集不得用于训练模型",
    "description: Released under CC BY-NC-SA 4.0.", "description: 数据采用 CC BY-NC-SA 4.0 协议发布",
    "description: All rights reserved.",
    "licenses: [{spdx: CC0-1.0, note: 僅供學術用途}]", "licenses: [{spdx: CC0-1.0, note: 非盈利用途}]",
    "licenses: [{spdx: CC0-1.0, note: The data is released under CC-BY-NC-SA-4.0.}]",
    "licenses: [{spdx: CC0-1.0, note: 须取得授权方可商用}]",
    "licenses: [{spdx: CC0-1.0, note: 用于商业的话需要付费}]",
    "licenses: [{spdx: CC0-1.0, note: strictly for academic use}]",
    "licenses: [{spdx: CC0-1.0, note: Commercial users must pay a fee.}]",
    "licenses: [{spdx: CC0-1.0, note: AI training is not permitted.}]",
    "licenses: [{spdx: CC0-1.0, note: Do not use for training language models.}]",
    "licenses: [{spdx: CC0-1.0, rests_on: survey}]",
    "licenses: [{spdx: CC0-1.0, note: 如需商用，请邮件联系}]",
    "licenses: [{spdx: CC0-1.0, note: 若用于商业目的，须另行申请授权}]",
    "licenses: [{spdx: CC0-1.0, note: 企业用户须购买授权}]",
    "licenses: [{spdx: CC0-1.0, note: 版权归原作者所有}]",
    "licenses: [{spdx: CC0-1.0, note: Copyright belongs to the original authors.}]",
    "licenses: [{spdx: CC0-1.0, note: Confidential. Do not distribute.}]",
    "licenses: [{spdx: CC0-1.0, note: Free for academics; industry please ask}]",
  ])
  func `words that forbid count wherever they stand`(line: String) throws {
    let license = line.hasPrefix("licenses") ? "" : "licenses: [{spdx: CC0-1.0}]\n"
    let description = try imported(Case("own.yaml", "id: h\n\(license)\(line)\n", .clear))
    let dataset = try #require(description.datasets.first)
    #expect(try verdict(dataset) != .clear)
  }

  @Test(arguments: ["可商用，无需申请授权", "如需引用，请联系作者", "请联系作者获取数据"])
  func `words that limit no use leave a licence as it is`(note: String) throws {
    let description = try imported(
      Case(
        "own.yaml", "id: h\noriginal: true\nlicenses: [{spdx: CC0-1.0, note: \(note)}]\n", .clear))
    #expect(try verdict(#require(description.datasets.first)) == .clear)
  }

  @Test(arguments: [
    ("commercial: false", RightsVerdict.blocked), ("commercial_use: no", .blocked),
    ("commercialUse: forbidden", .blocked), ("商用: 否", .blocked), ("commercial_use: yes", .clear),
    ("copyrightHolder: Harbour Ltd.", .clear), ("rights_holder: 港口管理局", .clear),
    ("rightsHolder: the original authors", .unknown), ("rightsHolder: 原作者", .unknown),
  ]) func `a key says whether commercial use is allowed, or who holds the rights`(
    line: String, expected: RightsVerdict
  ) throws {
    let description = try imported(
      Case("own.yaml", "id: h\noriginal: true\nlicenses: [MIT]\n\(line)\n", .clear))
    #expect(try verdict(#require(description.datasets.first)) == expected)
    let card = try imported(
      Case("README.md", "---\nlicense: mit\n\(line)\n---\n# Harbour\n", .clear))
    #expect(try verdict(#require(card.datasets.first)) == expected)
  }

  @Test(arguments: [
    ("commercial: false", RightsVerdict.blocked), ("expires: 2020-01-01", .unknown),
    ("valid_until: 2020", .unknown),
  ]) func `so does a key of a licence, or when it ends`(key: String, expected: RightsVerdict) throws
  {
    let description = try imported(
      Case("own.yaml", "id: h\noriginal: true\nlicenses: [{spdx: MIT, \(key)}]\n", .clear))
    #expect(try verdict(#require(description.datasets.first)) == expected)
  }

  @Test func `the built-in descriptions say nothing of rights elsewhere`() throws {
    for dataset in VocabularyTests.datasets {
      var copy = dataset
      var problems: [DatasetProblem] = []
      copy.takeRightsSaidElsewhere(problems: &problems)
      #expect(copy == dataset && problems == [], "\(dataset.id) \(problems)")
    }
  }
}
