public import CatalogService
internal import JSONText
internal import QueryLanguage

/// A catalogue as agents use it: tools and resources over the Model Context Protocol.
///
/// Tools are routes of ``RouteTable``, so an agent, a browser and a script get the same answers, and
/// nothing here can change the catalogue.
public struct CatalogAgent: Sendable {
  private let current: CurrentCatalog
  private let timeLimit: Double

  /// An agent's view of a home.
  ///
  /// - Parameters:
  ///   - home: The catalogue.
  ///   - timeLimit: Seconds that a search may take.
  public init(_ home: CatalogHome, timeLimit: Double = 10) {
    self.init(CurrentCatalog(home), timeLimit: timeLimit)
  }

  init(_ current: CurrentCatalog, timeLimit: Double) {
    self.current = current
    self.timeLimit = timeLimit
  }

  /// Answers one line of standard input; `nil` where nothing is to be said.
  public func answer(line: String) -> String? {
    answer(Array(line.utf8), headers: nil)?.tree.text
  }

  /// What is said back, and how an HTTP answer is marked.
  struct Answer: Sendable {
    var tree: JSON
    var status = 200
  }

  /// Answers one message.
  ///
  /// - Parameters:
  ///   - bytes: The message.
  ///   - headers: The header of an HTTP request by name; `nil` elsewhere.
  /// - Returns: The answer; `nil` for a message that has none.
  func answer(_ bytes: [UInt8], headers: ((String) -> String?)?) -> Answer? {
    var id = JSON.null
    var isStateless = false
    do throws(AgentError) {
      let tree: JSON
      do { tree = try JSONReader.read(bytes) } catch {
        throw .parse("no JSON: \(error.message)")
      }
      guard
        let message = try AgentMessage(tree, version: headers?("mcp-protocol-version"))
      else { return nil }
      isStateless = message.isStateless
      guard let known = message.id else { return nil }
      id = known
      try message.checkEnvelope(headers: headers)
      let result = try result(of: message)
      return Answer(tree: Self.envelope(id, "result", finished(result, for: message)))
    } catch {
      var members: [JSON.Member] = [
        .init("code", .integer(error.code)), .init("message", .string(error.message)),
      ]
      if let requested = error.requested {
        members.append(
          .init(
            "data",
            .object([
              .init("supported", .strings(AgentProtocol.statelessVersions)),
              .init("requested", .string(requested)),
            ])))
      }
      let isUnread = error.code == -32700 || error.code == -32600
      return Answer(
        tree: Self.envelope(id, "error", .object(members)),
        status: isStateless || isUnread ? error.status : 200)
    }
  }

  private static func envelope(_ id: JSON, _ key: String, _ value: JSON) -> JSON {
    .object([.init("jsonrpc", .string("2.0")), .init("id", id), .init(key, value)])
  }

  /// A result with what each carries since 2026-07-28.
  private func finished(_ members: [JSON.Member], for message: AgentMessage) -> JSON {
    guard message.isStateless else { return .object(members) }
    var members = members
    members.append(.init("resultType", .string("complete")))
    if message.method != "tools/call" {
      members.append(.init("ttlMs", .integer(AgentProtocol.listLifetime)))
      members.append(.init("cacheScope", .string("private")))
    }
    members.append(.init("_meta", .object([.init(AgentProtocol.serverKey, Self.server)])))
    return .object(members)
  }

  private static let server = JSON.object([
    .init("name", .string("catalog")), .init("title", .string("Corpus catalogue")),
    .init("version", .string(Catalog.version)),
  ])

  private static let capabilities = JSON.object([
    .init("tools", .object([])), .init("resources", .object([])),
  ])

  private static let instructions = """
    A catalogue of the corpora that language models are trained on. Use list and summary to learn which \
    datasets there are, show for one of them, find and count to search inside the records of those that \
    are indexed, and license_check before recommending any use. What is not stated is unknown, which is \
    neither a permission nor a zero; coverage and notices of an answer say what it rests on.
    """

  // MARK: - Methods

  private func result(of message: AgentMessage) throws(AgentError) -> [JSON.Member] {
    switch message.method {
    case "initialize" where !message.isStateless: initialize(message)
    case "server/discover":
      [
        .init("supportedVersions", .strings(AgentProtocol.statelessVersions)),
        .init("capabilities", Self.capabilities), .init("instructions", .string(Self.instructions)),
      ]
    case "ping": []
    case "tools/list": [.init("tools", .array(AgentTool.all.map(\.tree)))]
    case "tools/call": try call(message)
    case "resources/list": try resources.list(message)
    case "resources/templates/list": AgentResources.templates
    case "resources/read": try resources.read(message)
    default: throw .method(message.method)
    }
  }

  private var resources: AgentResources {
    get throws(AgentError) {
      do { return AgentResources(catalog: try current.catalog) } catch {
        throw AgentError(code: -32603, message: Problem(error).detail)
      }
    }
  }

  /// The version asked for when it is known, else the newest that a handshake can agree on.
  private func initialize(_ message: AgentMessage) -> [JSON.Member] {
    let known = AgentProtocol.handshakeVersions
    let asked = message.parameters["protocolVersion"]?.string ?? ""
    return [
      .init("protocolVersion", .string(known.contains(asked) ? asked : known[known.count - 1])),
      .init("capabilities", Self.capabilities), .init("serverInfo", Self.server),
      .init("instructions", .string(Self.instructions)),
    ]
  }

  /// Bytes of an answer that an agent can still read.
  private static var answerByteLimit: Int { 1 << 18 }

  private func call(_ message: AgentMessage) throws(AgentError) -> [JSON.Member] {
    guard let name = message.parameters["name"]?.string else {
      throw .parameters("params.name is missing, or no text")
    }
    guard let tool = AgentTool.all.first(where: { $0.name == name }) else {
      let near = NearestName.nearest(to: name, among: AgentTool.all.map(\.name))
      throw .parameters("there is no tool \(name)" + (near.map { "; did you mean \($0)?" } ?? ""))
    }
    let given = message.parameters["arguments"] ?? .object([])
    guard let members = given.members else { throw .parameters("arguments is an object") }
    do {
      let call = RouteCall(
        catalog: try current.catalog, arguments: try Arguments(members, of: tool.parameters),
        request: nil, timeLimit: timeLimit)
      guard case .json(let tree) = try tool.run(call) else { throw AgentError.method(name) }
      let answer = tree.withNonFiniteQuoted
      let text = answer.text
      guard text.utf8.count <= Self.answerByteLimit else {
        throw CatalogError(
          .usage, "the answer has \(text.utf8.count) bytes, more than \(Self.answerByteLimit)",
          remedy: .advice("ask for fewer, with limit, or for part of it"))
      }
      return [
        .init("content", .array([Self.content(text)])), .init("structuredContent", answer),
        .init("isError", .bool(false)),
      ]
    } catch let error as AgentError {
      throw error
    } catch {
      // What is wrong with the arguments is for the agent to read and mend, not for its program.
      let problem = Problem(error)
      let text = problem.error?.tree.text ?? problem.detail
      return [.init("content", .array([Self.content(text)])), .init("isError", .bool(true))]
    }
  }

  private static func content(_ text: String) -> JSON {
    .object([.init("type", .string("text")), .init("text", .string(text))])
  }
}
