import TestSupport
import Testing

@testable import JSONText

@Suite struct JSONReaderTests {
  @Test func `numbers keep their characters`() throws {
    let numbers = [
      "0", "-0", "0.10", "1.10", "-0.0", "1e400", "1E+3", "2.50e-07", "9223372036854775808",
      "-9223372036854775809", "34184840000000000000001", "0.1000000000000000055511151231257827",
    ]
    let text = "[" + numbers.joined(separator: ",") + "]"
    let value = try JSONReader.read(text)
    #expect(value == .array(numbers.map { .number($0) }))
    #expect(value.text == text)
  }

  @Test func `numbers that are none are read where they are allowed`() throws {
    let text = "[NaN,Infinity,-Infinity,-1]"
    #expect(throws: JSONError.self) { try JSONReader.read(text) }
    #expect(try JSONReader.read(text, options: .records).text == text)
  }

  @Test func `escapes become characters, half a surrogate pair is replaced`() throws {
    #expect(
      try JSONReader.read(#""\u4eba\ud83d\ude00\/\b\f\n\r\t\"\\\u0000""#)
        == .string("人😀/\u{8}\u{C}\n\r\t\"\\\0"))
    for (text, expected) in [
      (#""\ud83d""#, "\u{FFFD}"), (#""\udc0bx""#, "\u{FFFD}x"),
      (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\ud83d\udc0b""#, "\u{FFFD}🐋"),
      (#""\ud83d\n""#, "\u{FFFD}\n"),
    ] {
      let document = try JSONReader.document(Array(text.utf8))
      #expect(document.value == .string(expected))
      #expect(document.notices.map(\.kind) == [.replacedCharacters], "\(text)")
    }
  }

  @Test func `a byte order mark is passed over, once and at the beginning`() throws {
    #expect(try JSONReader.read("\u{FEFF}[1]") == .array([.number("1")]))
    #expect(throws: JSONError.self) { try JSONReader.read("\u{FEFF}\u{FEFF}[1]") }
    #expect(throws: JSONError.self) { try JSONReader.read("[\u{FEFF}1]") }
    #expect(try JSONReader.read("[\"\u{FEFF}\"]") == .array([.string("\u{FEFF}")]))
  }

  @Test func `bytes that are no UTF-8 are replaced and told`() throws {
    let bytes = Array("{\"a\":\n \"x".utf8) + [0xFF, 0xE4, 0xBA] + Array("y\"}".utf8)
    let document = try JSONReader.document(bytes)
    #expect(document.value["a"] == .string("x\u{FFFD}\u{FFFD}y"))
    #expect(
      document.notices == [
        JSONNotice(.replacedCharacters, position: TextPosition(line: 2, column: 2), byte: 7)
      ])
    #expect(throws: JSONError.self) { try JSONReader.read([0x5B, 0xFF, 0x5D]) }
  }

  @Test func `of a repeated key the last value counts, at the place of the first`() throws {
    let document = try JSONReader.document(Array(#"{"a": 1, "b": 2, "a": [3]}"#.utf8))
    #expect(document.value.text == #"{"a":[3],"b":2}"#)
    #expect(
      document.notices == [
        JSONNotice(.repeatedKey("a"), position: TextPosition(line: 1, column: 18), byte: 17)
      ])
  }

  @Test(arguments: [1, 2, 15, 16, 17, 18, 500])
  func `repeated keys are found in objects of every size`(count: Int) throws {
    let members = (0..<count).map { #""k\#($0)":\#($0)"# }
    for again in [0, count / 2, count - 1] {
      let text = "{" + (members + [#""k\#(again)":"last""#]).joined(separator: ",") + "}"
      let document = try JSONReader.document(Array(text.utf8))
      #expect(document.value.members?.map(\.key) == (0..<count).map { "k\($0)" })
      #expect(document.value["k\(again)"] == .string("last"))
      #expect(document.notices.map(\.kind) == [.repeatedKey("k\(again)")])
    }
  }

  @Test func `keys and texts are compared by their bytes`() throws {
    let (one, two) = ("\u{E9}", "e\u{301}")
    let document = try JSONReader.document(Array(#"{"\#(one)": 1, "\#(two)": 2}"#.utf8))
    #expect(document.notices.isEmpty)
    #expect(document.value[one] == .number("1"))
    #expect(document.value[two] == .number("2"))
    #expect(JSON.string(one) != .string(two))
    #expect(JSON.object([.init(one, .null)]) != .object([.init(two, .null)]))
  }

  // MARK: - Damage

  @Test(arguments: [
    ("{", JSONFault.endsEarly, 1, 2), ("", .endsEarly, 1, 1), (" \n", .endsEarly, 2, 1),
    ("[1,]", .badLiteral, 1, 4), ("[1 2]", .expectedComma, 1, 4), ("[1}", .expectedComma, 1, 3),
    ("{\"a\" 1}", .expectedColon, 1, 6), ("{a:1}", .expectedKey, 1, 2),
    ("{\"a\":1,}", .expectedKey, 1, 8), ("nul", .endsEarly, 1, 4), ("nulL", .badLiteral, 1, 4),
    ("True", .badLiteral, 1, 1), ("01", .badNumber, 1, 2), ("-x", .badNumber, 1, 2),
    ("1.e", .badNumber, 1, 3), ("[1e+]", .badNumber, 1, 5), ("+1", .badLiteral, 1, 1),
    ("\"a\nb\"", .controlCharacter, 1, 3), ("\"a", .unclosedString, 1, 3),
    ("\"\\", .unclosedString, 1, 3), ("\"\\u12", .unclosedString, 1, 6),
    ("\"\\q\"", .badEscape, 1, 3), ("\"\\u12g4\"", .badEscape, 1, 6),
    ("{\"a\": 1}\n x", .trailingBytes, 2, 2), ("1 2", .trailingBytes, 1, 3),
    ("[1\n,2\n,\u{1}]", .badLiteral, 3, 2), ("'a'", .badLiteral, 1, 1),
    ("// c\n1", .badLiteral, 1, 1), ("NaN", .badLiteral, 1, 1),
  ])
  func `a damaged text is refused with the fault and its place`(
    text: String, fault: JSONFault, line: Int, column: Int
  ) {
    let error = #expect(throws: JSONError.self) { try JSONReader.read(text) }
    #expect(error?.fault == fault)
    #expect(error?.position == TextPosition(line: line, column: column))
  }

  @Test func `every beginning of a document is refused where it ends`() throws {
    let sample = Array(
      """
      {"n": [-12.5e+3, 0, true, false, null],
       "t\\u00e9": "a\\n\\ud83d\\ude00 人工", "o": {"": {}, "x": []}}
      """.utf8)
    _ = try JSONReader.read(sample)
    for count in 0..<sample.count {
      let error = #expect(throws: JSONError.self, "\(count)") {
        try JSONReader.read(Array(sample[..<count]))
      }
      #expect(error?.byte == count)
      #expect(error?.fault == .endsEarly || error?.fault == .unclosedString, "\(count)")
      let breaks = sample[..<count].indices.filter { sample[$0] == 0x0A }
      #expect(error?.position.line == breaks.count + 1)
      #expect(error?.position.column == count - (breaks.last.map { $0 + 1 } ?? 0) + 1)
    }
  }

  @Test func `nesting has a limit and costs no stack`() throws {
    for options in [JSONReader.Options(), .records] {
      let limit = options.depthLimit
      for (open, close) in [("[", "]"), (#"{"a":["#, "]}")] {
        let levels = limit / open.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
        let fair =
          String(repeating: open, count: levels) + String(repeating: close, count: levels)
        #expect(try JSONReader.read(fair, options: options).text == fair)
        let error = #expect(throws: JSONError.self) {
          try JSONReader.read("[" + fair + "]", options: options)
        }
        #expect(error?.fault == .tooDeep(limit: limit))
      }
    }
    #expect(throws: JSONError.self) {
      try JSONReader.read(String(repeating: "[", count: 1_000_000))
    }
  }

  @Test func `places name the line of each value`() throws {
    var options = JSONReader.Options()
    options.wantsPlaces = true
    let document = try JSONReader.document(
      Array("{\"a\": [\n {\"b\":\n 1}, [2]]}".utf8), options: options)
    #expect(document.place(of: "") == TextPosition(line: 1, column: 1))
    #expect(document.place(of: "a") == TextPosition(line: 1, column: 7))
    #expect(document.place(of: "a[0].b") == TextPosition(line: 3, column: 2))
    #expect(document.place(of: "a[0].missing") == TextPosition(line: 2, column: 2))
    #expect(document.place(of: "a[1][0]") == TextPosition(line: 3, column: 7))
  }

  @Test func `changed bytes are read or refused in their place, never worse`() throws {
    var generator = SeededGenerator.announced("damaged JSON documents")
    var random = RandomJSON(generator: SeededGenerator(seed: generator.next()))
    let spare = Array(#"{}[]:,"\0123 nutx-.eE+"#.utf8) + [0x00, 0x0A, 0x80, 0xE4, 0xFF]
    for _ in 0..<3000 {
      var bytes = Array(random.object().utf8)
      for _ in 0..<generator.number(1..<4) {
        let index = generator.number(0..<bytes.count)
        switch generator.number(0..<3) {
        case 0: bytes[index] = generator.pick(spare)
        case 1 where bytes.count > 1: bytes.remove(at: index)
        default: bytes.insert(generator.pick(spare), at: index)
        }
      }
      do throws(JSONError) {
        let value = try JSONReader.read(bytes, options: .records)
        #expect(try JSONReader.read(value.bytes, options: .records) == value)
      } catch {
        #expect((0...bytes.count).contains(error.byte))
      }
    }
  }
}
