internal import CatalogService
internal import JSONText

extension RouteTable {
  private static let id = Parameter.path(
    "id", "The dataset's id or one of its aliases.", example: "tea-and-tide")
  private static let query = Parameter.required(
    "q", "The query, in the query language.", example: "whale")
  private static let scope = Parameter.optional(
    "in", .names, "Datasets to search; all that are indexed when left out.")
  private static let condition = Parameter.optional(
    "where", "Column conditions, such as lang=zh and quality>=15.")
  private static let all = Parameter.optional("all", .flag, "Every word must occur.")
  private static let timeout = Parameter.optional(
    "timeout", .number(0.001...3600),
    "Seconds after which the search stops with what was found, and says so in the coverage; the "
      + "server has a limit of its own.")

  private static func options(_ call: RouteCall) -> SearchOptions {
    let arguments = call.arguments
    var options = SearchOptions()
    options.condition = arguments.text("where")
    options.limit = arguments.integer("limit") ?? options.limit
    options.cursor = arguments.text("cursor")
    options.sort = arguments.text("sort")
    options.facets = arguments.texts("facet")
    options.all = arguments.flag("all")
    options.boostPhrases = arguments.flag("boost_phrases")
    options.context = arguments.integer("context")
    options.explain = arguments.flag("explain")
    options.timeout = time(call)
    return options
  }

  private static func time(_ call: RouteCall) -> Double {
    min(call.arguments.number("timeout") ?? call.timeLimit, call.timeLimit)
  }

  /// Records, searched and read.
  static let recordRoutes: [Route] = [
    Route(
      name: "find", path: "/v1/find", chapter: "Records",
      summary: "Searches the records of indexed datasets, and the descriptions of all.",
      details: "The query language is told whole at /v1/query-language.",
      parameters: [
        query, scope, condition,
        .optional("limit", .integer(0...1000), "Hits to return.", standard: .integer(10)),
        .optional("cursor", "The “next” of an earlier answer, to go on behind it."),
        .optional("sort", "A column to order by instead of score, with :desc for the reverse."),
        .optional("facet", .names, "Columns whose values are counted; dataset counts by dataset."),
        all,
        .optional(
          "boost_phrases", .flag,
          "Words side by side rank records higher in which they stand side by side."),
        .optional(
          "context", .integer(SearchOptions.contexts),
          "Shows every occurrence, to 20 a record, with so many characters around it, in the snippet and "
            + "one by one in “occurrences”."),
        .optional("explain", .flag, "Says how scores came about."),
        timeout,
      ],
      answer: .keys(
        "catalog.find/1",
        [
          "query": "string", "total": "object", "took_ms": "number", "coverage": "object",
          "hits": "array", "datasets": "array", "facets": "object", "next": "string|null",
        ]),
      lane: .search,
      run: { call in
        .json(
          try call.catalog.find(
            call.arguments.required("q"), in: call.arguments.texts("in"), options: options(call)))
      }),
    Route(
      name: "count", path: "/v1/count", chapter: "Records",
      summary: "Counts matching records exactly, and the occurrences of a term or phrase.",
      parameters: [
        query, scope, condition,
        .optional("by", .names, "Columns to count by; dataset counts by dataset."), all, timeout,
      ],
      answer: .keys(
        "catalog.count/1",
        [
          "records": "integer", "occurrences": "integer|null", "exact": "boolean", "by": "object",
          "coverage": "object",
        ]),
      lane: .search,
      run: { call in
        let arguments = call.arguments
        return .json(
          try call.catalog.count(
            arguments.required("q"), in: arguments.texts("in"), where: arguments.text("where"),
            all: arguments.flag("all"), by: arguments.texts("by"), timeout: time(call)))
      }),
    Route(
      name: "extract", path: "/v1/extract", chapter: "Records",
      summary: "Streams every matching record as it is in its source, one a line.",
      details: """
        The answer is sent as fast as the client reads it; closing the connection ends the work. \
        Fields behind the last line say how many records there were, whether the limit left some \
        out, and which datasets have more to read than their last commit; a stream that ends without \
        them is not whole.
        """,
      parameters: extracting,
      answer: Route.Answer(types: ["application/x-ndjson"]),
      lane: .stream,
      run: extract),
    Route(
      name: "extract_card", path: "/v1/extract/card", chapter: "Records",
      summary:
        "Writes the card of an extract: where its records come from and what may be done with them.",
      details: """
        It belongs to what /v1/extract answers to the same parameters, whose checksum it tells, and is a \
        description that catalog add takes beside the file.
        """,
      parameters: extracting + [
        .optional(
          "file", "What the file with the records is called.", standard: .string(extractName))
      ],
      answer: Route.Answer(types: ["application/yaml"]),
      lane: .stream,
      run: card),
    Route(
      name: "record", path: "/v1/datasets/{id}/records/{record}", chapter: "Records",
      summary:
        "Shows one record whole, and names those beside it in the source; “quoted” names where a "
        + "NaN or infinity of it is a text, since JSON has none.",
      parameters: [
        id, .path("record", "The record's id, as find names it.", example: "1"),
      ],
      answer: .keys(
        "catalog.record/1",
        [
          "dataset": "string", "record": "string", "texts": "object", "fields": "object",
          "source": "object", "neighbours": "object",
        ]),
      run: { call in
        .json(
          try call.catalog.record(
            call.arguments.required("record"), in: call.arguments.required("id")))
      }),
    Route(
      name: "head", path: "/v1/datasets/{id}/head", chapter: "Records",
      summary: "Shows the first records of a dataset, in the order of the source.",
      parameters: [
        id, .optional("limit", .integer(1...1000), "Records to show.", standard: .integer(5)),
        condition,
      ],
      answer: records,
      lane: .search,
      run: { call in
        .json(
          try call.catalog.head(
            call.arguments.required("id"), count: call.arguments.integer("limit") ?? 5,
            where: call.arguments.text("where"), timeout: time(call)))
      }),
    Route(
      name: "sample", path: "/v1/datasets/{id}/sample", chapter: "Records",
      summary: "Shows records chosen at random, the same for the same seed everywhere.",
      parameters: [
        id, .optional("limit", .integer(1...1000), "Records to show.", standard: .integer(10)),
        .optional("seed", .integer(0...Int.max), "Chooses the sample.", standard: .integer(0)),
        condition,
      ],
      answer: records,
      lane: .search,
      run: { call in
        .json(
          try call.catalog.sample(
            call.arguments.required("id"), count: call.arguments.integer("limit") ?? 10,
            seed: UInt64(call.arguments.integer("seed") ?? 0), where: call.arguments.text("where"),
            timeout: time(call)))
      }),
    Route(
      name: "tokens", path: "/v1/tokens", chapter: "Records",
      summary: "Says which terms a text becomes.",
      parameters: [
        .required("text", "The text.", example: "GPT-4"),
        .optional(
          "analyzer", .choice(AnalyzerKind.allCases.map(\.rawValue)), "The analyzer.",
          standard: .string("standard")),
      ],
      answer: .keys("catalog.tokens/1", ["analyzer": "string", "tokens": "array"]),
      run: { call in
        .json(
          try call.catalog.tokens(
            of: call.arguments.required("text"),
            analyzer: call.arguments.text("analyzer").flatMap(AnalyzerKind.init(rawValue:))
              ?? .standard))
      }),
  ]

