import Corpora
import Foundation
import JSONText
import Records
import TestSupport
import Testing

@Suite struct JSONLinesParserTests {
  static let text = RecordSchema(textFields: ["text"])

  @Test func `texts, ids and columns come out unescaped and typed`() {
    let schema = RecordSchema(
      textFields: ["text", "title"], recordID: "id",
      columns: [
        .init(name: "n", path: "meta.n", type: .integer),
        .init(name: "q", path: "meta.q", type: .real),
        .init(name: "ok", path: "ok", type: .boolean),
        .init(name: "lang", path: "lang", type: .string),
      ])
    let parsed = parse(
      [
        #"{"id": 17, "text": "a\n\"b\"", "title": "T", "meta": {"n": 3, "q": 0.5}, "ok": true, "lang": "zh"}"#,
        #"{"lang":null,"title":null,"text":"白鲸","id":"x-1"}"#,
      ], schema: schema)
    #expect(parsed.problems.isEmpty)
    #expect(parsed.records.map(\.id) == ["17", "x-1"])
    #expect(parsed.records.map(\.texts) == [["a\n\"b\"", "T"], ["白鲸", nil]])
    #expect(
      parsed.records.map(\.values) == [
        ["n": .integer(3), "q": .real(0.5), "ok": .boolean(true), "lang": .string("zh")], [:],
      ])
    #expect(parsed.records.map(\.place.ordinal) == [0, 1])
  }

  @Test(arguments: [
    ("3", CopiedRecord.Value.integer(3)), ("\"3\"", .string("3")), ("3.0", .integer(3)),
    ("1e3", .integer(1000)), ("-0", .integer(0)), ("-0.0", .integer(0)), ("0.10", .real(0.1)),
    ("-9223372036854775808", .integer(.min)), ("9223372036854775807", .integer(.max)),
    ("9223372036854775808", .decimal("9223372036854775808")), ("1e400", .decimal("1e400")),
    ("0.1000000000000000055", .decimal("0.1000000000000000055")),
    ("0.30000000000000004", .real(0.30000000000000004)), ("1e19", .real(1e19)),
    ("true", .boolean(true)), ("\"\"", .string("")), ("[4]", .list([.integer(4)])),
    ("[4, \"x\", [false, null]]", .list([.integer(4), .string("x"), .boolean(false)])),
    ("1e1000000000000000000", .string("1e1000000000000000000")),
  ])
  func `a value stays what it is`(json: String, expected: CopiedRecord.Value) {
    let parsed = parse([#"{"text": "t", "c": \#(json)}"#], schema: Self.text)
    #expect(parsed.problems.isEmpty)
    #expect(parsed.records.first?.values == ["c": expected])
  }

  @Test(arguments: ["null", "[]", "[null]", "{}", "[{}, [[]]]"])
  func `nothing is a missing value`(json: String) {
    let parsed = parse([#"{"text": "t", "c": \#(json)}"#], schema: Self.text)
    #expect(parsed.problems.isEmpty)
    #expect(parsed.records.first?.values == [:])
  }

  @Test(arguments: [
    ("NaN", 1), ("-Infinity", 1), ("[Infinity, 1, NaN]", 2), (#"{"d": NaN}"#, 1),
  ])
  func `what is no finite number is counted where it is left out`(json: String, count: UInt64) {
    let parsed = parse([#"{"text": "t", "c": \#(json)}"#], schema: Self.text)
    let name = json.contains("d") ? "c.d" : "c"
    #expect(parsed.problems.leftOutValueCounts == [name: count])
    #expect(
      parsed.problems.repairs.map(\.reason)
        == Array(repeating: .leftOut(column: name, .notFinite), count: Int(count)))
    #expect(parsed.records.first?.values == (count == 2 ? ["c": .list([.integer(1)])] : [:]))
  }

  @Test func `values that lie too far below are named, and a declared column takes them`() {
    func nested(_ count: Int) -> String {
      String(repeating: #"{"a":"#, count: count) + #"[1, {"a": 2}]"#
        + String(repeating: "}", count: count)
    }
    let path = (["n"] + Array(repeating: "a", count: 15)).joined(separator: ".")
    let line = #"{"text": "t", "n": \#(nested(19))}"#
    let parsed = parse([line], schema: Self.text)
    #expect(parsed.problems.leftOutValueCounts == [path: 2])
    #expect(
      parsed.problems.repairs.map(\.reason)
        == [.leftOut(column: path, .tooDeep(count: 2, limit: 16))])
    #expect(parsed.records.first?.values == [:])

    let long = String(repeating: "k", count: 600)
    let keyed = parse([#"{"text": "t", "m": {"\#(long)": 1}, "\#(long)": 2}"#], schema: Self.text)
    #expect(keyed.problems.leftOutValueCounts == ["m": 1, "(long keys)": 1])

    let declared = RecordSchema(
      textFields: ["text"],
      columns: [.init(name: "deep", path: path + ".a.a.a.a", type: .integer)])
    let named = parse([line], schema: declared)
    #expect(named.records.first?.values == ["deep": .list([.integer(1)])])
    #expect(named.problems.leftOutValueCounts == [path + ".a.a.a.a": 1])
  }

  @Test func `a path of many keys takes no more time than its length`() {
    let tail = Array(repeating: "a", count: 60)
    let path = (["n"] + tail).joined(separator: ".")
    let schema = RecordSchema(
      textFields: ["text", path], columns: [.init(name: "c", path: path, type: .integer)])
    let dotted = tail[2...].joined(separator: ".")
    let parsed = parse(
      [#"{"text": "t", "n.a": {"a": {"\#(dotted)": 7}}}"#, #"{"text": "t", "\#(path)": 8}"#],
      schema: schema)
    #expect(parsed.records.map(\.values) == [["c": .integer(7)], ["c": .integer(8)]])
    #expect(parsed.records.map(\.texts) == [["t", "7"], ["t", "8"]])
  }

  @Test(arguments: [
    ("3", CopiedRecord.Value.integer(3)), ("\"3\"", .integer(3)), ("1e3", .integer(1000)),
    ("3.5", nil), ("9223372036854775808", .decimal("9223372036854775808")), ("\"3x\"", nil),
    ("\" 3\"", nil), ("true", nil), ("[4]", .list([.integer(4)])),
  ])
  func `a declared integer takes whole numbers`(json: String, expected: CopiedRecord.Value?) {
    #expect(column(json, .integer) == expected)
  }

  @Test(arguments: [
    ("3", CopiedRecord.Value.integer(3)), ("\"0.25\"", .real(0.25)), ("-1.5e-3", .real(-0.0015)),
    ("1e999", .decimal("1e999")), ("false", nil), ("\"none\"", nil),
  ])
  func `a declared real takes numbers`(json: String, expected: CopiedRecord.Value?) {
    #expect(column(json, .real) == expected)
  }

  @Test(arguments: [
    ("true", CopiedRecord.Value.boolean(true)), ("false", .boolean(false)),
    ("\"True\"", .boolean(true)), ("0", .boolean(false)), ("1", .boolean(true)), ("2", nil),
    ("\"yes\"", nil), ("0.5", nil),
  ])
  func `a declared truth value takes what says so`(json: String, expected: CopiedRecord.Value?) {
    #expect(column(json, .boolean) == expected)
  }

  @Test(arguments: [
    ("\"a\"", CopiedRecord.Value.string("a")), ("17", .string("17")),
    ("12345678901234567890123", .string("12345678901234567890123")),
    ("1.50", .string("1.50")), ("true", .string("true")),
    ("[\"a\",\"b\"]", .list([.string("a"), .string("b")])),
  ])
  func `declared text takes values as they are written`(
    json: String, expected: CopiedRecord.Value
  ) {
    #expect(column(json, .string) == expected)
  }

  /// The value of a declared column; `nil`, and counted, when it does not fit.
  func column(_ json: String, _ type: RecordSchema.ColumnType) -> CopiedRecord.Value? {
    let schema = RecordSchema(
      textFields: ["text"], columns: [.init(name: "name", path: "c", type: type)])
    let parsed = parse([#"{"text": "t", "c": \#(json)}"#], schema: schema)
    let value = parsed.records.first?.values["name"]
    #expect(parsed.problems.leftOutValueCounts == (value == nil ? ["name": 1] : [:]))
    #expect(
      parsed.problems.repairs.map(\.reason)
        == (value == nil ? [.leftOut(column: "name", .unfit(type: type.rawValue))] : []))
    return value
  }

  @Test func `columns are found as they are met, nested ones under their path`() {
    let parsed = parse(
      [
        #"{"id": "x", "text": "t", "a": 1}"#, #"{"id": "y", "text": "t", "b": {"c": [{"d": 1}]}}"#,
        #"{"id": "z", "text": "t", "b.c.d": 2, "b": {"c": {"d": 3}}, "e[]": 4, "skip": 5}"#,
      ],
      schema: RecordSchema(textFields: ["text"], recordID: "id", leftOut: ["skip"]))
    #expect(
      parsed.records.map(\.values) == [
        ["a": .integer(1)], ["b.c.d": .list([.integer(1)])],
        ["b.c.d": .integer(3), "e[]": .integer(4)],
      ])
  }

  @Test func `values that are too long or too many are counted and located`() {
    let long = String(repeating: "é", count: 512)
    let many = Array(repeating: "1", count: 257).joined(separator: ",")
    let parsed = parse(
      [
        #"{"text": "t", "a": "\#(long)", "n": [1]}"#, #"{"text": "t", "a": "\#(long)x"}"#,
        #"{"text": "t", "a": "\#(String(repeating: "x", count: 9000))", "n": [\#(many)], "b": 1}"#,
      ], schema: Self.text)
    #expect(
      parsed.records.map(\.values) == [
        ["a": .string(long), "n": .list([.integer(1)])], [:], ["b": .integer(1)],
      ])
    #expect(parsed.problems.leftOutValueCounts == ["a": 2, "n": 257])
    #expect(parsed.problems.repairs.map(\.number) == [2, 3, 3])
    #expect(parsed.problems.lostRecordCount == 0)
  }

  @Test func `a conversation is one text, turn by turn`() {
    let schema = RecordSchema(
      textFields: ["messages.content"],
      columns: [.init(name: "role", path: "messages.role", type: .string)])
    let parsed = parse(
      [
        #"{"messages": [{"role": "user", "content": "你好"}, {"role": "assistant", "content": "Hello"}]}"#,
        #"{"messages": [{"role": "user", "content": "a"}, {"role": "b"}, {"content": ["c", "d"]}]}"#,
        #"{"messages": []}"#, #"{"messages": {"content": "one"}}"#,
      ], schema: schema)
    #expect(parsed.records.map { $0.texts[0] } == ["你好\u{1e}Hello", "a\u{1e}c\u{1e}d", nil, "one"])
    #expect(
      parsed.records.map { $0.values["role"] } == [
        .list([.string("user"), .string("assistant")]), .list([.string("user"), .string("b")]), nil,
        nil,
      ])
    #expect(parsed.problems.withoutTextCount == 1)
    #expect(parsed.records.map(\.place.ordinal) == [0, 1, 2, 3])
  }

  @Test(arguments: [
    (#"[1, "a"]"#, "1\u{1e}a"),
    (#"["a", 2.50, true, null, "b"]"#, "a\u{1e}2.50\u{1e}true\u{1e}b"),
    (#"[{"text": 100.0}, {"text": "x"}]"#, "100.0\u{1e}x"),
    (
      "[12345678901234567890]",
      "12345678901234567890"
    ), ("-0", "-0"), ("[[1], [[2]]]", "1\u{1e}2"), (#"["", 7]"#, "\u{1e}7"),
  ])
  func `numbers and truth values among texts are text as they are written`(
    json: String, expected: String
  ) {
    let parsed = parse(
      [#"{"answers": {"text": \#(json)}}"#, #"{"answers": [{"text": \#(json)}]}"#],
      schema: RecordSchema(textFields: ["answers.text+answers.text.text"]))
    #expect(parsed.records.map { $0.texts[0] } == [expected, expected])
  }

  @Test(arguments: ["段落.内容", "段落[].内容", "段落[].内容[]"])
  func `brackets of arrays may be written or not`(path: String) {
    let parsed = parse(
      [#"{"段落": [{"内容": "一"}, {"内容": "二"}]}"#], schema: RecordSchema(textFields: [path]))
    #expect(parsed.records.map { $0.texts[0] } == ["一\u{1e}二"])
  }

  @Test func `several paths make one text in the order of the paths`() {
    let schema = RecordSchema(textFields: ["instruction+input+output"])
    let parsed = parse(
      [
        #"{"output": "o", "input": "", "instruction": "i"}"#,
        #"{"output": "o", "input": null, "instruction": "i"}"#, #"{"output": "o"}"#, #"{"x": "o"}"#,
      ], schema: schema)
    #expect(parsed.records.map { $0.texts[0] } == ["i\u{1e}\u{1e}o", "i\u{1e}o", "o"])
    #expect(parsed.problems.losses.map(\.reason) == [.noText])
  }

  @Test func `a key with dots and an escaped key are found`() {
    let schema = RecordSchema(
      textFields: ["a.b.c"],
      columns: [.init(name: "段落", path: "段落", type: .integer)])
    let parsed = parse(
      [
        #"{"a.b.c": "1", "\u6bb5\u843d": 1}"#, #"{"a": {"b.c": "2"}}"#, #"{"a.b": {"c": "3"}}"#,
        #"{"a": {"b": {"c": "4"}}}"#,
      ], schema: schema)
    #expect(parsed.records.map { $0.texts[0] } == ["1", "2", "3", "4"])
    #expect(parsed.records[0].values == ["段落": .integer(1)])
  }

  @Test func `one value may serve as text, id and column`() {
    let schema = RecordSchema(
      textFields: ["url"], recordID: "url",
      columns: [.init(name: "url", path: "url", type: .string)])
    let parsed = parse([#"{"url": "http:\/\/x"}"#], schema: schema)
    #expect(parsed.records[0].id == "http://x")
    #expect(parsed.records[0].texts == ["http://x"])
    #expect(parsed.records[0].values == ["url": .string("http://x")])
  }

  @Test(arguments: [
    (#"{"text": "a", "text": "b"}"#, "b", [:]),
    (#"{"text": "a", "text": null, "x": 1}"#, nil, ["x": CopiedRecord.Value.integer(1)]),
    (#"{"text": "t", "n": 1, "m": 2, "n": "x"}"#, "t", ["n": .string("x"), "m": .integer(2)]),
    (#"{"text": "t", "o": {"a": 1, "b": 2}, "o": {"b": 3}}"#, "t", ["o.b": .integer(3)]),
    (
      #"{"text": "t", "o": [{"a": 1, "a": 2}, {"a": 3}]}"#, "t",
      ["o.a": .list([.integer(2), .integer(3)])]
    ),
    (
      #"{"text": "t", "\u006e": 1, "n": {"deep": [1], "deep": [2]}}"#, "t",
      ["n.deep": .list([.integer(2)])]
    ),
  ])
  func `of equal keys the last counts, and the record is noted`(
    line: String, text: String?, values: [String: CopiedRecord.Value]
  ) {
    let parsed = parse([line, #"{"text": "good"}"#], schema: Self.text)
    #expect(parsed.records[0].texts == [text])
    #expect(parsed.records[0].values == values)
    #expect(parsed.problems.repairs.map(\.reason) == [.repeatedKeys])
    #expect(parsed.problems.repairedRecordCount == 1)
    #expect(parsed.records.last?.texts == ["good"])
  }

  // MARK: - Bad lines

  @Test(arguments: [
    (#"{"text": "a""#, RecordProblem.Reason.invalid(.endsEarly)),
    (#"{"text": "a"#, .invalid(.unclosedString)),
    ("{\"text\": \"a\tb\"}", .invalid(.controlCharacter)),
    (#"{"text": "a", "n": 01}"#, .invalid(.badNumber)),
    (#"{"text": "a", "n": 1.}"#, .invalid(.badNumber)),
    (#"{"text": "a", "n": -}"#, .invalid(.badNumber)),
    (#"{"text": "a", "n": tru}"#, .invalid(.badLiteral)),
    (#"{"text": "a", "n": undefined}"#, .invalid(.badLiteral)),
    (#"{"text": "\x"}"#, .invalid(.badEscape)),
    (#"{"text": "a", "other": "\u12g4"}"#, .invalid(.badEscape)),
    (#"{text: "a"}"#, .invalid(.expectedKey)),
    (#"{"text": "a",}"#, .invalid(.expectedKey)),
    (#"{"text" "a"}"#, .invalid(.expectedColon)),
    (#"{"text": "a" "b": 1}"#, .invalid(.expectedComma)),
    (#"{"text": "a", "n": [1 2]}"#, .invalid(.expectedComma)),
    (#"{"text": "a", "n": [1}]"#, .invalid(.expectedComma)),
    (#"{"text": "a"} {"text": "b"}"#, .invalid(.trailingBytes)),
    (#"["text"]"#, .noObject("a list")), (#" [{"text": "a"}] "#, .noObject("a list")),
    ("\"text\"", .noObject("a text")), ("7", .noObject("a number")),
    ("true", .noObject("true or false")), ("null", .noObject("null")),
    ("plain words", .invalid(.badLiteral)), ("[1, 2", .invalid(.endsEarly)),
    ("'text'", .invalid(.badLiteral)), ("7 8", .invalid(.trailingBytes)),
    ("#", .invalid(.badLiteral)), ("}", .invalid(.badLiteral)),
    ("{}", .noText), (#"{"Text": "a"}"#, .noText),
  ])
  func `a line that is no record says why`(line: String, reason: RecordProblem.Reason) {
    let good = #"{"text": "good"}"#
    let parsed = parse([good, line, good], schema: Self.text)
    #expect(parsed.records.map { $0.texts[0] } == ["good", "good"])
    #expect(parsed.records.map(\.place.ordinal) == [0, 2])
    #expect(parsed.problems.losses.map(\.reason) == [reason])
    #expect(parsed.problems.losses.map(\.number) == [2])
    #expect(parsed.problems.lostRecordCount == 1)
    let offset = Int(parsed.problems.losses[0].offset)
    #expect(offset >= good.utf8.count + 1 && offset <= good.utf8.count + 1 + line.utf8.count)
  }

  @Test(arguments: [
    (#"{"text": null}"#, "text"), (#"{"text": ""}"#, "text"), (#"{"text": []}"#, "text"),
    (#"{"text": {"a": 1}}"#, "text"), (#"{"messages": []}"#, "messages.content"),
    (#"{"messages": [{"role": "user"}]}"#, "messages.content"),
    (#"{"messages.content": null}"#, "messages.content"), (#"{"output": null}"#, "input+output"),
  ])
  func `a record whose text is empty is a record, and is counted`(line: String, field: String) {
    let parsed = parse([line], schema: RecordSchema(textFields: [field]))
    #expect(parsed.records.count == 1)
    #expect(parsed.records.allSatisfy { $0.texts[0]?.isEmpty != false })
    #expect(parsed.problems.withoutTextCount == 1)
    #expect(parsed.problems.isEmpty)
  }

  @Test func `the byte of the mistake is told`() {
    let parsed = parse([#"{"text": "abc", "n": tru}"#], schema: Self.text)
    #expect(parsed.problems.losses.map(\.offset) == [21])
  }

  @Test func `nesting has a limit and no crash`() {
    let deep = String(repeating: "[", count: 100_000)
    let fair = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
    let objects = String(repeating: #"{"a":"#, count: 5000)
    let parsed = parse(
      [
        #"{"text": "t", "x": \#(deep)}"#, #"{"text": "t", "x": \#(fair)}"#,
        #"{"text": \#(deep)}"#, #"{"x": \#(objects)}"#, #"{"text": \#(objects)}"#,
      ], schema: Self.text)
    #expect(parsed.records.count == 1)
    #expect(
      parsed.problems.losses.map(\.reason)
        == Array(repeating: .invalid(.tooDeep(limit: 1024)), count: 4))
  }

  // MARK: - Text is not lost

  @Test func `Python's numbers that are none do not cost the record`() {
    let parsed = parse(
      [#"{"text": "a", "p": NaN, "q": [Infinity, -Infinity]}"#], schema: Self.text)
    #expect(parsed.records.map { $0.texts[0] } == ["a"])
    #expect(parsed.problems.lostRecordCount == 0 && parsed.problems.repairedRecordCount == 0)
  }

  @Test(arguments: [
    (#"\ud83d"#, "\u{FFFD}"), (#"\udc0b"#, "\u{FFFD}"), (#"a\ud83dx"#, "a\u{FFFD}x"),
    (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\ud83d\ud83d\udc0b"#, "\u{FFFD}🐋"),
    (#"\udc0b\ud83d"#, "\u{FFFD}\u{FFFD}"),
  ])
  func `half surrogate pairs are replaced and noted`(escaped: String, expected: String) {
    let parsed = parse([#"{"text": "\#(escaped)"}"#], schema: Self.text)
    #expect(parsed.records.map { $0.texts[0] } == [expected])
    #expect(parsed.problems.repairedRecordCount == 1)
    #expect(parsed.problems.lostRecordCount == 0)
    let half = escaped.hasPrefix(#"\ud83d\ud83d"#) ? 0 : escaped.hasPrefix("a") ? 1 : 0
    let escape = String(escaped.dropFirst(half).prefix(6))
    #expect(parsed.problems.repairs.map(\.reason) == [.replacedSurrogate(escape: escape)])
    #expect(parsed.problems.repairs[0].message.contains("surrogate pair (\(escape))"))
  }

  @Test func `a byte order mark inside a file is told as what it is`() {
    let parsed = parse(
      ["{\"text\": \"a\"}", "\u{FEFF}{\"text\": \"b\"}", "{\"text\": \"c\"}"], schema: Self.text)
    #expect(parsed.records.map { $0.texts[0] } == ["a", "c"])
    #expect(parsed.problems.losses.map(\.message).allSatisfy { $0.contains("byte order mark") })
    #expect(parsed.problems.lostRecordCount == 1)
  }

  @Test func `bytes that are no UTF-8 are replaced as Swift replaces them`() {
    var generator = SeededGenerator.announced("invalid UTF-8")
    let leads: [UInt8] = [
      0x41, 0x20, 0x80, 0xBF, 0xC0, 0xC1, 0xC3, 0xE0, 0xE4, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5,
      0xFF, 0xA0, 0x9F, 0x90, 0x8F, 0xBD,
    ]
    for _ in 0..<3000 {
      var content: [UInt8] = []
      for _ in 0..<generator.number(0..<90) { content.append(generator.pick(leads)) }
      let line = Array(#"{"text": ""#.utf8) + content + Array(#"", "n": 1}"#.utf8)
      let parsed = parse([line], schema: Self.text)
      let expected = String(decoding: content, as: UTF8.self)
      #expect(parsed.records.map { $0.texts[0] } == [expected])
      #expect(
        parsed.problems.repairedRecordCount == (Array(expected.utf8) == content ? 0 : 1))
    }
  }

  // MARK: - Oracle

  /// What stands at a path, the slow way: scalars as they are written, null aside.
  static func texts(in value: JSON, at path: Substring?) -> [String] {
    if let array = value.array { return array.flatMap { texts(in: $0, at: path) } }
    guard let path else { return value.scalarText.map { [$0] } ?? [] }
    let parts = path.split(separator: ".", maxSplits: 1)
    guard let inner = value[String(parts[0])] else { return [] }
    return texts(in: inner, at: parts.count > 1 ? parts[1] : nil)
  }

  /// Fresh seeds, and one under which numbers stood between texts.
  @Test(arguments: [nil, 921_393_336_442_084_520 as UInt64])
  func `random objects give what the whole value holds`(seed: UInt64?) throws {
    var random = RandomJSON(
      generator: seed.map(SeededGenerator.init(seed:)) ?? .announced("random JSON objects"))
    let schema = RecordSchema(textFields: ["text", "meta.source", "messages.content", "段落"])
    for _ in 0..<4000 {
      let line = random.object()
      let parsed = parse([line], schema: schema)
      let value = try JSONReader.read(line)
      let expected = schema.textFields.map { field in
        let texts = Self.texts(in: value, at: field[...])
        return texts.isEmpty ? nil : texts.joined(separator: "\u{1e}")
      }
      let begins = ["text", "meta", "meta.source", "messages", "messages.content", "段落"]
      if begins.allSatisfy({ value[$0] == nil }) {
        #expect(parsed.problems.losses.map(\.reason) == [.noText], "\(line)")
      } else {
        #expect(parsed.records.map(\.texts) == [expected], "\(line)")
      }
    }
  }

  static func isObjectForFoundation(_ line: [UInt8]) -> Bool {
    (try? JSONSerialization.jsonObject(with: Data(line))) is [String: Any]
  }

  @Test func `changed bytes make a line invalid for us when they do for Foundation`() {
    var generator = SeededGenerator.announced("damaged JSON objects")
    var random = RandomJSON(generator: SeededGenerator(seed: generator.next()))
    let spare = Array(#"{}[]:,"\0123 nutx-."#.utf8)
    for _ in 0..<12_000 {
      var line = Array(random.object().utf8)
      for _ in 0..<generator.number(1..<3) {
        let index = generator.number(0..<line.count)
        guard line[index] < 0x80 else { continue }
        switch generator.number(0..<3) {
        case 0: line[index] = generator.pick(spare)
        case 1: line.remove(at: index)
        default: line.insert(generator.pick(spare), at: index)
        }
        if line.isEmpty { line = [0x7B, 0x7D] }
      }
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
      let parsed = parse([line], schema: Self.text)
      // We keep records with half surrogates, Foundation does not.
      if parsed.problems.repairedRecordCount > 0 { continue }
      let isGood = parsed.problems.losses.allSatisfy { $0.reason == .noText }
      let shown = String(decoding: line, as: UTF8.self)
      // Foundation takes a comma before a closing bracket and refuses half surrogates everywhere.
      let squeezed = shown.filter { !$0.isWhitespace }
      if squeezed.contains(",}") || squeezed.contains(",]") { continue }
      if squeezed.contains("\\ud") || squeezed.contains("\\uD") { continue }
      if isGood != Self.isObjectForFoundation(line) {
        Issue.record("\(isGood ? "taken" : "refused: \(parsed.problems.losses)"): \(shown)")
      }
    }
  }

  @Test func `a line is read into rows if and only if it is read into a value`() {
    var generator = SeededGenerator.announced("damaged lines")
    var random = RandomJSON(generator: SeededGenerator(seed: generator.next()))
    let spare = Array(#"{}[]:,"\0123 nutx-.eEINy"#.utf8) + [0x00, 0x09, 0x0D, 0x80, 0xE4, 0xFF]
    for _ in 0..<6000 {
      var line = Array(random.object().utf8)
      for _ in 0..<generator.number(0..<3) {
        let index = generator.number(0..<line.count)
        if generator.once(in: 2) {
          line[index] = generator.pick(spare)
        } else {
          line.insert(generator.pick(spare), at: index)
        }
      }
      let problems = parse([line], schema: Self.text).problems
      let isRecord = problems.losses.allSatisfy { $0.reason == .noText }
      var isObject = false
      if case .object = try? JSONReader.read(line, options: .records) { isObject = true }
      if isRecord != isObject {
        Issue.record("\(problems.losses): \(String(decoding: line, as: UTF8.self))")
      }
    }
  }

  @Test func `random bytes never crash`() {
    var generator = SeededGenerator.announced("random bytes")
    let schema = RecordSchema(
      textFields: ["text", "a.b"], recordID: "id",
      columns: [.init(name: "n", path: "n", type: .real)])
    let alphabet = Array(#"{}[]:,"\ut0-1e"#.utf8) + [0x00, 0x80, 0xE4, 0xFF, 0x0D, 0x20]
    for _ in 0..<5000 {
      var line: [UInt8] = Array(#"{"text":""#.utf8)
      for _ in 0..<generator.number(0..<200) { line.append(generator.pick(alphabet)) }
      let parsed = parse([line], schema: schema)
      #expect(
        parsed.records.count + Int(parsed.problems.lostRecordCount) == 1)
    }
  }

  @Test func `strings of every length survive the vector copies`() {
    for count in 0..<300 {
      let plain = String(repeating: "x", count: count)
      let parsed = parse(
        [
          #"{"text":"\#(plain)"}"#, #"{"text":"\#(plain)\n"}"#,
          #"{"text":"\n\#(plain)\\\#(plain)"}"#,
        ], schema: Self.text)
      #expect(
        parsed.records.map { $0.texts[0] } == [plain, plain + "\n", "\n" + plain + "\\" + plain])
    }
  }

  @Test func `a batch grows when repaired lines are longer than they were`() {
    let content = [UInt8](repeating: 0xFF, count: 50_000)
    let line = Array(#"{"text":""#.utf8) + content + Array("\"}".utf8)
    let parsed = parse([line, line, line], schema: Self.text)
    #expect(parsed.records.count == 3)
    #expect(
      parsed.records.allSatisfy { $0.texts[0] == String(repeating: "\u{FFFD}", count: 50_000) })
  }
}
