internal import CatalogService
internal import JSONText

/// The table of routes as an OpenAPI 3.1 document.
enum OpenAPI {
  /// The document.
  static let document: JSON = {
    var paths: [JSON.Member] = []
    for route in RouteTable.routes + [metrics] {
      let operation = JSON.Member(route.method.lowercased(), operation(route))
      if let place = paths.firstIndex(where: { $0.key == route.path }) {
        paths[place].value = .object((paths[place].value.members ?? []) + [operation])
      } else {
        paths.append(.init(route.path, .object([operation])))
      }
    }
    return object([
      "openapi": .string("3.1.0"),
      "info": object([
        "title": .string("catalog"), "version": .string(Catalog.version),
        "description": .string(
          "A catalogue of the corpora that language models are trained on, and full-text search "
            + "inside them."),
      ]),
      "paths": .object(paths),
      "components": object([
        "schemas": object(["Problem": problem]),
        "securitySchemes": object([
          "token": object(["type": .string("http"), "scheme": .string("bearer")])
        ]),
      ]),
    ])
  }()

  /// What the server answers of itself, outside of the threads that routes run on.
  static let metrics = Route(
    name: "metrics", path: "/metrics", chapter: "Server",
    summary: "Counts the server's work, as Prometheus reads it.",
    answer: Route.Answer(types: ["text/plain"]),
    run: { _ in .text("", type: "text/plain") })

  private static func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
    .object(members.map { .init($0.key, $0.value) })
  }

  private static func operation(_ route: Route) -> JSON {
    var members: [JSON.Member] = [
      .init("operationId", .string(route.name)),
      .init("tags", .strings([route.chapter])),
      .init("summary", .string(route.summary)),
    ]
    if !route.details.isEmpty { members.append(.init("description", .string(route.details))) }
    if !route.parameters.isEmpty {
      members.append(.init("parameters", .array(route.parameters.map(parameter))))
    }
    if let body = route.body {
      members.append(
        .init(
          "requestBody",
          object([
            "required": .bool(true), "description": .string(body.meaning),
            "content": .object(
              body.types.map { .init($0, object(["schema": body.schema])) }),
          ])))
    }
    members.append(.init("responses", responses(route)))
    if route.isChange {
      members.append(.init("security", .array([object(["token": .array([])])])))
    }
    return .object(members)
  }

  private static func parameter(_ parameter: Parameter) -> JSON {
    var members: [JSON.Member] = [
      .init("name", .string(parameter.name)),
      .init("in", .string(parameter.isInPath ? "path" : "query")),
      .init("required", .bool(parameter.isRequired)),
      .init("description", .string(parameter.meaning)),
      .init("schema", parameter.schema),
    ]
    if let example = parameter.exampleValue { members.append(.init("example", example)) }
    return .object(members)
  }

  private static func responses(_ route: Route) -> JSON {
    var responses: [JSON.Member] = [
      .init(
        "200",
        object([
          "description": .string(route.summary),
          "content": .object(
            route.answer.types.map { type in
              .init(type, object(["schema": schema(of: route.answer, as: type)]))
            }),
        ]))
    ]
    var failures = ["400": "The request cannot be understood."]
    if route.parameters.contains(where: \.isInPath)
      || route.parameters.contains(where: {
        $0.name == "in" || $0.name == "dataset"
      }) || route.body != nil
    {
      failures["404"] = "There is no such dataset or record."
    }
    if route.isChange {
      failures["401"] = "The token is missing or is another one."
      failures["403"] = "The server is read-only."
      failures["409"] = "The dataset has changed, or something stands in the way."
    }
    if route.body != nil {
      failures["415"] = "The body is of another media type."
      failures["422"] = "The body is not what it should be."
    }
    failures["406"] = "Accept names no media type that is served."
    failures["503"] = "The server is busy; try again."
    for (status, meaning) in failures.sorted(by: { $0.key < $1.key }) {
      responses.append(
        .init(
          status,
          object([
            "description": .string(meaning),
            "content": object([
              "application/problem+json": object([
                "schema": object(["$ref": .string("#/components/schemas/Problem")])
              ])
            ]),
          ])))
    }
    return .object(responses)
  }

  private static func schema(of answer: Route.Answer, as type: String) -> JSON {
    guard type == "application/json" else {
      // What YAML and lines of JSON hold, readers see as values and not as a text.
      if type.hasSuffix("+json") { return object(["type": .string("object")]) }
      return type.hasPrefix("text/") ? object(["type": .string("string")]) : object([:])
    }
    return answer.schemaTree
  }

  private static let problem = object([
    "type": .string("object"),
    "description": .string("An error (RFC 9457) with what, where, and what to do about it."),
    "properties": object([
      "type": object(["type": .string("string")]),
      "title": object(["type": .string("string")]),
      "status": object(["type": .string("integer")]),
      "detail": object(["type": .string("string")]),
      "instance": object(["type": .string("string")]),
      "code": object(["type": .string("string")]),
      "where": object(["type": .strings(["string", "null"])]),
      "fix": object(["type": .strings(["object", "null"])]),
      "column": object(["type": .strings(["integer", "null"])]),
      "question": object(["type": .string("object")]),
    ]),
    "required": .strings(["type", "title", "status", "detail"]),
  ])
}
