package import JSONText

extension JSON {
  /// An object with its keys in the written order.
  static func keys(_ members: KeyValuePairs<String, JSON>) -> JSON {
    .object(members.map { Member($0.key, $0.value) })
  }

  /// A text, or null.
  static func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

  /// A whole number, or null.
  static func number(_ value: (some BinaryInteger)?) -> JSON { value.map { integer($0) } ?? .null }

  /// A measured time, three decimals at most.
  static func measured(_ value: Double) -> JSON { double((value * 1000).rounded() / 1000) }

  /// A score, with the digits that single precision needs.
  static func score(_ value: Float) -> JSON {
    value.isFinite ? .number(value.description) : .null
  }

  /// The tree as text that may be shown on any terminal.
  ///
  /// Characters that a terminal would obey stand inside strings only, so they are escaped there.
  func printed(indented: Bool) -> String {
    var printed = indented ? prettyText : text
    while printed.last == "\n" { printed.removeLast() }
    let isHostile: (Unicode.Scalar) -> Bool = { $0.commandsTerminals && $0 != "\n" }
    guard printed.unicodeScalars.contains(where: isHostile) else { return printed }
    var safe = ""
    for scalar in printed.unicodeScalars {
      if isHostile(scalar) {
        let digits = String(scalar.value, radix: 16)
        safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}

/// An answer that has a JSON form; its keys are part of the command's contract.
package protocol JSONAnswer {
  /// The answer as a tree, its keys in the order of the contract.
  var tree: JSON { get }
}

extension JSONAnswer {
  /// The answer as JSON: on one line, or indented for people.
  package func json(indented: Bool) -> String { tree.printed(indented: indented) }
}
