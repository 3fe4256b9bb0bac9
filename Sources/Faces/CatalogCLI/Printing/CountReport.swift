internal import CatalogService

/// The answer of a count, in every form.
enum CountReport {
  /// Prints the numbers; ends with status 1 when a dataset could not be counted.
  static func print(_ answer: CountedAnswer, on output: Output) throws {
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .tsv:
      output.tabs(["\(answer.count.records)", answer.count.occurrences.map(String.init) ?? ""])
      for facet in answer.count.facets { FindReport.tabs(of: facet, on: output) }
      FindReport.noteUnnamed(answer.count.facets, on: output)
    case .ids, .human:
      var line =
        "\(Figures.count(answer.count.records)) \(answer.count.records == 1 ? "record" : "records")"
      if let occurrences = answer.count.occurrences {
        line += ", \(Figures.count(occurrences))"
        line += occurrences == 1 ? " occurrence" : " occurrences"
      }
      output.line(line)
      for facet in answer.count.facets { output.line(FindReport.line(of: facet)) }
    }
    output.notices(answer.count.notices)
    try CoverageReport.warn(answer.coverage, on: output)
  }
}
