import CorpusIndex
import Foundation
import TestSupport
import Testing

/// Conditions, facets, sorting and values against a slow reading of the records' JSON, for corpora
/// that come in one run or in many.
@Suite struct ColumnOracleTests {
  /// A random corpus: every column has values of one kind or of several, begins somewhere, and is
  /// missing here and there.
  private struct RandomRecords {
    static let paths = ["a", "b", "meta.x", "meta.deep.y", "tags", "turns.role", "odd key"]
    private static let kinds: [[String]] = [
      ["0", "1", "2", "3", "17", "-4", "1e2", "3.0"],
      ["9007199254740992", "9007199254740993", "9223372036854775807", "9223372036854775808"],
      ["0.1", "0.10", "2.5", "-0.5", "0.30000000000000004", "0.1000000000000000055", "3"],
      ["1e400", "-1e400", "1e-400", "123456789012345678901234567890", "0"],
      ["\"en\"", "\"zh\"", "\"\"", "\"语言\"", "\"true\"", "\"3\"", "\"n.d.\""],
      ["\"2023\"", "\"2024-06-11\"", "\"2024-06\"", "\"2024-07-01T10:00:00Z\""],
      ["true", "false"],
    ]

    var lines: [String] = []

    init(_ random: inout SeededGenerator) {
      let count = random.number(3..<24)
      let columns = Self.paths.filter { _ in random.once(in: 2) }.map { path in
        let pools = (0..<random.pick([1, 1, 1, 2, 3])).map { _ in random.pick(Self.kinds) }
        let start = random.once(in: 3) ? random.number(0..<count) : 0
        return (path: path, pool: pools.flatMap { $0 }, start: start, lists: random.number(0..<4))
      }
      for number in 0..<count {
        var members = ["\"id\": \"r\(number)\"", "\"text\": \"whale \(number)\""]
        for column in columns where number >= column.start && !random.once(in: 4) {
          members.append(Self.member(column.path, column.pool, column.lists, &random))
        }
        lines.append("{\(members.shuffled(using: &random).joined(separator: ", "))}")
      }
    }

    /// The member of a record that gives a path some values, nested or spelled with dots.
    private static func member(
      _ path: String, _ pool: [String], _ lists: Int, _ random: inout SeededGenerator
    ) -> String {
      var value = random.once(in: 9) ? "null" : random.pick(pool)
      if lists > 0, random.once(in: 2) {
        let elements = (0..<random.number(0..<5)).map { _ in
          random.once(in: 6) ? "null" : random.pick(pool)
        }
        value = "[\(elements.joined(separator: ", "))]"
        if lists == 3 { value = "[\(value), \(random.pick(pool))]" }
      }
      let keys = path.split(separator: ".")
      guard keys.count > 1, !random.once(in: 5) else { return "\"\(path)\": \(value)" }
      for key in keys.dropFirst().reversed() { value = "{\"\(key)\": \(value)}" }
      if path == "turns.role" {
        value = "[\(value), {\"\(keys[1])\": \(random.pick(pool))}]"
      }
      return "\"\(keys[0])\": \(value)"
    }
  }

  /// Indexes the lines in some runs, each a file more.
  private static func searcher(
    _ lines: [String], runs: Int, jobs: Int, in folder: ScratchFolder,
    _ random: inout SeededGenerator
  ) throws -> CorpusSearcher {
    let index = try CorpusIndex(at: "\(folder.path)/index-\(runs)-\(jobs)")
    var options = IngestOptions(fields: FieldPlan(textFields: ["text"], recordID: "id"))
    options.memory = 16 << 20
    options.jobs = jobs
    var cuts = (1..<lines.count).shuffled(using: &random).prefix(runs - 1).sorted()
    cuts.append(lines.count)
    var start = 0
    for (number, cut) in cuts.enumerated() {
      let text = lines[start..<cut].joined(separator: "\n") + "\n"
      let file = folder.write(Array(text.utf8), to: "\(runs)-\(jobs)-\(number).jsonl")
      let report = try index.ingest([file], options: options)
      try #require(report.records == UInt64(cut - start))
      start = cut
    }
    return try index.searcher()
  }

