internal import FlyingSocks
internal import Foundation
internal import Glibc
internal import Synchronization

/// Takes connections and answers their requests, HTTP/1.1 without TLS.
///
/// Sockets and the queue of their events are FlyingSocks'. Each connection is a task that is suspended
/// while it waits, so thousands of slow clients cost memory only, of which each has little: what it may
/// send is limited, and so is the time that each step may take.
final class HTTPListener: Sendable {
  /// How much a client may take.
  struct Limits: Sendable {
    /// The largest request.
    var request = RequestReader.Limits()
    /// Connections at the same time: as many as the process may have files, but for those that answers
    /// are read from.
    var connections = min(10_000, max(64, sysconf(Int32(_SC_OPEN_MAX)) - 256))
    /// From the first byte of a request to its last.
    var receiving = Duration.seconds(20)
    /// Between two requests.
    var idle = Duration.seconds(75)
    /// For each 64 KiB of an answer.
    var sending = Duration.seconds(30)
  }

  private let socket: Socket
  private let limits: Limits
  private let handler: @Sendable (HTTPRequest) async -> HTTPResponse
  private let open = OpenConnections()

  /// The port that is listened on.
  let port: UInt16

  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - host: An address, or `localhost`.
  ///   - port: The port; 0 takes one that is free.
  ///   - limits: How much a client may take.
  ///   - handler: Answers a request.
  /// - Throws: `SocketError` when the address cannot be listened on.
  init(
    host: String, port: UInt16, limits: Limits = Limits(),
    handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
  ) throws {
    self.limits = limits
    self.handler = handler
    if host.contains(":") {
      socket = try Self.listening(sockaddr_in6.inet6(ip6: host, port: port))
    } else {
      socket = try Self.listening(
        sockaddr_in.inet(ip4: host == "localhost" ? "127.0.0.1" : host, port: port))
    }
    switch try socket.sockname() {
    case .ip4(_, let port), .ip6(_, let port): self.port = port
    case .unix: self.port = port
    }
  }

  private static func listening(_ address: some SocketAddress) throws -> Socket {
    let socket = try Socket(domain: Int32(type(of: address).family))
    try socket.setValue(true, for: .localAddressReuse)
    try socket.bind(to: address)
    try socket.listen()
    return socket
  }

  /// Whether a text is an address to listen on.
  static func isAddress(_ host: String) -> Bool {
    var address = in6_addr()
    return host == "localhost"
      || [AF_INET, AF_INET6].contains { unsafe inet_pton($0, host, &address) == 1 }
  }

  /// What the system says of an address that cannot be listened on.
  static func reason(_ error: any Error) -> String {
    if case SocketError.failed(_, _, let message) = error { return message }
    return error.localizedDescription
  }

  /// Whether something listens at a port of this machine.
  static func isListening(on port: UInt16) -> Bool {
    guard let socket = try? Socket(domain: AF_INET),
      let address = try? sockaddr_in.inet(ip4: "127.0.0.1", port: port)
    else { return false }
    defer { try? socket.close() }
    return (try? socket.connect(to: address)) != nil
  }

  /// Connections that are open.
  var connections: Int { open.count }

  /// Answers requests until the task is cancelled; then those that are under way get some time.
  ///
  /// A write to a connection that the client closed must be an error and not a signal, so the process
  /// ignores SIGPIPE from here on.
  ///
  /// - Parameter grace: Time for requests that are under way.
  /// - Throws: `SocketError` when there is no queue of events.
  func run(grace: Duration = .seconds(10)) async throws {
    signal(SIGPIPE, SIG_IGN)
    let pool: SocketPool<ePoll> = .ePoll(maxEvents: 256)
    try await pool.prepare()
    let listening = try AsyncSocket(socket: socket, pool: pool)
    // These outlive a cancelled task, so that requests under way can end.
    let events = Task.detached { try await pool.run() }
    let sweeping = Task.detached { [open] in
      while !Task.isCancelled {
        open.sweep()
        try await Task.sleep(for: .milliseconds(500))
      }
    }
    await accept(on: listening, pool)
    try? listening.close()
    open.end()
    let end = ContinuousClock.now + grace
    while open.count > 0, ContinuousClock.now < end { await Self.pause(.milliseconds(20)) }
    open.endAll()
    while open.count > 0, ContinuousClock.now < end + .seconds(2) {
      await Self.pause(.milliseconds(20))
    }
    sweeping.cancel()
    events.cancel()
  }

  /// Waits, whether or not the task is cancelled.
  private static func pause(_ duration: Duration) async {
    await Task.detached { try? await Task.sleep(for: duration) }.value
  }

