internal import JSONText

/// One thing that a route may be told, in the path or behind the question mark.
///
/// The same table reads requests, describes the interface in OpenAPI, and gives agents their tools.
struct Parameter: Sendable {
  /// What its values are.
  enum Kind: Sendable {
    /// Any text.
    case text
    /// Several texts: the parameter repeats.
    case texts
    /// Several names: the parameter repeats, and commas part them too.
    case names
    /// Yes or no.
    case flag
    /// A whole number of a range.
    case integer(ClosedRange<Int>)
    /// A number of a range.
    case number(ClosedRange<Double>)
    /// One of some words.
    case choice([String])

    /// What it takes, in words.
    var name: String {
      switch self {
      case .text: "a text"
      case .texts, .names: "a list of texts"
      case .flag: "true or false"
      case .integer: "a whole number"
      case .number: "a number"
      case .choice: "a text"
      }
    }

    /// The texts of a JSON value that is of its type, as an address would have them; `nil` for a value
    /// that the schema refuses.
    func texts(of value: JSON) -> [String]? {
      switch self {
      case .text, .choice: return value.string.map { [$0] }
      case .texts, .names:
        guard let elements = value.array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
      case .flag: return value.bool.map { ["\($0)"] }
      case .integer: return value.integer.map { ["\($0)"] }
      case .number: return value.double.map { ["\($0)"] }
      }
    }
  }

  /// The name.
  var name: String
  /// What its values are.
  var kind: Kind
  /// Stands in the path.
  var isInPath = false
  /// Must be there.
  var isRequired = false
  /// The value that holds when nothing is said, in JSON.
  var standard: JSON?
  /// What it does, one sentence.
  var meaning: String
  /// A value to try.
  var example: JSON?

  /// A part of the path.
  static func path(_ name: String, _ meaning: String, example: String) -> Parameter {
    Parameter(
      name: name, kind: .text, isInPath: true, isRequired: true, meaning: meaning,
      example: .string(example))
  }

  /// Something that must be said.
  static func required(
    _ name: String, _ kind: Kind, _ meaning: String, example: String
  ) -> Parameter {
    Parameter(name: name, kind: kind, isRequired: true, meaning: meaning, example: .string(example))
  }

  /// A text that must be there.
  static func required(_ name: String, _ meaning: String, example: String) -> Parameter {
    required(name, .text, meaning, example: example)
  }

  /// A text that may be there.
  static func optional(
    _ name: String, _ meaning: String, standard: JSON? = nil
  ) -> Parameter {
    optional(name, .text, meaning, standard: standard)
  }

  /// Something that may be said.
  static func optional(
    _ name: String, _ kind: Kind, _ meaning: String, standard: JSON? = nil
  ) -> Parameter {
    Parameter(name: name, kind: kind, standard: standard, meaning: meaning)
  }

  /// The example as a value of its schema.
  var exampleValue: JSON? {
    switch kind {
    case .texts, .names: example.map { .array([$0]) }
    default: example
    }
  }

  private static let someText: [JSON.Member] = [
    .init("type", .string("string")), .init("minLength", .integer(1)),
  ]

  /// The schema of its values, as OpenAPI and agents read it.
  var schema: JSON {
    var members: [JSON.Member]
    switch kind {
    case .text: members = Self.someText
    case .texts, .names:
      members = [
        .init("type", .string("array")), .init("items", .object(Self.someText)),
        .init("minItems", .integer(1)),
      ]
    case .flag: members = [.init("type", .string("boolean"))]
    case .integer(let range):
      members = [
        .init("type", .string("integer")), .init("minimum", .integer(range.lowerBound)),
        .init("maximum", .integer(range.upperBound)),
      ]
    case .number(let range):
      members = [
        .init("type", .string("number")), .init("minimum", .double(range.lowerBound)),
        .init("maximum", .double(range.upperBound)),
      ]
    case .choice(let words):
      members = [.init("type", .string("string")), .init("enum", .strings(words))]
    }
    if let standard { members.append(.init("default", standard)) }
    return .object(members)
  }
}
