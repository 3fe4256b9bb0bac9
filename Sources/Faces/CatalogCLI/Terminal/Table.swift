/// Rows in aligned columns for people.
struct Table {
  /// One column: its heading, which side it leans to, and whether it gives way when space is short.
  struct Column {
    var heading: String
    var alignsRight = false
    /// Columns below this width are cut further only when nothing else helps.
    var minimumWidth = 8
  }

  var columns: [Column]
  var rows: [[String]] = []

  /// The lines of the table.
  ///
  /// - Parameters:
  ///   - width: Columns of the terminal; the widest cells are cut until a row fits. `nil` cuts
  ///     nothing.
  ///   - style: How the heading looks.
  /// - Returns: The heading and one line per row.
  func lines(width: Int?, style: Style) -> [String] {
    var widths = columns.indices.map { column in
      rows.reduce(DisplayWidth.of(columns[column].heading)) {
        max($0, DisplayWidth.of($1[column]))
      }
    }
    if let width {
      let available = width - 2 * (columns.count - 1)
      widths.shrink(to: available, least: columns.map(\.minimumWidth))
      widths.shrink(to: available, least: columns.map { _ in 1 })
    }
    let heading = line(columns.map(\.heading), widths: widths)
    return [style.dim(heading)] + rows.map { line($0, widths: widths) }
  }

  private func line(_ cells: [String], widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { line += "  " }
      let fitted = cell.fitted(to: widths[index])
      let isLast = index == cells.count - 1
      if isLast, !columns[index].alignsRight {
        line += fitted
      } else {
        line += fitted.padded(to: widths[index], right: columns[index].alignsRight)
      }
    }
    return line
  }
}
