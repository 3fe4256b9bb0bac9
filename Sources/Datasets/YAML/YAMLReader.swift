package import JSONText
internal import Yams

/// Reads YAML into the tree of a description.
///
/// Plain scalars follow the core rules of YAML 1.2, so that the language `no` stays a language and
/// a date stays a text. The last value of a repeated key counts.
package enum YAMLReader {
  /// The tree of a text.
  ///
  /// - Throws: ``SyntaxError`` with line and column.
  package static func read(_ text: String) throws(SyntaxError) -> JSON {
    try read(text, wantsPlaces: false).value
  }

  /// The tree of a text and the place of each value.
  ///
  /// - Throws: ``SyntaxError`` with line and column.
  package static func readWithPlaces(_ text: String) throws(SyntaxError) -> ParsedDocument {
    try read(text, wantsPlaces: true)
  }

  private static func read(_ text: String, wantsPlaces: Bool) throws(SyntaxError) -> ParsedDocument
  {
    let parsed: Node?
    do {
      parsed = try compose(yaml: text)
    } catch {
      throw syntaxError(error)
    }
    var builder = TreeBuilder(wantsPlaces: wantsPlaces, textBytes: text.utf8.count)
    let value = try parsed.map { node throws(SyntaxError) in
      try builder.tree(of: node, path: "", depth: 0)
    }
    return ParsedDocument(value: value ?? .null, places: builder.places)
  }

  private static func syntaxError(_ error: any Error) -> SyntaxError {
    var place = TextPosition(line: 1, column: 1)
    var message = "this is not YAML"
    var remedy = "correct the file at this place"
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      place = TextPosition(line: mark.line, column: mark.column)
      message = context.map { "\(problem) (\($0.text))" } ?? problem
    case .reader(let problem, _, _, _):
      message = problem
    case .duplicatedKeysInMapping(let duplicates, let context):
      place = TextPosition(line: context.mark.line, column: context.mark.column)
      message = "a key stands twice: \(duplicates.joined(separator: ", "))"
      remedy = "keep one of them"
    default: break
    }
    return SyntaxError(format: "YAML", place: place, message: message, remedy: remedy)
  }
}

/// Turns the nodes of the YAML library into our tree.
private struct TreeBuilder {
  let wantsPlaces: Bool
  var places: [String: TextPosition] = [:]
  /// What the tree may still grow by, in bytes of texts and paths and ``nodeWeight`` a node.
  ///
  /// Aliases, and a long key above many values, can make a small file grow without end.
  private var room: Int

  /// What a node counts beside the bytes of its text and path.
  private static let nodeWeight = 16
  /// What each byte of a file may become; no file that people write comes near.
  private static let growth = 32
  /// What aliases may add whatever the size of the file: 65,536 nodes, or 1 MiB of text.
  private static let roomForAliases = 1 << 20

  init(wantsPlaces: Bool, textBytes: Int) {
    self.wantsPlaces = wantsPlaces
    room = Self.growth * textBytes + Self.roomForAliases
  }

  mutating func tree(of node: Node, path: String, depth: Int) throws(SyntaxError) -> JSON {
    let place = node.mark.map { TextPosition(line: $0.line, column: $0.column) }
    room -= Self.nodeWeight + path.utf8.count + (node.scalar?.string.utf8.count ?? 0)
    guard depth < JSONReader.Options().depthLimit, room >= 0 else {
      throw SyntaxError(
        format: "YAML", place: place ?? TextPosition(line: 1, column: 1),
        message: "the document is nested too deeply or too large",
        remedy: "split the file, or write out its aliases")
    }
    if wantsPlaces, let place { places[path] = place }
    switch node {
    case .scalar(let scalar):
      return scalar.style == .plain ? Self.plain(scalar.string) : .string(scalar.string)
    case .sequence(let sequence):
      var elements: [JSON] = []
      for (index, element) in sequence.enumerated() {
        elements.append(
          try tree(of: element, path: wantsPlaces ? "\(path)[\(index)]" : "", depth: depth + 1))
      }
      return .array(elements)
    case .mapping(let mapping):
      var members: [JSON.Member] = []
      for (key, value) in mapping {
        guard case .scalar(let scalar) = key else {
          throw SyntaxError(
            format: "YAML", place: place ?? TextPosition(line: 1, column: 1),
            message: "a key is not a text", remedy: "use texts as keys")
        }
        let name = scalar.string
        room -= name.utf8.count
        let inner = wantsPlaces ? (path.isEmpty ? name : "\(path).\(name)") : ""
        members.append(JSON.Member(name, try tree(of: value, path: inner, depth: depth + 1)))
      }
      return .object(members)
    case .alias:
      throw SyntaxError(
        format: "YAML", place: place ?? TextPosition(line: 1, column: 1),
        message: "an alias has no anchor", remedy: "write the value out")
    }
  }

  /// What a scalar without quotes means.
  static func plain(_ text: String) -> JSON {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case _ where JSONNumber.isNumber(text): return .number(text)
    // YAML takes numbers without a digit before the point, which JSON does not.
    case _ where text.hasPrefix(".") && JSONNumber.isNumber("0" + text):
      return .number("0" + text)
    default: return .string(text)
    }
  }
}
