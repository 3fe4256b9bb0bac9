internal import ArgumentParser
internal import CatalogService
internal import Glibc

/// The `catalog` command: its verbs, and what an error becomes.
@main
struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "Describe, index and search the corpora that language models are trained on.",
    discussion: """
      Register a corpus and search inside it:

        catalog add corpus.jsonl.zst --id web
        catalog find '"white whale"' --in web

      Results go to stdout; progress, hints and errors to stderr. Any command takes --json. The query \
      language is told whole by: catalog help query
      """,
    version: Catalog.version,
    groupedSubcommands: [
      CommandGroup(
        name: "Data",
        subcommands: [
          Add.self, Index.self, PlanUnits.self, Publish.self, Delete.self, Demo.self,
        ]),
      CommandGroup(
        name: "Search",
        subcommands: [
          Find.self, Count.self, Extract.self, Head.self, Sample.self, Profile.self, Tokens.self,
        ]),
      CommandGroup(
        name: "Catalogue",
        subcommands: [
          List.self, Show.self, Summary.self, SetValues.self, Rename.self, Remove.self,
          Restore.self,
          Purge.self, Log.self, Apply.self,
        ]),
      CommandGroup(
        name: "Rights and vocabularies",
        subcommands: [
          License.self, Lineage.self, Versions.self, Diff.self, Export.self, Validate.self,
        ]),
      CommandGroup(name: "Services", subcommands: [Serve.self, Open.self, AgentServer.self]),
      CommandGroup(name: "Upkeep", subcommands: [Status.self, Check.self, Bench.self, Help.self]),
    ])

  /// Parses the arguments, runs the verb, and ends with the status that the contract names.
  static func main() async {
    StandardStreams.occupy()
    // A closed pipe ends the program at once and without a word, as it does for its neighbours.
    signal(SIGPIPE, SIG_DFL)
    let arguments = QueryArguments.protected(Array(Host.arguments.dropFirst()))
    do {
      var command = try parseAsRoot(arguments)
      try RepeatedOptions.refuse(in: arguments, of: type(of: command))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      end(with: error)
    }
    finish(with: 0)
  }

  /// Reports an error and ends.
  private static func end(with error: any Error) -> Never {
    if let code = error as? ExitCode { finish(with: code.rawValue) }
    let arguments = Array(Host.arguments.dropFirst())
    let output = Output(
      format: .requested(by: arguments), quiet: false, noColor: arguments.contains("--no-color"))
    let failure: CatalogError
    if let known = error as? CatalogError {
      failure = known
    } else if exitCode(for: error) == .success {
      // Help and version are errors to the parser, and results to the user.
      print(fullMessage(for: error))
      finish(with: 0)
    } else if exitCode(for: error) == .validationFailure {
      failure = UsageError.explain(error, in: Self.self)
    } else {
      failure = CatalogError(.bug, "unexpected error: \(error)")
    }
    output.error(failure)
    finish(with: failure.code.exitStatus)
  }

  /// Ends with a status, or with that of results that could not be written: without them nothing is a
  /// success, nor the part of one that a status of its own speaks of.
  private static func finish(with status: Int32) -> Never {
    let output = Output(
      format: .requested(by: Array(Host.arguments.dropFirst())), quiet: false, noColor: true)
    guard let failure = output.lostResults, status != failure.code.exitStatus else {
      Glibc.exit(status)
    }
    output.error(failure)
    Glibc.exit(failure.code.exitStatus)
  }
}