  private func accept(on listening: AsyncSocket, _ pool: SocketPool<ePoll>) async {
    while !Task.isCancelled {
      do {
        let connection = try await listening.accept()
        if open.count >= limits.connections { open.evict() }
        guard let id = open.open(connection.socket.file.rawValue) else {
          try? connection.close()
          continue
        }
        // A head and its body may go out in two writes, of which the second must not wait.
        try? connection.socket.setValue(
          1, for: Int32SocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
        Task.detached { await self.serve(connection, id) }
      } catch {
        if Task.isCancelled { return }
        // The client is gone already, or there are no more numbers for files: who says nothing makes
        // room for who has a question.
        open.evict()
        await Self.pause(.milliseconds(5))
      }
    }
  }

  // MARK: - One connection

  private func serve(_ connection: AsyncSocket, _ id: UInt64) async {
    let remote = Self.name(of: connection.socket)
    var reader = RequestReader(limits: limits.request)
    do {
      while let request = try await request(from: connection, id, &reader) {
        var request = request
        request.remote = remote
        open.answer(id, to: request.client)
        let response = await handler(request)
        var keepsAlive = request.keepsAlive && !open.isEnding
        // Without chunks the end of the connection is the end of a stream.
        if response.byteCount == nil, !request.takesChunks { keepsAlive = false }
        try await send(response, to: request, on: connection, id, keepsAlive)
        if !keepsAlive { break }
      }
    } catch let fault as HTTPFault {
      let response = Problem(fault).response(requestID: nil)
      let message = Data(response.head(keepsAlive: false, isChunked: true, date: HTTPDate.now))
      try? await write(message + Data(response.wholeBytes), to: connection, id)
      await linger(on: connection, id)
    } catch {
      // The client is gone.
    }
    open.close(id)
    try? connection.close()
  }

  /// The next request of a connection; `nil` when it is at its end.
  private func request(
    from connection: AsyncSocket, _ id: UInt64, _ reader: inout RequestReader
  ) async throws -> HTTPRequest? {
    var isWaiting = reader.isEmpty
    if isWaiting {
      open.expect(id, .idle, within: limits.idle)
    } else {
      open.expect(id, .receiving, within: limits.receiving)
    }
    while true {
      if let request = try reader.next() { return request }
      if open.isEnding, isWaiting { return nil }
      if reader.wantsContinue {
        reader.didContinue()
        try await connection.write(Data("HTTP/1.1 100 Continue\r\n\r\n".utf8))
      }
      reader.append(try await connection.read(atMost: 16 << 10))
      if isWaiting {
        // The time for a request runs from its first byte, however slowly the others follow.
        isWaiting = false
        open.expect(id, .receiving, within: limits.receiving)
      }
    }
  }

  private static var pieceByteCount: Int { 64 << 10 }

  private func send(
    _ response: HTTPResponse, to request: HTTPRequest, on connection: AsyncSocket, _ id: UInt64,
    _ keepsAlive: Bool
  ) async throws {
    let isHead = request.method == "HEAD"
    let head = response.head(
      keepsAlive: keepsAlive, isChunked: request.takesChunks, date: HTTPDate.now)
    switch response.body {
    case .bytes(let bytes):
      try await write(Data(head) + Data(isHead ? [] : bytes), to: connection, id)
    case .stream(let first, let channel):
      defer { channel.cancel() }
      try await write(Data(head), to: connection, id)
      if isHead { return }
      var piece = first
      while let bytes = piece {
        let message = request.takesChunks ? Self.chunk(bytes) : Data(bytes)
        // An empty chunk would end the answer.
        if !bytes.isEmpty { try await write(message, to: connection, id) }
        piece = try await channel.next()
      }
      guard request.takesChunks else { return }
      let trailers = channel.trailers.map { "\($0.name): \($0.value)\r\n" }.joined()
      try await write(Data("0\r\n\(trailers)\r\n".utf8), to: connection, id)
    }
  }

  private static func chunk(_ bytes: [UInt8]) -> Data {
    Data("\(String(bytes.count, radix: 16))\r\n".utf8) + Data(bytes) + Data("\r\n".utf8)
  }

  /// Writes in pieces, each with its own time.
  private func write(_ message: Data, to connection: AsyncSocket, _ id: UInt64) async throws {
    var start = message.startIndex
    while start < message.endIndex {
      open.expect(id, .answering, within: limits.sending)
      let end = min(start + Self.pieceByteCount, message.endIndex)
      try await connection.write(message[start..<end])
      start = end
    }
    // Until there is more to send, time passes that is not the client's.
    open.expect(id, .answering, within: nil)
  }

  /// Passes over what a client still sends: closing a connection with bytes unread resets it, and the
  /// client might lose the answer (RFC 9112, section 9.6).
  private func linger(on connection: AsyncSocket, _ id: UInt64) async {
    open.expect(id, .receiving, within: .seconds(2))
    shutdown(connection.socket.file.rawValue, Int32(SHUT_WR))
    let end = ContinuousClock.now + .seconds(1)
    var left = 4 * limits.request.bodyBytes
    while left > 0, ContinuousClock.now < end, !open.isEnding {
      do { left -= try connection.socket.read(atMost: Self.pieceByteCount).count } catch SocketError
        .blocked
      {
        await Self.pause(.milliseconds(50))
      } catch {
        return
      }
    }
  }

  private static func name(of socket: Socket) -> String {
    switch try? socket.remotePeer() {
    case .ip4(let address, _), .ip6(let address, _): address
    case .unix, nil: "-"
    }
  }
}
