import FlyingSocks
import Foundation
import Glibc

/// A bare connection to a server on this machine.
struct Client {
  private let socket: AsyncSocket
  private static let pool = Task {
    let pool: SocketPool<ePoll> = .ePoll(maxEvents: 64)
    try await pool.prepare()
    Task.detached { try await pool.run() }
    return pool
  }

  init(_ port: UInt16) async throws {
    socket = try await AsyncSocket.connected(
      to: sockaddr_in.inet(ip4: "127.0.0.1", port: port), pool: Self.pool.value, timeout: 600)
  }

  func send(_ text: String) async throws { try await socket.write(Data(text.utf8)) }

  /// What comes until the server closes the connection.
  func receiveAll() async throws -> String { try await receive(until: nil) }

  /// What comes until some text stands in it.
  func receive(until end: String?) async throws -> String {
    var bytes: [UInt8] = []
    do {
      while true {
        bytes += try await socket.read(atMost: 4096)
        if let end, String(decoding: bytes, as: UTF8.self).contains(end) { break }
      }
    } catch SocketError.disconnected {}
    return String(decoding: bytes, as: UTF8.self)
  }

  func close() throws { try socket.close() }
}
