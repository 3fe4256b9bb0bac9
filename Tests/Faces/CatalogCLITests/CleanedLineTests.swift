import Testing

@testable import CatalogCLI

@Suite struct CleanedLineTests {
  private let plain = Style(forTerminal: false, refused: false, environment: [:])
  private let coloured = Style(forTerminal: true, refused: false, environment: [:])

  @Test(arguments: [
    "\u{1b}]0;title\u{7}", "\u{1b}[2J", "\u{9b}2J", "a\u{202e}b", "\u{1b}", "a\rb", "\u{1b}[31m",
  ])
  func `no line carries a command to a terminal`(text: String) {
    for style in [plain, coloured] {
      let line = style.cleaned(style.strong("name") + " " + text)
      #expect(line.hasPrefix(style.strong("name") + " "))
      let rest = line.dropFirst(style.strong("name").count)
      #expect(rest.unicodeScalars.allSatisfy { !$0.commandsTerminals })
    }
  }

  @Test func `without colours no code passes at all`() {
    #expect(plain.cleaned("\u{1b}[1mbold\u{1b}[0m") == "\u{fffd}[1mbold\u{fffd}[0m")
  }

  @Test(arguments: ["", "two\nlines\tand cells", "白鲸 — 👍", "{\"a\": \"\u{2028}\"}"])
  func `harmless text passes as it is`(text: String) {
    #expect(plain.cleaned(text) == text)
    #expect(coloured.cleaned(coloured.bad(text)) == coloured.bad(text))
  }
}
