internal import CatalogService

/// A dataset's page, in every form.
enum PageReport {
  /// Prints the page.
  static func print(_ page: PageAnswer, in language: String, on output: Output) {
    switch output.format {
    case .json: output.line(page.json(indented: output.isTerminal))
    case .ndjson: output.line(page.json(indented: false))
    case .ids: output.line(page.id)
    case .tsv:
      let layout = DatasetPage(page, in: language)
      for row in layout.rows { output.tabs([row.label, row.value]) }
      for section in layout.sections {
        for row in section.rows { output.tabs([section.title] + row) }
      }
    case .human: human(page, in: language, on: output)
    }
  }

  private static func human(_ page: PageAnswer, in language: String, on output: Output) {
    let layout = DatasetPage(page, in: language)
    printTitle(layout.name, on: output)
    print(layout.rows, layout.sections, on: output)
  }

  /// Prints what a page is about, on as many lines as it needs.
  static func printTitle(_ title: String, on output: Output) {
    for line in title.onOneLine.wrapped(to: output.pageWidth) {
      output.line(output.style.strong(line))
    }
  }

  /// Prints labelled lines, then tables, for people.
  static func print(
    _ rows: [PageRow], _ sections: [PageSection], on output: Output
  ) {
    for line in lines(rows, sections, width: output.pageWidth, style: output.style) {
      output.line(line)
    }
  }

  /// Labelled lines, then tables, none of them wider than the page.
  static func lines(
    _ rows: [PageRow], _ sections: [PageSection], width: Int, style: Style
  ) -> [String] {
    var lines: [String] = []
    var last = ""
    let indent = 2 + rows.reduce(0) { max($0, DisplayWidth.of($1.label)) }
    let room = max(2, width - indent)
    for row in rows {
      for (number, line) in row.value.onItsLines.wrapped(to: room).enumerated() {
        let isNamed = number == 0 && row.label != last
        let label = (isNamed ? row.label : "").padded(to: indent)
        lines.append(style.dim(label) + line)
      }
      last = row.label
    }
    return lines
      + sections.flatMap { WrappedTable(section: $0).lines(width: width, style: style) }
  }
}
