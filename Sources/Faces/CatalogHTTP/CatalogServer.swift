public import CatalogService
internal import Foundation
internal import JSONText
public import Logging

/// A catalogue behind one address.
///
/// It answers over HTTP what the command answers on a terminal, in the same shapes, and calls
/// `CatalogService` and nothing below. All that it offers stands in one table, ``RouteTable``.
public final class CatalogServer: Sendable {
  /// How to serve.
  public struct Options: Sendable {
    /// The address to listen on.
    public var host = "127.0.0.1"
    /// The port; 0 takes one that is free.
    public var port: UInt16 = 8080
    /// What a request that changes the catalogue must carry; `nil` serves read-only.
    public var token: String?
    /// Origins whose pages may read answers; `*` for all.
    public var origins: [String] = []
    /// Other names of the server, as a proxy in front of it may have.
    public var names: [String] = []
    /// Seconds that a search may take.
    public var timeLimit = 10.0
    /// Bytes of one answer that is no stream.
    public var answerByteLimit = 64 << 20

    /// Read-only, for this machine.
    public init() {}
  }

  private let options: Options
  private let access: Access
  private let current: CurrentCatalog
  private let lanes: [Route.Lane: WorkerPool]
  private let metrics = Metrics()
  private let logger: Logger

  /// A server that does not listen yet.
  ///
  /// - Parameters:
  ///   - home: The catalogue.
  ///   - options: How to serve.
  ///   - logger: Gets a message for each request, with what is known of it as metadata.
  public init(
    _ home: CatalogHome, options: Options = Options(),
    logger: Logger = Logger(label: "catalog.http", factory: CatalogServer.logsNothing)
  ) {
    self.options = options
    self.logger = logger
    access = Access(
      token: options.token, origins: options.origins,
      isLocal: ["127.0.0.1", "localhost", "::1"].contains(options.host),
      hosts: options.names.map { $0.lowercased() })
    current = CurrentCatalog(home)
    lanes = [
      .quick: WorkerPool(name: "catalog quick", threads: 4, queueLimit: 1000),
      .bulk: WorkerPool(name: "catalog bulk", threads: 2, queueLimit: 200, turns: Self.turns()),
      .search: WorkerPool(name: "catalog search", threads: 8, queueLimit: 200, turns: Self.turns()),
      .stream: WorkerPool(name: "catalog stream", threads: 8, queueLimit: 8),
    ]
  }

  private static func turns() -> JobTurns {
    JobTurns(places: max(2, Host.processorCount), seconds: 0.05)
  }

  /// What a logger writes to that nobody reads.
  @Sendable public static func logsNothing(label: String) -> any LogHandler {
    SwiftLogNoOpLogHandler()
  }

  /// Listens and answers until the task is cancelled.
  ///
  /// - Parameter ready: Gets the address once it is listened on.
  /// - Throws: ``CatalogError`` `system` when the address cannot be listened on, and what reading a home
  ///   that is there throws.
  public func run(ready: @Sendable (String) -> Void) async throws {
    let catalog = try current.catalog
    var nothing = ListOptions()
    nothing.limit = 0
    if catalog.hasStore { _ = try catalog.list(nothing) }
    let listener: HTTPListener
    do {
      listener = try HTTPListener(host: options.host, port: options.port) { [self] request in
        await respond(to: request)
      }
    } catch {
      guard HTTPListener.isAddress(options.host) else {
        throw CatalogError(
          .usage, "\(options.host) is no address",
          remedy: .advice("give numbers, such as 0.0.0.0 or ::1, or localhost"))
      }
      throw CatalogError(
        .system,
        "\(options.host):\(options.port) cannot be listened on: \(HTTPListener.reason(error))",
        remedy: .advice("choose another --port, or end what listens there"))
    }
    let host = options.host.contains(":") ? "[\(options.host)]" : options.host
    ready("http://\(host):\(listener.port)/")
    try await listener.run()
  }

