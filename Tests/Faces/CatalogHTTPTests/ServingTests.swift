import CatalogService
import Foundation
import JSONText
import Logging
import Synchronization
import TestSupport
import Testing

@testable import CatalogHTTP

@Suite struct ServingTests {
  private static let token = "a-token-of-some-length"

  /// How many requests have been answered.
  private final class Tally: Sendable {
    private let answers = Atomic(0)
    var count: Int { answers.load(ordering: .relaxed) }
    func add() { answers.wrappingAdd(1, ordering: .relaxed) }
  }

  @Test func `what a client has is not sent again`() async throws {
    let fixture = try await ServerFixture()
    for target in ["/v1/datasets?limit=3", "/v1/find?q=tide", "/v1/query-language"] {
      let first = try await fixture.ask(target)
      let tag = try #require(first.header("ETag"))
      let second = try await fixture.ask(target, headers: [("if-none-match", "\"x\", \(tag)")])
      #expect(second.status == 304 && second.wholeBytes.isEmpty)
    }
    let one = try await fixture.ask("/v1/find?q=tide")
    let other = try await fixture.ask("/v1/find?q=tides")
    #expect(one.header("ETag") != other.header("ETag"))
  }

  @Test func `a packed answer is the plain one`() async throws {
    let fixture = try await ServerFixture()
    let plain = try await fixture.ask("/v1/datasets?limit=50")
    let packed = try await fixture.ask(
      "/v1/datasets?limit=50", headers: [("accept-encoding", "br, gzip;q=0.5")])
    #expect(packed.header("Content-Encoding") == "gzip")
    #expect(packed.wholeBytes.count * 2 < plain.wholeBytes.count)
    #expect(packed.wholeBytes == (try Host.gzip(plain.wholeBytes)))
    for refusing in ["identity", "gzip;q=0", "gzip;q=0.0"] {
      let response = try await fixture.ask(
        "/v1/datasets?limit=50", headers: [("accept-encoding", refusing)])
      #expect(response.wholeBytes == plain.wholeBytes)
    }
  }

