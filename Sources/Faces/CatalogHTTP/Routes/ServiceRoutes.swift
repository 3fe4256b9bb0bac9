internal import CatalogService
internal import JSONText

extension RouteTable {
  /// The catalogue as a whole, and the server itself.
  static let serviceRoutes: [Route] = [
    Route(
      name: "summary", path: "/v1/summary", chapter: "Catalogue",
      summary: "Shows the catalogue in numbers.",
      parameters: [
        .optional("by", .names, "Columns whose values are counted; the usual ones when left out.")
      ],
      answer: Route.Answer(),
      basis: .descriptions,
      run: { call in
        let fields = call.arguments.texts("by")
        return .json(
          try call.catalog.summary(by: fields.isEmpty ? Catalog.summaryFields : fields))
      }),
    Route(
      name: "status", path: "/v1/status", chapter: "Catalogue",
      summary: "Shows what is indexed, stale or failed.",
      answer: Route.Answer(),
      run: { .json(try $0.catalog.status()) }),
    Route(
      name: "settings", path: "/v1/settings", chapter: "Catalogue",
      summary: "Lists the settings with their defaults.",
      answer: .keys("catalog.settings/1", ["version": "string", "settings": "array"]),
      run: { _ in
        .json(
          .object([
            .init("schema", .string("catalog.settings/1")),
            .init("version", .string(Catalog.version)),
            .init(
              "settings",
              .array(
                CatalogConfiguration.settings.map {
                  .object([
                    .init("name", .string($0.name)), .init("default", .string($0.defaultValue)),
                    .init("meaning", .string($0.meaning)),
                  ])
                })),
          ]))
      }),
    Route(
      name: "query_language", path: "/v1/query-language", chapter: "Catalogue",
      summary: "States the language of queries and conditions whole, as Markdown.",
      answer: Route.Answer(types: ["text/markdown"]),
      run: { _ in .text(Catalog.queryLanguage, type: "text/markdown; charset=utf-8") }),
    Route(
      name: "health", path: "/healthz", chapter: "Server",
      summary: "Says that the server answers and its home can be read.",
      answer: Route.Answer(types: ["text/plain"], isForAll: true),
      run: { call in
        var options = ListOptions()
        options.limit = 0
        _ = try call.catalog.list(options)
        return .text("ok\n", type: "text/plain; charset=utf-8")
      }),
    Route(
      name: "openapi", path: "/openapi.json", chapter: "Server",
      summary: "Describes this interface, as OpenAPI 3.1.",
      answer: Route.Answer(),
      run: { _ in .json(OpenAPI.document) }),
  ]
}
