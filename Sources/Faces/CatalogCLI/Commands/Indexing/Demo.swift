internal import ArgumentParser
internal import CatalogService
internal import Foundation

/// `catalog demo`: the samples, ready to be searched.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Register and index the samples in a scratch home, and say what to try.",
    discussion: """
      The samples are small corpora in Chinese, English and both, carried inside the program.

        catalog demo
        catalog demo --home ./scratch
      """)

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() async throws {
    let output = shared.output()
    let catalog = Catalog(at: try shared.home ?? Self.freshScratch())
    let answer = try await Interruption.cancelling { try await catalog.demo() }
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for corpus in answer.corpora { output.line(corpus.json(indented: false)) }
    case .tsv:
      for corpus in answer.corpora { output.tabs([corpus.id, corpus.outcome.rawValue]) }
    case .ids: for corpus in answer.corpora { output.line(corpus.id) }
    case .human:
      let records = try catalog.status().datasets.reduce(0) {
        $0 + ($1.index.summary?.records ?? 0)
      }
      output.line(
        "\(answer.corpora.count) samples with \(Figures.count(records)) records are indexed in "
          + answer.home.onOneLine)
      output.line("try:")
      for example in Self.examples { output.line("  catalog \(example) --home \(answer.home)") }
    }
  }

  /// Where the samples go when no home is given; made anew, since nobody keeps anything there.
  private static func freshScratch() throws -> String {
    let path = NSTemporaryDirectory() + "catalog-demo"
    do {
      if FileManager.default.fileExists(atPath: path) {
        try FileManager.default.removeItem(atPath: path)
      }
    } catch {
      throw CatalogError(
        .exists, "the scratch home cannot be made anew: \(error.localizedDescription)",
        at: .file(path), remedy: .advice("catalog demo --home DIR"))
    }
    return path
  }

  /// What a newcomer may try.
  static let examples = [
    #"find '"white whale"'"#, "find 灯塔 --limit 3", "list --language zh --kind pretraining",
  ]
}
