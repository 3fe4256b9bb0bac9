import Storage
import TestSupport

@testable import CorpusIndex

/// A few records in an index, and everything that can be seen of them.
enum SmallIndex {
  static let options: IngestOptions = {
    var options = IngestOptions()
    options.fields = FieldPlan(
      textFields: ["text", "title"], recordID: "id",
      columns: [.init(name: "lang", path: "lang", type: .string)])
    options.memory = 16 << 20
    options.jobs = 1
    return options
  }()

  /// Records of both scripts, one a line.
  static func lines(_ numbers: Range<Int>) -> String {
    numbers.map { number in
      let text =
        number % 3 == 0
        ? "第\(number)条 白鲸向北游去，人工智能语料。"
        : "The white whale \(number) swam " + String(repeating: "north ", count: number % 7 + 1)
      return "{\"id\":\"r\(number)\",\"text\":\"\(text)\",\"title\":\"title \(number)\",\"lang\":"
        + "\"\(number % 3 == 0 ? "zh" : "en")\"}\n"
    }.joined()
  }

  static let queries = [
    "whale", "north OR 白鲸", "\"white whale\"", "白鲸向北", "+whale -north", "title:title lang:zh",
    "wha*", "exact:\"北游去，\"", "*",
  ]

  /// Answers, counts and records, as lines; throws where the index does.
  static func answers(_ index: CorpusIndex) throws -> [String] {
    guard let snapshot = try index.snapshot() else { return ["nothing"] }
    var lines = ["\(snapshot.records) records"]
    let searcher = CorpusSearcher([SearchedCorpus(name: "small", snapshot: snapshot)])
    for query in queries {
      let answer = try searcher.search(query)
      let count = try searcher.count(query, by: ["lang"])
      lines.append(
        "\(query): \(answer.total) \(count.records) \(count.occurrences ?? 0) "
          + count.facets[0].values.map { "\(String(describing: $0.value)):\($0.count)" }.joined())
      for hit in answer.hits {
        let record = try searcher.record(hit.reference.record, in: "small")
        lines.append(
          "\(hit.reference.record) \(hit.score ?? .nan) \(hit.fields.map { (name: $0.name, value: $0.value) }) "
            + "\(record?.texts.map(\.text) ?? [])")
      }
    }
    return lines
  }
}
