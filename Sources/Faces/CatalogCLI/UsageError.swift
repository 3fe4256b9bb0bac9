internal import ArgumentParser
internal import CatalogService
internal import Foundation
internal import QueryLanguage

/// A mistake on the command line, told in the form of every other error.
enum UsageError {
  /// The parser's message, with the help that fits or the word that was probably meant.
  static func explain(_ error: any Error, in root: any ParsableCommand.Type) -> CatalogError {
    let arguments = Array(Host.arguments.dropFirst())
    let verbs = root.configuration.verbs
    var message = root.message(for: error)
    while message.hasSuffix(".") || message.hasSuffix("\n") { message.removeLast() }
    if let last = message.range(of: ". Did you mean") {
      // Of several readings that failed, each on a line, the first is told.
      let hint = message[last.upperBound...].prefix { $0 != "\n" }
        .filter { $0 != "'" && $0 != "?" && $0 != " " }
      return CatalogError(
        .usage, sentence(String(message[..<last.lowerBound])), remedy: .didYouMean([hint]))
    }
    if let verb = arguments.first(where: { !$0.hasPrefix("-") }), !verbs.contains(verb) {
      return CatalogError(
        .usage, "no command is called \"\(verb)\"",
        remedy: .advice(
          (Self.otherNames[verb] ?? NearestName.nearest(to: verb, among: verbs))
            .map { "catalog \($0) — or: catalog --help" } ?? "catalog --help"))
    }
    if message.contains("Missing value for '--undo") {
      return CatalogError(
        .usage, "--undo takes the number of the entry to take back",
        remedy: .advice("catalog log shows the numbers: catalog log --undo 12"))
    }
    let verb = arguments.first { verbs.contains($0) }
    return CatalogError(
      .usage, sentence(message),
      remedy: .advice(verb.map { "catalog \($0) --help" } ?? "catalog --help"))
  }

  /// What other programs call our commands.
  private static let otherNames = [
    "search": "find", "query": "find", "grep": "find", "ls": "list", "datasets": "list",
    "rm": "remove", "del": "delete", "info": "show", "get": "show", "cat": "head", "mv": "rename",
    "edit": "set", "update": "index", "reindex": "index", "undo": "log --undo", "history": "log",
    "verify": "check", "stats": "summary", "import": "add", "ingest": "add", "init": "add",
  ]

  /// Errors begin with a small letter, unless a name begins them.
  private static func sentence(_ message: String) -> String {
    let first = message.split(separator: "\n").first.map(String.init) ?? message
    return first.prefix(1).lowercased() + first.dropFirst()
  }
}
