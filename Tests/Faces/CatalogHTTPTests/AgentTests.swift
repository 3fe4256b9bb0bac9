import CatalogService
import JSONText
import Testing

@testable import CatalogHTTP

@Suite struct AgentTests {
  private static let envelope = """
    "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {}}
    """

  /// What is said back to a message.
  private static func answer(_ message: String, _ fixture: ServerFixture) throws -> JSON? {
    let line = message.split(separator: "\n").joined(separator: " ")
    return try CatalogAgent(CatalogHome(fixture.home)).answer(line: line).map {
      #expect(!$0.contains("\n"))
      return try JSONReader.read(Array($0.utf8))
    }
  }

  @Test(arguments: [
    ("2025-06-18", "2025-06-18"), ("2024-11-05", "2024-11-05"), ("2026-07-28", "2025-11-25"),
    ("1999-01-01", "2025-11-25"),
  ])
  func `a handshake never agrees on a version without one`(
    asked: String, agreed: String
  ) async throws {
    let fixture = try await ServerFixture()
    let answer = try #require(
      try Self.answer(
        """
        {"jsonrpc": "2.0", "id": 7, "method": "initialize", "params":
        {"protocolVersion": "\(asked)", "capabilities": {}, "clientInfo": {"name": "t"}}}
        """, fixture))
    #expect(answer["id"]?.integer == 7)
    #expect(answer["result"]?["protocolVersion"]?.string == agreed)
    #expect(answer["result"]?["capabilities"]?["tools"] != nil)
    #expect(answer["result"]?["resultType"] == nil)
    #expect(
      try Self.answer("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", fixture)
        == nil)
  }

  @Test func `a request that carries its version gets the marks of that version`() async throws {
    let fixture = try await ServerFixture()
    for method in ["server/discover", "tools/list", "resources/list"] {
      let result = try #require(
        try Self.answer(
          "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"\(method)\",\"params\":{\(Self.envelope)}}",
          fixture)?["result"])
      #expect(result["resultType"]?.string == "complete")
      #expect(result["ttlMs"]?.integer != nil)
      #expect(result["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"]?.string == "catalog")
    }
  }

  private static let faults: [(message: String, code: Int64)] = [
    ("[]", -32600), (#"{"id":1,"method":"ping"}"#, -32600), ("{", -32700),
    (#"{"jsonrpc":"2.0","id":1,"method":"nope"}"#, -32601),
    (#"{"jsonrpc":"2.0","id":[1],"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#, -32602),
    (
      """
      {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{
      "io.modelcontextprotocol/protocolVersion":"2099-01-01",
      "io.modelcontextprotocol/clientCapabilities":{}}}}
      """, -32022
    ),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"serch"}}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["find"]}}"#, -32602),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find","arguments":[]}}"#,
      -32602
    ), (#"{"jsonrpc":"2.0","id":1,"method":"resources/list","params":{"cursor":1}}"#, -32602),
    (#"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"x:y"}}"#, -32602),
    (
      """
      {"jsonrpc":"2.0","id":1,"method":"resources/read","params":{
      "uri":"catalog:///datasets/nope"}}
      """, -32002
    ),
  ]

  @Test(arguments: faults)
  func `a message that cannot be served says why`(message: String, code: Int64) async throws {
    let answer = try Self.answer(message, try await ServerFixture())
    #expect(answer?["error"]?["code"]?.integer == code, "\(answer?.text ?? "")")
  }

  @Test(arguments: AgentTool.all.map(\.name))
  func `a tool answers as its route does, in the shape that it declares`(
    name: String
  ) async throws {
    let fixture = try await ServerFixture()
    let tool = try #require(AgentTool.all.first { $0.name == name })
    var arguments = tool.parameters.filter(\.isRequired).map { parameter in
      JSON.Member(parameter.name, parameter.exampleValue ?? .null)
    }
    if name == "sample" { arguments = [.init("id", .string("conversations"))] }
    let answer = try #require(
      try Self.answer(
        """
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params":
        {"name": "\(name)", "arguments": \(JSON.object(arguments).text)}}
        """, fixture)?["result"])
    #expect(answer["isError"] == .bool(false), "\(answer.text)")
    let content = try #require(answer["structuredContent"])
    #expect(answer["content"]?.elements.first?["text"]?.string == content.text)
    for key in tool.answer.keys { #expect(content[key.name] != nil, "\(key.name)") }
  }

  @Test func `what an agent gets wrong is told to it`() async throws {
    let fixture = try await ServerFixture()
    for (name, arguments, word) in [
      ("find", "{\"q\": \"whale AND\"}", "badQuery"), ("find", "{}", "missing"),
      ("list", "{\"lang\": [\"zh\"]}", "language"), ("find", "{\"q\": {\"a\": 1}}", "mapping"),
      ("find", "{\"q\": 1}", "a text, not 1"), ("find", "{\"q\": null}", "a text, not null"),
      ("find", "{\"q\": [\"a\"]}", "a text, not a list"),
      ("find", "{\"q\": \"a\", \"limit\": \"3\"}", "a whole number, not 3"),
      ("find", "{\"q\": \"a\", \"limit\": 1.5}", "a whole number, not 1.5"),
      ("find", "{\"q\": \"a\", \"all\": 1}", "true or false, not 1"),
      ("find", "{\"q\": \"a\", \"in\": \"web\"}", "a list of texts, not web"),
      ("list", "{\"language\": [\"zh\", 1]}", "a list with a number"),
      ("find", "{\"q\": \"a\", \"in\": []}", "empty"), ("find", "{\"q\": \"\"}", "empty"),
      ("find", "{\"q\": \"a\", \"in\": [\"\"]}", "empty"),
      ("find", "{\"q\": \"a\", \"timeout\": true}", "a number, not true"),
      ("show", "{\"id\": \"aishell-33\"}", "aishell-3"),
    ] {
      let result = try #require(
        try Self.answer(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"\(name)\",\"arguments\":\(arguments)}}", fixture)?["result"])
      #expect(result["isError"] == .bool(true))
      #expect(result["content"]?.elements.first?["text"]?.string?.contains(word) == true)
    }
  }

  @Test func `over HTTP headers must agree with the message`() async throws {
    let fixture = try await ServerFixture()
    let body =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{"
      + "\"uri\":\"catalog:///datasets/aishell-3\",\(Self.envelope)}}"
    let right = [
      (name: "mcp-protocol-version", value: "2026-07-28"),
      (name: "mcp-method", value: "resources/read"),
      (name: "mcp-name", value: "=?base64?Y2F0YWxvZzovLy9kYXRhc2V0cy9haXNoZWxsLTM=?="),
    ]
    let answer = try await fixture.ask("/mcp", method: "POST", headers: right, body: body)
    #expect(answer.status == 200, "\(answer.text)")
    for place in right.indices {
      var wrong = right
      wrong[place].value = "other"
      let answer = try await fixture.ask("/mcp", method: "POST", headers: wrong, body: body)
      #expect(answer.status == 400)
      #expect(try answer.json["error"]?["code"]?.integer == -32020)
    }
    let note = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"
    #expect(try await fixture.ask("/mcp", method: "POST", body: note).status == 202)
    #expect(try await fixture.ask("/mcp").status == 405)
    let foreign = try await fixture.ask(
      "/mcp", method: "POST",
      headers: [("host", "localhost:1"), ("origin", "https://evil.example")],
      body: note)
    #expect(foreign.status == 403 && foreign.text.contains("--cors https://"), "it says what to do")
  }
}
