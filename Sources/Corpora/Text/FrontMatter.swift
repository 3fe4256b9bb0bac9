internal import JSONText
internal import Storage

/// What a Markdown text says of itself in front of it: between two lines of `---` in YAML, or between two
/// of `+++` in TOML (`FrontMatter+TOML.swift`).
///
/// Of YAML this is what such headers are written in: a key and a value a line, values plain or in
/// quotes, lists in brackets or below the key, and texts below a `|` or `>`. A value of any other
/// form, such as a mapping, is its text as it stands there, so that nothing is lost. Lines that are
/// no mapping are no header but text between two rules.
struct FrontMatter {
  let members: [JSON.Member]
  /// Where in the text the header ends.
  let end: Int

  /// Longer headers are text.
  private static var maximumByteCount: Int { 64 << 10 }

  init?(_ text: BufferView<UInt8>) {
    guard text.count > 4 else { return nil }
    let rule = text[0..<3].array
    let isTOML = rule == Array("+++".utf8)
    guard isTOML || rule == Array("---".utf8) else { return nil }
    let head = text[0..<min(text.count, Self.maximumByteCount)].array
    var lines: [String] = []
    var end: Int?
    var at = 0
    while at < head.count, end == nil {
      let stop = head[at...].firstIndex(of: 0x0A) ?? head.count
      var line = head[at..<stop]
      while let last = line.last, last == 0x0D || last == 0x20 || last == 0x09 { line.removeLast() }
      at = min(stop + 1, head.count)
      if line.elementsEqual(rule), !lines.isEmpty { end = at }
      lines.append(String(decoding: line, as: UTF8.self))
    }
    let inner = Array(lines.dropFirst().dropLast())
    guard let end, lines.first?.utf8.count == rule.count,
      let members = isTOML ? Self.tomlMembers(inner) : Self.members(inner), !members.isEmpty
    else { return nil }
    self.members = members
    self.end = end
  }

  private static func members(_ lines: [String]) -> [JSON.Member]? {
    var members: [JSON.Member] = []
    var index = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let (key, value) = keyed(line) else { return nil }
      let first = index
      while index < lines.count, isBelow(lines[index]) { index += 1 }
      members.append(JSON.Member(key, self.value(value, Array(lines[first..<index]))))
    }
    return members
  }

  /// The line belongs to the key above it.
  private static func isBelow(_ line: String) -> Bool {
    line.isEmpty || line.hasPrefix(" ") || line.hasPrefix("\t") || item(line) != nil
  }

  private static func keyed(_ line: String) -> (key: String, value: String)? {
    guard let first = line.first, !" \t-[{|>".contains(first) else { return nil }
    guard let colon = line.firstRange(of: ": ") ?? (line.hasSuffix(":") ? line.lastColon : nil)
    else { return nil }
    let key = unquoted(String(line[..<colon.lowerBound]))
    return (key, String(line[colon.upperBound...]).trimmed)
  }

  private static func item(_ line: String) -> String? {
    let line = line.trimmed
    if line == "-" { return "" }
    return line.hasPrefix("- ") ? String(line.dropFirst(2)).trimmed : nil
  }

  private static func value(_ value: String, _ below: [String]) -> JSON {
    let rows = below.map(\.trimmed)
    if rows.allSatisfy(\.isEmpty) { return scalar(value) }
    if let sign = value.first, sign == "|" || sign == ">", value.utf8.count <= 2 {
      let depth = below.filter { !$0.trimmed.isEmpty }.map { $0.prefix { $0 == " " }.count }.min()
      let texts = below.map { String($0.dropFirst(depth ?? 0)) }
      return .string(texts.joined(separator: sign == "|" ? "\n" : " ").trimmed)
    }
    let items = rows.filter { !$0.isEmpty && !$0.hasPrefix("#") }.map(item)
    if value.isEmpty, items.allSatisfy({ $0 != nil && keyed($0 ?? "") == nil }) {
      return .array(items.compactMap { $0.map(scalar) })
    }
    return .string(([value] + below).joined(separator: "\n").trimmed)
  }

  private static func scalar(_ text: String) -> JSON {
    if text.isEmpty || text == "~" { return .null }
    if text.hasPrefix("["), text.hasSuffix("]") {
      if let list = try? JSONReader.read(Array(text.utf8)) { return list }
      let inner = text.dropFirst().dropLast()
      if inner.contains(where: { "[]{}\"'".contains($0) }) { return .string(text) }
      return .array(inner.split(separator: ",").map { scalar(String($0).trimmed) })
    }
    if text.hasPrefix("\"") || text.hasPrefix("'") { return .string(unquoted(text)) }
    let plain = (text.firstRange(of: " #").map { String(text[..<$0.lowerBound]) } ?? text).trimmed
    // Numbers and truth values are written as in JSON; anything else is text.
    if !plain.hasPrefix("{"), let value = try? JSONReader.read(Array(plain.utf8)) { return value }
    return .string(plain)
  }

  static func unquoted(_ text: String) -> String {
    guard text.utf8.count >= 2, let quote = text.first, text.last == quote else { return text }
    let inner = String(text.dropFirst().dropLast())
    if quote == "'" { return inner.replacing("''", with: "'") }
    guard quote == "\"" else { return text }
    return (try? JSONReader.read(Array(text.utf8)))?.string ?? inner
  }
}

extension String {
  /// Without space at both ends.
  var trimmed: String {
    func isSpace(_ character: Character) -> Bool { " \t\n\r".contains(character) }
    let rest = drop(while: isSpace)
    return rest.lastIndex { !isSpace($0) }.map { String(rest[...$0]) } ?? ""
  }

  /// The range of the colon that ends the line.
  fileprivate var lastColon: Range<String.Index>? {
    lastIndex(of: ":").map { $0..<index(after: $0) }
  }
}