  /// Whether a text is an origin as browsers send it, such as `https://notebooks.example.com`.
  public static func isOrigin(_ text: String) -> Bool { Access.isOrigin(text) }

  /// Whether a text is the name of a host as requests carry it, without a port.
  public static func isHostName(_ text: String) -> Bool { Access.isHostName(text) }

  /// Whether something listens at a port of this machine.
  public static func isServing(port: UInt16) -> Bool { HTTPListener.isListening(on: port) }

  /// The path of the page about something: a dataset, a record `ID:RECORD`, `cluster:NAME`, and for
  /// anything else the results of a search.
  public static func path(to target: String, in catalog: Catalog) -> String {
    if target.isEmpty { return PageLink().text }
    if target.hasPrefix(Catalog.clusterPrefix) {
      return PageLink("clusters", String(target.dropFirst(Catalog.clusterPrefix.count))).text
    }
    if let page = try? catalog.show(target) { return PageLink("datasets", page.id).text }
    let parts = target.split(separator: ":", maxSplits: 1).map(String.init)
    if parts.count == 2, let page = try? catalog.show(parts[0]) {
      return PageLink("datasets", page.id, "records", parts[1]).text
    }
    return path(toResultsOf: target)
  }

  /// The path of the page with the results of a search.
  ///
  /// - Parameters:
  ///   - query: The query.
  ///   - ids: Datasets to search; all indexed ones when empty.
  ///   - options: The condition, the order, whether every word must occur and the characters around an
  ///     occurrence are part of the address; the page decides about the rest.
  /// - Returns: The path with its query.
  public static func path(
    toResultsOf query: String, in ids: [String] = [], options: SearchOptions = SearchOptions()
  ) -> String {
    var link = PageLink("find", query: [("q", query)] + ids.map { ("in", $0) })
    if let condition = options.condition { link.query.append(("where", condition)) }
    if let sort = options.sort { link.query.append(("sort", sort)) }
    if options.all { link.query.append(("all", "1")) }
    if let context = options.context { link.query.append(("context", "\(context)")) }
    return link.text
  }

  // MARK: - One request

  /// Answers a request, logs it and counts it.
  func respond(to request: HTTPRequest) async -> HTTPResponse {
    let start = ContinuousClock.now
    metrics.begin()
    let id = RequestID.of(request)
    var (name, response) = await answer(request, id: id)
    for header in access.headers(for: request) { response.headers.append(header) }
    response.headers.append(("X-Request-Id", id))
    response.headers.append(("X-Content-Type-Options", "nosniff"))
    let seconds = (ContinuousClock.now - start).seconds
    let bytes = response.byteCount
    metrics.end(route: name, status: response.status, seconds: seconds, bytes: bytes ?? 0)
    log(request, response, id: id, route: name, seconds: seconds)
    return response
  }

  /// Logs a request; one that failed by the server's fault as an error with what went wrong.
  private func log(
    _ request: HTTPRequest, _ response: HTTPResponse, id: String, route: String, seconds: Double
  ) {
    let level = response.fault == nil ? Logger.Level.info : .error
    guard logger.logLevel <= level else { return }
    var metadata: Logger.Metadata = [
      "client": "\(request.remote)", "method": "\(request.method)",
      "target": "\(request.target)", "status": "\(response.status)",
      "bytes": "\(response.byteCount.map(String.init) ?? "-")",
      "microseconds": "\(Int((seconds * 1e6).rounded()))", "request_id": "\(id)",
      "route": "\(route)",
    ]
    if let fault = response.fault { metadata["problem"] = "\(fault)" }
    logger.log(level: level, "request", metadata: metadata)
  }

