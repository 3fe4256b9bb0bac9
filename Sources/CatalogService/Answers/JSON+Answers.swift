package import JSONText
internal import Records

extension JSON {
  /// Datasets with ids that they name and the catalogue does not hold.
  static func dangling(_ references: [(dataset: String, names: String)]) -> JSON {
    .array(
      references.map { .keys(["dataset": .string($0.dataset), "names": .string($0.names)]) })
  }

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

  /// Something that is said of a dataset, with what helps.
  static func said(_ message: String, _ remedy: Remedy?, of dataset: String) -> JSON {
    var members: [Member] = [
      .init("dataset", .string(dataset)), .init("message", .string(message)),
    ]
    if let remedy { members.append(.init("remedy", remedy.tree)) }
    return .object(members)
  }
}

extension JSON {
  /// The value with `NaN` and the infinities of a record as texts: JSON has no such numbers.
  package var withNonFiniteQuoted: JSON {
    switch self {
    case .number(let text):
      let isNumber = text.utf8.contains { (0x30...0x39).contains($0) }
      return isNumber ? self : .string(text)
    case .array(let elements): return .array(elements.map(\.withNonFiniteQuoted))
    case .object(let members):
      return .object(members.map { Member($0.key, $0.value.withNonFiniteQuoted) })
    case .null, .bool, .string: return self
    }
  }
}

extension JSON {
  /// Where ``withNonFiniteQuoted`` makes texts of numbers: keys joined by dots, lists on the way not
  /// written, each path once.
  package var nonFinitePaths: [String] {
    var paths: [String] = []
    func look(at value: JSON, _ path: String) {
      switch value {
      case .number(let text):
        if !text.utf8.contains(where: { (0x30...0x39).contains($0) }), !paths.containsExactly(path)
        {
          paths.append(path)
        }
      case .array(let elements): for element in elements { look(at: element, path) }
      case .object(let members):
        for member in members {
          look(at: member.value, path.isEmpty ? member.key : path + "." + member.key)
        }
      case .null, .bool, .string: break
      }
    }
    look(at: self, "")
    return paths
  }
}

/// An answer that has a JSON form; its keys are part of the command's contract.
package protocol JSONAnswer {
  /// The answer as a tree, its keys in the order of the contract.
  var tree: JSON { get }
}
