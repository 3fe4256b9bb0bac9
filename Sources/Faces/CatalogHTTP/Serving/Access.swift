/// Who may ask, and from which pages.
struct Access: Sendable {
  /// What a request that changes the catalogue must carry; nothing may be changed without one.
  var token: String?
  /// Origins whose pages may read answers; `*` for all.
  var origins: [String] = []
  /// The server listens on this machine only.
  var isLocal = true
  /// Other names that the server goes by.
  var hosts: [String] = []

  /// Whether a text is an origin as browsers send it: a scheme, a host and perhaps a port.
  static func isOrigin(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0].count > 1 && parts[0].last == ":" && parts[1].isEmpty
      && isHostName(name(of: String(parts[2])))
  }

  /// Whether a text is the name of a host, or an IPv6 address in brackets.
  static func isHostName(_ text: String) -> Bool {
    let isAddress = text.hasPrefix("[") && text.hasSuffix("]")
    let name = isAddress ? text.dropFirst().dropLast() : text[...]
    return !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-._".unicodeScalars.contains($0)
          || (isAddress && $0 == ":")
      }
  }

  /// Why a request is not served at all.
  ///
  /// A page of another site could give its own name the address of this machine and read what is
  /// served to it alone; it cannot change the name that its requests carry.
  func refusal(of request: HTTPRequest) -> Problem? {
    guard isLocal, let host = request.header("host") else { return nil }
    let name = Self.name(of: host)
    if ["localhost", "127.0.0.1", "[::1]"].contains(name) || hosts.contains(name) { return nil }
    return Problem(
      status: 421,
      "this server does not go by the name \(name); --name makes it another of its names")
  }

  /// Why a page may not send a request that does something, such as a call of a tool.
  func refusalOfOrigin(of request: HTTPRequest) -> Problem? {
    guard let origin = request.header("origin") else { return nil }
    let host = origin.split(separator: "/").last.map(String.init) ?? origin
    if allows(origin) || host == request.header("host") || hosts.contains(Self.name(of: host)) {
      return nil
    }
    return Problem(
      status: 403,
      "pages of \(origin) may not call this server; catalog serve --cors \(origin) lets them, and --name "
        + "HOST makes HOST another name of the server")
  }

  /// Why a request may not change anything: a page elsewhere may not, even with the token.
  func refusalOfChange(by request: HTTPRequest) -> Problem? {
    if let problem = refusalOfOrigin(of: request) { return problem }
    guard let token else {
      return Problem(
        status: 403, "the server is read-only; catalog serve --read-write --token FILE changes that"
      )
    }
    let given = request.header("authorization") ?? ""
    guard given.lowercased().hasPrefix("bearer "),
      Self.isEqual(Array(given.dropFirst("bearer ".count).utf8), Array(token.utf8))
    else {
      var problem = Problem(status: 401, "a change needs the header Authorization: Bearer TOKEN")
      problem.headers = [("WWW-Authenticate", "Bearer realm=\"catalog\"")]
      return problem
    }
    return nil
  }

  /// Header fields that let pages of other origins read an answer.
  func headers(for request: HTTPRequest) -> [(name: String, value: String)] {
    guard !origins.isEmpty else { return [] }
    guard let origin = request.header("origin"), allows(origin) else { return [("Vary", "Origin")] }
    var headers = [
      ("Access-Control-Allow-Origin", origins.contains("*") ? "*" : origin), ("Vary", "Origin"),
      (
        "Access-Control-Expose-Headers",
        "ETag, Link, X-Request-Id, Retry-After, X-Catalog-Records, X-Catalog-Limited, "
          + "X-Catalog-Stale"
      ),
    ]
    if request.method == "OPTIONS", request.header("access-control-request-method") != nil {
      headers += [
        ("Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH, DELETE"),
        (
          "Access-Control-Allow-Headers",
          "Authorization, Content-Type, If-None-Match, X-Request-Id, MCP-Protocol-Version, Mcp-Method, "
            + "Mcp-Name"
        ),
        ("Access-Control-Max-Age", "600"),
      ]
    }
    return headers
  }

  private func allows(_ origin: String) -> Bool {
    origins.contains("*") || origins.contains(origin)
  }

  /// A host without its port.
  private static func name(of host: String) -> String {
    let host = host.lowercased()
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
    return String(host.prefix { $0 != ":" })
  }

  /// Compares in a time that depends on the length of what was given alone, so that nobody learns a
  /// token byte by byte.
  static func isEqual(_ given: [UInt8], _ secret: [UInt8]) -> Bool {
    var difference = given.count ^ secret.count
    for (place, byte) in given.enumerated() {
      difference |= Int(byte ^ (secret.isEmpty ? 0 : secret[place % secret.count]))
    }
    return difference == 0 && !secret.isEmpty
  }
}
