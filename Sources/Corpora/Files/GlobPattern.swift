/// A path pattern as shells have it, for patterns that reach us unexpanded.
///
/// `*` and `?` stay inside one path component, `[a-z]` and `[!a-z]` are one character of a set,
/// `{a,b}` either text, and `**` any number of folders. A backslash takes the next character as
/// it is. A leading dot is matched by a dot alone.
package struct GlobPattern: Sendable {
  /// Whether a text means a pattern and not one path.
  package static func isPattern(_ text: String) -> Bool {
    text.unicodeScalars.contains { "*?[{".unicodeScalars.contains($0) }
  }

  /// The texts that a pattern's braces stand for, in order; at most 1,000.
  static func expandBraces(_ pattern: String) -> [String] {
    var finished: [String] = []
    var waiting = [pattern]
    while let text = waiting.popLast() {
      guard finished.count + waiting.count < 1000, let parts = firstBraces(in: text) else {
        finished.append(text)
        continue
      }
      waiting += parts.choices.reversed().map { parts.before + $0 + parts.after }
    }
    return finished
  }

  private static func firstBraces(
    in text: String
  ) -> (before: String, choices: [String], after: String)? {
    guard let open = text.firstIndex(of: "{") else { return nil }
    var depth = 0
    var choices: [String] = []
    var current = ""
    var index = open
    while index < text.endIndex {
      let character = text[index]
      if character == "{" {
        depth += 1
        if depth > 1 { current.append(character) }
      } else if character == "}" {
        depth -= 1
        if depth == 0 {
          choices.append(current)
          return (String(text[..<open]), choices, String(text[text.index(after: index)...]))
        }
        current.append(character)
      } else if character == ",", depth == 1 {
        choices.append(current)
        current = ""
      } else {
        current.append(character)
      }
      index = text.index(after: index)
    }
    return nil
  }

  /// Whether a path below a folder matches a pattern, or lies in a folder that does.
  ///
  /// As the hub has it, `**` beside other characters of a component means `*`.
  package static func matchesPath(_ path: String, _ pattern: String) -> Bool {
    let names = path.split(separator: "/").map(String.init)
    return expandBraces(pattern).contains { plain in
      let components = plain.split(separator: "/").map(String.init).filter { $0 != "." }
      return !components.isEmpty && matches(names[...], components[...])
    }
  }

  private static func matches(_ names: ArraySlice<String>, _ pattern: ArraySlice<String>) -> Bool {
    guard let component = pattern.first else { return true }
    let rest = pattern.dropFirst()
    if component == "**" {
      return rest.isEmpty || names.indices.contains { matches(names[$0...], rest) }
    }
    guard let name = names.first, matches(name, component.replacing("**", with: "*")) else {
      return false
    }
    return matches(names.dropFirst(), rest)
  }

  /// Whether one path component matches one component of a pattern.
  ///
  /// - Complexity: O(name × stars): only the last star is tried again.
  package static func matches(_ name: String, _ pattern: String) -> Bool {
    let name = Array(name.unicodeScalars)
    let pattern = Array(pattern.unicodeScalars)
    if name.first == ".", pattern.first != "." { return false }
    var (n, p) = (0, 0)
    var retry: (name: Int, pattern: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        retry = (n, p + 1)
        p += 1
      } else if let next = step(pattern, at: p, over: name[n]) {
        n += 1
        p = next
      } else if let last = retry {
        retry = (last.name + 1, last.pattern)
        (n, p) = (last.name + 1, last.pattern)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }

  /// Where the pattern goes on after matching one character, or `nil`.
  private static func step(
    _ pattern: [Unicode.Scalar], at index: Int, over scalar: Unicode.Scalar
  ) -> Int? {
    guard index < pattern.count else { return nil }
    switch pattern[index] {
    case "?": return index + 1
    case "\\" where index + 1 < pattern.count:
      return pattern[index + 1] == scalar ? index + 2 : nil
    case "[":
      var at = index + 1
      let negated = at < pattern.count && (pattern[at] == "!" || pattern[at] == "^")
      if negated { at += 1 }
      var found = false
      let first = at
      while at < pattern.count, pattern[at] != "]" || at == first {
        if at + 2 < pattern.count, pattern[at + 1] == "-", pattern[at + 2] != "]" {
          if pattern[at] <= scalar && scalar <= pattern[at + 2] { found = true }
          at += 3
        } else {
          if pattern[at] == scalar { found = true }
          at += 1
        }
      }
      // Without its end the bracket is a character like others.
      guard at < pattern.count else { return scalar == "[" ? index + 1 : nil }
      return found != negated ? at + 1 : nil
    default:
      return pattern[index] == scalar ? index + 1 : nil
    }
  }
}
