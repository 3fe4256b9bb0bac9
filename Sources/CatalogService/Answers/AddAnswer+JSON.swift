package import JSONText

extension IndexingAnswer: JSONAnswer {
  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("schema", .string("catalog.add/1")),
      .init("dataset", .string(id)),
      .init("outcome", .string(outcome.rawValue)),
      .init("records", .integer(records)),
      .init("text_bytes", .integer(textBytes)),
      .init("bad_records", .integer(badRecords)),
      .init("files_read", .integer(filesRead)),
      .init("files_unchanged", .integer(filesUnchanged)),
      .init("seconds", .measured(seconds)),
      .init(
        "problems",
        .array(
          problems.map { .keys(["where": .string($0.place), "message": .string($0.message)]) })),
    ]
    if let plan { tree.append(.init("plan", plan.tree)) }
    if !described.isEmpty { tree.append(.init("described", .strings(described))) }
    return .object(tree)
  }
}

extension AddPlan {
  package var tree: JSON {
    .keys([
      "format": .string(format),
      "files": .array(
        files.map { .keys(["path": .string($0.path), "bytes": .integer($0.bytes)]) }),
      "text": .strings(textFields),
      "record_id": .text(recordID),
      "columns": .array(
        columns.map { .keys(["name": .string($0.name), "type": .string($0.type)]) }),
      "reasons": .strings(reasons),
      "analyzer": .string((options.analyzer ?? CatalogConfiguration().analyzer).rawValue),
      "store": .string((options.store ?? CatalogConfiguration().store).rawValue),
      "memory": .integer(options.memory ?? CatalogConfiguration().memory),
      "jobs": .integer(options.jobs ?? CatalogConfiguration().jobs),
    ])
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
