import TestSupport
import Testing

@testable import JSONText

@Suite struct JSONWriterTests {
  @Test(arguments: [
    #"{"a":[1,2.50,-3e+10,true,false,null],"b":{"ü":"\"\\/\n\u0001"},"":""}"#,
    "[]", "{}", "0", "-0.5", #""人工智能 😀""#, #"[[],{},[[]],{"a":{}}]"#,
  ])
  func `a value is written on one line or indented, and is the same value`(text: String) throws {
    let value = try JSONReader.read(text)
    #expect(value.text == text)
    #expect(try JSONReader.read(value.prettyText) == value)
  }

  @Test func `the indented layout has a line for each value`() throws {
    let value = try JSONReader.read(#"{"a":[1,{}],"b":{"c":[]}}"#)
    #expect(
      value.prettyText == """
        {
          "a": [
            1,
            {}
          ],
          "b": {
            "c": []
          }
        }

        """)
  }

  @Test func `every character below a space, quotes and backslashes are escaped where they stand`()
    throws
  {
    let scalars = (0..<0x80).compactMap { Unicode.Scalar($0) }
    for scalar in scalars {
      let sign = String(Character(scalar))
      for text in [sign, "a" + sign, sign + "语", sign + sign, "a" + sign + "b" + sign + "c"] {
        let written = JSON.string(text).text
        #expect(try JSONReader.read(written) == .string(text), "\(scalar.value)")
        #expect(written.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "\(scalar.value)")
      }
    }
  }

  @Test func `a thousand random values come back as they were written`() throws {
    var random = RandomJSON(generator: .announced("random JSON values"))
    for _ in 0..<1000 {
      let value = random.tree(depth: 5)
      #expect(try JSONReader.read(value.text) == value)
      #expect(try JSONReader.read(value.prettyText) == value)
    }
  }

  @Test func `a thousand random documents keep keys, texts and the characters of numbers`() throws {
    var random = RandomJSON(generator: .announced("random JSON documents"))
    for _ in 0..<1000 {
      let text = random.object()
      let value = try JSONReader.read(text)
      #expect(try JSONReader.read(value.text) == value, "\(text)")
      #expect(value.numbers == numbers(in: text), "\(text)")
      // What was written once is written the same again, byte by byte.
      #expect(try JSONReader.read(value.text).text == value.text)
    }
  }

  /// The numbers outside of strings, found without reading the structure.
  private func numbers(in text: String) -> [String] {
    var found: [String] = []
    var number = ""
    var isInString = false
    var isEscaped = false
    for character in text {
      if isInString {
        if character == "\"" && !isEscaped { isInString = false }
        isEscaped = character == "\\" && !isEscaped
        continue
      }
      if "-+.0123456789".contains(character) || "eE".contains(character) && !number.isEmpty {
        number.append(character)
      } else if !number.isEmpty {
        found.append(number)
        number = ""
      }
      isInString = character == "\""
    }
    return found
  }
}

extension JSON {
  fileprivate var numbers: [String] {
    switch self {
    case .number(let token): [token]
    case .array(let elements): elements.flatMap(\.numbers)
    case .object(let members): members.flatMap(\.value.numbers)
    default: []
    }
  }
}

extension RandomJSON {
  /// A value of any kind, with texts, keys and numbers of every form.
  fileprivate mutating func tree(depth: Int) -> JSON {
    switch generator.number(0..<(depth > 0 ? 8 : 5)) {
    case 0: return generator.pick([.null, .bool(true), .bool(false)])
    case 1, 2: return .number(number())
    case 3, 4: return .string(text())
    case 5, 6: return .array((0..<generator.number(0..<6)).map { _ in tree(depth: depth - 1) })
    default:
      var members = JSONMembers()
      for _ in 0..<generator.number(0..<24) { _ = members.set(text(), tree(depth: depth - 1)) }
      return .object(members.members)
    }
  }

  private mutating func number() -> String {
    func digits(_ range: Range<Int>) -> String {
      (0..<generator.number(range)).map { _ in String(generator.number(0..<10)) }.joined()
    }
    var token = generator.pick(["", "-"])
    token += generator.pick(["0", String(generator.number(1..<10)) + digits(0..<25)])
    if generator.number(0..<2) == 0 { token += "." + digits(1..<20) }
    if generator.number(0..<3) == 0 {
      token += generator.pick(["e", "E"]) + generator.pick(["", "+", "-"]) + digits(1..<4)
    }
    return token
  }

  private mutating func text() -> String {
    var text = ""
    for _ in 0..<generator.number(0..<8) {
      let scalar = Unicode.Scalar(
        UInt32(generator.number(0..<generator.pick([0x20, 0x80, 0x800, 0x10000, 0x110000]))))
      text.unicodeScalars.append(scalar ?? "\u{301}")
    }
    return text
  }
}
