internal import JSONText

/// Headers in TOML: a key and a value a line, tables in brackets, and lists that may take several lines.
///
/// A value that JSON writes otherwise, such as a date or a table in braces, is its text as it stands
/// there, so that nothing is lost. Lines of any other form are no header.
extension FrontMatter {
  static func tomlMembers(_ lines: [String]) -> [JSON.Member]? {
    var members: [JSON.Member] = []
    // The table that keys belong to now, and whether it is one of a list.
    var table: (name: String, isItem: Bool, members: [JSON.Member])?
    func close() {
      guard let table else { return }
      let value = JSON.object(table.members)
      if let known = members.firstIndex(where: { $0.key == table.name }), table.isItem {
        members[known] = JSON.Member(table.name, .array(members[known].value.elements + [value]))
      } else {
        members.append(JSON.Member(table.name, table.isItem ? .array([value]) : value))
      }
    }
    var index = 0
    while index < lines.count {
      let line = withoutRemark(lines[index])
      index += 1
      if line.isEmpty { continue }
      if line.hasPrefix("["), line.hasSuffix("]") {
        close()
        let isItem = line.hasPrefix("[[") && line.hasSuffix("]]")
        let name = line.dropFirst(isItem ? 2 : 1).dropLast(isItem ? 2 : 1)
        table = (unquoted(String(name).trimmed), isItem, [])
        continue
      }
      guard let sign = line.firstIndex(of: "="), sign > line.startIndex else { return nil }
      var value = String(line[line.index(after: sign)...]).trimmed
      if let quote = ["\"\"\"", "'''"].first(where: value.hasPrefix) {
        while value.utf8.count < 6 || !value.hasSuffix(quote) {
          guard index < lines.count else { return nil }
          value += "\n" + lines[index]
          index += 1
        }
        value = String(value.dropFirst(3).dropLast(3))
      } else {
        while value.hasPrefix("["), !value.hasSuffix("]"), index < lines.count {
          value += " " + withoutRemark(lines[index])
          index += 1
        }
      }
      let member = JSON.Member(unquoted(String(line[..<sign]).trimmed), tomlValue(value))
      if table == nil { members.append(member) } else { table?.members.append(member) }
    }
    close()
    return members
  }

  private static func tomlValue(_ text: String) -> JSON {
    if text.hasPrefix("'") { return .string(unquoted(text)) }
    var written = text
    // A comma may stand behind the last item of a list.
    if written.hasPrefix("["), written.hasSuffix("]") {
      let inner = String(written.dropFirst().dropLast()).trimmed
      written = "[\(inner.hasSuffix(",") ? String(inner.dropLast()) : inner)]"
    }
    if !written.hasPrefix("{"), let value = try? JSONReader.read(Array(written.utf8)) {
      return value
    }
    return .string(text)
  }

  /// A line without what stands behind a `#` outside quotes, and without space at both ends.
  private static func withoutRemark(_ line: String) -> String {
    var quote: Character?
    var isEscaped = false
    for index in line.indices {
      let character = line[index]
      if isEscaped {
        isEscaped = false
      } else if quote == "\"", character == "\\" {
        isEscaped = true
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
      } else if quote == nil, character == "#" {
        return String(line[..<index]).trimmed
      }
    }
    return line.trimmed
  }
}
