internal import CatalogService
internal import JSONText

/// Something that an agent may call: a route under a name, with words about when to use it.
struct AgentTool: Sendable {
  /// What it is called by.
  var name: String
  /// What people see.
  var title: String
  /// When to use it and what comes back.
  var summary: String
  /// What it may be told.
  var parameters: [Parameter]
  /// What comes back.
  var answer: Route.Answer
  /// Answers a call.
  var run: @Sendable (RouteCall) throws -> Reply

  /// All tools, in the order in which they are usually needed.
  static let all: [AgentTool] = [
    AgentTool(
      "find", "Search records",
      """
      Full-text search inside the records of indexed corpora, ranked, with highlighted passages; also \
      names datasets whose description matches. Words are any-of; "…" is a phrase; + - AND OR NOT ( ) \
      combine; field:value, whal*, /pattern/ and exact:"…" look closer. coverage says what was searched.
      """),
    AgentTool(
      "count", "Count records",
      """
      Counts the records that match a query exactly, and for a term or phrase its occurrences; by counts \
      them by a column or by dataset.
      """),
    show,
    AgentTool(
      "list", "List datasets",
      """
      Lists described datasets by words, licence, language, sector, kind, modality, access or conditions \
      on columns, with counts of values (facet). Most of them are described and not indexed.
      """),
    AgentTool(
      "license_check", "Check licences",
      """
      Says whether datasets, alone and together, may be used for a purpose: clear, by label only, unknown \
      or blocked, with the path that led there. Unknown is never a permission.
      """),
    AgentTool(
      "sample", "Sample records",
      "Shows whole records of an indexed dataset chosen at random; the same seed gives the same records."
    ),
    AgentTool(
      "summary", "Summarise the catalogue",
      "Counts datasets, clusters and bytes by sector, kind, language, licence, access and year."),
  ]

  /// The route of the same name as a tool.
  private init(_ name: String, _ title: String, _ summary: String) {
    let route = RouteTable.route(name)
    self.init(
      name: name, title: title, summary: summary, parameters: route.parameters,
      answer: route.answer, run: route.run)
  }

  private init(
    name: String, title: String, summary: String, parameters: [Parameter], answer: Route.Answer,
    run: @escaping @Sendable (RouteCall) throws -> Reply
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.parameters = parameters
    self.answer = answer
    self.run = run
  }

  private static let show = AgentTool(
    name: "show", title: "Show a dataset or record",
    summary: """
      Shows all that is known of a dataset: what it is, size, licences with their sources, lineage, \
      verdicts, how its index stands. With record it shows that record whole; cluster:NAME shows a \
      cluster with its datasets.
      """,
    parameters: [
      .required("id", "A dataset's id, alias or name, or cluster:NAME.", example: "aishell-3"),
      .optional("record", "A record's id, as find names it."),
    ],
    answer: Route.Answer(),
    run: { call in
      let id = call.arguments.required("id")
      if let record = call.arguments.text("record") {
        return .json(try call.catalog.record(record, in: id))
      }
      if id.hasPrefix(Catalog.clusterPrefix) {
        return .json(try call.catalog.cluster(String(id.dropFirst(Catalog.clusterPrefix.count))))
      }
      return .json(try call.catalog.show(id))
    })

  /// The tool as agents are told of it.
  var tree: JSON {
    let properties = parameters.map { parameter in
      JSON.Member(
        parameter.name,
        .object(
          (parameter.schema.members ?? [])
            + [.init("description", .string(parameter.meaning))]))
    }
    return .object([
      .init("name", .string(name)), .init("title", .string(title)),
      .init("description", .string(summary)),
      .init(
        "inputSchema",
        .object([
          .init("type", .string("object")), .init("properties", .object(properties)),
          .init("required", .strings(parameters.filter(\.isRequired).map(\.name))),
          .init("additionalProperties", .bool(false)),
        ])),
      .init("outputSchema", answer.schemaTree),
      .init("annotations", .object([.init("readOnlyHint", .bool(true))])),
    ])
  }
}
