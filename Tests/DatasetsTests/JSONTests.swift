import Testing

@testable import Datasets

@Suite struct JSONTests {
  @Test(arguments: [
    #"{"a":[1,2.50,-3e+10,true,false,null],"b":{"ü":"\"\\/\n\u0001"},"":""}"#,
    "[]", "{}", "0", "-0.5", #""人工智能 😀""#,
  ])
  func `compact text survives reading and writing`(text: String) throws {
    let tree = try JSONReader.read(text)
    #expect(try JSONReader.read(tree.text) == tree)
    #expect(try JSONReader.read(tree.prettyText) == tree)
  }

  @Test func `numbers keep their digits`() throws {
    #expect(
      try JSONReader.read("[1.10, 34184840000000000000001]").text
        == "[1.10,34184840000000000000001]")
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

  @Test func `escapes become characters`() throws {
    #expect(try JSONReader.read(#""\u4eba\ud83d\ude00\ud800""#) == .string("人😀\u{FFFD}"))
  }

  @Test(arguments: [
    ("{", 1, 2), ("[1,]", 1, 4), ("{\"a\" 1}", 1, 6), ("nul", 1, 4), ("01", 1, 3),
    ("\"a\nb\"", 1, 3), ("{\"a\": 1}\n x", 2, 2), ("\"\\q\"", 1, 4), ("[1\n,2\n,\u{1}]", 3, 2),
  ])
  func `a damaged text is refused with its place`(text: String, line: Int, column: Int) {
    let error = #expect(throws: SyntaxError.self) { try JSONReader.read(text) }
    #expect(error?.place == Place(line: line, column: column))
  }

  @Test func `nesting has a limit`() {
    #expect(throws: SyntaxError.self) {
      try JSONReader.read(String(repeating: "[", count: 100_000))
    }
  }

  @Test func `places name the line of each value`() throws {
    let document = try JSONReader.readWithPlaces(Array("{\"a\": [\n {\"b\":\n 1}]}".utf8))
    #expect(document.place(of: "a[0].b") == Place(line: 3, column: 2))
    #expect(document.place(of: "a[0].missing") == Place(line: 2, column: 2))
  }
}
