import CatalogStore
import CorpusIndex
import Datasets
import Foundation
import TestSupport
import Testing

/// One row: a record of an index and a dataset of a store with the same values.
private struct Row {
  var id: String
  var publisher: String?
  var released: String?
  var numbers: [String: Int64] = [:]

  static let numeric = ["bytes", "records", "tokens"]

  init(_ number: Int, _ random: inout SeededGenerator) {
    id = "d\(number)"
    if !random.once(in: 4) { publisher = random.pick(RandomCondition.publishers) }
    if !random.once(in: 4) { released = random.pick(RandomCondition.dates) }
    for name in Self.numeric where !random.once(in: 3) {
      numbers[name] = random.pick(RandomCondition.numbers).value
    }
  }

  /// The row as a line of a corpus.
  var record: String {
    var members = ["\"id\":\"\(id)\"", "\"text\":\"row\""]
    if let publisher { members.append("\"publisher\":\"\(publisher)\"") }
    if let released { members.append("\"released\":\"\(released)\"") }
    members += numbers.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
    return "{" + members.joined(separator: ",") + "}\n"
  }

  /// The row as a description.
  var dataset: Dataset {
    var dataset = Dataset(id: id)
    dataset.publisher = publisher.map { Agent(name: $0) }
    dataset.released = released
    dataset.measures = numbers.sorted { $0.key < $1.key }.map { Measure($0.key, Double($0.value)) }
    return dataset
  }
}

/// A condition as text, and the slow way to find out where it holds.
private struct RandomCondition {
  var text: String
  /// True, false, or nil where a value is missing.
  var holds: (Row) -> Bool?

  static let publishers = ["acme", "acme labs", "北京智源", "zebra", "a'b", "and", "24/7"]
  static let dates = ["2019", "2023-05", "2023-05-02", "2024-01-31", "2024-01", "2020-12-31"]
  /// Numbers with the ways to write them.
  static let numbers: [(value: Int64, spellings: [String])] = [
    (0, ["0", "-0", "0k"]), (5, ["5", "5.0", "+5", "0.5e1"]), (1500, ["1500", "1.5k", "1,500"]),
    (30_000, ["30k", "3万", "30_000"]), (1_048_576, ["1Mi", "1MiB", "1024KiB"]),
    (1_000_000_000, ["1B", "1G", "1GB", "1e9", "10亿"]),
    (9_007_199_254_740_992, ["9007199254740992", "9_007_199_254_740_992"]),
  ]

  static func make(_ depth: Int, _ random: inout SeededGenerator) -> RandomCondition {
    if depth == 0 || random.once(in: 3) { return test(&random) }
    let left = make(depth - 1, &random)
    if random.once(in: 4) {
      let not = random.pick(["not ", "NOT "])
      return RandomCondition(text: "\(not)(\(left.text))") { left.holds($0).map { !$0 } }
    }
    let right = make(depth - 1, &random)
    if random.once(in: 2) {
      return RandomCondition(text: "(\(left.text)) and (\(right.text))") { row in
        let both = [left.holds(row), right.holds(row)]
        return both.contains(false) ? false : both.contains(nil) ? nil : true
      }
    }
    return RandomCondition(text: "(\(left.text)) OR (\(right.text))") { row in
      let both = [left.holds(row), right.holds(row)]
      return both.contains(true) ? true : both.contains(nil) ? nil : false
    }
  }

  private static func test(_ random: inout SeededGenerator) -> RandomCondition {
    let name = random.pick(["publisher", "released", "bytes", "records", "tokens"])
    let isKnown: @Sendable (Row) -> Bool = { row in
      name == "publisher"
        ? row.publisher != nil : name == "released" ? row.released != nil : row.numbers[name] != nil
    }
    switch random.number(0..<8) {
    case 0:
      let word = random.pick(["unknown", "missing", "null"])
      return RandomCondition(text: "\(name) is \(word)") { !isKnown($0) }
    case 1: return RandomCondition(text: "\(name) is not unknown") { isKnown($0) }
    case 2, 3:
      let isNegated = random.once(in: 2)
      var literals: [(text: String, order: (Row) -> Int?)] = []
      for _ in 0..<random.number(1..<4) { literals.append(literal(of: name, &random)) }
      let list = literals.map(\.text).joined(separator: random.pick([", ", ","]))
      return RandomCondition(text: "\(name)\(isNegated ? " not" : "") in (\(list))") { row in
        guard isKnown(row) else { return nil }
        return literals.contains { $0.order(row) == 0 } != isNegated
      }
    default:
      let (sign, passes): (String, (Int) -> Bool) = random.pick([
        ("=", { $0 == 0 }), ("==", { $0 == 0 }), ("!=", { $0 != 0 }), ("<>", { $0 != 0 }),
        ("<", { $0 < 0 }), ("<=", { $0 <= 0 }), (">", { $0 > 0 }), (">=", { $0 >= 0 }),
      ])
      let literal = literal(of: name, &random)
      let space = random.pick(["", " "])
      return RandomCondition(text: "\(name)\(space)\(sign)\(space)\(literal.text)") { row in
        literal.order(row).map(passes)
      }
    }
  }

