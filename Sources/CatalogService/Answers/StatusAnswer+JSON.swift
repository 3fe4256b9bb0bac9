package import JSONText

extension IndexStateAnswer {
  /// The keys of the contract first.
  var tree: JSON {
    var tree: [JSON.Member] = [
      .init("records", .integer(records)),
      .init("segments", .integer(segments)),
      .init("bytes", .integer(bytes)),
      .init("text_bytes", .integer(textBytes)),
      .init("generation", .integer(generation)),
      .init("state", .string(state.rawValue)),
    ]
    if state != .none {
      tree += [
        .init("deleted_records", .integer(deletedRecords)),
        .init(
          "bytes_by_section",
          .object(bytesBySection.map { .init($0.name, .integer($0.bytes)) })),
        .init("analyzer", .text(analyzer?.rawValue)),
        .init("store", .text(store?.rawValue)),
        .init("text", .strings(textFields)),
        .init("columns", .object(columns.map { .init($0.name, .string($0.type)) })),
      ]
    }
    if let message { tree.append(.init("message", .string(message))) }
    if !sources.isEmpty { tree.append(.init("sources", .strings(sources))) }
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
