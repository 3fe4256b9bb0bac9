import Testing

@testable import CatalogCLI

@Suite struct TableTests {
  private let plain = Style(forTerminal: false, refused: false, environment: [:])

  private var table: Table {
    var table = Table(columns: [
      .init(heading: "ID", minimumWidth: 4), .init(heading: "NAME", minimumWidth: 4),
      .init(heading: "BYTES", alignsRight: true),
    ])
    table.rows = [["web", "网页语料", "1"], ["books", "Books", "123456"]]
    return table
  }

  @Test func `columns line up with wide characters`() {
    #expect(
      table.lines(width: nil, style: plain) == [
        "ID     NAME       BYTES", "web    网页语料       1", "books  Books     123456",
      ])
  }

  @Test func `the widest column gives way first`() {
    let lines = table.lines(width: 21, style: plain)
    #expect(lines[1] == "web    网页…        1")
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= 21 })
  }
}

@Suite struct StyleTests {
  @Test(arguments: [
    (true, false, [:], true), (false, false, [:], false), (true, true, [:], false),
    (true, false, ["NO_COLOR": "1"], false), (true, false, ["NO_COLOR": ""], true),
    (true, false, ["TERM": "dumb"], false), (true, false, ["TERM": "xterm"], true),
  ])
  func `colour needs a willing terminal`(
    isTerminal: Bool, refused: Bool, environment: [String: String], expected: Bool
  ) {
    let style = Style(forTerminal: isTerminal, refused: refused, environment: environment)
    #expect(style.isEnabled == expected)
    #expect((style.strong("x") == "x") != expected)
  }
}
