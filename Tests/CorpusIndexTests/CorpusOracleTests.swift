import Foundation
import QueryLanguage
import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// Real corpora against a scan of all their tokens; runs where `CATALOG_CORPORA` names a folder of
/// `*.jsonl.zst`.
///
/// `CATALOG_ORACLE_RECORDS` (20,000) of each file are indexed and `CATALOG_ORACLE_QUERIES` (1,000)
/// of each class asked: counts, occurrences and the ten best with their scores must be those of
/// the scan.
@Suite struct CorpusOracleTests {
  enum Class: String, CaseIterable, Sendable {
    case term, and, or, phrase, mixed, substring
  }

  private static let environment = ProcessInfo.processInfo.environment
  private static let files: [String] = {
    guard let folder = environment["CATALOG_CORPORA"] else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".jsonl.zst") }.sorted().map { folder + "/" + $0 }
  }()

  private static func number(_ name: String, _ usual: Int) -> Int {
    environment[name].flatMap { Int($0) } ?? usual
  }

  @Test(.enabled(if: !files.isEmpty), arguments: files)
  func `random queries over real text find what a scan finds`(file: String) throws {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    var generator = SeededGenerator.announced(name)
    let folder = ScratchFolder()
    let lines = try Self.lines(of: file, Self.number("CATALOG_ORACLE_RECORDS", 20_000))
    let texts = lines.compactMap(Self.text)
    let isPlain = !texts.prefix(100).joined().contains { NaiveAnalyzer.isUnspaced($0) }
    var scan = BruteForce(isPlain: isPlain)
    for text in texts { scan.append(text) }
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = IngestOptions()
    options.fields = FieldPlan(textFields: ["text"])
    options.method.analyzer = isPlain ? .plain : .standard
    options.method.store = .none
    // Three files, so that statistics are summed over segments.
    let third = lines.count / 3 + 1
    for start in stride(from: 0, to: lines.count, by: third) {
      let part = lines[start..<min(lines.count, start + third)].joined(separator: "\n") + "\n"
      _ = try index.ingest([folder.write(part, to: "\(start).jsonl")], options: options)
    }
    let searcher = try index.searcher()
    try #require(try index.snapshot()?.records == UInt64(texts.count))
    for kind in Class.allCases {
      var wrong: [String] = []
      for _ in 0..<Self.number("CATALOG_ORACLE_QUERIES", 1000) {
        let query = Self.query(kind, texts, isPlain, &generator)
        if let difference = try Self.compare(query, &scan, searcher) {
          wrong.append("\(query.text): \(difference)")
        }
      }
      print(
        "\(name), \(texts.count) records, \(scan.row.count) tokens, \(kind): "
          + "\(wrong.count) queries differ")
      #expect(wrong.isEmpty, "\(kind): \(wrong.prefix(5))")
    }
  }

  private static func lines(of file: String, _ count: Int) throws -> [String] {
    var reader = try DecompressingReader(path: file)
    var bytes: [UInt8] = []
    var newlines = 0
    let buffer = GrowableBuffer<UInt8>(repeating: 0, count: 1 << 20)
    while newlines < count {
      let read = try reader.read(into: buffer.view)
      if read == 0 { break }
      let part = buffer.view[0..<read].array
      newlines += part.count { $0 == 0x0a }
      bytes += part
    }
    return bytes.split(separator: 0x0a).prefix(count).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func text(_ line: String) -> String? {
    let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    return object?["text"] as? String
  }

  // MARK: - Queries

  /// Leaves with their signs, as text and for the scan.
  private struct Query {
    enum Sign { case must, should, mustNot }
    var text: String
    var leaves: [(sign: Sign, text: String)]
  }

  private static func query(
    _ kind: Class, _ texts: [String], _ isPlain: Bool, _ generator: inout SeededGenerator
  ) -> Query {
    func leaf(_ count: Range<Int>) -> String {
      isPlain
        ? words(texts, generator.number(count), &generator)
        : characters(texts, generator.number(count), &generator)
    }
    // Quoted, so that no character of a text is read as an operator.
    func quoted(_ text: String) -> String { "\"\(text)\"" }
    switch kind {
    case .term:
      let text = leaf(1..<2)
      return Query(text: quoted(text), leaves: [(.must, text)])
    case .and, .or:
      let leaves = (0..<generator.number(2..<5)).map { _ in leaf(isPlain ? 1..<2 : 1..<4) }
      return Query(
        text: leaves.map(quoted).joined(separator: kind == .and ? " AND " : " OR "),
        leaves: leaves.map { (kind == .and ? .must : .should, $0) })
    case .phrase:
      let text = leaf(isPlain ? 2..<5 : 2..<8)
      return Query(text: quoted(text), leaves: [(.must, text)])
    case .mixed:
      let leaves = [leaf(1..<3), leaf(1..<4), leaf(1..<3), leaf(1..<2)]
      return Query(
        text:
          "+\(quoted(leaves[0])) \(quoted(leaves[1])) \(quoted(leaves[2])) -\(quoted(leaves[3]))",
        leaves: [
          (.must, leaves[0]), (.should, leaves[1]), (.should, leaves[2]), (.mustNot, leaves[3]),
        ])
    case .substring:
      let text = raw(texts, generator.number(2..<15), &generator)
      return Query(text: quoted(text), leaves: [(.must, text)])
    }
  }

  /// Some words that follow each other in a text.
  private static func words(
    _ texts: [String], _ count: Int, _ generator: inout SeededGenerator
  )
    -> String
  {
    for _ in 0..<20 {
      let all = generator.pick(texts).prefix(4000).split { !$0.isLetter && !$0.isNumber }
      guard all.count >= count else { continue }
      let start = generator.number(0..<all.count - count + 1)
      return all[start..<start + count].joined(separator: " ")
    }
    return "the"
  }

  /// Some characters that follow each other within a run.
  private static func characters(
    _ texts: [String], _ count: Int, _ generator: inout SeededGenerator
  ) -> String {
    for _ in 0..<50 {
      let text = Array(generator.pick(texts).prefix(4000))
      guard text.count > count else { continue }
      let start = generator.number(0..<text.count - count)
      let part = text[start..<start + count]
      if part.allSatisfy(NaiveAnalyzer.isUnspaced) { return String(part) }
    }
    return "的"
  }

  /// Anything that stands in a text, across punctuation.
  private static func raw(
    _ texts: [String], _ count: Int, _ generator: inout SeededGenerator
  )
    -> String
  {
    for _ in 0..<50 {
      let text = Array(generator.pick(texts).prefix(4000))
      guard text.count > count else { continue }
      let start = generator.number(0..<text.count - count)
      let part = String(text[start..<start + count].map { $0.isWhitespace ? " " : $0 })
      if part.contains("\"") || part.contains("\\") { continue }
      if part.contains(where: { $0.isLetter }) { return part }
    }
    return "的"
  }

  // MARK: - Comparing

  private static func compare(
    _ query: Query, _ scan: inout BruteForce, _ searcher: CorpusSearcher
  ) throws -> String? {
    var found: [(sign: Query.Sign, found: BruteForce.Found)] = []
    for leaf in query.leaves { found.append((leaf.sign, scan.find(leaf.text))) }
    let must = found.filter { $0.sign == .must }
    var records: Set<Int> = []
    if let first = must.first {
      records = Set(first.found.frequencies.keys)
      for other in must.dropFirst() { records.formIntersection(other.found.frequencies.keys) }
    } else {
      for leaf in found { records.formUnion(leaf.found.frequencies.keys) }
    }
    for leaf in found where leaf.sign == .mustNot {
      records.subtract(leaf.found.frequencies.keys)
    }
    let parts = found.filter { $0.sign != .mustNot }.map(\.found)
    let expected = records.map { (record: $0, score: scan.score(parts, of: $0)) }
      .sorted { $0.score != $1.score ? $0.score > $1.score : $0.record < $1.record }
    let count = try searcher.count(query.text)
    if count.records != UInt64(expected.count) {
      return "\(count.records) records, not \(expected.count)"
    }
    if query.leaves.count == 1, let occurrences = count.occurrences,
      occurrences != UInt64(parts[0].occurrences)
    {
      return "\(occurrences) occurrences, not \(parts[0].occurrences)"
    }
    let hits = try searcher.prepare(query.text).hits(limit: 10)
    if hits.count != min(10, expected.count) { return "\(hits.count) hits" }
    for (hit, wanted) in zip(hits, expected)
    where hit.reference.record != "\(wanted.record)" || hit.score != wanted.score {
      return "\(hit.reference.record) \(hit.score), not \(wanted)"
    }
    return nil
  }
}
