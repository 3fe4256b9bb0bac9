internal import CatalogService

/// Whole records, in every form.
enum RecordsReport {
  /// Columns of a text that people are shown.
  private static let shownText = 480

  /// Prints the records.
  static func print(_ answer: RecordsAnswer, on output: Output) {
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for record in answer.records { output.line(record.json(indented: false)) }
    case .ids:
      output.addresses(answer.records.map(\.reference.address))
    case .tsv:
      for record in answer.records {
        output.tabs([record.reference.record] + record.texts.map(\.text))
      }
    case .human:
      for record in answer.records { human(record, on: output) }
      let shown = answer.records.count
      output.note(
        "\(shown) of \(Figures.records(answer.total)) of \(answer.dataset)"
          + (answer.records.first.map {
            "; catalog show \($0.reference.address) shows one whole"
          }
            ?? ""))
    }
    output.notices(answer.notices)
  }

  private static func human(_ record: StoredRecord, on output: Output) {
    let style = output.style
    output.line(style.strong(record.reference.address.onOneLine))
    let room = max(24, (output.width ?? 100) - 3)
    for (place, text) in record.texts.enumerated() {
      let label = place == 0 ? "" : "\(text.field): ".onOneLine
      // Cut before the lines are, so that a long text costs no more than a short one.
      let shown = String(text.text.prefix(shownText)).onOneLine.fitted(to: shownText)
      let whole = label + (shown.count < text.text.count ? shown + "…" : shown)
      for (number, line) in whole.wrapped(to: room).enumerated() {
        let isLabelled = number == 0 && !label.isEmpty && line.hasPrefix(label)
        output.line(
          "   " + (isLabelled ? style.dim(label) + line.dropFirst(label.count) : line))
      }
    }
    if !record.fields.isEmpty {
      output.line("   " + style.dim(FindReport.fields(record.fields).fitted(to: room)))
    }
  }
}
