internal import CorpusIndex
package import JSONText

extension IndexingAnswer: JSONAnswer {
  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("schema", .string("catalog.add/1")),
      .init("dataset", .string(id)),
      .init("outcome", .string(outcome.rawValue)),
      .init("records", .integer(report.records)),
      .init("text_bytes", .integer(report.textBytes)),
      .init("bad_records", .integer(report.badRecords)),
      .init("repaired_records", .integer(report.repairedRecords)),
      .init("files_read", .integer(report.filesRead)),
      .init("files_unchanged", .integer(report.filesUnchanged)),
      .init("files_grown", .integer(report.filesGrown)),
      .init("files_replaced", .integer(report.filesReplaced)),
      .init("files_gone", .integer(report.filesGone)),
      .init("seconds", .measured(report.seconds)),
      .init("columns", .array(report.columns.map(\.tree))),
      .init("columns_left_out", report.leftOutColumns.tree),
      .init("columns_empty", .strings(report.emptyColumns)),
      .init(
        "values_left_out",
        .object(report.leftOutValues.map { .init($0.column, .integer($0.values)) })),
      .init(
        "problems",
        .array(
          report.problems.map {
            .keys(["where": .string("\($0.location)"), "message": .string($0.message)])
          })),
    ]
    if !report.earlierProblems.isEmpty {
      tree.append(.init("earlier_problems", report.earlierProblems.tree))
    }
    if !report.passedOver.isEmpty {
      tree.append(
        .init(
          "passed_over", .object(report.passedOver.map { .init($0.kind, .integer($0.count)) })))
    }
    if !report.otherSpellings.isEmpty {
      tree.append(.init("other_spellings", .strings(report.otherSpellings)))
    }
    if !report.ownValues.isEmpty {
      tree.append(
        .init(
          "own_values",
          .object(report.ownValues.map { .init($0.column, .integer($0.records)) })))
    }
    if report.recordsWithoutText > 0 {
      tree.append(.init("records_without_text", .integer(report.recordsWithoutText)))
    }
    if report.recordsKeptOut > 0 {
      tree.append(.init("records_kept_out", .integer(report.recordsKeptOut)))
    }
    if report.deletesLost > 0 { tree.append(.init("deletes_lost", .integer(report.deletesLost))) }
    if let repeated = report.repeatedID { tree.append(.init("repeated_id", repeated.tree)) }
    for (key, holds) in [("attached", isAttached), ("edited", isEdited), ("moved", isMoved)]
    where holds {
      tree.append(.init(key, .bool(true)))
    }
    if let lossBefore { tree.append(.init("loss_before", .string(lossBefore))) }
    if let units { tree.append(.init("units", .integer(units))) }
    if !passedUnits.isEmpty { tree.append(.init("units_passed_by", .strings(passedUnits))) }
    if let plan { tree.append(.init("plan", plan.tree)) }
    if !notes.isEmpty { tree.append(.init("notes", notes.list)) }
    if !described.isEmpty { tree.append(.init("described", .strings(described))) }
    return .object(tree)
  }
}

extension SkippedFiles {
  var tree: JSON {
    .keys([
      "reason": .string(reason), "looks_like_data": .bool(looksLikeData),
      "count": .integer(count), "paths": .strings(paths),
    ])
  }

  /// What a registration remembered.
  init?(_ tree: JSON) {
    guard let reason = tree["reason"]?.string, let paths = tree["paths"]?.array else { return nil }
    self.init(
      reason: reason, looksLikeData: tree["looks_like_data"]?.bool ?? true,
      count: tree["count"]?.integer.map(Int.init(clamping:)) ?? paths.count,
      paths: paths.compactMap(\.string))
  }
}

extension AddPlan {
  package var tree: JSON {
    var tree = keys
    if let description {
      tree.append(
        .init(
          "description",
          .keys([
            "path": .string(description.path), "vocabulary": .string(description.vocabulary),
            "title": .string(description.title), "licenses": .strings(description.licenses),
          ])))
    }
    return .object(tree)
  }

  private var keys: [JSON.Member] {
    JSON.keys([
      "format": .string(detection.format),
      "files": .array(
        detection.files.map { .keys(["path": .string($0.path), "bytes": .integer($0.bytes)]) }),
      "text": .strings(detection.fields.textFields),
      "record_id": .text(detection.fields.recordID),
      "record_id_refused": .text(detection.refusedID),
      "record_ids_repeat": .bool(detection.idsRepeat),
      "columns": .array(detection.columns.map(\.tree)),
      "reasons": .strings(detection.reasons),
      "unseen_fields": .strings(detection.unseenFields),
      "textless_fields": .array(
        detection.textlessFields.map {
          .keys(["path": .string($0.path), "parts": .strings($0.parts)])
        }),
      "kept_fields": .strings(detection.keptFields),
      "guesses": .strings(detection.guesses),
      "labels_unused": .strings(detection.unusedLabels),
      "settings_unused": .strings(detection.unusedSettings),
      "skipped": .array(detection.skipped.map(\.tree)),
      "analyzer": .string(indexing.method.analyzer.rawValue),
      "store": .string(indexing.method.store.rawValue),
      "memory": .integer(indexing.memory),
      "jobs": .integer(indexing.jobs),
    ]).members ?? []
  }
}

extension DemoAnswer: JSONAnswer {
  package var tree: JSON {
    .keys([
      "schema": .string("catalog.demo/1"), "home": .string(home),
      "datasets": .array(corpora.map(\.tree)),
    ])
  }
}
