import Analysis
import Records
import Storage
import TestSupport
import Testing

@testable import QueryLanguage
@testable import Searching

private let schema = QuerySchema(
  textFields: ["text", "title"], columns: [.init(name: "lang", types: [.string])])

/// Pieces that queries and texts are made of, so that they often meet.
private let words = [
  "whale", "White", "GPT-4", "c++", "don't", "3.14", "snake_case", "http://x.org/a", "e\u{301}te",
  "ﬁne", "人工智能", "機器學習", "机器学习的方法论", "か\u{3099}く", "ｶﾞ", "한국어", "ภาษาไทย", "👩‍👩‍👧", "𪫣\u{AD}\u{FF9E}",
  "\u{5D0}\u{5D1}", "模型GPT", "a\u{200D}b", "1,000", "İstanbul", "Straße",
]

private let shapes = [
  "%", "%", "%*", "%~1", "%~2", "\"% %\"", "\"% %\"~3", "+%", "-%", "(% OR %)", "% AND %", "NOT %",
  "title:%", "lang:%", "exact:\"%\"", "/%/", "/.*%/", "/%.*/", "/[^%]+/", "%-%*", "*",
]

extension SeededGenerator {
  /// A query in the language's shapes, damaged now and then.
  fileprivate mutating func query() -> String {
    var text = (0..<number(1..<4)).map { _ in
      pick(shapes).map { $0 == "%" ? pick(words) : String($0) }.joined()
    }.joined(separator: " ")
    while once(in: 4), !text.isEmpty {
      var scalars = Array(text.unicodeScalars)
      let place = number(0..<scalars.count)
      switch number(0..<3) {
      case 0: scalars.remove(at: place)
      case 1: scalars.insert(pick(Array("()\"~*/:+-\\[]{}|".unicodeScalars)), at: place)
      default: scalars.swapAt(place, number(0..<scalars.count))
      }
      text = String(String.UnicodeScalarView(scalars))
    }
    return text
  }

  /// Bytes in which such queries find something, damaged now and then.
  fileprivate mutating func text() -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<number(0..<40) {
      bytes += Array(pick(words).utf8) + Array(pick(["", " ", "，", ". ", "\n"]).utf8)
      if once(in: 20) { bytes.append(UInt8.random(in: 0x80...0xff, using: &self)) }
      if once(in: 30), !bytes.isEmpty { bytes.removeLast() }
    }
    return bytes
  }
}

private func isBorder(_ place: Int, _ bytes: [UInt8]) -> Bool {
  place == 0 || place == bytes.count || place < bytes.count && bytes[place] & 0xc0 != 0x80
}

/// From the query's text to highlights in a record, by every analyzer.
@Test(arguments: AnalyzerKind.allCases)
func `any query meets any text without harm`(kind: AnalyzerKind) throws {
  var random = SeededGenerator.announced("queries over texts by \(kind)")
  let analyzer = Analyzer(kind)
  var understood = 0
  for _ in 0..<2_500 {
    let written = random.query()
    let parsed: ParsedQuery
    do {
      parsed = try QueryParser(schema: schema).parse(written)
    } catch {
      #expect((0...written.count).contains(error.column), "\(written.debugDescription)")
      continue
    }
    let queryBytes = Array(written.utf8)
    for leaf in parsed.query.leaves {
      #expect(isBorder(leaf.range.lowerBound, queryBytes), "\(written.debugDescription)")
      #expect(isBorder(leaf.range.upperBound, queryBytes), "\(written.debugDescription)")
    }
    var builder = PlanBuilder(analyzer, written: parsed)
    let plan = builder.build(parsed.query)
    if let problem = builder.problem {
      #expect((0...written.count).contains(problem.column) && problem.suggestion != nil)
      continue
    }
    understood += 1
    _ = PlanShape(plan)
    let maker = SnippetMaker(
      SnippetQuery(plan, names: [nil], analyzer: analyzer), analyzer: analyzer)
    let text = random.text()
    let context = random.once(in: 4) ? random.number(0..<30) : nil
    let snippet = text.withView { maker.snippet(of: $0, context: context) }
    let shown = Array(snippet.text.utf8)
    var last = 0
    for range in snippet.highlights {
      let isSound =
        range.lowerBound >= last && !range.isEmpty && isBorder(range.lowerBound, shown)
        && isBorder(range.upperBound, shown)
      #expect(isSound, "\(written.debugDescription) in \(text)")
      last = range.upperBound
    }
  }
  // Else the test would look at nothing but errors.
  #expect(understood > 1_000)
}
