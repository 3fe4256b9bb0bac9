import Testing

@testable import CatalogCLI

@Suite struct SafeTextTests {
  @Test(arguments: [
    "\u{1b}[31mred\u{1b}[0m", "\u{1b}]0;title\u{7}", "\u{9b}2J", "a\u{202e}b", "bell\u{7}",
    "null\u{0}", "back\u{8}space", "\u{7f}",
  ])
  func `no control character reaches a terminal`(text: String) {
    for safe in [text.onOneLine, text.onItsLines, text.asTabField] {
      #expect(
        safe.unicodeScalars.allSatisfy {
          $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && $0.value != 0x202e
        })
      #expect(safe.contains("\u{fffd}"))
    }
  }

  @Test func `lines become spaces or stay, as wished`() {
    #expect("a\nb\tc\r\nd".onOneLine == "a b c  d")
    #expect("a\nb\tc\r\nd".onItsLines == "a\nb\tc\nd")
    #expect("a\nb\tc\\".asTabField == "a\\nb\\tc\\\\")
  }

  @Test(arguments: ["", "whale", "白鲸 — “quoted” é 👍"])
  func `harmless text stays as it is`(text: String) {
    #expect(text.onOneLine == text)
    #expect(text.onItsLines == text)
    #expect(text.asTabField == text)
  }

  @Test func `records on a terminal are the same JSON without what it would obey`() throws {
    let line = "{\"a\":\"\u{9b}31m \u{202e}白鲸 👍\\n\",\t\"b\":1}\n"
    let shown = line.jsonForTerminals
    #expect(shown == "{\"a\":\"\\u009b31m \\u202e白鲸 👍\\n\",\t\"b\":1}\n")
    #expect("{\"a\":[1]}\n".jsonForTerminals == "{\"a\":[1]}\n")
  }
}
