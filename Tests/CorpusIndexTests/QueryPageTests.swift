import Foundation
import QueryLanguage
import Records
import TestSupport
import Testing

@testable import CorpusIndex

/// The page that states the query language: each of its examples is run.
@Suite struct QueryPageTests {
  /// An example of a block: what is written, and what stands behind it.
  struct Example: CustomTestStringConvertible {
    var block: String
    var text: String
    var meaning: String

    var testDescription: String { "\(block): \(text)" }
  }

  /// Blocks of the page by the word behind their fence.
  static let blocks: [(name: String, lines: [String])] = {
    let path = Project.path("Sources/QueryLanguage/QueryLanguage.docc/QueryLanguage.md")
    var blocks: [(name: String, lines: [String])] = []
    var isInside = false
    for line in (try? String(contentsOfFile: path, encoding: .utf8))?
      .components(separatedBy: "\n") ?? []
    {
      if line.hasPrefix("```") {
        isInside.toggle()
        if isInside { blocks.append((String(line.dropFirst(3)), [])) }
      } else if isInside {
        blocks[blocks.count - 1].lines.append(line)
      }
    }
    return blocks
  }()

  /// Blocks of one example a line, in two parts with spaces between them.
  static func examples(_ names: String...) -> [Example] {
    blocks.filter { names.contains($0.name) }.flatMap { block in
      block.lines.map { line in
        let parts = line.split(separator: "  ", maxSplits: 1).map {
          $0.trimmingCharacters(in: .whitespaces)
        }
        return Example(block: block.name, text: parts[0], meaning: parts.last ?? "")
      }
    }
  }

  static let columns: [(name: String, type: RecordSchema.ColumnType)] = [
    ("lang", .string), ("quality", .real), ("tokens", .integer), ("date", .string),
    ("clean", .boolean),
  ]

  /// What the parsers know of the page's records.
  static let schema = QuerySchema(
    textFields: ["text", "title"],
    columns: columns.map { QuerySchema.Column(name: $0.name, types: [$0.type]) })

  /// The page's records, indexed; the folder lives as long as they are asked.
  static let searcher: (searcher: CorpusSearcher, folder: ScratchFolder)? = try? {
    let folder = ScratchFolder()
    let records = blocks.filter { $0.name == "records" }.flatMap(\.lines)
    folder.write(Array((records.joined(separator: "\n") + "\n").utf8), to: "records.jsonl")
    var options = IngestOptions()
    options.fields = FieldPlan(
      textFields: ["text", "title"], recordID: "id",
      columns: columns.map {
        .init(name: $0.name, path: $0.name, type: ColumnType($0.type))
      })
    let index = try CorpusIndex(at: folder.path + "/index")
    _ = try index.ingest([folder.path + "/records.jsonl"], options: options)
    return (try index.searcher(), folder)
  }()

  /// The snapshot that it searches.
  static var snapshot: IndexSnapshot? {
    searcher.flatMap { try? CorpusIndex(at: $0.folder.path + "/index").snapshot() }
  }

  @Test(arguments: examples("found", "where"))
  func `a query finds what stands behind it`(_ example: Example) throws {
    let searcher = try #require(Self.searcher).searcher
    var options = SearchOptions()
    if example.block == "where" { options.condition = example.text }
    let query = example.block == "where" ? "*" : example.text
    let found = try searcher.search(query, options: options).hits.map(\.reference.record).sorted()
    #expect((found.isEmpty ? ["-"] : found).joined(separator: " ") == example.meaning)
  }

  @Test(arguments: examples("parsed"))
  func `a query means the one behind it`(_ example: Example) throws {
    let parser = QueryParser(schema: Self.schema)
    #expect(try parser.parse(example.text).query.description == example.meaning)
  }

  @Test(arguments: examples("numbers"))
  func `a number is the one behind it`(_ example: Example) throws {
    #expect(QuantityParser.parse(example.text)?.integer.map { "\($0)" } == example.meaning)
  }

  @Test(arguments: ["wrong", "wrong where"])
  func `a mistake is told as the page shows`(_ name: String) throws {
    let lines = Self.blocks.filter { $0.name == name }.flatMap(\.lines)
    #expect(lines.count > 6 && lines.count.isMultiple(of: 3))
    for start in stride(from: 0, to: lines.count, by: 3) {
      let text = String(lines[start + 1].dropFirst(2))
      do throws(QueryProblem) {
        if name == "wrong" {
          _ = try QueryParser(schema: Self.schema).parse(text)
        } else {
          _ = try ColumnConditionParser(schema: Self.schema).parse(text)
        }
        Issue.record("\(text) was read")
      } catch {
        let told = [
          "error: \(error.message)" + (error.expected.map { "; expected \($0)" } ?? ""),
          "  " + text,
          "  " + String(repeating: " ", count: error.column) + "^"
            + (error.suggestion.map { " \($0)" } ?? ""),
        ]
        #expect(told == Array(lines[start..<start + 3]))
        #expect(error.text == text)
        #expect(error.source == (name == "wrong" ? .query : .condition))
      }
    }
  }

  @Test func `the page has examples of every kind`() {
    let names = Set(Self.blocks.map(\.name))
    #expect(
      names == ["records", "found", "where", "parsed", "numbers", "wrong", "wrong where"])
    #expect(Self.searcher != nil)
  }
}
