internal import CatalogService
internal import JSONText

extension RouteTable {
  private static let id = Parameter.path(
    "id", "A dataset's id, one of its aliases, or a name that it alone has.", example: "aishell-3")

  /// What `list` and `clusters` filter by.
  private static let filters: [Parameter] = [
    .optional("q", "Words that the description contains, in the query language."),
    .optional("license", .texts, "Licences, any of which passes."),
    .optional("language", .texts, "Languages by tag or name, any of which passes."),
    .optional("sector", .texts, "Sectors, any of which passes."),
    .optional("industry", .texts, "Industries of the scheme of 31, any of which passes."),
    .optional("kind", .texts, "Kinds, such as pretraining; any of them passes."),
    .optional("modality", .texts, "Modalities, any of which passes."),
    .optional("access", .texts, "Ways of access, any of which passes."),
    .optional(
      "verdict", .texts,
      "Verdicts on commercial use (clear, by-label, unknown, blocked), any of which passes."),
    .optional("where", "Conditions on columns, such as kind=pretraining and bytes>=1TB."),
  ]

  private static func options(_ call: RouteCall) -> ListOptions {
    let arguments = call.arguments
    var options = ListOptions()
    options.text = arguments.text("q")
    options.licenses = arguments.texts("license")
    options.languages = arguments.texts("language")
    options.sectors = arguments.texts("sector")
    options.industries = arguments.texts("industry")
    options.kinds = arguments.texts("kind")
    options.modalities = arguments.texts("modality")
    options.access = arguments.texts("access")
    options.verdicts = arguments.texts("verdict")
    options.condition = arguments.text("where")
    options.facets = arguments.texts("facet")
    options.sort = arguments.text("sort")
    options.limit = arguments.integer("limit") ?? 100
    options.cursor = arguments.text("cursor")
    options.timeout = call.timeLimit
    return options
  }

