/// A JSON value as it was written.
///
/// Objects keep the order of their keys and numbers keep their characters, so that a value that
/// was read and is written again says the same thing, also where a program's own numbers would
/// round it. Records and descriptions are such values; YAML is read into them too.
///
/// Two values are equal when they are written alike: texts byte by byte (the one character é and
/// an e with an accent behind it differ, as keys too), numbers character by character (`1.0` is
/// not `1`), objects with the same keys in the same order.
package enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number, in the characters of JSON (`1.10`, `-0`, `1e400` and 35000000000000 stay what they
  /// were).
  case number(String)
  case string(String)
  case array([JSON])
  /// Keys and values. A reader leaves no key twice (``JSONMembers``).
  case object([Member])

  /// One key of an object with its value.
  package struct Member: Sendable, Hashable {
    package var key: String
    package var value: JSON

    package init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }

    package static func == (one: Member, other: Member) -> Bool {
      one.key.isWritten(like: other.key) && one.value == other.value
    }
  }

  package static func == (one: JSON, other: JSON) -> Bool {
    switch (one, other) {
    case (.null, .null): true
    case (.bool(let one), .bool(let other)): one == other
    case (.number(let one), .number(let other)): one == other
    case (.string(let one), .string(let other)): one.isWritten(like: other)
    case (.array(let one), .array(let other)): one == other
    case (.object(let one), .object(let other)): one == other
    default: false
    }
  }

  /// A whole number.
  package static func integer(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

  /// A number that may have a fraction; one that JSON cannot write becomes null.
  package static func double(_ value: Double) -> JSON {
    guard value.isFinite else { return .null }
    if let whole = Int64(exactly: value) { return .number(String(whole)) }
    return .number("\(value)")
  }

  /// A list of texts.
  package static func strings(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }
}

extension String {
  /// The same bytes: Swift's own equality also takes two spellings of one character for the same.
  func isWritten(like other: String) -> Bool {
    self == other && utf8.elementsEqual(other.utf8)
  }
}

// MARK: - Looking inside

extension JSON {
  /// The value of a key, when this is an object that has it.
  ///
  /// - Complexity: O(number of keys).
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key.isWritten(like: key) }?.value
  }

  /// The text, when this is a text.
  package var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  /// The text of a text, a number or a truth value.
  package var scalarText: String? {
    switch self {
    case .string(let value), .number(let value): value
    case .bool(let value): value ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// The whole number, when this is one (`3`, `3.0` and `3e2` are).
  package var integer: Int64? {
    guard case .number(let text) = self else { return nil }
    if let value = Int64(text) { return value }
    return Double(text).flatMap { Int64(exactly: $0) }
  }

  /// The number, when this is one; digits that a `Double` does not have are rounded away.
  package var double: Double? {
    guard case .number(let text) = self else { return nil }
    return Double(text)
  }

  /// The truth value, when this is one.
  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The elements, when this is a list.
  package var array: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The keys and values, when this is an object.
  package var members: [Member]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The elements of a list, nothing for null, and otherwise the value alone.
  ///
  /// Most vocabularies allow a lone value where they mean a list of one.
  package var elements: [JSON] {
    switch self {
    case .null: []
    case .array(let elements): elements
    default: [self]
    }
  }

  /// True for null, an empty list and an empty object.
  package var isEmpty: Bool {
    switch self {
    case .null: true
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    case .bool, .number, .string: false
    }
  }

  /// What kind of value this is, as a word for messages.
  package var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "a mapping"
    }
  }
}

// MARK: - Paths

extension JSON {
  /// The value at a path of keys joined by dots.
  ///
  /// Arrays on the way give the array of what their elements hold there. A key that itself
  /// contains dots is found too, and goes before the keys of inner objects.
  package func value(at path: String) -> JSON? {
    switch self {
    case .array(let elements):
      let found = elements.compactMap { $0.value(at: path) }
      return found.isEmpty ? nil : .array(found)
    case .object:
      if let whole = self[path] { return whole }
      for dot in path.indices where path[dot] == "." {
        let key = String(path[..<dot])
        let rest = String(path[path.index(after: dot)...])
        if let found = self[key]?.value(at: rest) { return found }
      }
      return nil
    default:
      return nil
    }
  }

  /// The value as plain text: scalars as they are, arrays line by line; objects have none.
  package var plainText: String? {
    if case .array(let elements) = self {
      return elements.compactMap(\.plainText).joined(separator: "\n")
    }
    return scalarText
  }
}
