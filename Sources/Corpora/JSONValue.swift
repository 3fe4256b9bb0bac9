/// A JSON document held whole, for showing one record and for looking at a few.
///
/// Not for bulk reading: ``JSONLinesParser`` does that without an object per value. Keys keep
/// their order and numbers their spelling, so that a record is shown as it was written.
package enum JSONValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  /// The digits as written; also `NaN`, `Infinity` and `-Infinity`, which some writers emit.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A key with its value.
  package struct Member: Sendable, Equatable {
    package var key: String
    package var value: JSONValue

    package init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a key; of equal keys the last, as most readers have it.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// The value at a path of keys joined by dots; arrays on the way give the array of what their
  /// elements hold there.
  package func value(at path: String) -> JSONValue? {
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

  /// The value as plain text: strings as they are, arrays line by line.
  package var plainText: String? {
    switch self {
    case .null: nil
    case .boolean(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .string(let text): text
    case .array(let elements):
      elements.compactMap(\.plainText).joined(separator: "\n")
    case .object: nil
    }
  }
}
