internal import ArgumentParser
internal import CatalogService

/// What is told before, while and after records are indexed.
enum IndexingReport {
  /// Bad records that are shown one by one.
  static let shownProblems = 5

  /// Runs an indexing job with its plan and progress on the message stream.
  static func following(
    on output: Output,
    _ work:
      @escaping @Sendable (@escaping @Sendable (IngestEvent) -> Void) async throws ->
      IndexingAnswer
  ) async throws -> IndexingAnswer {
    let progress = Progress(output: output)
    defer { progress.finish() }
    return try await Interruption.cancelling {
      try await work { event in
        switch event {
        case .received(let bytes): progress.show(received: bytes)
        case .planned(let plan): output.note(lines(of: plan).joined(separator: "\n"))
        case .step(let step): progress.show(step)
        }
      }
    }
  }

  /// A plan, for people; the reasons of each decision on request.
  static func lines(of plan: AddPlan, withReasons: Bool = false) -> [String] {
    let bytes = plan.detection.files.reduce(0) { $0 + $1.bytes }
    let files = plan.detection.files.count == 1 ? "1 file" : "\(plan.detection.files.count) files"
    var lines = [
      "\(plan.id): \(files), \(Figures.bytes(bytes)), \(plan.detection.format)",
      "  text: \(plan.detection.fields.textFields.joined(separator: ", "))"
        + "   record id: \(recordID(of: plan))",
    ]
    if let refused = plan.detection.refusedID { lines.append("  " + refused) }
    if let description = plan.description {
      let licenses =
        description.licenses.isEmpty
        ? "no licence stated" : description.licenses.joined(separator: ", ")
      lines.append(
        "  description: \(description.title), \(licenses)   from \(description.path) "
          + "(\(description.vocabulary))")
    }
    if !plan.detection.columns.isEmpty {
      lines.append("  columns: \(plan.detection.columns.map(\.summary).joined(separator: ", "))")
    }
    lines += plan.detection.skipped.filter { !$0.looksLikeData }
      .map { "  " + SkippedReport.line(of: $0) }
    lines += plan.detection.unseenFields.map {
      "  none of the records looked at has the field \($0)"
    }
    lines += plan.detection.keptFields.map {
      "  " + $0 + (plan.indexing.rebuild ? "" : " (--rebuild decides again)")
    }
    lines += plan.detection.guesses.map { "  a guess: \($0)" }
    if withReasons { lines += plan.detection.reasons.map { "  because \($0)" } }
    return lines.map(\.onOneLine)
  }

  /// By what records are known.
  private static func recordID(of plan: AddPlan) -> String {
    guard let field = plan.detection.fields.recordID else { return "running number" }
    guard plan.detection.idsRepeat else { return field }
    return plan.indexing.rebuild
      ? "\(field), or running number where two records still share an address"
      : "running number, since two records share an address by \(field)"
  }

  /// What a run could not use, as warnings; `more` follows how many are not told one by one.
  static func warn(of report: IngestReport, on output: Output, more: String) {
    for problem in report.problems.prefix(shownProblems) {
      output.warning("\(problem.location): \(problem.message)")
    }
    let met = report.badRecords + report.repairedRecords
    if met > UInt64(shownProblems), report.problems.count >= shownProblems {
      output.warning("… and \(Figures.count(met - UInt64(shownProblems))) more\(more)")
    }
  }

