internal import ArgumentParser
internal import CatalogService

/// What is told of plans and units.
enum UnitReport {
  /// Units that are listed one by one for people.
  private static let shownUnits = 10

  /// A plan; ends with status 1 when files that look like data are in no unit.
  static func print(_ answer: PlanAnswer, on output: Output) throws {
    let work = answer.plan.work
    let skipped = answer.detected.detection.skipped.filter(\.looksLikeData)
    for files in skipped { output.warning(SkippedReport.line(of: files)) }
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .ids: for id in work.ids { output.line(id) }
    case .tsv:
      for (index, unit) in zip(work.ids, work.units).enumerated() {
        output.tabs(["\(index + 1)", unit.0, "\(unit.1.size)", "\(unit.1.parts.count)"])
      }
    case .human:
      for line in IndexingReport.lines(of: answer.detected) { output.line(line) }
      for (index, unit) in zip(work.ids, work.units).prefix(shownUnits).enumerated() {
        output.line("  \(index + 1)  \(unit.0)  \(Figures.bytes(unit.1.size))  \(unit.1.summary)")
      }
      let more = work.units.count - shownUnits
      if more > 0 {
        output.line("  … and \(Figures.count(UInt64(more))) more, named by --format ids")
      }
      let count =
        work.units.count == 1 ? "1 unit" : "\(Figures.count(UInt64(work.units.count))) units"
      if let folder = answer.folder {
        output.line("\(count) — catalog index --unit N --out \(folder) makes one")
      } else {
        output.line("\(count), nothing written — --out DIR writes the plan")
      }
    }
    if !skipped.isEmpty { throw ExitCode(1) }
  }

  /// A unit that was made; ends with status 1 when records of it were bad.
  static func print(_ answer: UnitAnswer, on output: Output) throws {
    let report = answer.unit.report
    IndexingReport.warn(of: report, on: output, more: "")
    let leftOut = IndexingReport.leftOut(of: report)
    for line in leftOut { output.warning(line) }
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .ids: output.line(answer.unit.id)
    case .tsv:
      output.tabs([
        "\(answer.number)", answer.unit.id, answer.unit.wasThere ? "unchanged" : "indexed",
        "\(report.records)", "\(report.textBytes)", "\(report.badRecords)",
        "\(report.recordsWithoutText)",
      ])
    case .human:
      let name = "unit \(answer.number) of \(answer.count), \(answer.unit.id): "
      if answer.unit.wasThere {
        output.line(name + "unchanged, it is there already")
      } else {
        let records = report.records == 1 ? "1 record" : "\(Figures.count(report.records)) records"
        let textless =
          report.recordsWithoutText == 0
          ? "" : ", \(Figures.count(report.recordsWithoutText)) of them without text"
        let bad = report.badRecords == 0 ? "" : ", \(Figures.count(report.badRecords)) skipped"
        output.line(
          name + "\(records) indexed, \(Figures.bytes(report.textBytes)) of text in "
            + Figures.seconds(report.seconds) + textless + bad)
      }
    }
    if report.badRecords > 0 || !report.problems.isEmpty || !leftOut.isEmpty { throw ExitCode(1) }
  }
}

extension WorkUnit {
  /// What it reads: `web.jsonl from 268435456`, `a.jsonl and 7 more`.
  fileprivate var summary: String {
    guard let first = parts.first else { return "" }
    let from = first.start > 0 ? " from \(first.start)" : ""
    let to = first.end.map { " to \($0)" } ?? ""
    let name = first.path.split(separator: "/").last.map(String.init) ?? first.path
    return (name + from + to + (parts.count > 1 ? " and \(parts.count - 1) more" : "")).onOneLine
  }
}