  private static let records = Route.Answer.keys(
    "catalog.records/1", ["dataset": "string", "total": "integer", "records": "array"])

  /// What a file with the matches of a search is called when nobody says otherwise.
  static let extractName = "matches.jsonl"

  private static let extracting: [Parameter] = [
    .required("q", "The query; * takes every record.", example: "whale"), scope, condition, all,
    .optional("fields", .names, "Paths of what to write of each record besides its id."),
    .optional("ids_only", .flag, "Writes ids alone."),
    .optional("limit", .integer(1...Int.max), "Records to write; all when left out."),
    .optional(
      "timeout", .number(0.001...86_400),
      "Seconds after which the work stops; what was sent by then is not whole. No limit when left out."
    ),
  ]

  /// What to extract, until the client is gone.
  private static func options(ofExtract call: RouteCall, _ channel: ByteChannel) -> ExtractOptions {
    let arguments = call.arguments
    var options = ExtractOptions()
    options.condition = arguments.text("where")
    options.all = arguments.flag("all")
    options.fields = arguments.texts("fields")
    options.idsOnly = arguments.flag("ids_only")
    options.limit = arguments.integer("limit")
    options.timeout = arguments.number("timeout")
    let client = call.request?.client
    // Nothing is sent while nothing is found, which would tell that nobody reads it.
    options.isCancelled = { client?.isGone == true || channel.isCancelled }
    return options
  }

  @Sendable private static func card(_ call: RouteCall) -> Reply {
    let arguments = call.arguments
    return .stream(type: "application/yaml") { channel in
      channel.finish(
        Result {
          let card = try call.catalog.cardOfExtract(
            arguments.required("q"), in: arguments.texts("in"),
            named: arguments.text("file") ?? extractName, options: options(ofExtract: call, channel)
          )
          try channel.send(Array(card.utf8))
        })
    }
  }

  @Sendable private static func extract(_ call: RouteCall) -> Reply {
    let arguments = call.arguments
    return .stream(type: "application/x-ndjson") { channel in
      let options = options(ofExtract: call, channel)
      let result = Result {
        try call.catalog.extract(
          arguments.required("q"), in: arguments.texts("in"), options: options,
          write: { try channel.send($0) })
      }
      let answer = try? result.get()
      channel.finish(
        result.map { _ in },
        trailers: answer.map {
          [
            ("X-Catalog-Records", "\($0.records)"), ("X-Catalog-Limited", "\($0.isCut)"),
          ]
            + ($0.stale.isEmpty
              ? [] : [("X-Catalog-Stale", $0.stale.map(\.dataset).joined(separator: ","))])
        } ?? [])
    }
  }
}
