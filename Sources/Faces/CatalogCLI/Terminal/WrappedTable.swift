/// Rows in columns in which long cells go on below themselves, so that nothing is cut.
struct WrappedTable {
  /// Space between columns, and in front of the first.
  private static let gap = 2
  /// A column is not narrowed below its longest word, unless the word is longer than this or nothing
  /// else helps.
  private static let longestWord = 26

  /// Words up to here are broken after longer ones.
  private static let shortWord = 11

  let section: PageSection

  /// The heading, what to know first, and the rows.
  func lines(width: Int, style: Style) -> [String] {
    let cells = section.rows.map { $0.map(\.onOneLine) }
    let widths = widths(of: cells, room: width)
    var lines = [""]
    lines += titleLines(width: width, style: style)
    let heading = zip(headings, widths).map { $0.wrapped(to: $1) }
    for number in 0..<heading.reduce(1, { max($0, $1.count) }) {
      lines.append(
        style.dim(
          Self.line(
            heading.map { number < $0.count ? $0[number] : "" }, widths, section.columns)))
    }
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

  /// `figures — bytes differ by a factor of 3.4`, on as many lines as it needs.
  private func titleLines(width: Int, style: Style) -> [String] {
    guard let note = section.note?.onOneLine else { return [style.strong(section.title)] }
    let lines = "\(section.title) — \(note)".wrapped(to: width)
    return lines.enumerated().map { number, line in
      guard number == 0, line.hasPrefix(section.title) else { return style.dim(line) }
      return style.strong(section.title) + style.dim(String(line.dropFirst(section.title.count)))
    }
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
    let available = room - Self.gap * widths.count
    widths.shrink(to: available, least: least)
    // Where that is not enough words are broken: long ones before short ones, not those of the first
    // column, which names the row, while others can be; and figures at last.
    let isFigure = section.columns.map(\.alignsRight)
    let isShort = least.map { $0 <= Self.shortWord }
    let stages: [(Int) -> Bool] = [
      { $0 == 0 || isFigure[$0] || isShort[$0] }, { $0 == 0 || isFigure[$0] }, { isFigure[$0] },
      { _ in false },
    ]
    for spared in stages {
      widths.shrink(
        to: available, least: widths.indices.map { spared($0) ? widths[$0] : Self.narrowest })
    }
    return widths
  }

  /// Columns are never narrower than two wide characters.
  private static let narrowest = 4

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

extension [Int] {
  /// Takes one from the largest until they add up to what is available, none below its least.
  mutating func shrink(to available: Int, least: [Int]) {
    var excess = reduce(0, +) - available
    while excess > 0 {
      guard
        let largest = indices.filter({ self[$0] > least[$0] }).max(by: { self[$0] < self[$1] })
      else { return }
      self[largest] -= 1
      excess -= 1
    }
  }
}