  @Test func `nothing is changed without a token`() async throws {
    let body = "{\"edits\": [\"name=Changed\"]}"
    let json = [(name: "content-type", value: "application/json")]
    let readOnly = try await ServerFixture()
    for (method, target) in [
      ("PATCH", "/v1/datasets/conversations"), ("DELETE", "/v1/datasets/conversations"),
      ("POST", "/v1/datasets/conversations/restore"),
    ] {
      let response = try await readOnly.ask(target, method: method, headers: json, body: body)
      #expect(response.status == 403)
    }
    var options = CatalogServer.Options()
    options.token = Self.token
    options.names = ["catalog.example.com"]
    let fixture = try await ServerFixture(options: options)
    let target = "/v1/datasets/conversations"
    for given in ["", "Bearer", "Bearer x", "Bearer \(Self.token)x", "Basic \(Self.token)"] {
      let response = try await fixture.ask(
        target, method: "PATCH", headers: json + [("authorization", given)], body: body)
      #expect(response.status == 401 && response.header("WWW-Authenticate") != nil)
    }
    let key = json + [(name: "authorization", value: "Bearer \(Self.token)")]
    let edited = try await fixture.ask(target, method: "PATCH", headers: key, body: body)
    #expect(edited.status == 200, "\(edited.text)")
    #expect(try edited.json["changes"]?.elements.first?["after"]?.string == "Changed")
    #expect(try Catalog(at: fixture.home).show("conversations").name == "Changed")
    // A page elsewhere that has come by the token may change nothing with it, however it asks.
    for (method, target) in [
      ("PATCH", target), ("DELETE", target), ("POST", target + "/restore"),
    ] {
      let foreign = try await fixture.ask(
        target, method: method, headers: key + [("origin", "https://evil.example")], body: body)
      #expect(foreign.status == 403, "\(method)")
    }
    for origin in ["http://localhost:8080", "https://catalog.example.com"] {
      let own = try await fixture.ask(
        target, method: "PATCH",
        headers: key + [("origin", origin), ("host", "localhost:8080")], body: body)
      #expect(own.status == 200, "\(own.text)")
    }
    for wrong in [
      "{\"edits\": [\"name=Other\", 1]}", "{\"edits\": \"name=Other\"}", "{\"edits\": []}",
      "{\"edits\": [\"name=Other\"], \"revision\": \"0\"}",
      "{\"edits\": [\"name=Other\"], \"revison\": 0}", "[]",
    ] {
      let refused = try await fixture.ask(target, method: "PATCH", headers: key, body: wrong)
      #expect(refused.status == 400, "\(wrong)")
    }
    #expect(try Catalog(at: fixture.home).show("conversations").name == "Changed")
    let stale = try await fixture.ask(
      target, method: "PATCH", headers: key,
      body: "{\"edits\": [\"name=Other\"], \"revision\": 0}")
    #expect(stale.status == 409)
    #expect(try await fixture.ask(target, method: "DELETE", headers: key).status == 200)
    #expect(try await fixture.json("/v1/count?q=tide&in=conversations")["records"] == nil)
    #expect(
      try await fixture.ask(target + "/restore", method: "POST", headers: key).status == 200)
    #expect(try await fixture.json("/v1/count?q=tide&in=conversations")["records"] != nil)
  }

  @Test func `what no request can carry is no origin and no name`() {
    for origin in ["https://a.example", "http://localhost:8888", "http://[::1]:80", "app://x"] {
      #expect(CatalogServer.isOrigin(origin), "\(origin)")
    }
    for wrong in ["", "foo", "a.example", "https://a.example/", "https://a/b", "https://", "//a"] {
      #expect(!CatalogServer.isOrigin(wrong), "\(wrong)")
    }
    for name in ["catalog.example.com", "intranet", "[::1]"] {
      #expect(CatalogServer.isHostName(name), "\(name)")
    }
    for wrong in ["", "a/b", "http://a", "a:80", "a b", "[]"] {
      #expect(!CatalogServer.isHostName(wrong), "\(wrong)")
    }
  }

  @Test func `a home that cannot be read is not served`() async throws {
    let fixture = try await ServerFixture()
    try FileManager.default.removeItem(atPath: fixture.home)
    try Data("no catalogue".utf8).write(to: URL(fileURLWithPath: fixture.home))
    var options = CatalogServer.Options()
    options.port = 0
    let server = CatalogServer(CatalogHome(fixture.home), options: options)
    await #expect(throws: CatalogError.self) {
      try await server.run { _ in Issue.record("an address is told") }
    }
  }

  @Test func `who asks whether the server is well is told, and forms go on to the JSON`()
    async throws
  {
    let fixture = try await ServerFixture()
    let well = try await fixture.ask("/healthz", headers: [("accept", "application/json")])
    #expect(well.status == 200 && well.text == "ok\n")
    let query = "dataset=tea-and-tide&dataset=conversations&weight=1&weight=2"
    let mixture = try await fixture.ask("/mixture.json?\(query)")
    #expect(mixture.header("Location") == "/v1/mixture?\(query)")
  }

  @Test func `tokens are compared whole`() {
    let secret = Array(Self.token.utf8)
    #expect(Access.isEqual(secret, secret))
    for length in 0..<secret.count { #expect(!Access.isEqual(Array(secret[..<length]), secret)) }
    #expect(!Access.isEqual(secret + secret, secret) && !Access.isEqual([], []))
  }

  @Test func `pages of other sites learn nothing unless they may`() async throws {
    let fixture = try await ServerFixture()
    let rebound = try await fixture.ask("/v1/status", headers: [("host", "evil.example:8080")])
    #expect(rebound.status == 421)
    for host in ["localhost:8080", "127.0.0.1", "[::1]:80"] {
      #expect(try await fixture.ask("/v1/status", headers: [("host", host)]).status == 200)
    }
    let origin = [(name: "origin", value: "https://notebooks.example.com")]
    let silent = try await fixture.ask("/v1/status", headers: origin)
    #expect(silent.header("Access-Control-Allow-Origin") == nil)
    var options = CatalogServer.Options()
    options.origins = ["https://notebooks.example.com"]
    options.names = ["Catalog.Example.com"]
    let open = try await ServerFixture(options: options)
    let heard = try await open.ask("/v1/status", headers: origin)
    #expect(heard.header("Access-Control-Allow-Origin") == origin[0].value)
    let other = try await open.ask("/v1/status", headers: [("origin", "https://other.example.com")])
    #expect(other.header("Access-Control-Allow-Origin") == nil)
    let asked = try await open.ask(
      "/v1/find", method: "OPTIONS", headers: origin + [("access-control-request-method", "GET")])
    #expect(asked.header("Access-Control-Allow-Methods") != nil)
    let named = try await open.ask("/v1/status", headers: [("host", "catalog.example.com")])
    #expect(named.status == 200)
  }

  @Test func `a request has a name, and is counted`() async throws {
    let fixture = try await ServerFixture()
    let named = try await fixture.ask("/v1/status", headers: [("x-request-id", "abc-1")])
    #expect(named.header("X-Request-Id") == "abc-1")
    let renamed = try await fixture.ask("/v1/status", headers: [("x-request-id", "a b\u{7}")])
    #expect(renamed.header("X-Request-Id")?.count == 16)
    _ = try await fixture.ask("/v1/nothing")
    let metrics = try await fixture.ask("/metrics").text
    #expect(metrics.contains("catalog_requests_total{route=\"status\",status=\"200\"} 2\n"))
    #expect(metrics.contains("catalog_requests_total{route=\"nothing\",status=\"404\"} 1\n"))
    #expect(metrics.contains("catalog_request_seconds_count{route=\"status\"} 2\n"))
  }

  @Test func `a request is logged under its name, and a fault with what went wrong`() async throws {
    let events = LoggedEvents()
    let fixture = try await ServerFixture(
      logger: Logger(label: "test") { _ in LoggedEvents.Handler(events: events) })
    _ = try await fixture.ask("/v1/status", headers: [("x-request-id", "abc-1")])
    try FileManager.default.removeItem(atPath: fixture.home)
    try Data("no catalogue".utf8).write(to: URL(fileURLWithPath: fixture.home))
    _ = try await fixture.ask("/v1/datasets", headers: [("x-request-id", "abc-2")])
    _ = try await fixture.ask("/datasets", headers: [("x-request-id", "abc-3")])
    let logged = events.all.withLock { $0 }
    #expect(logged.map { $0.metadata?["request_id"] } == ["abc-1", "abc-2", "abc-3"])
    #expect(logged[0].level == .info && logged[0].metadata?["target"] == "/v1/status")
    #expect(logged[0].metadata?["route"] == "status" && logged[0].metadata?["status"] == "200")
    #expect(logged[0].metadata?["problem"] == nil)
    // A file in place of the home is no home that is gone. What went wrong is one sentence, of pages too.
    for event in logged.dropFirst() {
      #expect(event.level == .error && event.metadata?["status"] == "500")
      let problem = event.metadata?["problem"].map { "\($0)" } ?? ""
      #expect(!problem.isEmpty && !problem.contains { "<{\n".contains($0) }, "\(problem)")
    }
  }

  @Test func `an answer that is too large is refused`() async throws {
    var options = CatalogServer.Options()
    options.answerByteLimit = 2000
    let response = try await ServerFixture(options: options).ask("/v1/datasets?limit=50")
    #expect(response.status == 400 && response.text.contains("2000"))
  }

  @Test(.timeLimit(.minutes(2)), arguments: ["GET /v1/license/check", "POST /mcp"])
  func `what is quick is answered while many datasets are judged again and again`(
    _ question: String
  ) async throws {
    let fixture = try await ServerFixture()
    let parts = question.split(separator: " ").map(String.init)
    let ids = try Catalog(at: fixture.home).list().datasets.prefix(55).map(\.id)
    // What is made once, such as the columns of a list, is there already.
    let quick = ["/healthz", "/v1/datasets?limit=1", "/v1/find?q=tide"]
    for target in quick { #expect(try await fixture.ask(target).status == 200) }
    let checks = 12
    let ended = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<checks {
        // None is another's kept answer.
        let names = ids.dropFirst(number)
        let arguments = "{\"dataset\": \(JSON.strings(Array(names)).text)}"
        let (target, body) =
          switch question {
          case "POST /mcp":
            (
              "/mcp",
              """
              {"jsonrpc": "2.0", "id": 1, "method": "tools/call", \
              "params": {"name": "license_check", "arguments": \(arguments)}}
              """
            )
          default: (parts[1] + "?" + names.map { "dataset=\($0)" }.joined(separator: "&"), "")
          }
        group.addTask {
          let answer = try await fixture.ask(
            target, method: parts[0], headers: [("content-type", "application/json")], body: body)
          #expect(answer.status == 200, "\(answer.text.prefix(300))")
          ended.add()
        }
      }
      func waiting() async throws -> Int {
        try await fixture.ask("/metrics").text.split(separator: "\n")
          .filter { $0.hasPrefix("catalog_requests_waiting") }
          .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
      }
      while try await waiting() == 0 { await Task.yield() }
      for target in quick { #expect(try await fixture.ask(target).status == 200) }
      // On four or eight threads so many would have to end first.
      #expect(ended.count < checks - 8)
      try await group.waitForAll()
    }
  }

  @Test func `a search ends at the server's time`() async throws {
    var options = CatalogServer.Options()
    options.timeLimit = 1e-9
    let fixture = try await ServerFixture(options: options)
    let response = try await fixture.ask("/v1/count?q=%2F.*%2F&timeout=60")
    #expect(response.status == 200, "\(response.text)")
    #expect(try response.json["exact"] == .bool(false))
  }

  @Test func `the very next answer has what another process has changed`() async throws {
    let fixture = try await ServerFixture()
    let other = Catalog(at: fixture.home)
    let targets = [
      "/v1/datasets?q=harbour&facet=kind", "/v1/datasets/aishell-3", "/v1/datasets/conversations",
      "/v1/datasets/aishell-3/export", "/v1/clusters/aishell", "/v1/datasets/aishell-3/rights",
      "/v1/find?q=harbour&limit=2", "/v1/find?q=tide&in=conversations",
      "/v1/count?q=tide&by=dataset",
      "/datasets?q=harbour", "/datasets/aishell-3", "/find?q=harbour",
    ]
    /// What is told, how long it took left out.
    func told(_ server: CatalogServer, _ target: String) async throws -> String {
      let response = await server.respond(to: try HTTPRequest(target: target))
      return "\(response.status) "
        + response.text.replacing(/"(took_ms|instance)":[^,}]*|[0-9.]+ ms/, with: "")
    }
    let changes: [@Sendable () async throws -> Void] = [
      {
        _ = try other.set("aishell-3", ["name=Harbour of voices", "licenses=MIT"])
        let more = fixture.scratch.write(
          "{\"id\": 1, \"text\": \"harbour tide\"}", to: "more.jsonl")
        _ = try await other.add([more], id: "more")
      },
      {
        try other.remove("conversations")
        _ = try other.rename("more", to: "still-more")
      },
      {
        try other.restore("conversations")
        try other.remove("still-more")
        _ = try other.purge()
        _ = try other.undo(try #require(other.log("aishell-3").entries.first?.number))
      },
    ]
    var former: [String: String] = [:]
    var different = Set<String>()
    for target in targets { former[target] = try await told(fixture.server, target) }
    for change in changes {
      try await change()
      // One that has never been asked keeps nothing.
      let fresh = CatalogServer(CatalogHome(fixture.home))
      for target in targets {
        let answer = try await told(fixture.server, target)
        #expect(try await told(fresh, target) == answer, "\(target)")
        if answer != former[target] { different.insert(target) }
        former[target] = answer
      }
    }
    #expect(different.count > targets.count / 2, "\(different)")
  }

  @Test func `what a kept answer says of itself is said again`() async throws {
    let fixture = try await ServerFixture()
    for target in ["/v1/datasets?limit=10", "/datasets?q=sea", "/v1/datasets/aishell-3"] {
      for coding in ["", "gzip"] {
        let headers = [(name: "accept-encoding", value: coding), (name: "accept", value: "*/*")]
        let first = try await fixture.ask(target, headers: headers)
        let second = try await fixture.ask(target, headers: headers)
        #expect(first.wholeBytes == second.wholeBytes)
        func fields(_ response: HTTPResponse) -> [String] {
          response.headers.filter { $0.name != "X-Request-Id" }.map { "\($0.name): \($0.value)" }
        }
        #expect(fields(first) == fields(second))
        #expect((second.header("Content-Encoding") == "gzip") == (coding == "gzip"))
      }
    }
    // Forms and languages are questions of their own.
    let yaml = try await fixture.ask(
      "/v1/datasets/aishell-3", headers: [("accept", "application/yaml")])
    #expect(yaml.header("Content-Type") == "application/yaml")
    let english = try await fixture.ask("/datasets?q=sea", headers: [("accept-language", "en")])
    let chinese = try await fixture.ask("/datasets?q=sea", headers: [("accept-language", "zh")])
    #expect(english.wholeBytes != chinese.wholeBytes)
  }

  @Test func `a home that is replaced is followed`() async throws {
    let fixture = try await ServerFixture()
    #expect(try await fixture.ask("/v1/datasets/conversations").status == 200)
    // What another process changes is seen.
    try Catalog(at: fixture.home).remove("conversations")
    #expect(try await fixture.ask("/v1/datasets/conversations").status == 404)
    _ = try Catalog(at: fixture.home).restore("conversations")
    // Another home in its place.
    let moved = fixture.scratch.path + "/former"
    try FileManager.default.moveItem(atPath: fixture.home, toPath: moved)
    _ = try Catalog(at: fixture.home).list(ListOptions())
    #expect(try await fixture.ask("/v1/datasets/conversations").status == 404)
    #expect(try await fixture.ask("/v1/datasets/aishell-3").status == 200)
    try FileManager.default.removeItem(atPath: fixture.home)
    try FileManager.default.moveItem(atPath: moved, toPath: fixture.home)
    #expect(try await fixture.ask("/v1/datasets/conversations").status == 200)
  }
}

extension ServingTests {
  @Test(arguments: [true, false])
  func `a home that is gone is said to be, and not made again`(isAsked: Bool) async throws {
    let fixture = try await ServerFixture()
    if isAsked { #expect(try await fixture.ask("/healthz").status == 200) }
    let moved = fixture.scratch.path + "/former"
    try FileManager.default.moveItem(atPath: fixture.home, toPath: moved)
    // A folder that something was mounted on stays when that is gone.
    try FileManager.default.createDirectory(
      atPath: fixture.home, withIntermediateDirectories: false)
    for target in ["/healthz", "/v1/find?q=tide", "/v1/datasets", "/", "/find?q=tide"] {
      let response = try await fixture.ask(target)
      #expect(response.status == 503 && response.text.contains("the home is gone"), "\(target)")
    }
    for method in ["resources/list", "tools/call"] {
      let answer = try await fixture.ask(
        "/mcp", method: "POST", headers: [("mcp-protocol-version", "2025-11-25")],
        body:
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\(method)\",\"params\":{\"name\":\"summary\"}}"
      )
      #expect(answer.text.contains("the home is gone"), "\(answer.text)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.home).isEmpty)
    try FileManager.default.removeItem(atPath: fixture.home)
    try FileManager.default.moveItem(atPath: moved, toPath: fixture.home)
    #expect(try await fixture.ask("/v1/datasets/conversations").status == 200)
    #expect(try await fixture.ask("/healthz").status == 200)
  }

  @Test(arguments: [
    ("en;q=0.3, zh;q=0.9", "zh"), ("zh;q=0, en", "en"), ("zh;q=0", "en"),
    ("fr, zh-Hant;q=0.5", "zh"),
    ("en-GB,zh", "en"), ("zh-CN,en;q=0.9", "zh"), ("fr", "en"), ("zhx", "en"), ("zh;q=x", "en"),
  ])
  func `a page is in the language that its reader likes best`(
    header: String, language: String
  )
    throws
  {
    var request = try HTTPRequest(target: "/")
    request.headers = [("accept-language", header)]
    #expect(PageContext.language(of: request) == language)
  }

  @Test func `an address that cannot be listened on is told from one that is none`() async throws {
    for (host, message) in [("nope.invalid", "no address"), ("192.0.2.1", "cannot be listened on")]
    {
      var options = CatalogServer.Options()
      options.host = host
      let fixture = try await ServerFixture(options: options)
      await #expect {
        try await fixture.server.run { _ in }
      } throws: { error in
        let sentence = (error as? CatalogError)?.sentence ?? ""
        return sentence.contains(message) && !sentence.contains("SocketError")
      }
    }
  }
}

/// What a server logged.
private final class LoggedEvents: Sendable {
  let all = Mutex<[LogEvent]>([])

  struct Handler: LogHandler {
    let events: LoggedEvents
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { events.all.withLock { $0.append(event) } }
  }
}
