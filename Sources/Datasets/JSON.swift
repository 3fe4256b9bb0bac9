/// A description as it was written: the tree that JSON and YAML share.
///
/// Every vocabulary is read into this tree first and written from it last. Objects keep the order
/// of their keys and numbers keep their digits, so that what we do not understand leaves as it came.
package enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number, in the characters of JSON (`1.10` and 35000000000000 stay what they were).
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// One key of an object with its value.
  package struct Member: Sendable, Hashable {
    package var key: String
    package var value: JSON

    package init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
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

// MARK: - Looking inside

extension JSON {
  /// The value of a key, when this is an object that has it.
  ///
  /// - Complexity: O(number of keys).
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
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

  /// The number, when this is one.
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

// MARK: - Writing as Codable

extension JSON: Codable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: Key.self) {
      self = .object(
        try keyed.allKeys.map { Member($0.stringValue, try keyed.decode(JSON.self, forKey: $0)) })
      return
    }
    if var list = try? decoder.unkeyedContainer() {
      var elements: [JSON] = []
      while !list.isAtEnd { elements.append(try list.decode(JSON.self)) }
      self = .array(elements)
      return
    }
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let value = try? single.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? single.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? single.decode(Double.self) {
      self = .double(value)
    } else {
      self = .string(try single.decode(String.self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let members):
      var container = encoder.container(keyedBy: Key.self)
      for member in members {
        try container.encode(member.value, forKey: Key(stringValue: member.key))
      }
    case .array(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .string(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .number(let text):
      var container = encoder.singleValueContainer()
      if let value = Int64(text) {
        try container.encode(value)
      } else {
        try container.encode(Double(text) ?? 0)
      }
    }
  }
}
