import CatalogService
import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogHTTP

@Suite struct RouteTests {
  /// The address of a route with the examples of its table, over data of the fixture.
  private static func target(_ route: Route) -> String {
    let isOfRecords = route.lane != .quick || route.name == "record"
    let path = route.path.split(separator: "/").map { part -> String in
      switch part {
      case "{id}": isOfRecords ? "conversations" : "aishell-3"
      case "{record}": "chat-001"
      case "{cluster}": "aishell"
      default: String(part)
      }
    }
    let query = route.parameters.filter { !$0.isInPath && $0.isRequired }.map {
      "\($0.name)=\(Encoding.escaped($0.example?.string ?? ""))"
    }
    return "/" + path.joined(separator: "/") + "?" + query.joined(separator: "&")
  }

  @Test(arguments: RouteTable.routes.filter { $0.method == "GET" }.map(\.name))
  func `a route answers its example with what its table says`(name: String) async throws {
    let route = RouteTable.route(name)
    let fixture = try await ServerFixture()
    let response = try await fixture.ask(Self.target(route))
    let text = try await response.wholeText
    #expect(response.status == 200, "\(text)")
    let type = try #require(response.header("Content-Type")).prefix { $0 != ";" }
    #expect(route.answer.types.contains(String(type)))
    guard type == "application/json" else { return }
    let json = try response.json
    if let schema = route.answer.schema { #expect(json["schema"]?.string == schema) }
    for key in route.answer.keys {
      let kind =
        switch try #require(json[key.name], "\(key.name) is missing") {
        case .null: "null"
        case .bool: "boolean"
        case .number: "integer number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
      #expect(key.types.split(separator: "|").contains { kind.contains($0) }, "\(key.name)")
    }
  }

  @Test func `answers are those of the service`() async throws {
    let fixture = try await ServerFixture()
    let catalog = Catalog(at: fixture.home)
    let found = try await fixture.json("/v1/find?q=tide&in=conversations&facet=dataset&limit=3")
    var options = SearchOptions()
    options.limit = 3
    options.facets = ["dataset"]
    let expected = try catalog.find("tide", in: ["conversations"], options: options).tree
    for key in ["query", "total", "hits", "datasets", "facets", "next", "coverage"] {
      #expect(found[key] == expected[key], "\(key)")
    }
    #expect(try await fixture.json("/v1/datasets/aishell-3") == catalog.show("aishell-3").tree)
    var listing = ListOptions()
    listing.languages = ["zh", "en"]
    listing.limit = 2
    #expect(
      try await fixture.json("/v1/datasets?language=zh&language=en&limit=2")
        == catalog.list(listing).tree)
  }

  @Test func `a cursor goes on where an answer ended, as its Link says`() async throws {
    let fixture = try await ServerFixture()
    var target = "/v1/datasets?kind=pretraining&limit=40"
    var ids: [String] = []
    while true {
      let response = try await fixture.ask(target)
      let json = try response.json
      ids += json["datasets"]?.elements.compactMap { $0["id"]?.string } ?? []
      guard let link = response.header("Link") else {
        #expect(json["next"] == .null && json["total"]?.integer == Int64(ids.count))
        break
      }
      target = String(link.dropFirst().prefix { $0 != ">" })
    }
    #expect(ids.count > 80 && Set(ids).count == ids.count)
  }

  @Test(arguments: [
    ("/v1/find", "q"), ("/v1/find?q=a&limt=3", "limt"), ("/v1/find?q=a&limit=many", "limit"),
    ("/v1/find?q=a&limit=1001", "limit"), ("/v1/find?q=a&all=maybe", "all"),
    ("/v1/find?q=a&q=b", "q"), ("/v1/find?q=a&timeout=nan", "timeout"),
    ("/v1/datasets/aishell-3/rights?use=fun", "use"), ("/v1/status?x=1", "x"),
  ])
  func `a parameter that is wrong is named`(target: String, name: String) async throws {
    let response = try await ServerFixture().ask(target)
    let json = try response.json
    #expect(response.status == 400)
    #expect(response.header("Content-Type") == "application/problem+json")
    #expect(json["code"]?.string == "usage" && json["where"]?.string == name)
    #expect(json["detail"]?.string?.contains(name) == true)
  }

