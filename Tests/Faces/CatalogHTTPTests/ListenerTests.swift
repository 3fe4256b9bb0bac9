import Dispatch
import Foundation
import Synchronization
import Testing

@testable import CatalogHTTP

// What waits for a client that never comes must fail, and not wait as long as the whole run may take.
@Suite(.timeLimit(.minutes(2))) struct ListenerTests {
  /// Runs some work while a server listens, then stops it.
  private static func serving(
    limits: HTTPListener.Limits = HTTPListener.Limits(),
    _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse,
    _ work: (HTTPListener) async throws -> Void
  ) async throws {
    let listener = try HTTPListener(host: "127.0.0.1", port: 0, limits: limits, handler: handler)
    let running = Task { try await listener.run(grace: .seconds(2)) }
    try await work(listener)
    running.cancel()
    try await running.value
    #expect(listener.connections == 0)
  }

  private static func echo(_ request: HTTPRequest) -> HTTPResponse {
    HTTPResponse(type: "text/plain", body: Array("\(request.target) ".utf8) + request.body)
  }

  @Test func `a connection serves one request after the other`() async throws {
    try await Self.serving({ Self.echo($0) }) { listener in
      let client = try await Client(listener.port)
      try await client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await client.receive(until: "/b ").contains("/a "))
      try await client.send(
        "POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
      let last = try await client.receiveAll()
      #expect(last.contains("/c hi") && last.contains("Connection: close"))
    }
  }

  @Test func `HEAD has the head of GET and no body`() async throws {
    try await Self.serving({ Self.echo($0) }) { listener in
      let client = try await Client(listener.port)
      try await client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      let answer = try await client.receiveAll()
      #expect(answer.contains("Content-Length: 5\r\n") && answer.hasSuffix("\r\n\r\n"))
    }
  }

  @Test func `what is no request is answered before the connection ends`() async throws {
    try await Self.serving({ Self.echo($0) }) { listener in
      let client = try await Client(listener.port)
      try await client.send("nonsense\r\n\r\n")
      let answer = try await client.receiveAll()
      #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("application/problem+json"))
    }
  }

  @Test func `a client that sends on reads why it was refused`() async throws {
    try await Self.serving({ Self.echo($0) }) { listener in
      let client = try await Client(listener.port)
      try await client.send(
        "GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "X: a\r\n", count: 100_000))
      #expect(try await client.receiveAll().hasPrefix("HTTP/1.1 431 "))
    }
  }

  @Test func `a client that takes too long is cut off`() async throws {
    var limits = HTTPListener.Limits()
    limits.receiving = .milliseconds(300)
    limits.idle = .milliseconds(300)
    try await Self.serving(limits: limits, { Self.echo($0) }) { listener in
      let silent = try await Client(listener.port)
      let slow = try await Client(listener.port)
      try await slow.send("GET / HT")
      #expect(try await silent.receiveAll() == "")
      #expect(try await slow.receiveAll() == "")
    }
  }

  @Test func `hundreds of silent clients leave the others alone`() async throws {
    try await Self.serving({ Self.echo($0) }) { listener in
      var silent: [Client] = []
      for _ in 0..<300 { silent.append(try await Client(listener.port)) }
      let client = try await Client(listener.port)
      try await client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(try await client.receiveAll().contains("/a "))
      for client in silent { try client.close() }
    }
  }

  @Test func `silent clients make room for one with a question`() async throws {
    var limits = HTTPListener.Limits()
    limits.connections = 20
    try await Self.serving(limits: limits, { Self.echo($0) }) { listener in
      var silent: [Client] = []
      for _ in 0..<40 {
        silent.append(try await Client(listener.port))
        try await silent.last?.send("GET / HT")
      }
      let client = try await Client(listener.port)
      try await client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(try await client.receiveAll().contains("/a "))
      #expect(try await silent[0].receiveAll() == "")
      for client in silent { try client.close() }
    }
  }

  @Test func `an old client gets a stream without chunks`() async throws {
    try await Self.serving({ _ in
      let channel = ByteChannel()
      try? channel.send(Array("second".utf8))
      channel.finish(.success(()))
      var response = HTTPResponse(type: "text/plain")
      response.body = .stream(first: Array("first".utf8), channel)
      return response
    }) { listener in
      let client = try await Client(listener.port)
      try await client.send("GET / HTTP/1.0\r\n\r\n")
      let answer = try await client.receiveAll()
      #expect(answer.hasSuffix("\r\n\r\nfirstsecond") && !answer.contains("chunked"))
    }
  }

  @Test func `a slow reader holds up the maker of a stream, and its end stops it`() async throws {
    let sent = Mutex(0)
    let isStopped = DispatchSemaphore(value: 0)
    let pool = WorkerPool(name: "test", threads: 1, queueLimit: 1)
    try await Self.serving({ _ in
      let channel = ByteChannel()
      try? pool.start {
        let piece = [UInt8](repeating: 65, count: 64 << 10)
        while (try? channel.send(piece)) != nil { sent.withLock { $0 += 1 } }
        channel.finish(.failure(ByteChannel.Closed()))
        isStopped.signal()
      }
      var response = HTTPResponse(type: "text/plain")
      response.body = .stream(first: [], channel)
      return response
    }) { listener in
      let client = try await Client(listener.port)
      try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try await client.receive(until: "\r\n\r\n")
      try await Task.sleep(for: .milliseconds(300))
      // What the sockets between hold, and a few pieces more.
      #expect(sent.withLock { $0 } < 400)
      try client.close()
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
          isStopped.wait()
          continuation.resume()
        }
      }
    }
  }

  @Test func `a client that leaves is noticed while nothing is sent to it`() async throws {
    let isNoticed = Mutex(false)
    try await Self.serving({ request in
      while !request.client.isGone { try? await Task.sleep(for: .milliseconds(20)) }
      isNoticed.withLock { $0 = true }
      return Self.echo(request)
    }) { listener in
      let client = try await Client(listener.port)
      // What waits to be read behind the request hides nothing.
      try await client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\n")
      while listener.connections == 0 { try await Task.sleep(for: .milliseconds(5)) }
      try await Task.sleep(for: .milliseconds(50))
      #expect(!isNoticed.withLock { $0 })
      try client.close()
      while !isNoticed.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(20)) }
    }
  }

  @Test func `a stream that fails is not ended as if it were whole`() async throws {
    try await Self.serving({ _ in
      let channel = ByteChannel()
      try? channel.send(Array("first".utf8))
      channel.finish(.failure(ByteChannel.Closed()))
      var response = HTTPResponse(type: "text/plain")
      response.body = .stream(first: [], channel)
      return response
    }) { listener in
      let client = try await Client(listener.port)
      try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      let answer = try await client.receiveAll()
      #expect(!answer.contains("\r\n0\r\n"))
    }
  }

  @Test func `a request under way is answered before the server ends`() async throws {
    let isUnderWay = Mutex(false)
    let listener = try HTTPListener(host: "127.0.0.1", port: 0) { request in
      isUnderWay.withLock { $0 = true }
      try? await Task.sleep(for: .milliseconds(300))
      return Self.echo(request)
    }
    let running = Task { try await listener.run() }
    let idle = try await Client(listener.port)
    let client = try await Client(listener.port)
    try await client.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n")
    while !isUnderWay.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
    running.cancel()
    #expect(try await client.receiveAll().contains("/late "))
    #expect(try await idle.receiveAll() == "")
    try await running.value
  }

  @Test func `one slow question does not hold up others`() async throws {
    let pool = WorkerPool(name: "test", threads: 2, queueLimit: 2)
    let gate = DispatchSemaphore(value: 0)
    let slow = Task { try await pool.run { gate.wait() } }
    #expect(try await pool.run { 7 } == 7)
    gate.signal()
    try await slow.value
  }

  @Test func `what does not fit the queue is refused`() async throws {
    let pool = WorkerPool(name: "test", threads: 1, queueLimit: 1)
    let gate = DispatchSemaphore(value: 0)
    let isRunning = DispatchSemaphore(value: 0)
    try pool.start {
      isRunning.signal()
      gate.wait()
    }
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        isRunning.wait()
        continuation.resume()
      }
    }
    try pool.start {}
    #expect(throws: WorkerPool.Full.self) { try pool.start {} }
    gate.signal()
  }
}
