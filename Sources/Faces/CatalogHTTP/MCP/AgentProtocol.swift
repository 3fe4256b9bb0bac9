/// The Model Context Protocol as far as it is spoken here.
///
/// Until 2025-11-25 a client opens with `initialize` and both remember what they agreed on; since
/// 2026-07-28 each request carries its version and nothing is remembered. A message tells by itself which
/// of the two it belongs to, so both are served side by side and no state is kept for either.
enum AgentProtocol {
  /// Versions that are agreed on by a handshake, oldest first.
  static let handshakeVersions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]
  /// Versions that each request carries.
  static let statelessVersions = ["2026-07-28"]

  /// The key of a request that holds its version.
  static let versionKey = "io.modelcontextprotocol/protocolVersion"
  /// The key of a request that holds what the client can do.
  static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
  /// The key of an answer that names the server.
  static let serverKey = "io.modelcontextprotocol/serverInfo"

  /// Milliseconds for which a list may be kept.
  static let listLifetime = 60_000
}

/// Why a message is not answered with a result.
struct AgentError: Error {
  /// The code of JSON-RPC, or of the protocol.
  var code: Int
  /// What is wrong.
  var message: String
  /// The versions that are spoken, where the one asked for is none of them.
  var requested: String?

  static func parse(_ message: String) -> AgentError { AgentError(code: -32700, message: message) }
  static func request(_ message: String) -> AgentError {
    AgentError(code: -32600, message: message)
  }
  static func method(_ name: String) -> AgentError {
    AgentError(code: -32601, message: "there is no method \(name)")
  }
  static func parameters(_ message: String) -> AgentError {
    AgentError(code: -32602, message: message)
  }
  static func headers(_ message: String) -> AgentError {
    AgentError(code: -32020, message: message)
  }
  static func version(_ requested: String) -> AgentError {
    AgentError(
      code: -32022, message: "the protocol version \(requested) is not spoken here",
      requested: requested)
  }

  /// The status of an HTTP answer, where a request carries its version.
  var status: Int {
    switch code {
    case -32601: 404
    case -32603: 200
    default: 400
    }
  }
}
