internal import CatalogService

/// A dataset's page, in every form.
enum PageReport {
  /// Prints the page.
  static func print(_ page: PageAnswer, on output: Output) {
    switch output.format {
    case .json: output.line(page.json(indented: output.isTerminal))
    case .ndjson: output.line(page.json(indented: false))
    case .ids: output.line(page.id)
    case .tsv:
      let layout = DatasetPage(page)
      for row in layout.rows { output.tabs([row.label, row.value]) }
      for section in layout.sections {
        for row in section.rows { output.tabs([section.title] + row) }
      }
    case .human: human(page, on: output)
    }
  }

  private static func human(_ page: PageAnswer, on output: Output) {
    output.line(output.style.strong(page.name.onOneLine))
    let layout = DatasetPage(page)
    print(layout.rows, layout.sections, on: output)
  }

  /// Prints labelled lines, then tables, for people.
  static func print(
    _ rows: [PageRow], _ sections: [PageSection], on output: Output
  ) {
    let style = output.style
    var last = ""
    let indent = 2 + rows.reduce(0) { max($0, DisplayWidth.of($1.label)) }
    let room = max(24, (output.width ?? 100) - indent)
    for row in rows {
      for (number, line) in row.value.onItsLines.wrapped(to: room).enumerated() {
        let isNamed = number == 0 && row.label != last
        let label = (isNamed ? row.label : "").padded(to: indent)
        output.line(style.dim(label) + line)
      }
      last = row.label
    }
    for section in sections {
      let table = WrappedTable(section: section)
      for line in table.lines(width: output.width ?? 100, style: style) { output.line(line) }
    }
  }
}
