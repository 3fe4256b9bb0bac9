internal import CatalogService

/// What differs between two descriptions, in every form.
enum DiffReport {
  /// Prints one line per value: what stood there, and what stands there.
  static func print(_ answer: DiffAnswer, on output: Output) {
    switch output.format {
    case .json, .ndjson:
      output.line(answer.json(indented: output.format == .json && output.isTerminal))
    case .tsv, .ids:
      for line in answer.lines { output.tabs([line.path, line.before ?? "", line.after ?? ""]) }
    case .human:
      if answer.lines.isEmpty { output.note("no difference") }
      printLines(answer, indent: "", on: output)
    }
  }

  /// Prints what stood and what stands, for people, behind some space.
  static func printLines(_ answer: DiffAnswer, indent: String, on output: Output) {
    func show(_ sign: String, _ styled: String, _ text: String) {
      let text = text.onOneLine
      output.wrapped(indent + sign + text, styled: indent + styled + text)
    }
    for line in answer.lines {
      if let before = line.before {
        show("- ", output.style.bad("- "), "\(line.path): \(before)")
      }
      if let after = line.after {
        show("+ ", output.style.good("+ "), "\(line.path): \(after)")
      }
    }
  }
}
