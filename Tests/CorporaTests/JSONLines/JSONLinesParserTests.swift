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
        [.integer(3), .real(0.5), .boolean(true), .string("zh")],
        [.missing, .missing, .missing, .missing],
      ])
    #expect(parsed.records.map(\.place.ordinal) == [0, 1])
  }

  @Test(arguments: [
    ("3", CopiedRecord.Value.integer(3)), ("\"3\"", .integer(3)), ("3.0", .integer(3)),
    ("1e3", .integer(1000)), ("-9223372036854775808", .integer(.min)), ("3.5", .missing),
    ("9223372036854775808", .missing), ("\"3x\"", .missing), ("\" 3\"", .missing),
    ("true", .missing), ("null", .missing), ("NaN", .missing), ("[4]", .integer(4)),
    ("[4,5]", .missing), ("{}", .missing), ("\"\"", .missing),
  ])
  func `a value becomes an integer when nothing is lost`(
    json: String, expected: CopiedRecord.Value
  ) {
    #expect(column(json, .integer) == expected)
  }

  @Test(arguments: [
    ("3", CopiedRecord.Value.real(3)), ("\"0.25\"", .real(0.25)), ("-1.5e-3", .real(-0.0015)),
    ("1e999", .missing), ("Infinity", .missing), ("-Infinity", .missing), ("false", .missing),
  ])
  func `a value becomes a real when it is a number`(json: String, expected: CopiedRecord.Value) {
    #expect(column(json, .real) == expected)
  }

  @Test(arguments: [
    ("true", CopiedRecord.Value.boolean(true)), ("false", .boolean(false)),
    ("\"True\"", .boolean(true)), ("0", .boolean(false)), ("1", .boolean(true)),
    ("2", .missing), ("\"yes\"", .missing), ("null", .missing),
  ])
  func `a value becomes a boolean when it says so`(json: String, expected: CopiedRecord.Value) {
    #expect(column(json, .boolean) == expected)
  }

  @Test(arguments: [
    ("\"a\"", CopiedRecord.Value.string("a")),
    ("12345678901234567890123", .string("12345678901234567890123")),
    ("1.50", .string("1.50")), ("true", .string("true")), ("[\"a\",\"b\"]", .string("a\nb")),
    ("null", .missing), ("{}", .missing), ("[]", .missing),
  ])
  func `a scalar becomes a string as it was written`(json: String, expected: CopiedRecord.Value) {
    #expect(column(json, .string) == expected)
  }

  func column(_ json: String, _ type: RecordSchema.ColumnType) -> CopiedRecord.Value? {
    let schema = RecordSchema(
      textFields: ["text"], columns: [.init(name: "c", path: "c", type: type)])
    let parsed = parse([#"{"text": "t", "c": \#(json)}"#], schema: schema)
    #expect(parsed.problems.isEmpty)
    return parsed.records.first?.values.first
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
    #expect(parsed.records.map { $0.texts[0] } == ["你好\nHello", "a\nc\nd", "one"])
    #expect(
      parsed.records.map { $0.values[0] } == [
        .string("user\nassistant"), .string("user\nb"), .missing,
      ])
    #expect(parsed.problems.losses.map(\.number) == [3])
    #expect(parsed.records.map(\.place.ordinal) == [0, 1, 3])
  }

  @Test(arguments: [
    (#"[1, "a"]"#, "1\na"), (#"["a", 2.50, true, null, "b"]"#, "a\n2.50\ntrue\nb"),
    (#"[{"text": 100.0}, {"text": "x"}]"#, "100.0\nx"),
    (
      "[12345678901234567890]",
      "12345678901234567890"
    ), ("-0", "-0"), ("[[1], [[2]]]", "1\n2"), (#"["", 7]"#, "\n7"),
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
    #expect(parsed.records.map { $0.texts[0] } == ["一\n二"])
  }

  @Test func `several paths make one text in the order of the paths`() {
    let schema = RecordSchema(textFields: ["instruction+input+output"])
    let parsed = parse(
      [
        #"{"output": "o", "input": "", "instruction": "i"}"#,
        #"{"output": "o", "input": null, "instruction": "i"}"#, #"{"output": "o"}"#, #"{"x": "o"}"#,
      ], schema: schema)
    #expect(parsed.records.map { $0.texts[0] } == ["i\n\no", "i\no", "o"])
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
    #expect(parsed.records[0].values == [.integer(1)])
  }

  @Test func `one value may serve as text, id and column`() {
    let schema = RecordSchema(
      textFields: ["url"], recordID: "url",
      columns: [.init(name: "url", path: "url", type: .string)])
    let parsed = parse([#"{"url": "http:\/\/x"}"#], schema: schema)
    #expect(parsed.records[0].id == "http://x")
    #expect(parsed.records[0].texts == ["http://x"])
    #expect(parsed.records[0].values == [.string("http://x")])
  }

  @Test func `of equal keys the last counts`() {
    let parsed = parse([#"{"text": "a", "text": "b"}"#], schema: Self.text)
    #expect(parsed.records.map { $0.texts[0] } == ["b"])
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
    (#"["text"]"#, .noObject), ("\"text\"", .noObject), ("7", .noObject),
    ("plain words", .noObject), ("{}", .noText), (#"{"text": null}"#, .noText),
    (#"{"text": {"a": 1}}"#, .noText), (#"{"Text": "a"}"#, .noText),
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
    #expect(parsed.problems.isEmpty)
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
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
      }
      if expected.allSatisfy({ $0 == nil }) {
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
