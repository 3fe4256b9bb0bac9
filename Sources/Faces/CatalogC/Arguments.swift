internal import CatalogService
internal import JSONText

/// Arguments and options of a call, read out of JSON.
///
/// Each is asked for once under its name; one that nobody asked for is refused at the end, so that a
/// misspelled option is not a silent one.
struct Arguments {
  private let call: String
  private let members: [JSON.Member]
  private var asked: [String] = []

  /// - Parameters:
  ///   - text: JSON, an object; `nil` has no arguments.
  ///   - call: What is called, for messages.
  /// - Throws: ``CatalogError`` for what is no object in JSON.
  init(_ text: String?, of call: String) throws {
    self.call = call
    guard let text, !text.isEmpty else {
      members = []
      return
    }
    let tree: JSON
    do { tree = try JSONReader.read(text) } catch {
      throw CatalogError(
        .usage, "the options of \(call) are not JSON", at: .value(text),
        remedy: .advice("give an object with a key for each option"))
    }
    guard let members = tree.members else {
      throw CatalogError(
        .usage, "the options of \(call) are \(tree.kindName)", at: .value(text),
        remedy: .advice("give an object with a key for each option"))
    }
    self.members = members
  }

  /// The value of an option; null is none.
  private mutating func value(_ name: String) -> JSON? {
    asked.append(name)
    guard let value = members.last(where: { $0.key == name })?.value, value != .null else {
      return nil
    }
    return value
  }

  private func refuse(_ name: String, _ value: JSON, _ wanted: String) -> CatalogError {
    CatalogError(
      .usage, "“\(name)” of \(call) takes \(wanted), not \(value.text)", at: .value(name))
  }

  mutating func text(_ name: String) throws -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else { throw refuse(name, value, "a text") }
    return try whole(text, name, value)
  }

  /// Texts; a lone one is a list of one.
  mutating func texts(_ name: String) throws -> [String] {
    guard let value = value(name) else { return [] }
    return try value.elements.map {
      guard let text = $0.string else { throw refuse(name, value, "a list of texts") }
      return try whole(text, name, value)
    }
  }

  /// A text without zero characters, where paths and other texts that reach the system would end.
  private func whole(_ text: String, _ name: String, _ value: JSON) throws -> String {
    guard !text.utf8.contains(0) else {
      throw refuse(name, value, "texts without zero characters")
    }
    return text
  }

  /// Datasets to look into, all when the option is left out.
  ///
  /// An empty list is refused: who has found no dataset to look into does not mean all.
  mutating func datasets(_ name: String = "in") throws -> [String] {
    let texts = try texts(name)
    if texts.isEmpty, let value = value(name) {
      throw refuse(name, value, "at least one dataset; leave it out to look into all")
    }
    return texts
  }

  mutating func number(_ name: String, in range: ClosedRange<Int64>) throws -> Int? {
    guard let value = value(name) else { return nil }
    guard let number = value.integer, range.contains(number) else {
      throw refuse(
        name, value,
        "a whole number from \(range.lowerBound)"
          + (range.upperBound == .max ? "" : " to \(range.upperBound)"))
    }
    return Int(number)
  }

  mutating func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    try number(name, in: Int64(range.lowerBound)...Int64(range.upperBound))
  }

  mutating func real(_ name: String, in range: ClosedRange<Double>) throws -> Double? {
    guard let value = value(name) else { return nil }
    guard let number = value.double, range.contains(number) else {
      let end = range.upperBound == .greatestFiniteMagnitude ? "" : " to \(range.upperBound)"
      throw refuse(name, value, "a number from \(range.lowerBound)\(end)")
    }
    return number
  }

  mutating func flag(_ name: String) throws -> Bool? {
    guard let value = value(name) else { return nil }
    guard let flag = value.bool else { throw refuse(name, value, "true or false") }
    return flag
  }

  /// One of the names of a choice.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Choice.Type
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = try text(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw refuse(
        name, .string(text), "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  /// What must be there.
  mutating func required(_ name: String) throws -> String {
    guard let text = try text(name) else {
      throw CatalogError(.usage, "\(call) needs “\(name)”", at: .value(name))
    }
    return text
  }

  /// The objects of a list, each read by `read` under the list's name.
  mutating func objects<Value>(
    _ name: String, _ read: (inout Arguments) throws -> Value
  ) throws -> [Value] {
    guard let value = value(name) else { return [] }
    return try value.elements.map { element in
      guard case .object(let members) = element else {
        throw refuse(name, value, "a list of objects")
      }
      var inner = Arguments(members, of: "“\(name)” of \(call)")
      let result = try read(&inner)
      try inner.finish()
      return result
    }
  }

  private init(_ members: [JSON.Member], of call: String) {
    self.call = call
    self.members = members
  }

  /// Refuses what nobody asked for.
  func finish() throws {
    guard let odd = members.first(where: { !asked.contains($0.key) }) else { return }
    throw CatalogError(
      .usage, "\(call) has no option “\(odd.key)”", at: .value(odd.key),
      remedy: asked.isEmpty ? nil : .choose(.value, from: asked))
  }
}
