internal import ArgumentParser
internal import CatalogService

/// The answer of a search, in every form.
enum FindReport {
  /// Prints the answer; ends with status 1 when a dataset could not be searched.
  static func print(_ answer: FindAnswer, on output: Output) throws {
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for hit in answer.records.hits { output.line(hit.json(indented: false)) }
    case .tsv:
      for hit in answer.records.hits {
        output.tabs([
          hit.reference.corpus, hit.reference.record, hit.score.map { "\($0)" } ?? "",
          hit.title ?? "", hit.snippet,
        ])
      }
      if !answer.records.facets.isEmpty, !answer.records.hits.isEmpty { output.line() }
      for facet in answer.records.facets { tabs(of: facet, on: output) }
      noteUnnamed(answer.records.facets, on: output)
    case .ids: output.addresses(answer.records.hits.map(\.reference.address))
    case .human: human(answer, on: output)
    }
    noteOmitted(answer.records.facets.map(\.field), on: output)
    output.notices(answer.records.notices)
    try CoverageReport.warn(answer.coverage, on: output)
  }

  private static func human(_ answer: FindAnswer, on output: Output) {
    let style = output.style
    for (rank, hit) in answer.records.hits.enumerated() {
      let number = "\(rank + 1)."
      let address = hit.reference.address.onOneLine
      let score = hit.score.map { "  " + Figures.decimal(Double($0), places: 2) } ?? ""
      var line = style.dim(number) + " " + style.strong(address) + style.dim(score)
      if let title = hit.title?.onOneLine, !title.isEmpty {
        let room = output.width.map { $0 - DisplayWidth.of(number + address + score) - 3 }
        line += "  " + (room.map { title.fitted(to: max(8, $0)) } ?? title)
      }
      output.line(line)
      let room = output.width.map { max(24, $0 - 3) }
      if !hit.snippet.isEmpty {
        let snippet = MarkedText(hit.snippet, matches: hit.highlights)
        for line in snippet.lines(width: room, style: style) { output.line("   " + line) }
      }
      if !hit.fields.isEmpty {
        output.line("   " + style.dim(fields(hit.fields).fitted(to: room ?? 97)))
      }
      for reason in hit.explanation ?? [] {
        for line in reason.onItsLines.split(separator: "\n") { output.wrapped("   = " + line) }
      }
    }
    for facet in answer.records.facets { output.wrapped(Self.line(of: facet)) }
    if !answer.datasets.isEmpty {
      output.line(style.dim("described:"))
      for dataset in answer.datasets {
        let room = output.width.map { max(8, $0 - DisplayWidth.of(dataset.id) - 4) } ?? Int.max
        let name =
          dataset.name == dataset.id ? "" : "  " + dataset.name.onOneLine.fitted(to: room)
        output.line("  " + style.strong(dataset.id) + name)
        if !dataset.snippet.isEmpty {
          let room = output.width.map { max(24, $0 - 4) } ?? 96
          output.line("    " + style.dim(dataset.snippet.onOneLine.fitted(to: room)))
        }
      }
    }
    for line in answer.records.plan ?? [] { output.line("plan: " + line.onItsLines) }
    output.line(style.dim(summary(answer)))
    if let next = answer.records.next { output.note("more: --cursor \(next)") }
  }

  /// What was found where: `123 records in 3 datasets, 1.9 ms`.
  private static func summary(_ answer: FindAnswer) -> String {
    let found =
      (answer.records.totalIsExact ? "" : "at least ") + Figures.records(answer.records.total)
    let searched = answer.coverage.engine.searched
    let datasets = searched == 1 ? "1 dataset" : "\(searched) datasets"
    let time = Figures.decimal(answer.milliseconds, places: 1)
    return
      "\(found) in \(datasets) of \(Figures.records(answer.coverage.engine.documents)), \(time) ms"
  }

  /// Values of a facet that a line for people has.
  private static let shownValues = 20

  /// A facet in one line: `lang: zh 80 · en 43 · (none) 2`.
  static func line(of facet: FieldFacet) -> String {
    let known = facet.values.filter { $0.value != nil }
    var values = known.prefix(shownValues).map {
      "\($0.value?.text ?? "") \(Figures.count($0.count))"
    }
    let more = facet.more + UInt64(max(0, known.count - shownValues))
    if more > 0 { values.append("\(Figures.count(more)) more \(more == 1 ? "value" : "values")") }
    if let none = facet.values.last, none.value == nil {
      values.append("(none) \(Figures.count(none.count))")
    }
    return "\(facet.field): ".onOneLine + values.joined(separator: " · ").onOneLine
  }

  /// A facet in a table: a row for each value.
  static func tabs(of facet: FieldFacet, on output: Output) {
    for value in facet.values {
      output.tabs([facet.field, value.value?.text ?? "", "\(value.count)"])
    }
  }

  /// Says which facets were asked for where a line is one hit and has no place for them.
  static func noteOmitted(_ facets: [String], on output: Output) {
    guard output.format == .ids || output.format == .ndjson, !facets.isEmpty else { return }
    output.warning(
      "facets are not in --format \(output.format.rawValue), and \(facets.joined(separator: ", ")) "
        + "\(facets.count == 1 ? "is" : "are") left out; human, json and tsv have them")
  }

  /// Says of tables which values they leave out.
  static func noteUnnamed(_ facets: [FieldFacet], on output: Output) {
    for facet in facets where facet.more > 0 {
      output.note(
        "\(facet.field): \(Figures.count(facet.more)) less frequent "
          + "\(facet.more == 1 ? "value is" : "values are") not shown".onOneLine)
    }
  }

  /// Metadata in one line: `lang=zh source=law`, long values cut.
  static func fields(_ fields: [RecordField]) -> String {
    fields.map { "\($0.name)=\($0.value.text)".onOneLine.fitted(to: 60) }.joined(separator: "  ")
  }
}

extension RecordReference {
  /// `dataset:record`, as `show` takes it.
  var address: String { "\(corpus):\(record)" }
}
