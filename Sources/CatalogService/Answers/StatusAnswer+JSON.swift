internal import CorpusIndex
package import JSONText

extension IndexStateAnswer {
  /// The keys of the contract first.
  var tree: JSON {
    var tree: [JSON.Member] = [
      .init("records", .integer(summary?.records ?? 0)),
      .init("segments", .integer(summary?.segments ?? 0)),
      .init("bytes", .integer(summary?.bytes ?? 0)),
      .init("text_bytes", .integer(summary?.textBytes ?? 0)),
      .init("generation", .integer(summary?.generation ?? 0)),
      .init("state", .string(state.rawValue)),
    ]
    if let summary {
      tree += [
        .init("deleted_records", .integer(summary.deletedRecords)),
        .init("retired_records", .integer(summary.retiredRecords)),
        .init(
          "bytes_by_section",
          .object(summary.sections.map { .init($0.name, .integer($0.bytes)) })),
        .init("analyzer", .string(summary.method.analyzer.rawValue)),
        .init("store", .string(summary.method.store.rawValue)),
        .init("text", .strings(summary.fields.textFields)),
        .init(
          "columns",
          .object(summary.columns.map { .init($0.name, .string($0.type.rawValue)) })),
        .init("list_columns", .strings(summary.columns.filter(\.isList).map(\.name))),
        .init("columns_left_out", summary.leftOutColumns.tree),
      ]
      if let repeated = summary.repeatedID { tree.append(.init("repeated_id", repeated.tree)) }
      if !summary.problems.isEmpty { tree.append(.init("problems", summary.problems.tree)) }
      if summary.isPartial { tree.append(.init("partial", .bool(true))) }
    }
    if let message { tree.append(.init("message", .string(message))) }
    if let remedy { tree.append(.init("remedy", remedy.tree)) }
    if !notes.isEmpty { tree.append(.init("notes", .strings(notes))) }
    if !sources.isEmpty { tree.append(.init("sources", .strings(sources))) }
    if !passedOver.isEmpty {
      tree.append(
        .init(
          "passed_over", .object(passedOver.map { .init($0.kind, .integer($0.count)) })))
    }
    if !skipped.isEmpty { tree.append(.init("skipped", .array(skipped.map(\.tree)))) }
    return .object(tree)
  }
}

extension StatusAnswer: JSONAnswer {
  package var tree: JSON {
    JSON.keys([
      "schema": .string("catalog.status/1"),
      "home": .string(home),
      "described": .integer(described),
      "indexed": .integer(datasets.count { $0.index.state != .none }),
      "datasets": .array(datasets.map(\.tree)),
    ])
  }
}

extension DatasetStatus: JSONAnswer {
  package var tree: JSON { .keys(["id": .string(id), "index": index.tree]) }
}