  /// The name of the route, and its response.
  private func answer(_ request: HTTPRequest, id: String) async -> (String, HTTPResponse) {
    if let problem = access.refusal(of: request) {
      return ("refused", problem.response(requestID: id))
    }
    let accepted = AcceptedTypes(request.header("accept"))
    if request.path == OpenAPI.metrics.path {
      return (OpenAPI.metrics.name, metricsResponse(to: request, id: id))
    }
    if request.path == PageStyle.path {
      let encoding = Encoding(request: request, byteLimit: options.answerByteLimit)
      do { return ("style", try encoding.sheet()) } catch {
        return ("style", Problem(error).response(requestID: id))
      }
    }
    if let address = PageTable.json(of: request) { return ("page_json", Self.found(at: address)) }
    if let page = PageTable.page(at: request.segments) {
      guard ["GET", "HEAD"].contains(request.method) else {
        return Self.other(request.method, allowed: ["GET"], id: id)
      }
      guard accepted.best(of: PageTable.types) != nil else {
        let problem = AcceptedTypes.problem(offered: PageTable.types)
        return (page.name, problem.response(requestID: id))
      }
      return (page.name, await response(of: page, to: request))
    }
    if request.path == "/mcp" { return ("mcp", await agentResponse(to: request, id: id)) }
    switch RouteTable.match(method: request.method, segments: request.segments) {
    case .nothing:
      let problem = Problem(
        status: 404, "nothing is served at \(request.path); /openapi.json lists what is")
      // A person who followed a link gets a page that leads on.
      let form = accepted.best(of: ["application/problem+json"] + PageTable.types)
      guard let form, PageTable.types.contains(form.type) else {
        return ("nothing", problem.response(requestID: id))
      }
      return ("nothing", Self.page(about: problem, context(of: request)))
    case .otherMethod(let methods):
      return Self.other(request.method, allowed: methods, id: id)
    case .route(let route, let path):
      do {
        return (
          route.name, try await response(of: route, to: request, accepted: accepted, path: path)
        )
      } catch {
        return (route.name, Problem(error).response(requestID: id))
      }
    }
  }

  /// The answer to a method that an address does not serve, or to the question which it does.
  private static func other(
    _ method: String, allowed methods: [String], id: String
  ) -> (String, HTTPResponse) {
    var allowed = methods + ["OPTIONS"]
    if methods.contains("GET") { allowed.append("HEAD") }
    let list = allowed.sorted().joined(separator: ", ")
    if method == "OPTIONS" {
      var response = HTTPResponse(status: 204)
      response.set("Allow", list)
      return ("options", response)
    }
    var problem = Problem(status: 405, "\(method) is not served here, but \(list)")
    problem.headers = [("Allow", list)]
    return ("other_method", problem.response(requestID: id))
  }

  private static func found(at address: String) -> HTTPResponse {
    var response = HTTPResponse(status: 303)
    response.set("Location", address)
    return response
  }

  private func context(of request: HTTPRequest) -> PageContext {
    PageContext(
      catalog: current.latest, segments: request.segments,
      query: request.query.filter { !$0.value.isEmpty },
      language: PageContext.language(of: request), timeLimit: options.timeLimit)
  }

  /// A page about what went wrong.
  private static func page(about problem: Problem, _ context: PageContext) -> HTTPResponse {
    var response = HTTPResponse(
      status: problem.status, type: "text/html; charset=utf-8",
      body: Array(ProblemPage.page(problem, context).source.utf8))
    response.headers += problem.headers
    if problem.isFault { response.fault = problem.detail }
    response.set("Content-Security-Policy", PageTable.policy)
    response.set("Cache-Control", "no-store")
    return response
  }

  /// A page, be it about what went wrong.
  private func response(
    of page: PageTable.Page, to request: HTTPRequest
  ) async -> HTTPResponse {
    var context = context(of: request)
    let encoding = Encoding(request: request, byteLimit: options.answerByteLimit)
    do {
      context.catalog = try current.catalog
      let answer = try await lanes[page.lane]?.run(for: request.client) { [context] in
        let dataset = context.segments.count > 1 ? context.segments[1] : nil
        guard try page.basis.isKept(in: context.catalog, about: dataset) else {
          return EncodedAnswer(try page.make(context))
        }
        return try context.catalog.kept(
          encoding.question("page", [context.language]), byteCount: { $0.bytes.count }
        ) { try encoding.kept(page.make(context)) }
      }
      guard let answer else { throw WorkerPool.Full() }
      return try encoding.page(answer, language: context.language)
    } catch {
      let problem = Problem(error)
      if problem.status == 404, let address = PageTable.json(ofRecordIn: request) {
        return Self.found(at: address)
      }
      return Self.page(about: problem, context)
    }
  }

