internal import ArgumentParser
internal import CatalogService

/// `catalog check`: verifies everything.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify every checksum and invariant, and store against index.",
    discussion: """
      Without an id, the store is verified too: its pages, every description, and the index that \
      lists are made from, at about the cost of writing all descriptions. --repair makes anew what \
      follows from sound files, the index of lists among it, and removes what nothing refers to. \
      Where the newest commit is lost it goes back to the one before, keeping everything deleted \
      since. It describes datasets again whose files alone are left, and corrects what the store \
      says of an index.

        catalog check
        catalog check web --repair
      """)

  @Argument(help: "The dataset to check. Default: all.")
  var id: String?

  @Flag(help: "Mends what can be mended.")
  var repair = false

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().check(id, repair: repair)
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .tsv:
      for problem in answer.problems {
        output.tabs([problem.dataset, RemedyText.with(problem.remedy, problem.message)])
      }
    case .ids: for id in Set(answer.problems.map(\.dataset)).sorted() { output.line(id) }
    case .human:
      for problem in answer.problems {
        output.line(
          "\(problem.dataset): \(RemedyText.with(problem.remedy, problem.message))".onOneLine)
      }
      for repair in answer.repaired {
        output.line("\(repair.dataset): repaired: \(repair.message)".onOneLine)
      }
      output.line(summary(answer))
      if !repair, answer.problems.contains(where: { Self.mayMend($0.remedy) }) {
        output.note("catalog check --repair mends some")
      }
    }
    DanglingReport.print(answer.dangling, on: output)
    if !answer.problems.isEmpty { throw ExitCode(1) }
  }

  /// Whether a repair may help: of a problem that something else helps against, that is said.
  private static func mayMend(_ remedy: Remedy?) -> Bool {
    switch remedy {
    case nil, .engine(.repair, _), .replaceStore: true
    default: false
    }
  }

  private func summary(_ answer: CheckAnswer) -> String {
    let datasets = answer.datasets == 1 ? "1 dataset" : "\(answer.datasets) datasets"
    let files = answer.files == 1 ? "1 file" : "\(Figures.count(UInt64(answer.files))) files"
    let problems =
      switch answer.problems.count {
      case 0: "no problems"
      case 1: "1 problem"
      default: "\(answer.problems.count) problems"
      }
    return "\(datasets), \(files), \(Figures.bytes(answer.bytes)) checked: \(problems)"
  }
}