  /// The end of a run; ends with status 1 when records were bad, or files that look like data were
  /// not read.
  static func print(_ answer: IndexingAnswer, on output: Output) throws {
    warn(of: answer.report, on: output, more: " — catalog status counts them by file")
    for line in lines(of: answer.report.earlierProblems) {
      output.warning((answer.units == nil ? "from earlier runs: " : "in the units: ") + line)
    }
    if answer.report.filesGone > 0 {
      output.warning(
        "\(answer.report.filesGone == 1 ? "1 file is" : "\(answer.report.filesGone) files are") not there "
          + "any more, and neither are the records")
    }
    if answer.report.deletesLost > 0 {
      output.warning(
        "\(Figures.count(answer.report.deletesLost)) deleted by running number, which changed with the "
          + "file: there again; delete anew, or name a field of ids with --record-id")
    }
    if let loss = answer.lossBefore { output.warning(loss) }
    if let repeated = answer.report.repeatedID { output.warning(repeated.sentence) }
    // Those that are no data by their looks stand in the plan.
    let skipped = answer.plan?.detection.skipped.filter(\.looksLikeData) ?? []
    for files in skipped { output.warning(SkippedReport.line(of: files)) }
    if !answer.passedUnits.isEmpty {
      output.warning(
        "not in the plan and passed by: "
          + answer.passedUnits.prefix(shownPaths).joined(separator: ", ")
          + (answer.passedUnits.count > shownPaths
            ? " and \(answer.passedUnits.count - shownPaths) more" : ""))
    }
    for line in leftOut(of: answer.report) { output.warning(line) }
    for name in answer.report.otherSpellings {
      output.warning(
        "some records spell \(name) in other characters that look the same; there it is a column alone"
      )
    }
    let textless = answer.plan?.detection.textlessFields ?? []
    for field in textless {
      output.warning(
        "\(field.path) holds objects and no text in the records looked at; --text "
          + "\(field.parts.joined(separator: "+")) searches what is in them")
    }
    let unheeded = unheededSettings(of: answer)
    for line in unheeded { output.warning(line) }
    let labels = unheededLabels(of: answer)
    for line in labels.warnings { output.warning(line) }
    for line in labels.notes { output.note(line) }
    for name in answer.report.emptyColumns {
      output.warning("no record has a value for the column \(name)")
    }
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .ids: output.line(answer.id)
    case .tsv:
      output.tabs([
        answer.id, answer.outcome.rawValue, "\(answer.report.records)",
        "\(answer.report.textBytes)",
        "\(answer.report.badRecords)", "\(answer.report.recordsKeptOut)",
        "\(answer.report.passedOver.reduce(0) { $0 + $1.count })",
        "\(answer.report.recordsWithoutText)",
      ])
    case .human: for line in lines(of: answer) { output.line(line) }
    }
    output.notes(answer.notes)
    if answer.isAttached {
      output.note(
        "note: the data of \(answer.id) now stands under the description that there was; catalog show "
          + "\(answer.id)")
    }
    let isNameless = answer.recordIDWasGiven && answer.report.repeatedID != nil
    if answer.report.badRecords > 0 || !answer.report.problems.isEmpty || isNameless
      || answer.report.deletesLost > 0 || answer.lossBefore != nil
      || !answer.report.earlierProblems.isEmpty
      || !skipped.isEmpty || !labels.warnings.isEmpty || !unheeded.isEmpty || !textless.isEmpty
      || !answer.report.otherSpellings.isEmpty
      || answer.report.leftOutColumns.values ?? 0 > 0
    {
      throw ExitCode(1)
    }
  }

  /// What could not be used of the source files: a line for all, and one for each of the first files.
  static func lines(of problems: SourceProblems) -> [String] {
    if problems.isEmpty { return [] }
    let counts = [
      problems.records == 0 ? nil : counted(problems.records, "record", "skipped"),
      problems.repairedRecords == 0
        ? nil : counted(problems.repairedRecords, "record", "mended"),
      problems.leftOutValues == 0
        ? nil : counted(problems.leftOutValues, "value", "not in their columns"),
      problems.cutFiles == 0 ? nil : counted(UInt64(problems.cutFiles), "file", "cut off"),
    ].compactMap(\.self)
    let files =
      problems.fileCount == 1 ? "1 file" : "\(Figures.count(UInt64(problems.fileCount))) files"
    var lines = ["\(counts.joined(separator: ", ")), in \(files)"]
    lines += problems.files.prefix(shownPaths).map { "  \($0.path): \($0.first)" }
    let more = problems.fileCount - min(shownPaths, problems.files.count)
    if more > 0 { lines.append("  … and \(Figures.count(UInt64(more))) more, named by --json") }
    return lines
  }

  private static func counted(_ count: UInt64, _ noun: String, _ verb: String) -> String {
    "\(Figures.count(count)) \(noun)\(count == 1 ? "" : "s") \(verb)"
  }

  /// Paths that one line names.
  private static let shownPaths = 5

  /// Which paths are no columns because there are enough: `a, b and 7 more`.
  static func names(of columns: LeftOutColumns) -> String {
    let shown = columns.paths.prefix(shownPaths).joined(separator: ", ")
    let more = columns.paths.count - shownPaths
    if columns.isCutOff {
      return more > 0
        ? "\(shown) and more than \(Figures.count(UInt64(more))) others" : "\(shown) and others"
    }
    return more > 0 ? "\(shown) and \(Figures.count(UInt64(more))) more" : shown
  }

  /// What records have and no column holds.
  static func leftOut(of report: IngestReport) -> [String] {
    var lines: [String] = []
    if let values = report.leftOutColumns.values, values > 0 {
      let number = values == 1 ? "1 value is" : "\(Figures.count(values)) values are"
      lines.append(
        "\(number) in no column, because there are \(report.leftOutColumns.limit) columns: "
          + names(of: report.leftOutColumns) + " — --column-limit takes more")
    }
    for column in report.leftOutValues {
      let number =
        column.values == 1
        ? "1 value of \(column.column) is"
        : "\(Figures.count(column.values)) values of \(column.column) are"
      lines.append("\(number) not in the column")
    }
    return lines
  }

  /// Settings of formats that no file has.
  private static func unheededSettings(of answer: IndexingAnswer) -> [String] {
    (answer.plan?.detection.unusedSettings ?? []).map { name in
      "--\(name.replacing("_", with: "-")) says nothing here: no file is of a format that has it"
    }
  }

  /// Labels that no file has, and those before which values of records count; only what the user asked
  /// for is a problem.
  private static func unheededLabels(
    of answer: IndexingAnswer
  ) -> (warnings: [String], notes: [String]) {
    let detection = answer.plan?.detection
    var warnings = (detection?.unusedLabels ?? []).map {
      "the label \($0) is for no file; a pattern stands for paths below the folder"
    }
    var notes: [String] = []
    for own in answer.report.ownValues {
      let number =
        own.records == 1 ? "1 record has" : "\(Figures.count(own.records)) records have"
      let line =
        "\(number) a value of \(own.column), which counts before that of the "
      if detection?.decidedLabels.contains(own.column) == true {
        warnings.append(line + "label; another name keeps both")
      } else {
        notes.append(line + "file or attribute")
      }
    }
    return (warnings, notes)
  }

  /// What the files hold besides records.
  private static func passedOver(in report: IngestReport) -> [String] {
    report.passedOver.isEmpty ? [] : ["  passed over: \(kinds(of: report.passedOver))"]
  }

  /// `2 request records, 1 image`.
  static func kinds(of passedOver: [PassedOver]) -> String {
    passedOver.map { "\(Figures.count($0.count)) \($0.kind)" }.joined(separator: ", ")
  }

  /// What the data made of the columns that the first records had; nothing when it is the same.
  private static func changes(of answer: IndexingAnswer) -> [String] {
    let planned = answer.plan?.detection.columns ?? []
    let changed = answer.report.columns.filter { !planned.contains($0) }
    return changed.isEmpty
      ? [] : ["  in all of the data: \(changed.map(\.summary).joined(separator: ", "))".onOneLine]
  }

  private static func lines(of answer: IndexingAnswer) -> [String] {
    switch answer.outcome {
    case .planned:
      return answer.plan.map { lines(of: $0, withReasons: true) }
        ?? ["would describe: " + answer.described.joined(separator: ", ")]
    case .registered:
      if !answer.described.isEmpty {
        return ["described: " + answer.described.joined(separator: ", ")]
      }
      return ["\(answer.id): registered — catalog index \(answer.id) makes it searchable"]
    case .unchanged where !answer.described.isEmpty:
      return answer.described.map { "\($0): unchanged, described so already" }
    case .unchanged:
      let also = [
        answer.isEdited ? "the description was changed" : nil,
        answer.isMoved ? "the files are looked for where they are now" : nil,
      ].compactMap(\.self)
      return [
        (["\(answer.id): unchanged, the same bytes are indexed already"] + also)
          .joined(separator: "; ")
      ]
    case .published:
      let units = answer.units ?? 0
      return [
        "\(answer.id): published from \(units == 1 ? "1 unit" : "\(Figures.count(units)) units"), "
          + "\(Figures.count(answer.report.records))"
          + (answer.report.records == 1 ? " record" : " records")
          + ", \(Figures.bytes(answer.report.textBytes)) of text, in "
          + Figures.seconds(answer.report.seconds)
          + (answer.report.recordsKeptOut > 0
            ? ", \(Figures.count(answer.report.recordsKeptOut)) of them stay deleted" : "")
      ] + changes(of: answer)
    case .indexed:
      let rate =
        answer.report.seconds > 0 ? Double(answer.report.textBytes) / answer.report.seconds : 0
      var line = "\(answer.id): \(Figures.count(answer.report.records))"
      line += answer.report.records == 1 ? " record indexed" : " records indexed"
      if answer.report.recordsWithoutText > 0 {
        line += ", \(Figures.count(answer.report.recordsWithoutText)) of them without text"
      }
      line += ", \(Figures.bytes(answer.report.textBytes)) of text"
      line += " in \(Figures.seconds(answer.report.seconds)) (\(Figures.bytes(UInt64(rate)))/s)"
      if answer.report.filesGrown > 0, answer.plan?.indexing.rebuild != true {
        let number = answer.report.filesGrown == 1 ? "1 file" : "\(answer.report.filesGrown) files"
        line += ", what was appended to \(number)"
      }
      if answer.report.filesReplaced > 0 {
        let number = answer.report.filesReplaced
        line += number == 1 ? ", 1 changed file" : ", \(number) changed files"
        line += " read anew"
        if answer.plan?.indexing.fields?.recordID == nil || answer.report.repeatedID != nil {
          line += " (with other running numbers)"
        }
      }
      if answer.report.badRecords > 0 {
        line += ", \(Figures.count(answer.report.badRecords)) skipped"
      }
      if answer.report.repairedRecords > 0 {
        line += ", \(Figures.count(answer.report.repairedRecords)) mended"
      }
      if answer.report.recordsKeptOut > 0 {
        line += ", \(Figures.count(answer.report.recordsKeptOut)) of them stay deleted"
      }
      return [line] + passedOver(in: answer.report) + changes(of: answer)
    }
  }
}

extension IndexColumn {
  /// The name and what the values are: `tags (string, lists)`.
  var summary: String { "\(name) (\(type.rawValue)\(isList ? ", lists" : ""))" }
}
