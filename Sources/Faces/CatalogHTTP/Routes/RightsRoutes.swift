internal import CatalogService
internal import JSONText

extension RouteTable {
  private static let use = Parameter.optional(
    "use", .choice(Catalog.purposes), "The purpose.", standard: .string("commercial"))

  /// Bytes of a body that names some datasets; one with more may name hundreds, each of which takes
  /// milliseconds.
  static let shortBody = 512

  /// Whether so many datasets are judged that it takes long.
  @Sendable private static func judgesMany(_ call: RouteCall) -> Bool {
    let datasets = call.arguments.texts("dataset")
    return datasets.count > 20 || datasets.contains { $0.hasPrefix(Catalog.clusterPrefix) }
      || (call.request?.body.count ?? 0) > shortBody
  }

  private static let verdict = Route.Answer.keys(
    "catalog.rights/1",
    [
      "use": "string", "verdict": "string", "clear": "boolean", "datasets": "integer",
      "answers": "array", "findings": "array", "note": "string",
    ])

  /// What may be done with datasets.
  static let rightsRoutes: [Route] = [
    Route(
      name: "license_check", path: "/v1/license/check", chapter: "Rights",
      summary: "Says what the licences of datasets, of their parts and of their origins allow.",
      details: "What nobody said is unknown, and never a permission.",
      parameters: [
        .required(
          "dataset", .names,
          "Datasets, judged together and each alone; cluster:NAME is all of one.",
          example: "aishell-3"), use,
      ],
      answer: verdict,
      isBulk: judgesMany,
      basis: .descriptions,
      run: { call in
        .json(
          try call.catalog.rights(
            of: call.arguments.texts("dataset"), for: call.arguments.text("use") ?? "commercial"))
      }),
    Route(
      name: "mixture_check", method: "POST", path: "/v1/license/check", chapter: "Rights",
      summary: "Does the same for a mixture, and says how often each dataset is seen.",
      parameters: [
        .optional(
          "use", .choice(Catalog.purposes),
          "The purpose; what the mixture says, else commercial, when left out.")
      ],
      body: Route.Body(
        types: ["application/json", "application/yaml"],
        schema: schema(
          [
            "name": type("string"), "use": type("string"), "tokens": type(["number", "string"]),
            "datasets": .object([
              .init("type", .string("array")),
              .init(
                "items",
                schema(
                  [
                    "dataset": type("string"), "weight": type("number"),
                    "tokens": type(["number", "string"]),
                  ], required: ["dataset"])),
            ]),
          ], required: ["datasets"]),
        meaning: "The mixture: datasets, each with a weight or a number of tokens."),
      answer: verdict,
      isBulk: judgesMany,
      run: { call in
        .json(
          try call.catalog.rights(
            ofMixture: call.request?.body ?? [], at: "body", for: call.arguments.text("use")))
      }),
    Route(
      name: "mixture", path: "/v1/mixture", chapter: "Rights",
      summary: "Does the same for a mixture that fits into an address.",
      parameters: [
        .required("dataset", .names, "Datasets, judged together.", example: "aishell-3"),
        .optional(
          "weight", .names, "Their weights in the same order; all the same when left out."),
        .optional("tokens", .text, "Tokens of the whole mixture, such as 1T."), use,
      ],
      answer: verdict,
      isBulk: judgesMany,
      basis: .descriptions,
      run: { call in
        let arguments = call.arguments
        let mixture = try MixtureQuestion(
          arguments.texts("dataset"), weights: arguments.texts("weight"),
          tokens: arguments.text("tokens"))
        return .json(
          try mixture.rights(in: call.catalog, for: arguments.text("use") ?? "commercial"))
      }),
    Route(
      name: "rights", path: "/v1/datasets/{id}/rights", chapter: "Rights",
      summary: "Says what the licences of one dataset, of its parts and of its origins allow.",
      parameters: [
        .path(
          "id", "A dataset's id, one of its aliases, or a name that it alone has.",
          example: "aishell-3"), use,
      ],
      answer: verdict,
      basis: .descriptions,
      run: { call in
        .json(
          try call.catalog.rights(
            of: [call.catalog.show(call.arguments.required("id")).id],
            for: call.arguments.text("use") ?? "commercial"))
      }),
    Route(
      name: "licenses", path: "/v1/licenses", chapter: "Rights",
      summary: "Says what licences allow and ask.",
      parameters: [
        .optional(
          "license", .texts, "Ids of SPDX, names or addresses; the whole table without any.")
      ],
      answer: .keys("catalog.licenses/1", ["licenses": "array", "note": "string"]),
      run: { call in
        .json(
          .object([
            .init("schema", .string("catalog.licenses/1")),
            .init(
              "licenses",
              .array(Catalog.licenses(call.arguments.texts("license")).map(\.tree))),
            .init("note", .string(RightsAnswer.disclaimer)),
          ]))
      }),
  ]

  private static func type(_ name: String) -> JSON { .object([.init("type", .string(name))]) }

  private static func type(_ names: [String]) -> JSON { .object([.init("type", .strings(names))]) }
}
