internal import CatalogService
internal import JSONText
internal import QueryLanguage

/// What a request says, read by the table of its route.
///
/// A name that the route does not take, and a value that its parameter does not take, are errors: a
/// misspelt filter would otherwise look like one that everything passes.
struct Arguments: Sendable {
  private var values: [String: [String]] = [:]

  /// The arguments of an HTTP request.
  ///
  /// - Throws: ``CatalogError`` `usage`.
  init(
    query: [(name: String, value: String)], path: [String: String], of parameters: [Parameter]
  ) throws {
    let known = parameters.filter { !$0.isInPath }
    for (name, texts) in Dictionary(grouping: query, by: \.name).sorted(by: { $0.key < $1.key }) {
      values[name] = try Self.checked(texts.map(\.value), try Self.parameter(name, among: known))
    }
    for (name, value) in path { values[name] = [value] }
    try checkWhole(parameters)
  }

  /// The arguments of a tool's call, each of the type that the tool's schema says.
  ///
  /// - Throws: ``CatalogError`` `usage`.
  init(_ members: [JSON.Member], of parameters: [Parameter]) throws {
    for member in members {
      let parameter = try Self.parameter(member.key, among: parameters)
      guard let texts = parameter.kind.texts(of: member.value) else {
        let other = member.value.array?.first { $0.string == nil }
        let given =
          other.map { "a list with \($0.kindName)" }
          ?? member.value.scalarText.map { String($0.prefix(40)) } ?? member.value.kindName
        throw Self.refusal(parameter, "takes \(parameter.kind.name), not \(given)")
      }
      if texts.isEmpty { throw Self.emptiness(parameter) }
      values[member.key] = try Self.checked(texts, parameter)
    }
    try checkWhole(parameters)
  }

  // MARK: - Reading

  /// The text of a parameter.
  func text(_ name: String) -> String? { values[name]?.last }

  /// The text of a parameter that must be there.
  func required(_ name: String) -> String { values[name]?.last ?? "" }

  /// All texts of a parameter.
  func texts(_ name: String) -> [String] { values[name] ?? [] }

  /// Whether a parameter says yes.
  func flag(_ name: String) -> Bool { text(name) == "true" }

  /// The whole number of a parameter.
  func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

  /// The number of a parameter.
  func number(_ name: String) -> Double? { text(name).flatMap { Double($0) } }

  // MARK: - Checking

  private static func parameter(
    _ name: String, among parameters: [Parameter]
  ) throws -> Parameter {
    if let parameter = parameters.first(where: { $0.name == name }) { return parameter }
    let names = parameters.map(\.name)
    let near = NearestName.nearest(to: name, among: names)
    throw CatalogError(
      .usage, "there is no parameter “\(name)”", at: .field(name),
      remedy: near.map { .didYouMean([$0]) } ?? (names.isEmpty ? nil : .choose(.value, from: names))
    )
  }

  private func checkWhole(_ parameters: [Parameter]) throws {
    for parameter in parameters where parameter.isRequired && values[parameter.name] == nil {
      throw CatalogError(
        .usage, "the parameter “\(parameter.name)” is missing", at: .field(parameter.name),
        remedy: .advice(parameter.meaning))
    }
  }

  private static func refusal(_ parameter: Parameter, _ reason: String) -> CatalogError {
    CatalogError(
      .usage, "“\(parameter.name)” \(reason)", at: .field(parameter.name),
      remedy: .advice(parameter.meaning))
  }

  /// The refusal of a parameter that is there and says nothing: taken for one that is left out, an empty
  /// filter would let everything pass.
  private static func emptiness(_ parameter: Parameter) -> CatalogError {
    CatalogError(
      .usage, "“\(parameter.name)” is empty", at: .field(parameter.name),
      remedy: .advice(
        (parameter.isRequired ? "" : "leave it out where nothing is meant. ") + parameter.meaning))
  }

  private static func checked(_ texts: [String], _ parameter: Parameter) throws -> [String] {
    if texts.count > 1 {
      switch parameter.kind {
      case .texts, .names: break
      default: throw refusal(parameter, "takes one value")
      }
    }
    return try texts.flatMap { text -> [String] in
      switch parameter.kind {
      case .text, .texts:
        if text.isEmpty { throw emptiness(parameter) }
        return [text]
      case .names:
        let names = text.split(separator: ",").map { name in
          String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }.filter { !$0.isEmpty }
        if names.isEmpty { throw emptiness(parameter) }
        return names
      case .flag:
        switch text {
        case "", "1", "true", "yes": return ["true"]
        case "0", "false", "no": return ["false"]
        default: throw refusal(parameter, "takes true or false, not \(text)")
        }
      case .integer(let range):
        guard let value = Int(text), range.contains(value) else {
          throw refusal(
            parameter, "takes a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return ["\(value)"]
      case .number(let range):
        guard let value = Double(text), range.contains(value) else {
          throw refusal(parameter, "takes a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return ["\(value)"]
      case .choice(let words):
        guard words.contains(text) else {
          throw CatalogError(
            .usage, "“\(parameter.name)” does not take “\(text)”", at: .field(parameter.name),
            remedy: .choose(.value, from: words))
        }
        return [text]
      }
    }
  }
}
