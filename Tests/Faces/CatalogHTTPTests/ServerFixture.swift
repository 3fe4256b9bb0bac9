import CatalogService
import Foundation
import JSONText
import Logging
import TestSupport

@testable import CatalogHTTP

/// A server over a home with two indexed samples, asked without sockets.
struct ServerFixture {
  let scratch = ScratchFolder()
  let server: CatalogServer

  init(
    options: CatalogServer.Options = CatalogServer.Options(),
    logger: Logger = Logger(label: "test", factory: CatalogServer.logsNothing)
  ) async throws {
    let home = scratch.path + "/home"
    try FileManager.default.copyItem(atPath: await Self.made.value.path + "/home", toPath: home)
    server = CatalogServer(CatalogHome(home), options: options, logger: logger)
  }

  /// The home that others are copies of: making one takes longer than most tests.
  private static let made = Task {
    let scratch = ScratchFolder()
    let catalog = Catalog(at: scratch.path + "/home")
    for name in ["tea-and-tide", "conversations"] {
      _ = try await catalog.add([Project.path("Samples/\(name).jsonl")], id: name)
    }
    return scratch
  }

  /// The home's folder.
  var home: String { scratch.path + "/home" }

  /// Asks for a target.
  func ask(
    _ target: String, method: String = "GET", headers: [(name: String, value: String)] = [],
    body: String = ""
  ) async throws -> HTTPResponse {
    var request = try HTTPRequest(method: method, target: target)
    request.headers = headers
    request.body = Array(body.utf8)
    return await server.respond(to: request)
  }

  /// The JSON at a target.
  func json(_ target: String) async throws -> JSON { try await ask(target).json }
}

extension HTTPResponse {
  /// The body as text.
  var text: String { String(decoding: wholeBytes, as: UTF8.self) }

  /// The body as JSON.
  var json: JSON { get throws { try JSONReader.read(wholeBytes) } }

  /// All bytes, streams to their end.
  var wholeText: String {
    get async throws {
      guard case .stream(let first, let channel) = body else { return text }
      var bytes = first ?? []
      while let piece = try await channel.next() { bytes += piece }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
