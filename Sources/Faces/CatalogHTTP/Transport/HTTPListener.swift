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
    /// Connections at the same time.
    var connections = 10_000
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

  /// Whether something listens at a port of this machine.
  static func isListening(on port: UInt16) async -> Bool {
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
        guard open.count < limits.connections, let id = open.open(connection.socket.file.rawValue)
        else {
          try? connection.close()
          continue
        }
        // A head and its body may go out in two writes, of which the second must not wait.
        try? connection.socket.setValue(
          1, for: Int32SocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
        Task.detached { await self.serve(connection, id) }
      } catch {
        // Out of file numbers, or the client is gone already.
        if Task.isCancelled { return }
        await Self.pause(.milliseconds(20))
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
        _ = open.expect(id, within: nil, isIdle: false)
        let response = await handler(request)
        let keepsAlive = request.keepsAlive && open.expect(id, within: nil, isIdle: false)
        try await send(response, to: connection, id, keepsAlive, isHead: request.method == "HEAD")
        if !keepsAlive { break }
      }
    } catch let fault as HTTPFault {
      let response = Problem(fault).response(requestID: nil)
      try? await send(response, to: connection, id, false, isHead: false)
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
    guard open.expect(id, within: isWaiting ? limits.idle : limits.receiving, isIdle: isWaiting)
    else { return nil }
    while true {
      if let request = try reader.next() { return request }
      if reader.wantsContinue {
        reader.didContinue()
        try await connection.write(Data("HTTP/1.1 100 Continue\r\n\r\n".utf8))
      }
      reader.append(try await connection.read(atMost: 16 << 10))
      if isWaiting {
        // The time for a request runs from its first byte, however slowly the others follow.
        isWaiting = false
        guard open.expect(id, within: limits.receiving, isIdle: false) else { return nil }
      }
    }
  }

  private static var pieceByteCount: Int { 64 << 10 }

  private func send(
    _ response: HTTPResponse, to connection: AsyncSocket, _ id: UInt64, _ keepsAlive: Bool,
    isHead: Bool
  ) async throws {
    let head = response.head(keepsAlive: keepsAlive, date: HTTPDate.now)
    switch response.body {
    case .bytes(let bytes):
      var message = Data(head)
      if !isHead { message.append(contentsOf: bytes) }
      try await write(message, to: connection, id)
    case .stream(let first, let channel):
      do {
        try await write(Data(head), to: connection, id)
        var piece = isHead ? nil : first
        while let bytes = piece {
          var message = Data("\(String(bytes.count, radix: 16))\r\n".utf8)
          message.append(contentsOf: bytes)
          message.append(contentsOf: Array("\r\n".utf8))
          if !bytes.isEmpty { try await write(message, to: connection, id) }
          piece = try await channel.next()
        }
        if isHead {
          channel.cancel()
        } else {
          let trailers = channel.trailers.map { "\($0.name): \($0.value)\r\n" }.joined()
          try await write(Data("0\r\n\(trailers)\r\n".utf8), to: connection, id)
        }
      } catch {
        channel.cancel()
        throw error
      }
    }
  }

  /// Writes in pieces, each with its own time.
  private func write(_ message: Data, to connection: AsyncSocket, _ id: UInt64) async throws {
    var start = message.startIndex
    while start < message.endIndex {
      _ = open.expect(id, within: limits.sending, isIdle: false)
      let end = min(start + Self.pieceByteCount, message.endIndex)
      try await connection.write(message[start..<end])
      start = end
    }
  }

  private static func name(of socket: Socket) -> String {
    switch try? socket.remotePeer() {
    case .ip4(let address, _), .ip6(let address, _): address
    case .unix, nil: "-"
    }
  }
}
