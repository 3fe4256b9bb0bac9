internal import CatalogService

/// The catalogue in numbers, drawn with bars.
struct SummaryChart {
  /// Columns of the longest bar, and of the shortest where a line has little room.
  private static let barWidths = 4...24
  /// Columns that a value may take.
  private static let valueWidth = 30
  /// Columns of what stands in a line besides the value, the bar and the unknown ones.
  private static let figuresWidth = 28
  /// Eighths of a full cell.
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  private let answer: SummaryAnswer
  private let top: Int

  /// - Parameters:
  ///   - answer: The numbers.
  ///   - top: Values of each field; what is left is summed up in one line.
  init(_ answer: SummaryAnswer, top: Int) {
    self.answer = answer
    self.top = top
  }

  /// Prints counts, sums, and one chart per field.
  func print(on output: Output) {
    let counts = answer.counts.map { "\(Figures.count(UInt64($0.count))) \($0.name)" }
      .joined(separator: " · ")
    for line in counts.wrapped(to: output.pageWidth) { output.line(line) }
    for total in answer.totals {
      let sum = total.name == "bytes" ? Self.bytes(total.sum) : Self.count(total.sum)
      output.line(
        "\(total.name): \(sum) in \(total.known) datasets, \(total.unknown) unknown")
    }
    for group in answer.groups {
      output.line()
      for line in lines(of: group, width: output.pageWidth, style: output.style) {
        output.line(line)
      }
    }
  }

  /// One line of a chart.
  private struct Line {
    var name: String
    var datasets = 0
    /// Of one value alone: those of several values may share clusters.
    var clusters: Int?
    var bytes = 0.0
    var unknownBytes = 0

    init(_ name: String, _ rows: some Sequence<SummaryAnswer.Row>) {
      self.name = name.onOneLine
      var count = 0
      for row in rows {
        count += 1
        datasets += row.datasets
        clusters = row.clusters
        bytes += row.bytes
        unknownBytes += row.unknownBytes
      }
      if count > 1 { clusters = nil }
    }
  }

  /// The chart of one field, none of its lines wider than the page.
  func lines(of group: SummaryAnswer.Group, width pageWidth: Int, style: Style) -> [String] {
    let known = group.rows.filter { $0.value != nil }
    let unknown = group.rows.filter { $0.value == nil }
    var lines = known.prefix(top).map { Line($0.value ?? "", [$0]) }
    let rest = known.dropFirst(top)
    if rest.count == 1, let last = rest.first { lines.append(Line(last.value ?? "", [last])) }
    if rest.count > 1 { lines.append(Line("\(rest.count) others", rest)) }
    if !unknown.isEmpty { lines.append(Line("unknown", unknown)) }
    let most = lines.reduce(1) { max($0, $1.datasets) }
    let wanted = lines.reduce(DisplayWidth.of(group.field)) {
      max($0, min(Self.valueWidth, DisplayWidth.of($1.name)))
    }
    func remark(_ line: Line) -> String {
      line.unknownBytes > 0 ? "  and \(line.unknownBytes) unknown" : ""
    }
    let remarks = lines.reduce(0) { max($0, DisplayWidth.of(remark($1))) }
    let room = pageWidth - Self.figuresWidth - remarks
    let barWidth = min(
      Self.barWidths.upperBound, max(Self.barWidths.lowerBound, room - wanted))
    let width = max(1, min(wanted, room - barWidth))
    let heading =
      group.field.fitted(to: width).padded(to: width) + "  " + "datasets".padded(to: barWidth + 6)
      + " clusters      bytes"
    return [style.dim(heading)]
      + lines.map { line in
        let bar = Self.bar(Double(line.datasets) / Double(most), width: barWidth)
        let bytes = line.bytes > 0 ? Self.bytes(line.bytes) : "–"
        return line.name.fitted(to: width).padded(to: width) + "  "
          + "\(line.datasets)".padded(to: 5, right: true) + " "
          + style.good(bar.padded(to: barWidth)) + " "
          + (line.clusters.map { "\($0)" } ?? "").padded(to: 8, right: true) + " "
          + bytes.padded(to: 10, right: true)
          + style.dim(remark(line))
      }
  }

  /// A bar as long as a share of the longest, which takes the width, to an eighth of a cell.
  static func bar(_ share: Double, width: Int) -> String {
    let cells = max(0, min(1, share)) * Double(width)
    let full = Int(cells)
    let rest = Int((cells - Double(full)) * 8)
    let bar = String(repeating: "█", count: full) + eighths[rest]
    return bar.isEmpty && share > 0 ? eighths[1] : bar
  }

  private static func bytes(_ sum: Double) -> String { Figures.bytes(whole(sum)) }
  private static func count(_ sum: Double) -> String { Figures.count(whole(sum)) }
  private static func whole(_ sum: Double) -> UInt64 { UInt64(max(0, min(sum, 1e18))) }
}