  @Test func `nothing that is there and empty is taken for left out`() async throws {
    let fixture = try await ServerFixture()
    for route in RouteTable.routes where route.method == "GET" {
      for parameter in route.parameters where !parameter.isInPath {
        if case .flag = parameter.kind { continue }
        let path = route.parameters.filter(\.isInPath).reduce(route.path) {
          $0.replacing("{\($1.name)}", with: $1.example?.string ?? "")
        }
        for value in ["", "%2C", ",%20,"] {
          if value != "", case .names = parameter.kind {} else if value != "" { continue }
          let response = try await fixture.ask("\(path)?\(parameter.name)=\(value)")
          let json = try response.json
          #expect(response.status == 400, "\(route.name) \(parameter.name)")
          #expect(json["where"]?.string == parameter.name, "\(route.name) \(parameter.name)")
        }
      }
    }
    // Pages mean by an empty field what a form does.
    let page = try await fixture.ask("/find?q=tide&in=&where=&sort=")
    #expect(page.status == 200)
    let listed = try await fixture.ask("/find.json?q=tide+a&in=&where=&lang=zh")
    #expect(listed.header("Location") == "/v1/find?q=tide%20a")
  }

  @Test func `a query that does not parse shows its place`() async throws {
    let response = try await ServerFixture().ask("/v1/find?q=whale+AND")
    let json = try response.json
    #expect(response.status == 400 && json["code"]?.string == "badQuery")
    #expect(json["question"]?["text"]?.string == "whale AND" && json["column"]?.integer == 9)
  }

  @Test(arguments: [
    ("/v1/datasets/aishell-33", 404, "notFound"), ("/v1/find?q=a&in=nope", 404, "notFound"),
    ("/v1/datasets/conversations/records/nope", 404, "notFound"),
    ("/v1/datasets/aishell-3/head", 404, "notFound"), ("/v1/clusters/nope", 404, "notFound"),
    ("/v1/datasets?where=bites%3E1", 400, "badQuery"), ("/v1/extract?q=a+AND", 400, "badQuery"),
    ("/v1/extract?q=*&fields=nope&in=conversations", 400, "usage"),
  ])
  func `an error of the service keeps its kind`(
    target: String, status: Int, code: String
  ) async throws {
    let response = try await ServerFixture().ask(target)
    #expect(response.status == status)
    #expect(try response.json["code"]?.string == code)
  }

  @Test func `records, samples and lists end at the server's time`() async throws {
    var options = CatalogServer.Options()
    options.timeLimit = 1e-9
    let fixture = try await ServerFixture(options: options)
    for target in [
      "/v1/datasets/conversations/head", "/v1/datasets/conversations/sample",
      "/v1/datasets?facet=kind", "/v1/clusters?q=speech", "/datasets?q=speech",
    ] {
      let response = try await fixture.ask(target)
      #expect(response.status == 503, "\(target): \(response.status)")
      #expect(response.text.contains("seconds"), "\(target)")
    }
    // A page shows the rest.
    let page = try await fixture.ask("/datasets/conversations")
    #expect(page.status == 200 && page.text.contains("seconds"))
  }

  @Test func `a record names those beside it`() async throws {
    let fixture = try await ServerFixture()
    let records = try await fixture.json("/v1/datasets/conversations/head?limit=3")
    let ids = records["records"]?.elements.compactMap { $0["record"]?.string } ?? []
    let record = try await fixture.json("/v1/datasets/conversations/records/\(ids[1])")
    #expect(record["neighbours"]?["previous"]?.string == ids[0])
    #expect(record["neighbours"]?["next"]?.string == ids[2])
    let page = try await fixture.ask("/datasets/conversations/records/\(ids[1])").text
    for id in [ids[0], ids[2]] {
      #expect(page.contains("href=\"/datasets/conversations/records/\(id)\""))
    }
  }

  @Test func `what is not served says what is`() async throws {
    let fixture = try await ServerFixture()
    #expect(try await fixture.ask("/v2/find").status == 404)
    let other = try await fixture.ask("/v1/find?q=a", method: "POST")
    #expect(other.status == 405 && other.header("Allow") == "GET, HEAD, OPTIONS")
    let options = try await fixture.ask("/v1/datasets/aishell-3", method: "OPTIONS")
    #expect(options.status == 204)
    #expect(options.header("Allow") == "DELETE, GET, HEAD, OPTIONS, PATCH")
    for target in ["/", "/datasets", "/datasets/aishell-3"] {
      let posted = try await fixture.ask(target, method: "POST")
      #expect(posted.status == 405 && posted.header("Allow") == "GET, HEAD, OPTIONS", "\(target)")
    }
    let body = try await fixture.ask("/v1/license/check", method: "POST", body: "{}")
    #expect(body.status == 415)
  }

