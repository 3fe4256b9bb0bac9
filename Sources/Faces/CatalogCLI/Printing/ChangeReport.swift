internal import CatalogService

/// One change to one dataset, in every form.
enum ChangeReport {
  /// Prints what happened to a dataset.
  static func print(_ id: String, _ verb: String, hint: String?, on output: Output) {
    let answer = ChangeAnswer(dataset: id, change: verb)
    switch output.format {
    case .json, .ndjson: output.line(answer.json(indented: false))
    case .tsv: output.tabs([id, verb])
    case .ids: output.line(id)
    case .human:
      output.line("\(id): \(verb)")
      if let hint { output.note(hint) }
    }
  }
}