  private func response(
    of route: Route, to request: HTTPRequest, accepted: AcceptedTypes, path: [String: String]
  ) async throws -> HTTPResponse {
    if route.isChange, let problem = access.refusalOfChange(by: request) { throw problem }
    if let body = route.body {
      let type = (request.header("content-type") ?? "").lowercased().prefix { $0 != ";" }
      guard body.types.contains(String(type)) else {
        throw HTTPFault(415, "the body must be \(body.types.joined(separator: " or "))")
      }
    }
    let arguments = try Arguments(query: request.query, path: path, of: route.parameters)
    let form = accepted.best(of: route.answer.types)
    // What the address says of the form holds, whatever a browser puts into its header.
    if form == nil, arguments.text("as") == nil, !route.answer.isForAll {
      throw AcceptedTypes.problem(offered: route.answer.types)
    }
    let call = RouteCall(
      catalog: try current.catalog, arguments: arguments, request: request, form: form,
      timeLimit: options.timeLimit)
    // Streams have threads of their own, which their reply asks for.
    let name = route.lane == .stream ? .quick : route.lane
    let lane = lanes[route.isBulk(call) ? .bulk : name]
    let encoding = Encoding(request: request, byteLimit: options.answerByteLimit)
    // A change is made whether or not somebody waits to hear of it.
    let reply = try await lane?.run(for: route.isChange ? nil : request.client) {
      guard try route.basis.isKept(in: call.catalog, about: arguments.text("id")) else {
        return try route.run(call)
      }
      return .encoded(
        try call.catalog.kept(
          encoding.question("route", [form?.type ?? "", form?.profile ?? ""]),
          byteCount: { $0.bytes.count }
        ) { try encoding.kept(route.run(call)) })
    }
    guard let reply else { throw WorkerPool.Full() }
    return try await encoding.response(reply, streams: lanes[.stream])
  }

  /// The Model Context Protocol over HTTP: one message in, its answer out, nothing kept between.
  private func agentResponse(to request: HTTPRequest, id: String) async -> HTTPResponse {
    guard request.method == "POST" else {
      return Self.other(request.method, allowed: ["POST"], id: id).1
    }
    if let problem = access.refusalOfOrigin(of: request) { return problem.response(requestID: id) }
    let agent = CatalogAgent(current, timeLimit: options.timeLimit)
    do {
      // A long message names much, such as the datasets of a mixture, and a cluster has many.
      let namesMany =
        request.body.count > RouteTable.shortBody
        || String(decoding: request.body, as: UTF8.self).contains(Catalog.clusterPrefix)
      let lane = lanes[namesMany ? .bulk : .search]
      let answer = try await lane?.run(for: request.client) {
        agent.answer(request.body) { request.header($0) }
      }
      guard let answer = answer ?? nil else { return HTTPResponse(status: 202) }
      return HTTPResponse(
        status: answer.status, type: "application/json", body: answer.tree.bytes)
    } catch {
      return Problem(error).response(requestID: id)
    }
  }

  private func metricsResponse(to request: HTTPRequest, id: String) -> HTTPResponse {
    guard ["GET", "HEAD"].contains(request.method) else {
      return Self.other(request.method, allowed: ["GET"], id: id).1
    }
    let waiting = Route.Lane.allCases.map { ($0.rawValue, lanes[$0]?.waiting ?? 0) }
    let text = metrics.text(waiting: waiting.map { (lane: $0.0, count: $0.1) })
    return HTTPResponse(
      type: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.utf8))
  }
}

extension Duration {
  /// The length in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