  @Test func `a person who follows a dead link gets a page`() async throws {
    let fixture = try await ServerFixture()
    let browser = [(name: "accept", value: "text/html,application/xhtml+xml,*/*;q=0.8")]
    let page = try await fixture.ask("/nothing?lang=zh", headers: browser)
    #expect(page.status == 404 && page.header("Content-Type") == "text/html; charset=utf-8")
    #expect(page.text.contains("<html lang=\"zh\">") && page.text.contains("<h1>"))
    for accept in ["*/*", "application/json"] {
      let problem = try await fixture.ask("/nothing", headers: [("accept", accept)])
      #expect(problem.header("Content-Type") == "application/problem+json")
    }
  }

  @Test func `what the README asks has an answer`() async throws {
    let fixture = try await ServerFixture()
    let text = try String(contentsOfFile: Project.path("README.md"), encoding: .utf8)
    var asked = 0
    for line in text.split(separator: "\n") where line.hasPrefix("curl ") {
      let rest = try #require(line.firstRange(of: "localhost:8080")).upperBound
      let target = line[rest...].prefix { $0 != "'" && $0 != " " }
      let response = try await fixture.ask(String(target))
      #expect(response.status == 200)
      #expect(try await !response.wholeText.isEmpty, "\(target)")
      for key in ["hits", "datasets"] where line.contains("jq") && line.contains("." + key) {
        #expect(try !(response.json[key]?.elements ?? []).isEmpty, "\(target)")
      }
      asked += 1
    }
    #expect(asked > 3)
  }

  @Test func `a page without rows leads to no other`() async throws {
    let fixture = try await ServerFixture()
    for target in ["/v1/datasets?limit=0", "/v1/find?q=tide&limit=0"] {
      let answer = try await fixture.ask(target)
      #expect(answer.header("Link") == nil, "\(target)")
      #expect(try answer.json["next"]?.kindName == "null", "\(target)")
    }
  }

  @Test func `a stream has the card that the file of an extract has`() async throws {
    let fixture = try await ServerFixture()
    let query = "q=*&in=tea-and-tide&where=meta_info%20is%20not%20unknown&limit=2"
    let lines = try await fixture.ask("/v1/extract?\(query)").wholeText
    let card = try await fixture.ask("/v1/extract/card?\(query)&file=harbour.jsonl")
    #expect(card.header("Content-Type") == "application/yaml")
    var options = ExtractOptions()
    options.condition = "meta_info is not unknown"
    options.limit = 2
    let path = fixture.scratch.path + "/harbour.jsonl"
    let written = try Catalog(at: fixture.home).extract(
      "*", in: ["tea-and-tide"], to: path, options: options)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == lines)
    func told(_ card: String) -> [Substring] {
      card.split(separator: "\n").filter { !$0.contains("at: ") }
    }
    let beside = try String(contentsOfFile: try #require(written.card), encoding: .utf8)
    #expect(told(try await card.wholeText) == told(beside))
    for wrong in ["q=tide&file=harbour.jsonl.gz", "q=tide&file=harbour", "q=a+AND"] {
      #expect(try await fixture.ask("/v1/extract/card?\(wrong)").status == 400, "\(wrong)")
    }
    let page = try await fixture.ask("/find?q=tide&in=conversations").text
    #expect(page.contains("href=\"/v1/extract/card?q=tide&amp;in=conversations\""))
  }

  @Test func `records are streamed as they are, and counted behind the last`() async throws {
    let fixture = try await ServerFixture()
    let response = try await fixture.ask("/v1/extract?q=*&in=conversations")
    let source = try String(
      contentsOfFile: Project.path("Samples/conversations.jsonl"), encoding: .utf8)
    let values = try source.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
    let lines = try await response.wholeText.split(separator: "\n")
    #expect(try lines.map { try JSONReader.read(Array($0.utf8)) } == values)
    guard case .stream(_, let channel) = response.body else { return }
    #expect(channel.trailers.map(\.value) == ["\(values.count)", "false"])
    let cut = try await fixture.ask("/v1/extract?q=*&in=conversations&limit=2&ids_only=true")
    #expect(try await cut.wholeText.split(separator: "\n").count == 2)
    guard case .stream(_, let channel) = cut.body else { return }
    #expect(channel.trailers.map(\.value) == ["2", "true"])
  }

  @Test func `a stream says which datasets have more to read, and keeps to the time it is given`()
    async throws
  {
    let fixture = try await ServerFixture()
    let late = try await fixture.ask("/v1/extract?q=*&in=conversations&timeout=0.001&fields=nope")
    #expect(late.status >= 400)
    let catalog = Catalog(at: fixture.home)
    let source = fixture.scratch.path + "/more.jsonl"
    for text in ["one whale", "one whale and another"] {
      try Data("{\"text\": \"\(text)\"}\n".utf8).write(to: URL(fileURLWithPath: source))
      if text == "one whale" { _ = try await catalog.add([source]) }
    }
    let response = try await fixture.ask("/v1/extract?q=*&in=more&timeout=60")
    #expect(try await response.wholeText.isEmpty == false)
    guard case .stream(_, let channel) = response.body else { return }
    #expect(channel.trailers.map(\.value) == ["1", "false", "more"])
  }

