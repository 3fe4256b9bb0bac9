/// Rows in columns in which long cells go on below themselves, so that nothing is cut.
struct WrappedTable {
  /// Space between columns, and in front of the first.
  private static let gap = 2
  /// A column is not narrowed below its longest word, unless the word is longer than this.
  private static let longestWord = 26

  let section: PageSection

  /// The heading, what to know first, and the rows.
  func lines(width: Int, style: Style) -> [String] {
    let cells = section.rows.map { $0.map(\.onOneLine) }
    let widths = widths(of: cells, room: width)
    var lines = [""]
    lines.append(
      style.strong(section.title) + (section.note.map { style.dim(" — \($0.onOneLine)") } ?? ""))
    lines.append(style.dim(Self.line(headings, widths, section.columns)))
    for row in cells {
      let wrapped = zip(row, widths).map { $0.isEmpty ? [""] : $0.wrapped(to: $1) }
      let height = wrapped.reduce(1) { max($0, $1.count) }
      for number in 0..<height {
        lines.append(
          Self.line(
            wrapped.map { number < $0.count ? $0[number] : "" }, widths, section.columns))
      }
    }
    return lines
  }

  private var headings: [String] { section.columns.map(\.heading) }

  /// As wide as the cells need, the widest narrowed until a row fits.
  private func widths(of rows: [[String]], room: Int) -> [Int] {
    var widths = headings.indices.map { column in
      rows.reduce(DisplayWidth.of(headings[column])) { max($0, DisplayWidth.of($1[column])) }
    }
    let least = headings.indices.map { column in
      // Figures stay on one line.
      if section.columns[column].alignsRight { return widths[column] }
      return rows.reduce(DisplayWidth.of(headings[column])) { least, row in
        row[column].split(separator: " ").reduce(least) {
          max($0, min(Self.longestWord, DisplayWidth.of(String($1))))
        }
      }
    }
    var excess = widths.reduce(0, +) + Self.gap * widths.count - room
    while excess > 0 {
      guard
        let widest = widths.indices.filter({ widths[$0] > least[$0] })
          .max(by: { widths[$0] < widths[$1] })
      else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private static func line(
    _ cells: [String], _ widths: [Int], _ columns: [PageSection.Column]
  ) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      line += String(repeating: " ", count: gap)
      line += cell.padded(to: widths[index], right: columns[index].alignsRight)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
