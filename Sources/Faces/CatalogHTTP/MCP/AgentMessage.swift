internal import JSONText

/// A message of JSON-RPC 2.0, taken apart and found to be one.
struct AgentMessage: Sendable {
  /// What an answer repeats; `nil` for a notification, which has none.
  var id: JSON?
  /// What is asked for.
  var method: String
  /// With what.
  var parameters: JSON
  /// The message carries its version itself.
  var isStateless: Bool

  /// Reads a message; answers of the client, to questions that nobody asks here, are `nil`.
  ///
  /// - Parameters:
  ///   - tree: The message.
  ///   - header: What the header of an HTTP request says of the version.
  /// - Throws: ``AgentError``.
  init?(_ tree: JSON, version header: String? = nil) throws(AgentError) {
    guard tree.members != nil, tree["jsonrpc"]?.string == "2.0" else {
      throw .request("a message is an object with jsonrpc 2.0")
    }
    guard let method = tree["method"]?.string else {
      if tree["result"] != nil || tree["error"] != nil { return nil }
      throw .request("a message names its method")
    }
    self.method = method
    parameters = tree["params"] ?? .object([])
    let meta = parameters["_meta"]
    isStateless =
      method == "server/discover" || meta?[AgentProtocol.versionKey] != nil
      || header.map { !AgentProtocol.handshakeVersions.contains($0) } == true
    switch tree["id"] {
    case nil: id = nil
    case .string(let text): id = .string(text)
    case .number(let text): id = .number(text)
    default: throw .request("the id of a message is a text or a number")
    }
    guard parameters.members != nil else { throw .parameters("params is an object") }
  }

  /// Checks what each request carries since 2026-07-28.
  ///
  /// - Parameter headers: The header of an HTTP request by name; `nil` elsewhere.
  /// - Throws: ``AgentError``.
  func checkEnvelope(headers: ((String) -> String?)?) throws(AgentError) {
    guard isStateless, id != nil else { return }
    let meta = parameters["_meta"]
    for key in [AgentProtocol.versionKey, AgentProtocol.capabilitiesKey] where meta?[key] == nil {
      throw .parameters("params._meta lacks \(key)")
    }
    guard let version = meta?[AgentProtocol.versionKey]?.string else {
      throw .parameters("\(AgentProtocol.versionKey) is a text")
    }
    if let headers {
      guard headers("mcp-protocol-version") == version else {
        throw .headers("the header MCP-Protocol-Version is not \(version)")
      }
      guard headers("mcp-method") == method else {
        throw .headers("the header Mcp-Method is not \(method)")
      }
      let named = ["tools/call": "name", "resources/read": "uri"][method]
      if let name = named.flatMap({ parameters[$0]?.string }),
        HeaderText.decoded(headers("mcp-name")) != name
      {
        throw .headers("the header Mcp-Name is not \(name)")
      }
    }
    guard AgentProtocol.statelessVersions.contains(version) else { throw .version(version) }
  }
}