  @Test func `a description comes in the vocabulary that Accept asks for`() async throws {
    let fixture = try await ServerFixture()
    for (accept, beginning) in [
      ("application/yaml", "id:"), ("text/markdown", "---"), ("application/ld+json", "{"),
      ("application/vnd.datapackage+json", "{"),
      ("text/html, */*, application/yaml;q=0.9", "{\"id\""),
    ] {
      let response = try await fixture.ask(
        "/v1/datasets/aishell-3", headers: [("accept", accept)])
      #expect(response.text.hasPrefix(beginning), "\(accept): \(response.text.prefix(40))")
    }
    let dcat = try await fixture.ask(
      "/v1/datasets/aishell-3/export",
      headers: [("accept", "application/ld+json; profile=\"http://www.w3.org/ns/dcat#\"")])
    #expect(dcat.text == (try Catalog(at: fixture.home).export("aishell-3", as: "dcat").text))
  }

  @Test(arguments: [
    ("/v1/datasets/aishell-3", "application/json"), ("/v1/datasets", "application/json"),
    ("/v1/find?q=tide", "application/json"), ("/v1/extract?q=tide", "application/x-ndjson"),
    ("/v1/datasets/aishell-3/export", "text/markdown"),
    ("/v1/query-language", "text/markdown"), ("/datasets", "text/html"), ("/", "text/html"),
  ])
  func `a form that is not served is refused with those that are`(
    target: String, form: String
  ) async throws {
    let fixture = try await ServerFixture()
    for accept in ["image/png", "text/turtle", "image/*;q=0.9, text/turtle", form + ";q=0"] {
      let response = try await fixture.ask(target, headers: [("accept", accept)])
      #expect(response.status == 406, "\(accept)")
      #expect(try response.json["detail"]?.string?.contains(form) == true)
    }
    for accept in ["*/*", "", form, "image/png, */*;q=0.1", "text/html, image/webp, */*;q=0.8"] {
      let response = try await fixture.ask(target, headers: [("accept", accept)])
      #expect(response.status == 200, "\(accept)")
    }
  }

  @Test(arguments: [
    ("text/markdown, application/yaml", "text/markdown"),
    ("text/markdown;q=0.5, application/yaml", "application/yaml"),
    ("text/*", "text/markdown"), ("text/*, text/markdown;q=0, */*;q=0.1", "application/json"),
    ("*/*;q=0.1, application/yaml", "application/yaml"), ("text/html", "application/json"),
    ("application/json;q=0, */*", "application/yaml"), ("x, ;;q=2,text/yaml", "application/yaml"),
  ])
  func `of several forms that comes which is liked best`(accept: String, form: String) {
    let offered = ["application/json"] + Vocabularies.types
    #expect(AcceptedTypes(accept).best(of: offered)?.type == form)
  }

  @Test func `a mixture is judged as the service judges it`() async throws {
    let fixture = try await ServerFixture()
    let mixture = """
      {"tokens": 1000000, "datasets": [{"dataset": "aishell-3", "weight": 3},
       {"dataset": "cci-3-0-hq", "weight": 1}]}
      """
    let response = try await fixture.ask(
      "/v1/license/check?use=academic", method: "POST",
      headers: [("content-type", "application/json")], body: mixture)
    let expected = try Catalog(at: fixture.home).rights(
      ofMixture: Array(mixture.utf8), at: "body", for: "academic")
    #expect(response.status == 200, "\(response.text)")
    #expect(try response.json == expected.tree)
    let wrong = try await fixture.ask(
      "/v1/license/check", method: "POST", headers: [("content-type", "application/yaml")],
      body: "datasets:\n  - {dataset: nope}")
    #expect(wrong.status == 404)
  }

  @Test func `the document of the interface names every route and parameter`() async throws {
    let json = try await ServerFixture().json("/openapi.json")
    for route in RouteTable.routes {
      let operation = try #require(json["paths"]?[route.path]?[route.method.lowercased()])
      #expect(operation["operationId"]?.string == route.name)
      let names = operation["parameters"]?.elements.compactMap { $0["name"]?.string } ?? []
      #expect(names == route.parameters.map(\.name))
      for part in route.path.split(separator: "/") where part.hasPrefix("{") {
        #expect(names.contains(String(part.dropFirst().dropLast())))
      }
    }
    #expect(Set(RouteTable.routes.map(\.name)).count == RouteTable.routes.count)
  }
}
