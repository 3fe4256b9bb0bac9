internal import ArgumentParser
internal import CatalogService

/// `catalog tokens`: the terms that a text becomes.
struct Tokens: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens",
    abstract: "Show the terms that a text becomes.",
    discussion: """
      Unspaced scripts become characters and adjacent pairs, everything else words.

        catalog tokens 'GPT-4 是人工智能模型'
        catalog tokens --analyzer plain "don't stop"
      """)

  @Argument(help: "The text; several arguments are joined by spaces.")
  var text: [String]

  @Option(help: ArgumentHelp(CatalogConfiguration.meaning("analyzer"), valueName: "name"))
  var analyzer = AnalyzerKind.standard

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().tokens(of: text.joined(separator: " "), analyzer: analyzer)
    switch output.listFormat {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for token in answer.tokens { output.line(token.json(indented: false)) }
    case .tsv:
      for token in answer.tokens {
        output.tabs([
          token.term, token.kind.rawValue, "\(token.position)", "\(token.bytes.lowerBound)",
          "\(token.bytes.upperBound)",
        ])
      }
    case .ids: for token in answer.tokens { output.line(token.term.onOneLine) }
    case .human:
      var table = Table(columns: [
        .init(heading: "TERM"), .init(heading: "KIND"),
        .init(heading: "POSITION", alignsRight: true), .init(heading: "BYTES", alignsRight: true),
      ])
      table.rows = answer.tokens.map {
        [
          $0.term.onOneLine, $0.kind.rawValue, "\($0.position)",
          "\($0.bytes.lowerBound)..<\($0.bytes.upperBound)",
        ]
      }
      output.table(table)
    }
  }
}
