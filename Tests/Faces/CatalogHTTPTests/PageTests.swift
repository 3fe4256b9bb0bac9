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
    "/mixture?d0=aishell-3&w0=3&d1=cci-3-0-hq&w1=1&tokens=1T&use=academic", "/?by=bytes",
    "/?by=clusters", "/find?q=zzqqnothing", "/datasets?q=zzqqnothing",
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

  @Test(arguments: FacetLinks.fields + ["industry"])
  func `as many datasets as a facet counts are where it leads to`(field: String) async throws {
    let fixture = try await ServerFixture()
    let listed = try await fixture.json("/v1/datasets?facet=\(field)&limit=0")
    let counts = listed["facets"]?[field]?.elements ?? []
    #expect(counts.count > 2)
    for count in counts {
      let target = try #require(FacetLinks.target(field, count["value"]?.string)).text
      let answer = try await fixture.json("/v1\(target)&limit=0")
      #expect(answer["total"]?.integer == count["count"]?.integer, "\(target)")
    }
  }

  @Test func `datasets are filtered by what may be done with them`() async throws {
    let fixture = try await ServerFixture()
    for name in ["blocked", "unknown", "by-label"] {
      #expect(
        try await fixture.ask("/datasets").text.contains("href=\"/datasets?verdict=\(name)\""))
    }
    #expect(try await fixture.ask("/v1/datasets?verdict=fine").status == 400)
  }

  @Test func `the first page measures each value, the unknown one too, and leads to its datasets`()
    async throws
  {
    let fixture = try await ServerFixture()
    let groups = try await fixture.json("/v1/summary")["by"]?.members ?? []
    let bars = try await fixture.ask("/").text.split(separator: "<section>").dropFirst()
    #expect(groups.count == bars.count && groups.count > 5)
    var unknowns = 0
    for (group, bar) in zip(groups, bars) {
      let rows = group.value.elements
      for row in [rows.first, rows.last].compactMap({ $0 }) {
        let value = row["value"]?.string
        let target = try #require(FacetLinks.target(group.key, value)).text
        let html: HTML = "href=\"\(target)\""
        #expect(bar.contains(html.source), "\(target)")
        let listed = try await fixture.json("/v1\(target)&limit=0")
        let (total, count) = (listed["total"]?.integer ?? 0, row["count"]?.integer ?? -1)
        #expect(total == count, "\(target)")
        if value == nil { unknowns += 1 }
      }
    }
    #expect(unknowns > 3)
    let sectors = groups.first?.value.elements ?? []
    let (clusters, bytes) = try await (
      fixture.ask("/?by=clusters").text, fixture.ask("/?by=bytes").text
    )
    #expect(clusters.contains("<td>\(sectors[0]["clusters"]?.integer ?? -1)</td>"))
    let size = Figures.bytes(UInt64(sectors[0]["bytes"]?.double ?? -1))
    #expect(
      bytes.contains(
        "<td>\(size) <span class=\"soft\">+ \(sectors[0]["bytes_unknown"]?.integer ?? -1) unknown"))
    #expect(try await fixture.ask("/?by=weight").status == 400)
  }

  @Test func `a facet leads to what has no value, and back`() async throws {
    let fixture = try await ServerFixture()
    let listed = try await fixture.ask("/datasets").text
    #expect(listed.contains("href=\"/datasets?kind=unknown\""))
    let narrowed = try await fixture.ask("/datasets?kind=unknown").text
    #expect(narrowed.contains("aria-current=\"true\" href=\"/datasets\""))
    let path = fixture.scratch.write(
      Array(
        "{\"text\":\"sea\",\"k\":1}\n{\"text\":\"sea\",\"k\":1}\n{\"text\":\"sea\",\"k\":2}\n{\"text\":\"sea\",\"k\":2}\n{\"text\":\"sea\"}\n"
          .utf8), to: "k.jsonl")
    _ = try await Catalog(at: fixture.home).add([path], id: "k")
    let found = try await fixture.ask("/find?q=sea&in=k").text
    #expect(found.contains("where=k%20is%20unknown"))
    let without = try await fixture.ask("/find?q=sea&in=k&where=k%20is%20unknown").text
    #expect(without.contains("1 record of 5"))
  }

  @Test func `where nothing is found no filter is empty, and something is said`() async throws {
    let fixture = try await ServerFixture()
    for target in ["/find?q=zzqqnothing", "/datasets?q=zzqqnothing"] {
      let text = try await fixture.ask(target).text
      #expect(text.contains("Nothing was found") && !text.contains("class=\"facet\""), "\(target)")
    }
  }

  @Test func `what was counted while indexing is shown without being asked for`() async throws {
    let fixture = try await ServerFixture()
    let text = try await fixture.ask("/datasets/conversations").text
    for title in [
      "Characters of a text", "Languages", "Records that have a field", "messages.role",
      "Texts that another one repeats: 0",
    ] { #expect(text.contains(title), "\(title)") }
    let show = try await fixture.json("/v1/datasets/conversations")
    #expect(show["profile"] == nil)
  }

  @Test func `a form that was refused keeps what was filled in`() async throws {
    let fixture = try await ServerFixture()
    for (target, kept) in [
      ("/mixture?d0=nope&w0=3&tokens=7T", ["value=\"nope\"", "value=\"3\"", "value=\"7T\""]),
      ("/mixture?d0=aishell-3&w0=x", ["value=\"aishell-3\"", "value=\"x\"", "no number"]),
      (
        "/find?q=white+AND&where=lang%3Den&in=tea-and-tide",
        ["value=\"lang=en\"", "name=\"in\" value=\"tea-and-tide\""]
      ),
      ("/datasets?q=web&where=foo%3D", ["value=\"web\"", "value=\"foo=\""]),
    ] {
      let response = try await fixture.ask(target)
      #expect(response.status >= 400)
      for value in kept { #expect(response.text.contains(value), "\(target) \(value)") }
    }
  }

  @Test(arguments: [
    ("1", 200), (".5", 200), ("0x10", 200), ("1e3", 200), ("0", 400), ("-1", 400), ("x", 400),
    ("nan", 400), ("1e400", 400), ("1,2", 400), ("", 400), ("1}", 400),
  ])
  func `a weight in an address is a number, however it is written`(
    weight: String, status: Int
  )
    async throws
  {
    let fixture = try await ServerFixture()
    let value = Encoding.escaped(weight)
    let answer = try await fixture.ask("/v1/mixture?dataset=aishell-3&weight=\(value)")
    #expect(answer.status == status, "\(answer.text)")
    guard !["1,2", ""].contains(weight) else { return }
    #expect(try await fixture.ask("/mixture?d0=aishell-3&w0=\(value)").status == status)
    #expect(try await fixture.ask("/v1/mixture?dataset=aishell-3&tokens=0").status == 400)
  }

  @Test func `a line says which dataset it is of`() async throws {
    let text = try await ServerFixture().ask("/find?q=tide&context=40").text
    #expect(text.contains("<span class=\"source\"><span class=\"soft\">conversations</span> <a"))
  }

  @Test func `a page in Chinese counts and names things in Chinese`() async throws {
    let fixture = try await ServerFixture()
    let context = PageContext(
      catalog: Catalog(at: fixture.home), segments: [], query: [], language: "zh", timeLimit: 1)
    for (count, text) in [
      (437_210_941_344, "4,372.1 亿"), (4.7e14, "470 万亿"), (25_000, "2.5 万"), (9_999, "9,999"),
    ] as [(Double, String)] {
      #expect(
        PageFigures.large(count, context).replacing(",", with: "") == text.replacing(",", with: ""))
    }
    let summary = try await fixture.json("/v1/summary")["by"]
    for field in ["sector", "industry", "kind", "language", "modality", "access"] {
      for value in (summary?[field]?.elements ?? []).compactMap({ $0["value"]?.string }) {
        #expect(PageWords.value(value, of: field, context) != value, "\(field) \(value)")
      }
    }
    let chinese = [(name: "accept-language", value: "zh")]
    let cluster = try await fixture.ask("/clusters/aishell", headers: chinese).text
    #expect(cluster.contains("希尔贝壳") && !cluster.contains("Four releases"))
    let mixture = try await fixture.ask("/mixture?d0=aishell-3", headers: chinese).text
    #expect(mixture.contains(">商业</option>") && !mixture.contains("legal advice"))
  }

  @Test func `sentences of the catalogue are in Chinese, and those that are not are marked`()
    async throws
  {
    let fixture = try await ServerFixture()
    let page = [(name: "accept", value: "text/html")]
    let chinese = page + [(name: "accept-language", value: "zh")]
    // Why, of everything that the program carries: most of the reasons are in a reader's language.
    let catalog = Catalog(at: fixture.home)
    let all = try catalog.list(ListOptions()).datasets.map(\.id)
    let reasons = try catalog.rights(of: all, for: "commercial").verdicts.compactMap(\.reason)
    let known = reasons.count { PageSentences.chinese($0) != nil }
    #expect(known * 10 > reasons.count * 8, "\(known) of \(reasons.count)")
    for (target, words) in [
      ("/find?q=white+AND", "AND 的右边缺少内容；应为：词、短语或括号组"),
      ("/datasets/nope", "没有名为“nope”的数据集"), ("/nothing", "/nothing 处没有内容"),
      ("/mixture?d0=aishell-3&w0=x", "aishell-3 的权重“x”不是数字"),
      ("/find?q=*&where=lang%3Dqqq", "没有记录有“qqq”（列 lang）"),
      ("/datasets?publisher=&q=sea&where=language%3Dqqq", "没有数据集的 language 为 qqq"),
      ("/datasets/industrycorpus2-law-judiciary", "，属于 industrycorpus2，取自 the-pile"),
    ] {
      let text = try Self.checked(try await fixture.ask(target, headers: chinese))
      #expect(text.contains(words), "\(target)")
      let english = try await fixture.ask(target, headers: page).text
      #expect(!english.contains(words) && !english.contains("<span lang="), "\(target)")
    }
    for target in Self.targets {
      let text = try await fixture.ask(target, headers: chinese).text
      for paragraph in text.matches(of: /<p class="(?:note|error)">([^<]*)<\/p>/) {
        let isChinese = paragraph.output.1.contains { ("\u{4E00}"..."\u{9FFF}").contains($0) }
        #expect(isChinese, "\(target) \(paragraph.output.1)")
      }
    }
    let context = PageContext(
      catalog: catalog, segments: [], query: [], language: "zh", timeLimit: 1)
    let odd = PageSentences.shown("a <sentence> that nobody knows", context)
    #expect(odd.source == "<span lang=\"en\">a &lt;sentence&gt; that nobody knows</span>")
    for (english, words) in [
      (
        "CC-BY-NC-4.0: the licence asks for attribution, forbids use for commercial advantage",
        "CC-BY-NC-4.0：许可要求署名，禁止商业使用"
      ),
      ("no licence is stated for {}", "未说明 {} 的许可"),
      ("stopped after 10.0 seconds: the answer is partial", "已在 10.0 秒后停止，结果不完整"),
    ] { #expect(PageSentences.chinese(english) == words) }
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
    for (page, json) in [
      ("/index.json?by=bytes", "/v1/summary"), ("/clusters/aishell.json", "/v1/clusters/aishell"),
      (
        "/mixture.json?d0=aishell-3&w0=2&d1=conversations&w1=&tokens=1T&use=any&lang=zh",
        "/v1/mixture?dataset=aishell-3&dataset=conversations&weight=2&weight=1&tokens=1T&use=any"
      ),
    ] {
      let found = try await fixture.ask(page)
      #expect(found.status == 303 && found.header("Location") == json)
      #expect(try await fixture.ask(json).status == 200)
    }
    // What a page says of its JSON holds, for every page.
    for target in Self.targets {
      let text = try await fixture.ask(target).text
      guard let link = text.firstMatch(of: /type="application\/json" href="([^"]*)"/)?.output.1
      else {
        #expect(target == "/mixture", "\(target)")
        continue
      }
      let answer = try await fixture.ask(String(link).replacing("&amp;", with: "&"))
      #expect(answer.status == 200 && answer.header("Content-Type") == "application/json")
    }
    let record = try await fixture.ask("/datasets/conversations/records/chat-001.json")
    #expect(record.header("Location") == "/v1/datasets/conversations/records/chat-001")
    let path = fixture.scratch.write(
      Array("{\"id\":\"a.json\",\"text\":\"x\"}\n".utf8), to: "n.jsonl")
    _ = try await Catalog(at: fixture.home).add([path], id: "named")
    #expect(try await fixture.ask("/datasets/named/records/a.json").status == 200)
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
