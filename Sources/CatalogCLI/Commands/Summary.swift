internal import ArgumentParser
internal import CatalogService

/// `catalog summary`: the catalogue in numbers.
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Show the catalogue in numbers.",
    discussion: """
      Sums add what is known; how many datasets say nothing stands beside them. Parts and wholes \
      are datasets alike, so a sum can count the same data more than once.

        catalog summary
        catalog summary --json
      """)

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().summary()
    switch output.format {
    case .json, .ndjson:
      output.line(answer.json(indented: output.format == .json && output.isTerminal))
    case .tsv, .ids:
      for count in answer.counts { output.tabs([count.name, "\(count.count)"]) }
      for group in answer.groups {
        for value in group.values {
          output.tabs([group.field, value.value?.text ?? "", "\(value.count)"])
        }
      }
    case .human:
      output.line(answer.counts.map { "\($0.count) \($0.name)" }.joined(separator: " · "))
      for total in answer.totals {
        let sum =
          total.name == "bytes"
          ? Figures.bytes(UInt64(max(0, min(total.sum, 1e18))))
          : Figures.count(UInt64(max(0, min(total.sum, 1e18))))
        output.line("\(total.name): \(sum) in \(total.known) datasets, \(total.unknown) unknown")
      }
      for group in answer.groups { output.line(FindReport.line(of: group)) }
    }
  }
}
