import Records
import Testing

@testable import Datasets

/// What descriptions say of the files beside them.
@Suite struct FileLayoutTests {
  private func layout(_ text: String, _ name: String) throws -> FileLayout {
    let read = try ImportedDescription(reading: Array(text.utf8), fileName: name)
    return read.datasets[0].fileLayout(in: read.vocabulary, saidBy: name)
  }

  @Test func `a card says which files are which configuration and split`() throws {
    let found = try layout(
      """
      ---
      configs:
      - config_name: en
        sep: "\\t"
        data_files:
        - split: train
          path: [en/train-*, more/train-*]
        - split: test
          path: en/test.tsv
      - config_name: zh
        data_dir: chinese
      - config_name: plain
        data_files: "all/*.parquet"
      ---
      # Card
      """, "README.md")
    #expect(
      found.parts.map(\.patterns) == [
        ["en/train-*", "more/train-*"], ["en/test.tsv"], ["chinese/**"], ["all/*.parquet"],
      ])
    #expect(
      found.parts.map { $0.labels.map { "\($0.column)=\($0.values[0])" } } == [
        ["config=en", "split=train"], ["config=en", "split=test"], ["config=zh"], ["config=plain"],
      ])
    #expect(
      found.parts.map(\.settings) == [
        ["delimiter": "tab"], ["delimiter": "tab"], [:], [:],
      ])
    let tables = try layout(
      """
      ---
      configs:
      - config_name: a
        data_files: a.csv
        header: null
      - config_name: b
        data_files: b.csv
        names: [id, text]
        quoting: 3
      - config_name: c
        data_files: c.csv
        names: [id, text]
        header: 0
        skiprows: 2
      ---
      """, "README.md")
    #expect(
      tables.parts.map(\.settings) == [
        ["header": "none"], ["header": "none", "names": "id,text", "quote": "none"],
        ["header": "none", "names": "id,text", "skip": "3"],
      ])
    let one = try layout(
      "---\nconfigs:\n- config_name: default\n  data_files: a.csv\n---\n", "README.md")
    #expect(one.parts.map(\.labels) == [[]])
  }

  @Test func `a data package says dialects, names and types`() throws {
    let found = try layout(
      """
      {"name": "p", "resources": [
        {"name": "a", "path": ["a1.csv", "a2.csv"], "encoding": "UTF-8",
         "dialect": {"delimiter": ";", "header": false, "quoteChar": "'", "commentChar": "#"},
         "schema": {"fields": [{"name": "zip, code", "type": "string"}, {"name": "n", "type": "integer"},
           {"name": "day", "type": "date"}], "primaryKey": "n"}},
        {"name": "b", "path": "b.csv", "schema": {"fields": [{"name": "n", "type": "number"}]}},
        {"name": "far", "path": "https://example.org/c.csv"}]}
      """, "datapackage.json")
    #expect(found.parts.map(\.patterns) == [["a1.csv", "a2.csv"], ["b.csv"]])
    #expect(found.parts[0].labels == [.init("resource", ["a"])])
    #expect(
      found.parts[0].settings == [
        "delimiter": ";", "header": "none", "names": "zip%2C code,n,day", "encoding": "utf-8",
        "quote": "single",
      ])
    #expect(found.notes == ["a: the dialect says that # begins a comment, which is not read so"])
    #expect(
      found.fields == [
        .init(path: "zip, code", type: .string), .init(path: "n"), .init(path: "day"),
      ])
    #expect(found.recordID == nil)
  }

  @Test func `the record sets of Croissant say fields, key and text`() throws {
    func field(_ name: String, _ type: String, _ extract: String) -> String {
      """
      {"@type": "cr:Field", "@id": "r/\(name)", "dataType": "\(type)",
       "source": {"fileSet": {"@id": "set"}, "extract": {\(extract)}}}
      """
    }
    let fields = [
      field("key", "sc:Text", "\"column\": \"uid\""),
      field("prose", "sc:Text", "\"jsonPath\": \"$.doc.prose\""),
      field("score", "sc:Float", "\"column\": \"score\""),
      field("split", "sc:Text", "\"fileProperty\": \"fullpath\""),
    ].joined(separator: ",")
    let found = try layout(
      """
      {"@context": {"@vocab": "https://schema.org/", "sc": "https://schema.org/",
       "cr": "http://mlcommons.org/croissant/"}, "@type": "sc:Dataset", "name": "c",
       "conformsTo": "http://mlcommons.org/croissant/1.0",
       "distribution": [
         {"@type": "cr:FileObject", "@id": "zip", "contentUrl": "data/a.zip"},
         {"@type": "cr:FileSet", "@id": "set", "containedIn": {"@id": "zip"}, "includes": "*.jsonl"}],
       "recordSet": [{"@type": "cr:RecordSet", "@id": "r", "key": {"@id": "r/key"},
         "field": [\(fields)]}]}
      """, "croissant.json")
    #expect(found.parts.map(\.patterns) == [["data/a.zip/*.jsonl"]])
    #expect(found.recordID == "uid" && found.textFields == ["doc.prose"])
    #expect(
      found.fields == [
        .init(path: "uid"), .init(path: "doc.prose"), .init(path: "score", type: .real),
      ])
  }

  @Test func `our own descriptions say it by subsets and roles`() throws {
    let found = try layout(
      """
      id: d
      title: D
      subsets:
      - {name: train, kind: split, parent: en, paths: [en/*]}
      - {name: high, kind: tier, paths: [high/**]}
      schema:
        fields:
        - {name: body, role: text, type: string}
        - {name: key, role: id}
      """, "dataset.yaml")
    #expect(
      found.parts.map { $0.labels.map { "\($0.column)=\($0.values[0])" } } == [
        ["config=en", "split=train"], ["tier=high"],
      ])
    #expect(found.textFields == ["body"] && found.recordID == "key")
  }
}