  private static func condition(
    _ oracle: ColumnOracle, depth: Int, _ random: inout SeededGenerator
  ) -> OracleCondition {
    if depth > 0, random.once(in: 2) {
      let left = condition(oracle, depth: depth - 1, &random)
      switch random.number(0..<3) {
      case 0: return .not(left)
      case 1: return .both(left, condition(oracle, depth: depth - 1, &random))
      default: return .either(left, condition(oracle, depth: depth - 1, &random))
      }
    }
    let column = random.once(in: 20) ? "nowhere" : random.pick(oracle.columns)
    func literal() -> String {
      if random.once(in: 3) {
        return random.pick([
          "0", "3", "0.1", "9007199254740993", "1e400", "true", "false", "2024", "2024-06", "en",
          "9223372036854775808", "0.1000000000000000055", "-1e399", "zz", "",
        ])
      }
      switch random.pick(oracle.values(of: random.pick(oracle.columns))) {
      case .number(let number): return "\(number)"
      case .boolean(let truth): return "\(truth)"
      case .text(let text): return String(decoding: text, as: UTF8.self)
      }
    }
    switch random.number(0..<8) {
    case 0: return .unknown(column, isNegated: random.once(in: 2))
    case 1:
      return .oneOf(
        column, (0..<random.number(1..<4)).map { _ in literal() }, isNegated: random.once(in: 2))
    default:
      return .compare(column, random.pick(["=", "!=", "<", "<=", ">", ">="]), literal())
    }
  }

  private static func check(
    _ searcher: CorpusSearcher, _ oracle: ColumnOracle, _ condition: OracleCondition?,
    sort: (column: String, isDescending: Bool)?, _ note: Comment
  ) throws {
    var options = SearchOptions()
    options.condition = condition?.text
    options.limit = oracle.records.count
    options.facets = oracle.columns
    options.snippets = false
    if let sort { options.sort = sort.column + (sort.isDescending ? ":desc" : "") }
    if let condition, condition.isRefused(oracle) {
      let failure = #expect(throws: IndexFailure.self, note) {
        _ = try searcher.search("*", options: options)
      }
      #expect(failure?.code == .badQuery, note)
      return
    }
    let answer = try searcher.search("*", options: options)
    var expected = oracle.records.filter { condition?.holds($0) ?? (condition == nil) }
    if let sort {
      expected = oracle.sorted(expected, by: sort.column, isDescending: sort.isDescending)
    }
    #expect(answer.hits.map(\.reference.record) == expected.map(\.id), note)
    for (hit, record) in zip(answer.hits, expected) where hit.reference.record == record.id {
      var cells: [String: ColumnOracle.Cell] = [:]
      for field in hit.fields {
        let values: [FieldValue]
        let isList: Bool
        if case .list(let list) = field.value {
          (values, isList) = (list, true)
        } else {
          (values, isList) = ([field.value], false)
        }
        cells[field.name] = ColumnOracle.Cell(
          values: values.compactMap { ColumnOracle.Value($0) }, isList: isList)
      }
      #expect(cells == record.cells, note)
    }
    for facet in answer.facets {
      var found: [ColumnOracle.Value?: UInt64] = [:]
      for value in facet.values {
        found[value.value.flatMap { ColumnOracle.Value($0) }, default: 0] += value.count
      }
      #expect(found == oracle.facet(facet.field, of: expected), "\(facet.field): \(note)")
      #expect(facet.more == 0, note)
    }
  }

  /// A thousand corpora, a hundred at a time.
  @Test(arguments: 0..<10)
  func `a corpus in one run or in ten answers as its JSON says`(part: Int) throws {
    var random = SeededGenerator.announced("columns \(part)")
    for corpus in 0..<100 {
      let lines = RandomRecords(&random).lines
      let oracle = try ColumnOracle(lines)
      if oracle.columns.isEmpty { continue }
      let folder = ScratchFolder()
      let runs = random.number(2..<11)
      for (runs, jobs) in [(1, random.number(1..<3)), (min(runs, lines.count), 2)] {
        let searcher = try Self.searcher(lines, runs: runs, jobs: jobs, in: folder, &random)
        let note = "corpus \(corpus), \(runs) runs, \(jobs) jobs:\n\(lines.joined(separator: "\n"))"
        for column in oracle.columns {
          let sort = (column: column, isDescending: random.once(in: 2))
          try Self.check(
            searcher, oracle, nil, sort: sort, "\(sort) \(note)")
        }
        for _ in 0..<6 {
          let condition = Self.condition(oracle, depth: 2, &random)
          try Self.check(searcher, oracle, condition, sort: nil, "\(condition.text) \(note)")
        }
      }
    }
  }
}
