internal import CatalogService
internal import JSONText

/// Datasets and records as resources: `catalog:///datasets/ID` and `catalog:///datasets/ID/records/R`.
struct AgentResources: Sendable {
  /// The catalogue.
  var catalog: Catalog

  private static let beginning = "catalog:///datasets/"
  private static var pageSize: Int { 100 }

  /// What addresses look like.
  static let templates: [JSON.Member] = [
    .init(
      "resourceTemplates",
      .array([
        template(
          "{id}", "dataset", "A dataset", "All that is known of a dataset, as the tool show has it."
        ),
        template(
          "{id}/records/{record}", "record", "A record", "One record of an indexed dataset, whole."),
      ]))
  ]

  private static func template(
    _ rest: String, _ name: String, _ title: String, _ meaning: String
  ) -> JSON {
    .object([
      .init("uriTemplate", .string(beginning + rest)), .init("name", .string(name)),
      .init("title", .string(title)), .init("description", .string(meaning)),
      .init("mimeType", .string("application/json")),
    ])
  }

  /// The datasets, a page at a time.
  func list(_ message: AgentMessage) throws(AgentError) -> [JSON.Member] {
    var options = ListOptions()
    options.limit = Self.pageSize
    if let cursor = message.parameters["cursor"] {
      guard let text = cursor.string else {
        throw .parameters("params.cursor is \(cursor.kindName) and no text")
      }
      options.cursor = text
    }
    let answer: ListAnswer
    do { answer = try catalog.list(options) } catch {
      throw .parameters(Problem(error).detail)
    }
    let resources = answer.datasets.map { dataset -> JSON in
      let tree = dataset.tree
      return .object([
        .init("uri", .string(Self.beginning + dataset.id)), .init("name", .string(dataset.id)),
        .init("title", tree["name"] ?? .string(dataset.id)),
        .init("mimeType", .string("application/json")),
      ])
    }
    var members: [JSON.Member] = [.init("resources", .array(resources))]
    if let next = answer.next { members.append(.init("nextCursor", .string(next))) }
    return members
  }

  /// One of them.
  func read(_ message: AgentMessage) throws(AgentError) -> [JSON.Member] {
    guard let address = message.parameters["uri"]?.string else {
      throw .parameters("params.uri is missing, or no text")
    }
    let parts = try parts(of: address)
    let tree: JSON
    do {
      tree =
        parts.count == 1
        ? try catalog.show(parts[0]).tree : try catalog.record(parts[2], in: parts[0]).tree
    } catch {
      let problem = Problem(error)
      // The code of a resource that is not there was retired with the handshake.
      let code = problem.status == 404 && !message.isStateless ? -32002 : -32602
      throw AgentError(code: code, message: problem.detail)
    }
    return [
      .init(
        "contents",
        .array([
          .object([
            .init("uri", .string(address)), .init("mimeType", .string("application/json")),
            .init("text", .string(tree.withNonFiniteQuoted.text)),
          ])
        ]))
    ]
  }

  /// The id, and for a record `records` and the record's.
  private func parts(of address: String) throws(AgentError) -> [String] {
    let rest = address.dropFirst(Self.beginning.count)
    guard address.hasPrefix(Self.beginning),
      let request = try? HTTPRequest(target: "/" + rest),
      request.segments.count == 1 || request.segments.count == 3 && request.segments[1] == "records"
    else { throw .parameters("\(address) is no address of a dataset or record") }
    return request.segments
  }
}