  /// A literal as written, and how the value of a row stands to it; nil for a missing value.
  private static func literal(
    of name: String, _ random: inout SeededGenerator
  ) -> (text: String, order: (Row) -> Int?) {
    if name == "publisher" || name == "released" {
      let isDate = name == "released"
      let wanted = random.pick(isDate ? dates + ["2024", "2023"] : publishers + ["nobody", ""])
      let text = random.pick(
        isDate ? [wanted, "\"\(wanted)\""] : ["\"\(wanted)\"", "“\(wanted)”"])
      return (
        text,
        { row in
          guard let value = isDate ? row.released : row.publisher else { return nil }
          let isPeriod = [4, 7, 10].contains(wanted.utf8.count) && wanted.first?.isNumber == true
          if value == wanted || isPeriod && value.hasPrefix(wanted + "-") { return 0 }
          return value.utf8.lexicographicallyPrecedes(wanted.utf8) ? -1 : 1
        }
      )
    }
    // Half a unit beside a number lies between whole ones.
    let number = random.pick(numbers)
    let isHalf = random.once(in: 8) && number.value < 1 << 50
    let text = isHalf ? "\(number.value).5" : random.pick(number.spellings)
    return (
      text.contains(",") ? "'\(text)'" : text,
      { row in
        row.numbers[name].map { value in
          value < number.value ? -1 : value > number.value ? 1 : isHalf ? -1 : 0
        }
      }
    )
  }
}

@Suite struct ConditionAgreementTests {
  @Test func `records, descriptions and a slow reading agree on every condition`() throws {
    var random = SeededGenerator.announced("conditions")
    let folder = ScratchFolder()
    let rows = (0..<150).map { Row($0, &random) }

    // Three runs make three segments.
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = IngestOptions()
    options.fields = FieldPlan(
      textFields: ["text"], recordID: "id",
      columns: ["publisher", "released"].map { .init(name: $0, path: $0, type: .string) }
        + Row.numeric.map { .init(name: $0, path: $0, type: .integer) })
    var files: [String] = []
    for part in 0..<3 {
      let lines = rows[part * 50..<part * 50 + 50].map(\.record).joined()
      files.append(folder.write(Array(lines.utf8), to: "\(part).jsonl"))
      _ = try index.ingest(files, options: options)
    }
    let searcher = try index.searcher()

    let store = try CatalogStore(
      path: folder.path + "/catalog.sqlite", builtIn: nil, author: "tester",
      clock: { "2026-01-01T00:00:00Z" })
    _ = try store.apply(rows.map { BulkRow(place: "", id: $0.id, action: .add($0.dataset)) })

    var foundSome = 0
    for _ in 0..<400 {
      let condition = RandomCondition.make(3, &random)
      let expected = rows.filter { condition.holds($0) == true }.map(\.id).sorted()

      if !expected.isEmpty, expected.count < rows.count { foundSome += 1 }
      var search = SearchOptions()
      search.condition = condition.text
      search.limit = rows.count
      let found = try searcher.search("*", options: search).hits.map(\.reference.record).sorted()
      #expect(found == expected, "find --where '\(condition.text)'")

      var query = DatasetQuery()
      query.condition = condition.text
      let listed = try store.list(query).datasets.map(\.id).sorted()
      #expect(listed == expected, "list --where '\(condition.text)'")
    }
    #expect(foundSome > 200, "most conditions divide the rows")
  }
}
