internal import CatalogService
internal import JSONText

/// One way to ask: its address, what it may be told, what it answers.
struct Route: Sendable {
  /// Which threads answer it, so that what is slow holds up nothing that is quick.
  enum Lane: String, Sendable, CaseIterable {
    /// Descriptions and single records.
    case quick
    /// What reads many descriptions at once: two of them leave the store to the others.
    case bulk
    /// Searches of records.
    case search
    /// Streams, which take as long as their client.
    case stream
  }

  /// The form of an answer.
  struct Form: Sendable, Equatable {
    /// The media type.
    var type: String
    /// Which of the vocabularies of that type, where the client says so.
    var profile = ""
  }

  /// What comes back when all goes well.
  struct Answer: Sendable {
    /// Media types, the usual one first.
    var types = ["application/json"]
    /// What `schema` of a JSON answer says.
    var schema: String?
    /// Keys that a JSON answer always has, each with its types.
    var keys: [(name: String, types: String)] = []
    /// It is served whatever the client takes.
    var isForAll = false

    /// The schema of a JSON answer.
    var schemaTree: JSON {
      var properties = keys.map { key in
        let types = key.types.split(separator: "|").map(String.init)
        return JSON.Member(
          key.name,
          .object([.init("type", types.count == 1 ? .string(types[0]) : .strings(types))]))
      }
      if let schema {
        properties.insert(.init("schema", .object([.init("const", .string(schema))])), at: 0)
      }
      return .object([
        .init("type", .string("object")), .init("properties", .object(properties)),
        .init("required", .strings(properties.map(\.key))),
      ])
    }

    /// A JSON object with these keys; `string|null` is one of two types.
    static func keys(_ schema: String?, _ keys: KeyValuePairs<String, String>) -> Answer {
      Answer(schema: schema, keys: keys.map { ($0.key, $0.value) })
    }
  }

  /// What a request carries besides its parameters.
  struct Body: Sendable {
    /// Its media types.
    var types = ["application/json"]
    /// Its schema.
    var schema: JSON
    /// What it says.
    var meaning: String
  }

  /// What it is called, in OpenAPI and in measurements.
  var name: String
  /// The method.
  var method = "GET"
  /// The path, with the names of its parameters in braces.
  var path: String
  /// The chapter of the documentation.
  var chapter: String
  /// What it does, one sentence.
  var summary: String
  /// What should be known besides.
  var details = ""
  /// What it may be told.
  var parameters: [Parameter] = []
  /// What a request carries.
  var body: Body?
  /// What comes back.
  var answer: Answer
  /// Which threads answer it.
  var lane = Lane.quick
  /// Whether a request asks so much of descriptions that what is quick must not wait behind it.
  var isBulk: @Sendable (RouteCall) -> Bool = { _ in false }
  /// Changes the catalogue.
  var isChange = false
  /// What the answer rests on.
  var basis = Basis.indexes
  /// Answers it.
  var run: @Sendable (RouteCall) throws -> Reply
}

/// A request on its way through a route.
struct RouteCall: Sendable {
  /// The catalogue as it is now.
  var catalog: Catalog
  /// What the request says.
  var arguments: Arguments
  /// The request itself, where it came over HTTP.
  var request: HTTPRequest?
  /// The form of the answer that the client likes best; `nil` for the usual one.
  var form: Route.Form?
  /// Seconds that a search may take.
  var timeLimit: Double
}

/// What a route has to say.
enum Reply: Sendable {
  /// A JSON value.
  case json(JSON)
  /// A text of a media type.
  case text(String, type: String)
  /// Bytes, as they were made for a request like this one.
  case encoded(EncodedAnswer)
  /// Bytes that are made while they are sent; `make` ends the channel.
  case stream(type: String, make: @Sendable (ByteChannel) -> Void)

  /// A JSON answer.
  static func json(_ answer: some JSONAnswer) -> Reply { .json(answer.tree) }
}
