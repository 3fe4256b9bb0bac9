import Records
import TestSupport
import Testing

@testable import QueryLanguage

private let schema = QuerySchema(
  columns: [
    .init(name: "lang", types: [.string]), .init(name: "quality", types: [.real]),
    .init(name: "bytes", types: [.integer]), .init(name: "clean", types: [.boolean]),
    .init(name: "date", types: [.string]), .init(name: "my col", types: [.string]),
    .init(name: "a=b", types: [.string]), .init(name: "not", types: [.string]),
  ])

private func condition(_ text: String) throws -> ColumnCondition {
  try ColumnConditionParser(schema: schema).parse(text).condition
}

struct ColumnConditionParserTests {
  @Test(arguments: [
    ("lang=z*", "*"), ("lang != /z./", "slashes"), ("lang in (zh~1, en)", "~1"),
    ("clean=true and lang=z?", "?"), ("lang=zh|en", "|"),
  ])
  func `notation in a value is part of it and hinted at`(_ text: String, _ sign: String) throws {
    let parsed = try ColumnConditionParser(schema: schema).parse(text)
    #expect(parsed.hints.count == 1)
    #expect(parsed.hints.first?.message.contains("so the \(sign) ") == true)
  }

  @Test(arguments: [#"lang="z*""#, "lang='/z/'", "lang=zh-CN", "date=2024-06", "lang in (zh, en)"])
  func `a value that is meant as it stands gives no hint`(_ text: String) throws {
    #expect(try ColumnConditionParser(schema: schema).parse(text).hints == [])
  }

  @Test(arguments: [
    ("day=yesterday", "holds dates"), ("day in (2024, x)", "holds dates"),
    ("day<2023-02-30", "no moment"), ("day=2023-02-29", "no moment"), ("day>=2024-13", "no moment"),
    ("day<=2024-04-31", "no moment"), ("day=1900-02-29", "no moment"),
    ("day<2024-06-30T24:00", "no moment"), ("day<2024-06-30T12:60", "no moment"),
    ("date<2023-02-30", "no moment"), ("clean>true", "neither of which"),
  ])
  func `a value that nothing can equal, or stand before, is refused`(
    _ text: String, _ reason: String
  ) throws {
    let schema = QuerySchema(
      columns: [
        .init(name: "day", types: [.string], holdsOnlyDates: true),
        .init(name: "date", types: [.string]), .init(name: "clean", types: [.boolean]),
      ])
    let problem = #expect(throws: QueryProblem.self) {
      _ = try ColumnConditionParser(schema: schema).parse(text)
    }
    #expect(problem?.message.contains(reason) == true, "\(String(describing: problem))")
    #expect(problem?.expected != nil)
  }

  @Test(arguments: [
    "day=2024-02-29", "day>=2000-02-29T23:59:60", "day=2024-06-30T12:00:00.123+08:00", "day<2024",
    "day in (2024, 2023-06)", "day != 2024-12-31",
  ])
  func `a date that a calendar has is taken`(_ text: String) throws {
    let schema = QuerySchema(
      columns: [.init(name: "day", types: [.string], holdsOnlyDates: true)])
    _ = try ColumnConditionParser(schema: schema).parse(text)
  }

  @Test(arguments: [
    ("lang=zh", #""lang" = "zh""#),
    ("lang == zh", #""lang" = "zh""#),
    (
      "lang=zh and quality>=15 and bytes<10k",
      #""lang" = "zh" and "quality" >= "15" and "bytes" < "10k""#
    ),
    (
      "lang=zh or lang=en and quality > 1",
      #""lang" = "zh" or ("lang" = "en" and "quality" > "1")"#
    ),
    (
      "(lang=zh OR lang=en) AND not quality<>1",
      #"("lang" = "zh" or "lang" = "en") and not "quality" != "1""#
    ),
    ("not (lang=zh and clean=true)", #"not ("lang" = "zh" and "clean" = "true")"#),
    ("not not lang=zh", #"not not "lang" = "zh""#),
    ("lang in (zh, 'en us',\"d\\\"e\")", #""lang" in ("zh", "en us", "d\"e")"#),
    ("lang not in (zh)", #""lang" not in ("zh")"#),
    ("lang is unknown", #""lang" is unknown"#),
    ("quality IS NOT UNKNOWN", #""quality" is not unknown"#),
    ("\"my col\" = ''", #""my col" = """#),
    ("my col=x", #""my col" = "x""#),
    ("a=b=c", #""a=b" = "c""#),
    ("not=x", #""not" = "x""#),
    ("not not=x", #"not "not" = "x""#),
    ("date<=2024-06", #""date" <= "2024-06""#),
    ("lang!=zh", #""lang" != "zh""#),
    ("lang=and", #""lang" = "and""#),
    ("lang = 中文 and lang=“英 文”", #""lang" = "中文" and "lang" = "英 文""#),
  ])
  func `a condition means its canonical form`(_ text: String, _ canonical: String) throws {
    let parsed = try condition(text)
    #expect(parsed.description == canonical)
    #expect(try condition(canonical) == parsed)
  }

  @Test(arguments: [
    ("", 0), ("  ", 0), ("lang", 4), ("lang zh", 5), ("lang=", 5), ("lang=zh and", 11),
    ("lang=zh lang=en", 8), ("(lang=zh", 0), ("lang=zh)", 7), ("lang in zh", 8),
    ("lang in (zh", 8), ("lang in (zh en)", 12), ("lang in ()", 9), ("lang is zh", 8),
    ("quality>=abc", 9), ("clean=yes", 6), ("lnag=zh", 0), ("lang='zh", 5), ("=zh", 0),
    ("lang=zh and 中文=1", 12), ("lang not zh", 5),
  ])
  func `a problem is located in characters`(_ text: String, _ column: Int) throws {
    let found = #expect(throws: QueryProblem.self) { try condition(text) }
    #expect(found?.column == column, "\(String(describing: found))")
    #expect(found?.expected != nil)
  }

  @Test func `an unknown column names the known ones and the nearest`() throws {
    let found = #expect(throws: QueryProblem.self) { try condition("qualty > 1") }
    #expect(found?.message.contains("qualty") == true)
    #expect(found?.expected?.contains("lang, quality, bytes") == true)
    #expect(found?.suggestion == .meant("quality"))
  }

  @Test func `negations move into the tests`() throws {
    #expect(
      try condition("not (lang=zh and (quality<3 or bytes is unknown))").withoutNegations
        == condition("lang!=zh or ((not quality<3) and bytes is not unknown)").withoutNegations)
    // Text is neither below 3 nor at or above it.
    #expect(
      try condition("not quality<3").withoutNegations
        == .test(
          column: "quality",
          .not(.compare(.less, ColumnLiteral(text: "3", decimal: DecimalNumber(3))))))
    #expect(
      try condition("not not lang in (a)").withoutNegations == condition("lang in (a)"))
    #expect(try condition("not lang in (a)").withoutNegations == condition("lang not in (a)"))
  }

  @Test func `nesting is bounded`() throws {
    for unit in ["(", "not ", "not("] {
      let text = String(repeating: unit, count: 100_000) + "lang=zh"
      let found = #expect(throws: QueryProblem.self) { try condition(text) }
      #expect(found?.message.contains("nested") == true)
    }
  }

  @Test func `any string is parsed or gives a located problem`() throws {
    var random = SeededGenerator.announced("condition parser")
    let parts = [
      "lang", "quality", "bytes", "my col", "a=b", "not", "nope", " ", "=", "!=", "<", "<=", ">",
      ">=", "<>", "!", "(", ")", ",", "'", "\"", "\\", "“", "”", " and ", " or ", " not ", " in ",
      " is ", "unknown", "zh", "15", "1e8", "4GiB", "中文", "lang=zh", "quality>1", "lang in (a,b)",
      "e\u{301}", "\u{0}",
    ]
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<random.number(0..<12) { text += random.pick(parts) }
      do {
        let parsed = try condition(text)
        #expect(try condition(parsed.description) == parsed, "\(text.debugDescription)")
      } catch let problem as QueryProblem {
        #expect(problem.column >= 0 && problem.column <= text.count, "\(text.debugDescription)")
      }
    }
  }
}
