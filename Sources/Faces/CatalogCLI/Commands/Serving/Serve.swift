internal import ArgumentParser
internal import CatalogHTTP
internal import CatalogService
internal import Foundation
internal import Logging

/// `catalog serve`: the catalogue behind one address.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the catalogue over HTTP.",
    discussion: """
      What the commands answer is at /v1/…, in the same JSON; /openapi.json describes it. Only this machine \
      is served unless --host says otherwise, and nothing can be changed without --read-write and a \
      token, which requests carry in the header Authorization: Bearer TOKEN. There is no TLS: for other \
      machines a proxy belongs in front, whose name --name tells. An interrupt ends the server once \
      requests under way are answered.

        catalog serve
        catalog serve --port 9000 --cors https://notebooks.example.com
        catalog serve --read-write --token /etc/catalog.token
      """)

  @Option(help: ArgumentHelp("The port; 0 takes one that is free.", valueName: "n"))
  var port = PageArguments.usualPort

  @Option(
    help: ArgumentHelp(
      "The address to listen on; 0.0.0.0 for every one of this machine.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "Another name of the server, as a proxy passes it on; repeats.", valueName: "host"))
  var name: [String] = []

  @Option(
    help: ArgumentHelp(
      "An origin whose pages may read answers, or * for all; repeats.", valueName: "origin"))
  var cors: [String] = []

  @Flag(help: "Whether the catalogue may be changed.")
  var mode = Mode.readOnly

  @Option(
    help: ArgumentHelp(
      "A file whose first line is what a request must carry to change something.",
      valueName: "file"),
    completion: .file())
  var token: String?

  @Option(
    help: ArgumentHelp("Time that a search may take: 500ms, 2s.", valueName: "time"))
  var timeout: TimeSpan?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  /// Whether the catalogue may be changed.
  enum Mode: String, EnumerableFlag {
    case readOnly, readWrite

    static func help(for value: Mode) -> ArgumentHelp? {
      switch value {
      case .readOnly: "Nothing can be changed. This is the default."
      case .readWrite: "Requests with the token may edit, remove and restore datasets."
      }
    }
  }

  func validate() throws {
    if (mode == .readWrite) != (token != nil) {
      throw ValidationError("--read-write and --token go together")
    }
    // What no request can carry would be waited for in vain.
    if let wrong = cors.first(where: { $0 != "*" && !CatalogServer.isOrigin($0) }) {
      throw ValidationError(
        "\(wrong) is no origin, which is *, or a scheme and a host such as https://notebooks.example.com"
      )
    }
    if let wrong = name.first(where: { !CatalogServer.isHostName($0) }) {
      throw ValidationError(
        "\(wrong) is no name of a host, such as catalog.example.com, without scheme, port and path")
    }
  }

  func run() async throws {
    let output = shared.output()
    var options = CatalogServer.Options()
    options.host = host
    options.port = port
    options.names = name
    options.origins = cors
    options.token = try token.map(Self.token)
    if let timeout { options.timeLimit = timeout.seconds }
    let home = shared.catalog().home
    let logger = Logger(label: "catalog.http") { label in
      output.isQuiet ? CatalogServer.logsNothing(label: label) : RequestLog(output: output)
    }
    let server = CatalogServer(home, options: options, logger: logger)
    let isReadOnly = mode == .readOnly
    try await Interruption.cancelling(patience: .seconds(15)) {
      try await server.run { address in
        output.line(address)
        output.flushResults()
        output.note(
          "serving \(home.path)\(isReadOnly ? ", read-only" : ""); an interrupt ends it".onOneLine)
      }
    }
  }

  /// Characters that a token has at least.
  private static var tokenLength: Int { 16 }

  /// The first line of a file.
  private static func token(_ path: String) throws -> String {
    // A pipe of the shell is a file too.
    guard let file = FileHandle(forReadingAtPath: path),
      let data = try? file.read(upToCount: 1 << 16) ?? Data()
    else {
      throw CatalogError(.notFound, "no such file of a token", at: .file(path))
    }
    let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first
    let token = String(line ?? "")
    let isPlain = token.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
    guard token.count >= tokenLength, isPlain else {
      // What is written into a pipe is gone when it has been read.
      let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type]
      let isFile = kind as? FileAttributeType == .typeRegular
      throw CatalogError(
        .badFormat,
        "a token is a line of \(tokenLength) or more letters, digits and signs of ASCII",
        at: .file(path, line: 1),
        remedy: .advice("openssl rand -hex 32" + (isFile ? " > \(path)" : " makes one")))
    }
    return token
  }
}