  /// Datasets and clusters, read and changed.
  static let datasetRoutes: [Route] = [
    Route(
      name: "list", path: "/v1/datasets", chapter: "Datasets",
      summary: "Lists datasets, with the values among them counted.",
      parameters: filters + [
        .optional(
          "facet", .names,
          "Columns whose values are counted, each with what a filter by it finds: zh with zh-Hant."),
        .optional("sort", "A column to order by, with :desc behind it for the reverse."),
        .optional("limit", .integer(0...1000), "Datasets to list.", standard: .integer(100)),
        .optional("cursor", "The “next” of an earlier answer, to go on behind it."),
      ],
      answer: .keys(
        "catalog.list/1",
        ["total": "integer", "datasets": "array", "facets": "object", "next": "string|null"]),
      basis: .descriptions,
      run: { .json(try $0.catalog.list(options($0))) }),
    Route(
      name: "show", path: "/v1/datasets/{id}", chapter: "Datasets",
      summary: "Shows all that is known of a dataset.",
      details: """
        With an Accept of application/yaml, text/markdown, application/ld+json or \
        application/vnd.datapackage+json the description comes in another vocabulary, as from export.
        """,
      parameters: [id],
      answer: Route.Answer(
        types: ["application/json"] + Vocabularies.types,
        keys: [("id", "string"), ("catalogue", "object"), ("index", "object")]),
      basis: .dataset,
      run: { call in
        let id = call.arguments.required("id")
        if let name = call.form.flatMap(Vocabularies.name) {
          return try export(id, as: name, from: call.catalog)
        }
        return .json(try call.catalog.show(id))
      }),
    Route(
      name: "edit", method: "PATCH", path: "/v1/datasets/{id}", chapter: "Datasets",
      summary: "Edits a description.",
      parameters: [id],
      body: Route.Body(
        schema: schema(
          [
            "edits": .object([
              .init("type", .string("array")), .init("minItems", .integer(1)),
              .init("items", .object([.init("type", .string("string"))])),
            ]),
            "revision": .object([.init("type", .string("integer"))]),
          ], required: ["edits"]),
        meaning:
          "Edits such as name=Web or tags+=news, made all or none; and the revision that they "
          + "were made for, so that nobody's change is lost."),
      answer: .keys(nil, ["id": "string", "changes": "array"]),
      isChange: true,
      run: { call in
        let body = try call.object(of: ["edits", "revision"])
        let given = body["edits"]?.array ?? []
        let edits = given.compactMap(\.string)
        guard !edits.isEmpty, edits.count == given.count else {
          throw CatalogError(
            .usage, "“edits” of the body takes a list of texts", at: .field("edits"),
            remedy: .advice("{\"edits\": [\"name=Web\"]}"))
        }
        let revision = body["revision"]?.integer
        if let given = body["revision"], revision == nil {
          throw CatalogError(
            .usage, "“revision” of the body takes a whole number, not \(given.kindName)",
            at: .field("revision"), remedy: .advice("leave it out to edit whatever is there"))
        }
        return .json(
          try call.catalog.set(call.arguments.required("id"), edits, revision: revision))
      }),
    Route(
      name: "remove", method: "DELETE", path: "/v1/datasets/{id}", chapter: "Datasets",
      summary: "Takes a dataset out of every list and search; restore brings it back.",
      parameters: [id],
      answer: .keys("catalog.change/1", ["dataset": "string", "change": "string"]),
      isChange: true,
      run: { call in
        let page = try call.catalog.show(call.arguments.required("id"))
        try call.catalog.remove(page.id)
        return .json(ChangeAnswer(dataset: page.id, change: "removed"))
      }),
    Route(
      name: "restore", method: "POST", path: "/v1/datasets/{id}/restore", chapter: "Datasets",
      summary: "Brings a removed dataset back as it was.",
      parameters: [id],
      answer: .keys("catalog.change/1", ["dataset": "string", "change": "string"]),
      isChange: true,
      run: { call in
        let id = call.arguments.required("id")
        try call.catalog.restore(id)
        return .json(ChangeAnswer(dataset: id, change: "restored"))
      }),
    Route(
      name: "export", path: "/v1/datasets/{id}/export", chapter: "Datasets",
      summary: "Writes a description in another vocabulary.",
      parameters: [
        id,
        .optional("as", .choice(Catalog.vocabularies), "The vocabulary; else Accept decides."),
      ],
      answer: Route.Answer(types: Vocabularies.types),
      basis: .descriptions,
      run: { call in
        try export(
          call.arguments.required("id"),
          as: call.arguments.text("as")
            ?? call.form.flatMap(Vocabularies.name) ?? "yaml",
          from: call.catalog)
      }),
    Route(
      name: "lineage", path: "/v1/datasets/{id}/lineage", chapter: "Datasets",
      summary: "Says where a dataset comes from and what was made of it.",
      parameters: [
        id,
        .optional("up", .integer(0...100), "Steps towards its origins; all when left out."),
        .optional("down", .integer(0...100), "Steps towards what was made of it."),
        .optional(
          "as", .choice(["json", "tree", "mermaid", "dot"]), "The form; else Accept decides."),
      ],
      answer: Route.Answer(types: ["application/json", "text/plain"]),
      basis: .descriptions,
      run: { call in
        let answer = try call.catalog.lineage(
          call.arguments.required("id"), up: call.arguments.integer("up"),
          down: call.arguments.integer("down"))
        let form =
          call.arguments.text("as") ?? (call.form?.type == "text/plain" ? "tree" : "json")
        if let text = answer.text(as: form) {
          return .text(text, type: "text/plain; charset=utf-8")
        }
        return .json(answer)
      }),
    Route(
      name: "versions", path: "/v1/datasets/{id}/versions", chapter: "Datasets",
      summary: "Lists the editions of a dataset, oldest first.",
      parameters: [id],
      answer: .keys("catalog.versions/1", ["versions": "array"]),
      basis: .descriptions,
      run: { .json(try $0.catalog.versions($0.arguments.required("id"))) }),
    Route(
      name: "log", path: "/v1/datasets/{id}/log", chapter: "Datasets",
      summary: "Says who changed what, newest first.",
      parameters: [
        id,
        .optional("limit", .integer(1...1000), "Entries to list.", standard: .integer(100)),
      ],
      answer: .keys("catalog.log/1", ["entries": "array"]),
      run: { call in
        .json(
          try call.catalog.log(
            call.arguments.required("id"), limit: call.arguments.integer("limit") ?? 100))
      }),
    Route(
      name: "profile", path: "/v1/datasets/{id}/profile", chapter: "Datasets",
      summary: "Says what is in the data of a dataset, measured.",
      parameters: [id],
      answer: .keys("catalog.profile/1", ["dataset": "string", "profile": "object"]),
      lane: .search,
      run: { .json(try $0.catalog.profile($0.arguments.required("id"), isKept: false)) }),
    Route(
      name: "clusters", path: "/v1/clusters", chapter: "Datasets",
      summary: "Lists clusters, with what their datasets come to.",
      parameters: filters + [
        .optional("limit", .integer(0...1000), "Clusters to list.", standard: .integer(1000))
      ],
      answer: .keys(
        "catalog.clusters/1",
        ["total": "integer", "clusters": "array", "datasets_outside": "integer"]),
      basis: .descriptions,
      run: { call in
        var options = options(call)
        options.limit = call.arguments.integer("limit") ?? 1000
        return .json(try call.catalog.clusters(options))
      }),
    Route(
      name: "cluster", path: "/v1/clusters/{cluster}", chapter: "Datasets",
      summary: "Shows a cluster with its datasets and their verdicts.",
      parameters: [.path("cluster", "The cluster's name, or a slug of it.", example: "aishell")],
      answer: .keys(
        "catalog.cluster/1", ["id": "string", "name": "string", "datasets": "array"]),
      basis: .descriptions,
      run: { .json(try $0.catalog.cluster($0.arguments.required("cluster"))) }),
  ]

  private static func export(_ id: String, as name: String, from catalog: Catalog) throws -> Reply {
    .text(try catalog.export(id, as: name).text, type: Vocabularies.type(of: name))
  }

  /// The schema of an object.
  static func schema(_ keys: KeyValuePairs<String, JSON>, required: [String]) -> JSON {
    .object([
      .init("type", .string("object")),
      .init("properties", .object(keys.map { .init($0.key, $0.value) })),
      .init("required", .strings(required)),
    ])
  }
}

extension RouteCall {
  /// The body, which must be a JSON object with no other keys than these.
  func object(of keys: [String]) throws -> JSON {
    let tree: JSON
    do { tree = try JSONReader.read(request?.body ?? []) } catch {
      throw CatalogError(
        .usage, "the body is no JSON: \(error.message)",
        at: .file("body", line: UInt64(error.position.line)))
    }
    guard let members = tree.members else {
      throw CatalogError(.usage, "the body is \(tree.kindName) and no object", at: .field("body"))
    }
    if let other = members.first(where: { !keys.contains($0.key) }) {
      throw CatalogError(
        .usage, "“\(other.key)” is no key of the body", at: .field(other.key),
        remedy: .choose(.value, from: keys))
    }
    return tree
  }
}
