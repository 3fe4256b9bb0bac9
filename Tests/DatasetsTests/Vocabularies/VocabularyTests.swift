import Foundation
import Testing

@testable import Datasets

@Suite struct VocabularyTests {
  static let foreign = Vocabulary.allCases.filter { $0 != .yaml }

  static let datasets: [Dataset] =
    (try? CatalogueFilesTests.files.flatMap { try CatalogueFilesTests.read($0).cluster.datasets })
    ?? []

  @Test(arguments: Vocabulary.allCases)
  func `every dataset comes back whole from every vocabulary`(vocabulary: Vocabulary) throws {
    #expect(Self.datasets.count == 567)
    for dataset in Self.datasets {
      let exported = dataset.exported(as: vocabulary)
      let imported = try ImportedDescription(
        reading: Array(exported.text.utf8), fileName: vocabulary.fileName)
      #expect(imported.vocabulary == vocabulary)
      #expect(imported.datasets.count == 1)
      #expect(
        imported.datasets.first.map { DatasetDiff(dataset, $0).changes } == [], "\(dataset.id)")
      #expect(imported.datasets.first?.id == dataset.id)
    }
  }

  /// What a vocabulary has a place for must not need the extension.
  @Test(arguments: [
    (
      Vocabulary.croissant,
      [
        "publisher", "homepage", "languages", "tags", "version", "released", "sources", "summary",
        "sectors", "coverage",
      ]
    ),
    (
      .dcat,
      [
        "title", "description", "homepage", "languages", "tags", "released", "sectors",
        "modalities",
      ]
    ),
    (.schemaOrg, ["title", "description", "homepage", "languages", "tags", "released", "sectors"]),
    (.dataPackage, ["homepage", "tags", "version", "publisher"]),
    (.huggingFaceCard, ["languages", "formats"]),
  ])
  func `what a vocabulary can hold is held by it`(vocabulary: Vocabulary, keys: [String]) {
    for dataset in Self.datasets {
      let lost = dataset.exported(as: vocabulary).losses.map(\.path)
      for key in keys where dataset.publisher?.kind == nil || key != "publisher" {
        #expect(!lost.contains(key), "\(dataset.id) \(key)")
      }
    }
  }

  @Test func `losses are listed and say where the value went`() {
    var dataset = Dataset(id: "a")
    dataset.measures = [Measure("bytes", 35, unit: "TB", basis: .stated)]
    let losses = dataset.exported(as: .croissant).losses
    #expect(losses.map(\.path) == ["measures"])
    #expect(losses.first?.severity == .note)
  }

  static let unknownKeys: [(Vocabulary, String, String)] = [
    (
      .croissant, "croissant.json",
      """
      {"@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
       "@type": "sc:Dataset", "name": "A", "conformsTo": "http://mlcommons.org/croissant/1.0",
       "rai:dataCollection": "by hand", "x:new": {"deep": [1, 2.50]},
       "distribution": [{"@type": "cr:FileObject", "@id": "f", "contentUrl": "a.csv", "x:odd": 1}]}
      """
    ),
    (
      .dcat, "a.jsonld",
      """
      {"@context": {"dcat": "http://www.w3.org/ns/dcat#"}, "@type": "dcat:Dataset",
       "dct:title": "A", "dct:accrualPeriodicity": "weekly", "x:new": {"deep": [1, 2.50]},
       "dcat:distribution": {"@type": "dcat:Distribution", "dcat:accessURL": "https://a.org", "x:odd": 1}}
      """
    ),
    (
      .schemaOrg, "a.jsonld",
      """
      {"@context": "https://schema.org", "@type": "Dataset", "name": "A", "issn": "1234-5678",
       "x:new": {"deep": [1, 2.50]}, "distribution": {"contentUrl": "https://a.org/b", "x:odd": 1}}
      """
    ),
    (
      .dataPackage, "datapackage.json",
      """
      {"name": "a", "title": "A", "image": "a.png", "x:new": {"deep": [1, 2.50]},
       "resources": [{"name": "r", "path": "r.csv", "dialect": {"delimiter": ";"}, "x:odd": 1}]}
      """
    ),
    (
      .huggingFaceCard, "README.md",
      """
      ---
      pretty_name: A
      viewer: false
      x:new:
        deep: [1, 2.50]
      dataset_info:
        features:
          - name: text
            dtype: string
      ---
      # A
      """
    ),
  ]

  @Test(arguments: unknownKeys)
  func `unknown keys survive`(vocabulary: Vocabulary, name: String, text: String) throws {
    let first = try ImportedDescription(reading: Array(text.utf8), fileName: name)
    #expect(first.vocabulary == vocabulary)
    let dataset = try #require(first.datasets.first)
    let written = dataset.exported(as: vocabulary).text
    #expect(written.contains("x:new") && written.contains("2.50"))
    for key in [
      "x:odd", "rai:dataCollection", "issn", "accrualPeriodicity", "dialect", "viewer", "features",
    ]
    where text.contains(key) {
      #expect(written.contains(key), "\(key)")
    }
    let second = try ImportedDescription(reading: Array(written.utf8), fileName: name)
    #expect(second.datasets.first.map { DatasetDiff(dataset, $0).changes } == [])
    // Through our own description as well.
    let own = dataset.exported(as: .yaml).text
    let third = try ImportedDescription(reading: Array(own.utf8), fileName: "a.yaml")
    #expect(third.datasets == [dataset])
  }

  @Test func `a Croissant file with the known traps is read`() throws {
    let text = """
      {"@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
       "@type": "sc:Dataset", "name": "c4", "conformsTo": "http://mlcommons.org/croissant/1.0",
       "description": "Crawl.", "license": "odc-by", "url": "https://huggingface.co/datasets/allenai/c4",
       "keywords": ["text", "10M<n<100M"],
       "distribution": [
         {"@type": "cr:FileObject", "@id": "repo", "name": "repo",
          "contentUrl": "https://huggingface.co/datasets/allenai/c4/tree/refs%2Fconvert%2Fparquet",
          "encodingFormat": "git+https", "sha256": "https://github.com/mlcommons/croissant/issues/80"},
         {"@type": "cr:FileSet", "@id": "wet", "containedIn": {"@id": "repo"},
          "encodingFormat": "application/warc", "includes": "*.warc.gz", "contentSize": "7.38 TiB"}],
       "recordSet": [{"@type": "cr:RecordSet", "@id": "en", "field": [
         {"@type": "cr:Field", "@id": "en/text", "dataType": "sc:Text",
          "source": {"fileSet": {"@id": "wet"}, "extract": {"column": "text"}}},
         {"@type": "cr:Field", "@id": "en/tags", "repeated": true, "dataType": "sc:Text"}]}]}
      """
    let imported = try ImportedDescription(reading: Array(text.utf8), fileName: "croissant.json")
    let dataset = try #require(imported.datasets.first)
    #expect(dataset.id == "c4")
    #expect(dataset.licenseLabels == ["ODC-By-1.0"])
    #expect(dataset.distributions.first?.checksums.isEmpty == true)
    #expect(dataset.distributions.last?.bytes == 8_114_395_812_987)
    #expect(dataset.schema?.fields.map(\.name) == ["text", "tags"])
    #expect(dataset.schema?.fields.last?.isRepeated == true)
    #expect(imported.problems.contains { $0.path == "distribution[0].sha256" && $0.place != nil })
    #expect(imported.problems.contains { $0.message.contains("creator") })
    #expect(!imported.problems.hasErrors)
  }

  /// The shapes in which hubs and archives write Croissant, each with a twist of its own.
  static let shapes: [(name: String, text: String, id: String)] = [
    (
      "hub",
      """
      {"@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/", "dct": "http://purl.org/dc/terms/"},
       "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.1", "name": "squad",
       "alternateName": ["rajpurkar/squad"], "license": "https://choosealicense.com/licenses/cc-by-sa-4.0/",
       "creator": {"@type": "Person", "name": "Pranav", "url": "https://example.org/p", "affiliation": "X"},
       "distribution": [{"@type": "cr:FileSet", "@id": "parquet", "containedIn": {"@id": "repo"},
         "encodingFormat": ["application/x-parquet", "application/octet-stream"], "includes": "plain/*/*.parquet"}],
       "recordSet": [
         {"@type": "cr:RecordSet", "dataType": "cr:Split", "@id": "splits", "key": {"@id": "splits/split_name"},
          "field": [{"@type": "cr:Field", "@id": "splits/split_name", "dataType": "sc:Text"}],
          "data": [{"splits/split_name": "train"}, {"splits/split_name": "validation"}]},
         {"@type": "cr:RecordSet", "@id": "plain", "field": [
           {"@type": "cr:Field", "@id": "plain/question", "dataType": "sc:Text",
            "source": {"fileSet": {"@id": "parquet"}, "extract": {"column": "question"}, "transform": {"regex": "a"}}}]}]}
      """, "squad"
    ),
    (
      "archive",
      """
      {"@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
       "@type": "sc:Dataset", "conformsTo": ["http://mlcommons.org/croissant/1.0"], "@id": "https://zenodo.org/records/1",
       "name": {"@language": "en", "@value": "Head scans"}, "url": "https://zenodo.org/records/1",
       "license": {"@type": "sc:CreativeWork", "name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/legalcode"},
       "datePublished": "2024-05-01T00:00:00", "version": 3, "keywords": "mri, head , scans",
       "distribution": {"@type": "cr:FileObject", "name": "a.zip", "contentUrl": "https://zenodo.org/a.zip",
        "contentSize": "1585234 B", "md5": "d41d8cd98f00b204e9800998ecf8427e"}}
      """, "head-scans"
    ),
    (
      "competition",
      """
      {"@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
       "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "Titanic", "license": "unknown",
       "publisher": {"@type": "sc:Organization", "name": "Kaggle", "logo": {"@type": "sc:ImageObject"}},
       "inLanguage": [{"@type": "Language", "alternateName": "en"}], "citeAs": "@article{a, title={B}}",
       "distribution": [{"@type": "cr:FileObject", "@id": "a", "contentUrl": "data/a.csv", "encodingFormat": "text/csv",
         "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}],
       "recordSet": {"@type": "cr:RecordSet", "@id": "p", "field": {"@id": "p/name", "dataType": "sc:Text", "references": {"@id": "x"}}}}
      """, "titanic"
    ),
    (
      "laboratory",
      """
      {"@context": {"@language": "en", "@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/", "sc": "https://schema.org/"},
       "@type": "sc:Dataset", "dct:conformsTo": "http://mlcommons.org/croissant/1.0", "name": "kr-vs-kp", "description": "Chess endgames.",
       "license": "Public", "url": "https://www.openml.org/d/3", "creator": ["Alen Shapiro"], "datePublished": "2014-04-06T23:19:28",
       "version": "1.0.0", "inLanguage": "English", "keywords": ["mythbusting_1", "uci"], "isLiveDataset": false,
       "distribution": [
         {"@type": "cr:FileObject", "@id": "data-file", "name": "data-file", "description": "Data file of the dataset.",
          "contentUrl": "https://openml.org/datasets/0000/0003/dataset_3.pq", "encodingFormat": "application/x-parquet",
          "md5": "29af0fbbb6d7acb2ea1e10ef0b9f0bd4"},
         {"@type": "cr:FileObject", "@id": "arff", "contentUrl": "https://openml.org/d/3.arff",
          "encodingFormat": "https://ml.cms.waikato.ac.nz/weka/arff.html"}],
       "recordSet": [
         {"@type": "cr:RecordSet", "@id": "enumerations/bkblk", "dataType": "sc:Enumeration", "key": {"@id": "enumerations/bkblk/value"},
          "field": [{"@type": "cr:Field", "@id": "enumerations/bkblk/value", "dataType": "sc:Text"}],
          "data": [{"enumerations/bkblk/value": "f"}, {"enumerations/bkblk/value": "t"}]},
         {"@type": "cr:RecordSet", "@id": "data-file-description", "field": [
           {"@type": "cr:Field", "@id": "data-file-description/bkblk", "dataType": "sc:Text",
            "references": {"field": {"@id": "enumerations/bkblk/value"}},
            "source": {"fileObject": {"@id": "data-file"}, "extract": {"column": "bkblk"}}}]}]}
      """, "kr-vs-kp"
    ),
    (
      "crawl",
      """
      {"@context": {"@vocab": "http://schema.org/", "cr": "http://mlcommons.org/croissant/", "unArchive": "cr:unArchive"},
       "@type": "sc:Dataset", "conformsTo": ["http://mlcommons.org/croissant/1.1"], "name": "CC-MAIN-2025-43", "sdVersion": "0.3",
       "description": "One month of the web.", "license": "https://commoncrawl.org/terms-of-use", "usageInfo": {"@type": "odrl:Offer"},
       "isAccessibleForFree": true, "temporalCoverage": "2025-10-05/2025-10-19", "creator": {"@type": "sc:Organization", "name": "Common Crawl Foundation"},
       "distribution": [
         {"@type": "cr:FileObject", "@id": "warc-paths-gz", "contentUrl": "https://data.commoncrawl.org/warc.paths.gz", "encodingFormat": "application/gzip"},
         {"@type": "cr:FileObject", "@id": "warc-paths", "containedIn": {"@id": "warc-paths-gz"}, "contentUrl": "warc.paths", "encodingFormat": "text/plain"},
         {"@type": "cr:FileSet", "@id": "warc", "encodingFormat": "application/warc", "contentSize": "97.73 TiB", "includes": ["*.warc.gz"],
          "containedIn": {"fileObject": {"@id": "warc-paths"}, "transform": [{"unArchive": true}, {"readLines": true}]}},
         {"@type": "cr:FileSet", "@id": "wet", "encodingFormat": "application/warc", "contentSize": "7.38 TiB", "includes": "*.wet.gz"}],
       "recordSet": [{"@type": "cr:RecordSet", "@id": "pages", "annotation": {"@type": "cr:Field", "value": 2610000000},
         "field": [{"@type": "cr:Field", "@id": "pages/url", "dataType": ["sc:URL", "sc:Text"]}]}]}
      """, "cc-main-2025-43"
    ),
  ]

  @Test(arguments: shapes.indices)
  func `Croissant in the shapes of hubs and archives returns with all its keys`(index: Int) throws {
    let (name, text, id) = Self.shapes[index]
    let imported = try ImportedDescription(reading: Array(text.utf8), fileName: "x.json")
    let dataset = try #require(imported.datasets.first)
    #expect(imported.vocabulary == .croissant && dataset.id == id)
    #expect(!imported.problems.hasErrors, "\(imported.problems)")
    let written = dataset.exported(as: .croissant).text
    let again = try ImportedDescription(reading: Array(written.utf8), fileName: "x.json")
    #expect(again.datasets == [dataset], "\(name)")
    for key in [
      "affiliation", "octet-stream", "\"transform\"", "validation", "logo", "references", "md5",
      "@article", "enumerations/bkblk/value", "arff.html", "sdVersion", "odrl:Offer", "2610000000",
      "readLines",
    ]
    where text.contains(key) {
      #expect(written.contains(key), "\(name) \(key)")
    }
    switch name {
    case "hub":
      #expect(dataset.licenseLabels == ["CC-BY-SA-4.0"])
      #expect(dataset.subsets.map(\.name) == ["train", "validation"])
      #expect(dataset.schema?.fields.map(\.name) == ["question"])
      #expect(dataset.creators.first?.kind == .person)
    case "archive":
      #expect(dataset.licenseLabels == ["CC-BY-4.0"])
      #expect(dataset.released == "2024-05-01" && dataset.version == "3")
      #expect(dataset.tags == ["mri", "head", "scans"])
      #expect(dataset.distributions.first?.bytes == 1_585_234)
    case "laboratory":
      #expect(dataset.licenses.first?.facts.use == .unknown)
      #expect(dataset.creators.map(\.name) == ["Alen Shapiro"])
      #expect(dataset.released == "2014-04-06T23:19:28")
      #expect(dataset.distributions.first?.checksums.first?.algorithm == "md5")
    case "crawl":
      #expect(dataset.access == .open && dataset.coverage == "2025-10-05/2025-10-19")
      #expect(dataset.distributions.compactMap(\.bytes).map { $0 >> 40 } == [97, 7])
      #expect(dataset.publisher == nil && dataset.creators.count == 1)
    default:
      #expect(dataset.licenses.first?.facts.use == .unknown)
      #expect(dataset.languages == ["en"] && dataset.citations.first?.bibtex != nil)
    }
  }

  @Test func `a card without a header is read`() throws {
    let imported = try ImportedDescription(
      reading: Array("# Dataset Card for CCI 4.0\n\nText *here*.\n".utf8), fileName: "README.md")
    #expect(imported.datasets.first?.id == "cci-4.0")
    #expect(imported.datasets.first?.description.text() == "Text *here*.")
    #expect(imported.problems.first?.severity == .warning)
  }

  @Test func `a card with old keys is read`() throws {
    let text = """
      ---
      languages:
      - no
      - zh
      licenses:
      - apache-2-0
      - other
      license_name: CCI Usage Agreement
      size_categories:
        en: [n>1T]
      source_datasets: [original, extended|c4]
      task_categories:
        en: [text-generation]
      dataset_info:
      - config_name: en
        splits:
        - {name: train, num_examples: 10, num_bytes: 200}
        - {name: test, num_examples: 5, num_bytes: 100}
        download_size: 90
      ---
      # X
      """
    let dataset = try #require(
      ImportedDescription(reading: Array(text.utf8), fileName: "README.md").datasets.first)
    #expect(dataset.languages == ["no", "zh"])
    #expect(dataset.licenseLabels == ["Apache-2.0", "CCI Usage Agreement"])
    #expect(dataset.recordCount == 15)
    #expect(dataset.byteCount == 90)
    #expect(dataset.lineage.map(\.dataset) == ["c4"])
    #expect(dataset.tasks == ["text-generation"])
    #expect(dataset.subsets.filter { $0.kind == .split }.map(\.name) == ["train", "test"])
  }

  @Test func `a catalogue of DCAT gives each dataset`() throws {
    let text = """
      {"@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
       "@graph": [
        {"@id": "http://a.org/p", "@type": "foaf:Organization", "foaf:name": "P"},
        {"@type": "dcat:Catalog", "dcat:dataset": [
         {"@id": "http://a.org/one", "@type": "dcat:Dataset", "dct:title": {"@value": "Eins", "@language": "de"},
          "dct:publisher": {"@id": "http://a.org/p"},
          "dct:license": {"@id": "http://creativecommons.org/licenses/by/4.0/"},
          "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/DEU"},
          "dcat:distribution": {"dcat:byteSize": {"@value": "12"}, "spdx:checksum":
            {"spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha1"}, "spdx:checksumValue": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}}},
         {"@id": "http://a.org/two", "@type": "dcat:Dataset", "dct:title": "Two"}]}]}
      """
    let imported = try ImportedDescription(reading: Array(text.utf8), fileName: "dcat.jsonld")
    #expect(imported.vocabulary == .dcat)
    #expect(imported.datasets.map(\.id) == ["eins", "two"])
    let one = try #require(imported.datasets.first)
    #expect(one.publisher?.name == "P")
    #expect(one.licenseLabels == ["CC-BY-4.0"])
    #expect(one.languages == ["de"])
    #expect(one.distributions.first?.bytes == 12)
    #expect(one.distributions.first?.checksums.first?.algorithm == "sha1")
  }

  /// Programs of others that judge what we write; named by the folder that holds them.
  static let validators = ProcessInfo.processInfo.environment["CATALOG_VALIDATORS"]

  @Test(arguments: [
    (
      Vocabulary.croissant,
      """
      import sys, glob, logging, mlcroissant
      logging.disable(logging.WARNING)
      bad = 0
      for file in sorted(glob.glob(sys.argv[1] + "/*")):
          try:
              mlcroissant.Dataset(jsonld=file)
          except Exception as error:
              bad += 1
              print(file, error)
      sys.exit(1 if bad else 0)
      """
    ),
    (
      .dataPackage,
      """
      import sys, glob, frictionless
      bad = 0
      for file in sorted(glob.glob(sys.argv[1] + "/*")):
          try:
              report = frictionless.validate(file, type="package", checks=[])
              errors = [e for e in report.flatten(["type", "note"]) if e[0] not in ("file-error", "scheme-error", "source-error")]
          except Exception as error:
              errors = [error]
          if errors:
              bad += 1
              print(file, errors)
      sys.exit(1 if bad else 0)
      """
    ),
  ])
  func `other programs accept what is written`(vocabulary: Vocabulary, script: String) throws {
    guard let validators = Self.validators else {
      print(
        "SKIPPED: \(vocabulary.title) was not judged by another program: "
          + "install mlcroissant and frictionless and set CATALOG_VALIDATORS to their bin folder")
      return
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "exported-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for dataset in Self.datasets {
      try Data(dataset.exported(as: vocabulary).text.utf8).write(
        to: folder.appendingPathComponent("\(dataset.id).json"))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: validators).appendingPathComponent("python")
    process.arguments = ["-c", script, folder.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text.prefix(4000))")
  }
}
