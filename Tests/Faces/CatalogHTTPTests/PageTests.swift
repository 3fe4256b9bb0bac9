import CatalogService
import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogHTTP

@Suite struct PageTests {
  private static let targets = [
    "/", "/datasets", "/datasets?kind=pretraining&language=zh&sort=bytes:desc",
    "/datasets/aishell-3",
    "/datasets/cci-4-0-m2-v1", "/datasets/conversations",
    "/datasets/conversations/records/chat-001",
    "/find?q=tide", "/find?q=tide&in=conversations", "/find?q=tide&context=40",
    "/find?q=*&where=lang+%3D+%22en%22&sort=turns:desc&all=1", "/datasets?verdict=by-label",
    "/clusters", "/clusters/aishell",
    "/mixture?d0=aishell-3&w0=3&d1=cci-3-0-hq&w1=1&tokens=1T&use=academic",
  ]

  /// The page, checked to be well-formed: every element is closed, in order.
  private static func checked(_ response: HTTPResponse) throws -> String {
    #expect(response.header("Content-Type") == "text/html; charset=utf-8")
    let text = response.text
    var open: [String] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
      if ["meta", "link", "input", "br", ""].contains(name) || tag.hasSuffix("/") { continue }
      if tag.hasPrefix("/") {
        try #require(open.popLast() == name, "</\(name)> closes nothing near \(rest.prefix(80))")
      } else {
        open.append(name)
      }
    }
    #expect(open.isEmpty, "\(open)")
    return text
  }

  @Test(arguments: targets, ["en", "zh"])
  func `a page is whole, small, in its language, and loads nothing from elsewhere`(
    target: String, language: String
  ) async throws {
    let response = try await ServerFixture().ask(target, headers: [("accept-language", language)])
    #expect(response.status == 200)
    let text = try Self.checked(response)
    #expect(text.contains("<html lang=\"\(language)\">"))
    #expect(text.contains(language == "zh" ? "数据集" : "Datasets"))
    #expect(text.utf8.count < 100_000, "\(text.utf8.count)")
    for loading in ["<script", "src=", "@import", "style=", "onclick"] {
      #expect(!text.contains(loading), "\(loading)")
    }
    // Markup that was taken for text.
    for sign in ["&lt;p", "&lt;a", "&lt;span", "&lt;td", "&lt;section", "Optional("] {
      #expect(!text.contains(sign), "\(sign)")
    }
    let policy = try #require(response.header("Content-Security-Policy"))
    #expect(policy.contains("default-src 'none'"))
  }

  @Test func `what a corpus or a request says is shown as text`() async throws {
    let fixture = try await ServerFixture()
    let hostile = "<script>alert(1)</script> \"'&\u{202E}\u{7} harbour"
    let record = ["id": hostile, "text": hostile, "note": hostile]
    let data = try JSONSerialization.data(withJSONObject: record)
    let path = fixture.scratch.write(Array(data) + [10], to: "hostile.jsonl")
    let catalog = Catalog(at: fixture.home)
    _ = try await catalog.add([path], id: "hostile")
    _ = try catalog.set(
      "hostile", ["name=\(hostile)", "homepage=javascript:alert(1)", "description=\(hostile)"])
    for target in [
      "/datasets/hostile", "/datasets/hostile/records/\(Encoding.escaped(hostile))",
      "/find?q=harbour&in=hostile", "/find?q=\(Encoding.escaped(hostile))",
      "/datasets?q=\(Encoding.escaped(hostile))&kind=\(Encoding.escaped(hostile))",
      "/mixture?d0=\(Encoding.escaped(hostile))", "/clusters/\(Encoding.escaped(hostile))",
      "/datasets/\(Encoding.escaped(hostile))",
    ] {
      let text = try Self.checked(try await fixture.ask(target))
      for sign in ["<script", "href=\"javascript", "\u{202E}", "\u{7}"] {
        #expect(!text.contains(sign), "\(target)")
      }
    }
  }

  @Test func `occurrences stand on a line each, as their JSON has them`() async throws {
    let fixture = try await ServerFixture()
    let page = try Self.checked(try await fixture.ask("/find?q=tide&context=12"))
    let hits = try await fixture.json("/v1/find?q=tide&context=12")["hits"]?.elements ?? []
    let occurrences = hits.flatMap { $0["occurrences"]?.elements ?? [] }
    #expect(!occurrences.isEmpty)
    for occurrence in occurrences {
      let (before, match, after) = (
        occurrence["before"]?.string ?? "", occurrence["match"]?.string ?? "",
        occurrence["after"]?.string ?? ""
      )
      let html: HTML =
        "<span>\(before)</span></span><span class=\"after\"><mark>\(match)</mark>\(after)</span>"
      #expect(page.contains(html.source), "\(html.source)")
    }
    // The other view is of the same page of results.
    #expect(page.contains("href=\"/find?q=tide\">Passages</a>"))
    #expect(try await fixture.ask("/find?q=tide&context=many").status == 400)
  }

  @Test func `a value of a column leads to the search with it, and back`() async throws {
    let fixture = try await ServerFixture()
    let page = try await fixture.ask("/find?q=*&in=conversations").text
    let marker = "where=lang%20%3D%20%22zh%22"
    #expect(page.contains("href=\"/find?q=%2A&amp;in=conversations&amp;\(marker)\""))
    let target = "/find?q=%2A&in=conversations&\(marker)"
    let narrowed = try await fixture.ask(target).text
    let count = try await fixture.json("/v1/count?q=*&in=conversations&\(marker)")["records"]
    #expect(narrowed.contains("\(count?.integer ?? -1) records of"))
    #expect(narrowed.contains("aria-current=\"true\" href=\"/find?q=%2A&amp;in=conversations\""))
    // An alternative that somebody wrote stays one part of the condition.
    let written = try await fixture.ask(
      "/find?q=%2A&in=conversations&where=rating%3D3+or+rating%3D4"
    ).text
    #expect(written.contains("where=%28rating%3D3%20or%20rating%3D4%29%20and%20lang"))
  }

  @Test func `datasets are filtered by what may be done with them`() async throws {
    let fixture = try await ServerFixture()
    let listed = try await fixture.json("/v1/datasets?facet=verdict&limit=0")
    let counts = listed["facets"]?["verdict"]?.elements ?? []
    #expect(counts.count > 2)
    for count in counts {
      let name = try #require(count["value"]?.string)
      let answer = try await fixture.json("/v1/datasets?verdict=\(name)&limit=0")
      #expect(answer["total"]?.integer == count["count"]?.integer, "\(name)")
      #expect(
        try await fixture.ask("/datasets").text.contains("href=\"/datasets?verdict=\(name)\""))
    }
    #expect(try await fixture.ask("/v1/datasets?verdict=fine").status == 400)
  }

  @Test func `a preference is shown with what was asked, chosen and rejected`() async throws {
    let fixture = try await ServerFixture()
    _ = try await Catalog(at: fixture.home).add(
      [Project.path("Samples/preferences.jsonl")], id: "preferences")
    let record = try Self.checked(try await fixture.ask("/datasets/preferences/records/0"))
    for part in ["<b>asked</b>", "<b>chosen</b>", "<b>rejected</b>"] {
      #expect(record.contains(part))
    }
    let dataset = try Self.checked(
      try await fixture.ask("/datasets/preferences", headers: [("accept-language", "zh")]))
    #expect(dataset.contains(">记录 1</a>") && dataset.contains("<b>未选中的回答</b>"))
  }

  @Test func `a query that is wrong shows the place`() async throws {
    let response = try await ServerFixture().ask("/find?q=white+AND")
    #expect(response.status == 400)
    #expect(try Self.checked(response).contains("white AND\n         ^"))
    #expect(try await ServerFixture().ask("/datasets/nope").status == 404)
  }

  @Test func `a page has its JSON behind it, and a language once chosen stays`() async throws {
    let fixture = try await ServerFixture()
    let listed = try await fixture.ask("/datasets.json?kind=evaluation")
    #expect(listed.status == 303)
    #expect(listed.header("Location") == "/v1/datasets?kind=evaluation")
    let chosen = try await fixture.ask("/?lang=zh")
    let cookie = try #require(chosen.header("Set-Cookie"))
    let next = try await fixture.ask(
      "/datasets", headers: [("cookie", String(cookie.prefix { $0 != ";" }))])
    #expect(next.text.contains("<html lang=\"zh\">"))
  }

  @Test func `what the command is given leads to its page`() async throws {
    let fixture = try await ServerFixture()
    let catalog = Catalog(at: fixture.home)
    for (target, path) in [
      ("", "/"), ("aishell-3", "/datasets/aishell-3"), ("cluster:aishell", "/clusters/aishell"),
      ("cci4", "/datasets/cci-4-0-m2-v1"), ("white whale", "/find?q=white%20whale"),
      ("conversations:a/b", "/datasets/conversations/records/a%2Fb"),
    ] {
      #expect(CatalogServer.path(to: target, in: catalog) == path)
    }
    var options = SearchOptions()
    options.condition = "lang=zh"
    options.sort = "year:desc"
    options.all = true
    options.context = 40
    let path = CatalogServer.path(toResultsOf: "a&b", in: ["web", "news"], options: options)
    #expect(
      path == "/find?q=a%26b&in=web&in=news&where=lang%3Dzh&sort=year%3Adesc&all=1&context=40")
  }

  @Test(arguments: [
    ("", [] as [Range<Int>], ""), ("a<b", [1..<2], "a<mark>&lt;</mark>b"),
    ("abc", [0..<1, 2..<3], "<mark>a</mark>b<mark>c</mark>"),
    ("abc", [1..<2, 0..<9], "a<mark>b</mark>c"),
  ])
  func `what was found is marked`(text: String, ranges: [Range<Int>], html: String) {
    #expect(PassageText.marked(text, ranges).source == html)
  }
}
