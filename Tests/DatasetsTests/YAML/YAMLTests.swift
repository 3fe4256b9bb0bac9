import JSONText
import Testing

@testable import Datasets

@Suite struct YAMLTests {
  @Test(arguments: [
    "plain", "no", "true", "3", "1.10", "2024-09-15", "a: b", "a #b", "- x", "", " lead", "trail ",
    "人工智能", "x\ny", "x\ny\n", "x\n\ny\n\n", "\tx", "\u{200B}", "it's \"quoted\" \\ \u{7}", "~",
    "Many words that are long enough to be folded over several lines because they go on and on and on, past the end.",
    "key:", "@at", "[x]", "{x}", "*x", "&x", "!x", "|", ">", "%x", "`x", "?", ": x", "😀", "on",
    "0x10",
    "a\u{85}b", "a\u{2028}b", "a\u{FEFF}b", "null", "2.50GB", ".5", "1_000", "12:30:45", "=",
  ])
  func `a text comes back as the same text`(text: String) throws {
    let tree = JSON.object([
      JSON.Member("k", .string(text)), JSON.Member("l", .strings([text, text])),
    ])
    #expect(try YAMLReader.read(tree.yamlText) == tree)
  }

  @Test func `plain scalars follow the core rules`() throws {
    let tree = try YAMLReader.read("[no, yes, 1.10, 2024-01-01, ~, true, 0x1F, 1e3, '3']")
    #expect(
      tree
        == .array([
          .string("no"), .string("yes"), .number("1.10"), .string("2024-01-01"), .null, .bool(true),
          .string("0x1F"), .number("1e3"), .string("3"),
        ]))
  }

  @Test(arguments: ["a: [", "a: b: c", "\tx: 1", "a: 'x", "- a\nb: c"])
  func `a damaged text is refused with its place`(text: String) {
    let error = #expect(throws: SyntaxError.self) { try YAMLReader.read(text) }
    #expect((error?.place.line ?? 0) > 0)
  }

  @Test func `aliases and long keys do not make a small file large`() throws {
    // Nine levels of nine aliases each: 387 million values in 400 bytes.
    var laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (name, before) in zip("bcdefghi", "abcdefgh") {
      let aliases = Array(repeating: "*\(before)", count: 9).joined(separator: ", ")
      laughs += "\(name): &\(name) [\(aliases)]\n"
    }
    let text =
      "a: &a \(String(repeating: "x", count: 10_000))\nb: ["
      + Array(repeating: "*a", count: 5000).joined(separator: ", ") + "]\n"
    let key =
      "\(String(repeating: "k", count: 20_000)): ["
      + Array(repeating: "1", count: 5000).joined(separator: ", ") + "]\n"
    for hostile in [laughs, text, key] {
      #expect(throws: SyntaxError.self) { try YAMLReader.readWithPlaces(hostile) }
    }
    #expect(throws: Never.self) {
      _ = try YAMLReader.readWithPlaces("a: &a {b: c}\nd: [*a, *a, *a]\n")
      _ = try YAMLReader.readWithPlaces("a: [" + String(repeating: "1,", count: 100_000) + "1]\n")
    }
  }
}
