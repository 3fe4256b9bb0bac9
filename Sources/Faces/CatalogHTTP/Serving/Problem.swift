internal import CatalogService
internal import JSONText

/// An error as `application/problem+json` (RFC 9457), with the fields that our errors have everywhere.
struct Problem: Error {
  /// The status code.
  var status: Int
  /// What the catalogue says.
  var error: CatalogError?
  /// What is wrong, one sentence.
  var detail: String
  /// Header fields that belong to the status.
  var headers: [(name: String, value: String)] = []

  init(status: Int, _ detail: String) {
    self.status = status
    self.detail = detail
  }

  /// A request that cannot be read.
  init(_ fault: HTTPFault) { self.init(status: fault.status, fault.message) }

  /// Whatever a route threw.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as CatalogError:
      self.init(status: Self.status(of: error.code), error.sentence)
      self.error = error
      if status == 503 { headers = [("Retry-After", "1")] }
    case is WorkerPool.Full:
      self.init(status: 503, "too many requests wait for an answer")
      headers = [("Retry-After", "1")]
    case is WorkerPool.Left:
      // For the log and the counts, as other servers call it.
      self.init(status: 499, "the client closed the connection before the answer was there")
    case let fault as HTTPFault: self.init(fault)
    default:
      self.init(CatalogError(.bug, "unexpected error: \(error)"))
    }
  }

  /// The status that a kind of failure comes to.
  static func status(of code: CatalogError.Code) -> Int {
    switch code {
    case .usage, .badQuery: 400
    case .notFound: 404
    case .exists: 409
    case .badFormat, .problems: 422
    case .locked, .interrupted, .unavailable: 503
    case .diskFull: 507
    default: 500
    }
  }

  /// The server is to blame, and not what it was asked or how much: whoever runs it should know.
  var isFault: Bool { status >= 500 && (status != 503 || error?.code == .unavailable) }

  /// The problem as a tree.
  func tree(requestID: String?) -> JSON {
    var members: [JSON.Member] = [
      .init("type", .string(error.map { "urn:catalog:error:\($0.code)" } ?? "about:blank")),
      .init("title", .string(HTTPResponse.reason(status))),
      .init("status", .integer(status)),
      .init("detail", .string(detail)),
    ]
    if let requestID {
      members.append(.init("instance", .string("urn:catalog:request:\(requestID)")))
    }
    let known = error?.tree.members ?? []
    for member in known where ["code", "where", "fix", "column", "question"].contains(member.key) {
      members.append(member)
    }
    return .object(members)
  }

  /// The problem as a response.
  func response(requestID: String?) -> HTTPResponse {
    var response = HTTPResponse(
      status: status, type: "application/problem+json",
      body: tree(requestID: requestID).withNonFiniteQuoted.bytes)
    response.headers += headers
    if isFault { response.fault = detail }
    response.headers.append(("Cache-Control", "no-store"))
    return response
  }
}
