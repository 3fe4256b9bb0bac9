internal import JSONText

extension JSON {
  /// The tree as YAML in one fixed layout: two spaces a level, long texts folded.
  package var yamlText: String {
    var writer = YAMLWriter()
    writer.document(self)
    return writer.output
  }
}

/// The rules by which a scalar without quotes is read.
enum YAMLScalar {
  /// True when a text may stand without quotes and every reader, also of YAML 1.1, takes it for a
  /// text.
  static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else {
      return false
    }
    guard first.properties.isAlphabetic || first == "/" || first == "<" else { return false }
    guard last != " ", last != ":" else { return false }
    let word = text.lowercased()
    if reserved.contains(word) { return false }
    var previous: Unicode.Scalar = "a"
    for scalar in text.unicodeScalars {
      if scalar == "#" && previous == " " { return false }
      if previous == ":" && scalar == " " { return false }
      if scalar.value < 0x20 || scalar.value == 0x7F { return false }
      if scalar.value > 0x7E && !isHarmless(scalar) { return false }
      previous = scalar
    }
    return true
  }

  /// Words that YAML 1.1 takes for a truth value, nothing or a number.
  private static let reserved: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "y", "n", "null",
  ]

  /// Characters that stay as they are; the rest (unseen ones, private ones) is escaped.
  static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      scalar == "\u{3000}"
    default: true
    }
  }
}

/// Writes block style YAML.
private struct YAMLWriter {
  /// Folded lines end before this column when they can.
  static let width = 100

  var output = ""

  mutating func document(_ value: JSON) {
    switch value {
    case .object(let members) where !members.isEmpty:
      mapping(members, indent: 0, isInline: false)
    case .array(let elements) where !elements.isEmpty:
      sequence(elements, indent: 0)
    default:
      output += scalar(value) + "\n"
    }
  }

  /// The keys of a mapping; the first one goes on the current line after a dash.
  private mutating func mapping(_ members: [JSON.Member], indent: Int, isInline: Bool) {
    for (index, member) in members.enumerated() {
      if index > 0 || !isInline { output += String(repeating: " ", count: indent) }
      output += text(member.key) + ":"
      value(member.value, indent: indent)
    }
  }

  private mutating func value(_ value: JSON, indent: Int) {
    switch value {
    case .object(let members) where !members.isEmpty:
      output += "\n"
      mapping(members, indent: indent + 2, isInline: false)
    case .array(let elements) where !elements.isEmpty:
      if let line = shortList(elements, indent: indent) {
        output += " " + line + "\n"
      } else {
        output += "\n"
        sequence(elements, indent: indent + 2)
      }
    case .string(let content):
      block(content, indent: indent + 2)
    default:
      output += " " + scalar(value) + "\n"
    }
  }

  private mutating func sequence(_ elements: [JSON], indent: Int) {
    for element in elements {
      output += String(repeating: " ", count: indent) + "-"
      switch element {
      case .object(let members) where !members.isEmpty:
        output += " "
        mapping(members, indent: indent + 2, isInline: true)
      case .array(let inner) where !inner.isEmpty:
        output += "\n"
        sequence(inner, indent: indent + 2)
      case .string(let content):
        block(content, indent: indent + 2)
      default:
        output += " " + scalar(element) + "\n"
      }
    }
  }

  /// `[zh, en]`, when every element is a short word.
  private func shortList(_ elements: [JSON], indent: Int) -> String? {
    var words: [String] = []
    for element in elements {
      guard case .string(let word) = element, word.count <= 24,
        word.unicodeScalars.allSatisfy({
          $0.properties.isAlphabetic || ("0"..."9").contains($0)
            || "-_.".unicodeScalars.contains($0)
        })
      else { return nil }
      words.append(text(word))
    }
    let line = "[\(words.joined(separator: ", "))]"
    return indent + line.count <= 80 ? line : nil
  }

  /// A text after a key or a dash: on the line, folded, or as it stands when it has line breaks.
  private mutating func block(_ content: String, indent: Int) {
    if content.count > 60, canFold(content) {
      output += " >-\n"
      fold(content, indent: indent)
    } else if content.contains("\n"), canStand(content) {
      output += content.hasSuffix("\n") ? " |\n" : " |-\n"
      for line in content.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
        content.hasSuffix("\n") ? 1 : 0)
      {
        output += line.isEmpty ? "\n" : String(repeating: " ", count: indent) + line + "\n"
      }
    } else {
      output += " " + text(content) + "\n"
    }
  }

  private func canFold(_ content: String) -> Bool {
    content.contains(" ") && !content.hasPrefix(" ") && !content.hasSuffix(" ")
      && !content.contains("  ")
      && content.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && $0.value < 0x7F || $0.value > 0x7F && YAMLScalar.isHarmless($0)
      }
  }

  private func canStand(_ content: String) -> Bool {
    !content.hasPrefix(" ") && !content.hasPrefix("\n") && !content.hasSuffix("\n\n")
      && content.unicodeScalars.allSatisfy {
        $0 == "\n" || $0.value >= 0x20 && $0.value < 0x7F
          || $0.value > 0x7F && YAMLScalar.isHarmless($0)
      }
  }

  private mutating func fold(_ content: String, indent: Int) {
    let margin = String(repeating: " ", count: indent)
    var line = ""
    for word in content.split(separator: " ") {
      if !line.isEmpty,
        indent + line.unicodeScalars.count + 1 + word.unicodeScalars.count > Self.width
      {
        output += margin + line + "\n"
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    output += margin + line + "\n"
  }

  private func scalar(_ value: JSON) -> String {
    switch value {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let text): text
    case .string(let content): text(content)
    case .array: "[]"
    case .object: "{}"
    }
  }

  /// A text without quotes when that is safe, else in double quotes with the escapes of JSON.
  private func text(_ content: String) -> String {
    if YAMLScalar.isPlain(content) {
      return content
    }
    var quoted = "\""
    for scalar in content.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default:
        if scalar.value >= 0x20 && scalar.value < 0x7F
          || scalar.value > 0x7F && YAMLScalar.isHarmless(scalar)
        {
          quoted.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          let width = scalar.value > 0xFFFF ? 8 : 4
          quoted +=
            (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count)
            + digits
        }
      }
    }
    return quoted + "\""
  }
}
