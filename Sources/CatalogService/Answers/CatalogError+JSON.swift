internal import CorpusIndex
package import JSONText

extension CatalogError: JSONAnswer {
  /// What, where and what to do, each as data; `status` is what the command ends with.
  package var tree: JSON {
    var members: [JSON.Member] = [
      .init("schema", .string("catalog.error/1")),
      .init("code", .string("\(code)")),
      .init("status", .integer(code.exitStatus)),
      .init("message", .string(message)),
      .init("where", .text(location.map { "\($0)" })),
      .init("fix", remedy?.tree ?? .null),
      .init("column", .number(query?.column)),
    ]
    if let query { members.append(.init("question", query.tree)) }
    return .object(members)
  }
}
