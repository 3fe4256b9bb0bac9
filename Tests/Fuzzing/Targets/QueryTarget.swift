import CorpusIndex
import QueryLanguage
import Records
import TestSupport

// Queries and conditions.
extension FuzzTarget {
  /// A query means the same inside parentheses, and a search shows as many records as it counts.
  static let query = FuzzTarget("query", limit: 200) {
    let folder = ScratchFolder()
    let searcher = try makeIndex(in: folder).searcher()
    // The folder lives as long as the searcher is needed.
    return { bytes in try withExtendedLifetime(folder) { try asks(bytes, searcher) } }
  }

  private static func asks(_ bytes: [UInt8], _ searcher: CorpusSearcher) throws -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    try promiseGrouping(text)
    var options = SearchOptions()
    options.limit = lines.count
    options.timeout = 4
    let parts = text.split(separator: "\n", maxSplits: 1).map(String.init)
    // What follows the first line is a condition.
    options.condition = parts.count > 1 ? parts[1] : nil
    guard let answer = try? searcher.search(parts.first ?? "", options: options) else {
      return false
    }
    let count = try searcher.count(parts.first ?? "", options: options)
    try promise(
      answer.hits.count == count.records && answer.total == count.records,
      "\(answer.hits.count) records are shown, \(answer.total) told, \(count.records) counted")
    for hit in answer.hits {
      let shown = hit.snippet.utf8.count
      try promise(
        hit.highlights.allSatisfy { $0.lowerBound < $0.upperBound && $0.upperBound <= shown },
        "a highlight stands outside the snippet")
    }
    return true
  }

  private static let lines = [
    #"{"text": "The white whale swam north, GPT-4.", "title": "a whale", "lang": "en", "n": 3}"#,
    #"{"text": "白鲸向北游去，人工智能语料。", "title": "白鲸", "lang": "zh", "n": 15.5}"#,
    #"{"text": "white tide white whale", "title": "don't", "lang": ["en", "de"], "n": null}"#,
    #"{"text": "Straße c++ 3.14 snake_case", "title": "", "lang": null, "n": -1}"#,
    #"{"text": "", "title": "nothing north", "lang": "en", "n": 9007199254740993}"#,
  ]

  private static func makeIndex(in folder: ScratchFolder) throws -> CorpusIndex {
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = IngestOptions()
    options.fields = FieldPlan(textFields: ["text", "title"])
    options.jobs = 1
    options.memory = 16 << 20
    _ = try index.ingest(
      [folder.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl")], options: options)
    return index
  }

  private static let schema = QuerySchema(
    textFields: ["text", "title"],
    columns: [.init(name: "lang", types: [.string]), .init(name: "n", types: [.integer, .real])])

  private static func promiseGrouping(_ text: String) throws {
    let parser = QueryParser(schema: schema)
    let parsed: ParsedQuery
    do {
      parsed = try parser.parse(text)
    } catch {
      try promise(
        (0...text.count).contains(error.column),
        "a problem at column \(error.column) of \(text.count)")
      return
    }
    // A sign that quotes what follows would quote the space.
    if text.hasSuffix("\\") { return }
    do {
      let grouped = try parser.parse("( " + text + " )")
      try promise(
        grouped.query.withoutRanges == parsed.query.withoutRanges,
        "a query means something else inside parentheses")
    } catch let problem as QueryProblem {
      try promise(
        problem.message.contains("nested"),
        "a query is refused inside parentheses: \(problem.message)")
    }
  }
}
