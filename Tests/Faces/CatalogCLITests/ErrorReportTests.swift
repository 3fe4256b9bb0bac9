import CatalogService
import Testing

@testable import CatalogCLI

@Suite struct ErrorReportTests {
  private let plain = Style(forTerminal: false, refused: false, environment: [:])

  @Test func `an error has three lines: what, where, what to do`() {
    let error = CatalogError(
      .exists, "web is registered with other data", at: .file("a.jsonl", line: 3),
      remedy: .index("web"))
    #expect(
      ErrorReport.lines(for: error, style: plain) == [
        "error: web is registered with other data", "  where: a.jsonl:3",
        "  fix: catalog index web",
      ])
  }

  @Test func `what is not known is left out`() {
    let error = CatalogError(.bug, "unexpected")
    #expect(ErrorReport.lines(for: error, style: plain) == ["error: unexpected"])
  }

  @Test func `the caret stands under the column, wide characters counted twice`() {
    let error = CatalogError(
      .badQuery, "expected a word", query: .init(.query, "白鲸 AND )", at: 11..<12))
    #expect(
      ErrorReport.lines(for: error, style: plain) == [
        "error: expected a word", "  白鲸 AND )", "           ^",
      ])
  }

  @Test func `a long query is shown around the column`() {
    let query = String(repeating: "w", count: 300) + "(" + String(repeating: "x", count: 300)
    let lines = ErrorReport.lines(
      for: CatalogError(.badQuery, "unclosed", query: .init(.query, query, at: 300..<301)),
      style: plain)
    #expect(lines[1].count < 100)
    let caret = lines[2].count - 1
    #expect(Array(lines[1])[caret] == "(")
  }

  @Test(arguments: [-5, 0, 3, 4, 900])
  func `a column outside the query does no harm`(column: Int) {
    let lines = ErrorReport.lines(
      for: CatalogError(.badQuery, "odd", query: .init(.query, "abc", at: column..<column)),
      style: plain)
    #expect(lines.count == 3)
  }

  @Test func `an error never carries an escape sequence to the terminal`() {
    let error = CatalogError(.badFormat, "bad \u{1b}[31m", at: .value("x\u{7}y"))
    #expect(!ErrorReport.lines(for: error, style: plain).joined().contains("\u{1b}"))
  }
}

@Suite struct RequestedFormatTests {
  @Test(
    arguments: [
      (["find", "x"], nil), (["find", "x", "--json"], .json), (["--format", "ndjson"], .ndjson),
      (["--format=tsv", "x"], .tsv), (["--format", "xml"], nil), (["--format"], nil),
      (["find", "--", "--json"], nil),
    ] as [([String], Output.Format?)])
  func `errors are told in the form that was asked for`(
    arguments: [String], format: Output.Format?
  ) {
    #expect(Output.Format?.requested(by: arguments) == format)
  }
}

@Suite struct QueryArgumentsTests {
  @Test(arguments: [
    (["find", "-draft whale"], ["find", "--", "-draft whale"]),
    (["find", "-草稿 白鲸", "--in", "web"], ["find", "--in", "web", "--", "-草稿 白鲸"]),
    (["find", "--limit", "3", "whale"], ["find", "--limit", "3", "whale"]),
    (["find", "--where=lang = zh", "x"], ["find", "--where=lang = zh", "x"]),
    (["find", "--", "-draft whale"], ["find", "--", "-draft whale"]),
    (["list", "-draft whale"], ["list", "--", "-draft whale"]), ([], []),
    (["find", "-the"], ["find", "--", "-the"]),
    (["find", "whale", "-the", "-q"], ["find", "whale", "-q", "--", "-the"]),
    (["find", "-nothing", "-n", "5"], ["find", "-n", "5", "--", "-nothing"]),
    (["find", "x", "-n5", "-n=5", "-qh"], ["find", "x", "-n5", "-n=5", "-qh"]),
    (["find", "x", "--limit", "-1"], ["find", "x", "--limit=-1"]),
    (["head", "web", "-n", "-3"], ["head", "web", "-n=-3"]),
    (
      ["find", "a", "b", "c", "--in", "x", "d", "e", "-q"],
      ["find", "a", "b c", "--in", "x", "d e", "-q"]
    ),
    (["delete", "web", "a", "b", "c"], ["delete", "web", "a b c"]),
    (["find", "-", "-h"], ["find", "-", "-h"]), (["add", "-the"], ["add", "-the"]),
  ])
  func `a query with a hyphen in front is not an option`(given: [String], expected: [String]) {
    #expect(QueryArguments.protected(given) == expected)
  }
}

@Suite struct ProgressTests {
  @Test func `a step is a sentence with rate and time left`() {
    let step = IngestProgress(
      phase: .reading, fraction: 0.25, records: 12_345, textBytes: 40_000_000)
    #expect(
      Progress.sentence(step, elapsed: 2)
        == "25% read · 12,345 records · 40 MB of text at 20 MB/s · 6 s to read")
  }

  @Test func `a phase without measure names itself`() {
    let step = IngestProgress(phase: .merging, fraction: nil, records: 3, textBytes: 0)
    #expect(Progress.sentence(step, elapsed: 2) == "merging · 3 records")
  }
}
