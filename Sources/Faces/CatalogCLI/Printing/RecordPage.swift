internal import CatalogService
internal import JSONText

/// One record whole, for people: every member of its value, in its order.
///
/// Turns of a conversation stand as `role: text`, long texts and the two sides of a preference under
/// their name, and what is nested under what it belongs to, two columns further in. Nothing is left
/// out but long parts of turns that are no text, of which the size is told.
struct RecordPage {
  private let style: Style
  /// Names of texts that stand under each other, however short they are.
  private var paired: Set<String> = []
  private(set) var lines: [String] = []

  /// The lines of a record.
  init(_ record: StoredRecord, style: Style) {
    self.style = style
    lines.append(style.strong(record.reference.address.onOneLine))
    lines.append(style.dim("source: ") + "\(record.file), byte \(record.offset)".onOneLine)
    let keys = record.content.members?.map(\.key) ?? []
    if keys.contains("chosen"), keys.contains("rejected") { paired = ["chosen", "rejected"] }
    // A value that is no object is a format's own.
    for member in record.content.members ?? [JSON.Member("value", record.content)] {
      add(member, indent: 0)
    }
  }

  /// Characters of a text that stands beside its name.
  private static let shortText = 100

  private mutating func add(_ member: JSON.Member, indent: Int) {
    switch member.value {
    case .string(let text) where !Self.isShort(text) || indent == 0 && paired.contains(member.key):
      if indent == 0 { lines.append("") }
      append(name(member.key), indent)
      append(text: text, indent: indent)
    case .array(let elements) where elements.contains(where: Self.isNested):
      if indent == 0 { lines.append("") }
      append(name(member.key), indent)
      add(elements, indent: indent + 1)
    case .object(let members) where !members.isEmpty:
      append(name(member.key), indent)
      for inner in members { add(inner, indent: indent + 1) }
    default:
      append(name(member.key) + " " + Self.onOneLine(member.value), indent)
    }
  }

  private mutating func add(_ elements: [JSON], indent: Int) {
    for (number, element) in elements.enumerated() {
      if let turn = Turn(element) {
        add(turn, indent: indent)
        continue
      }
      switch element {
      case .object(let members) where !members.isEmpty:
        append(style.dim("\(number + 1)."), indent)
        for member in members { add(member, indent: indent + 1) }
      case .array(let inner) where inner.contains(where: Self.isNested):
        append(style.dim("\(number + 1)."), indent)
        add(inner, indent: indent + 1)
      case .string(let text) where !Self.isShort(text):
        append(style.dim("\(number + 1)."), indent)
        append(text: text, indent: indent + 1)
      default:
        append(style.dim("\(number + 1).") + " " + Self.onOneLine(element), indent)
      }
    }
  }

  /// The first line of a turn stands beside its role.
  private mutating func add(_ turn: Turn, indent: Int) {
    let text = turn.text.onItsLines.split(separator: "\n", omittingEmptySubsequences: false)
    append(style.strong("\(turn.role):".onOneLine) + " " + (text.first ?? ""), indent)
    for line in text.dropFirst() { append(String(line), indent + 1) }
    for member in turn.others { add(member, indent: indent + 1) }
  }

  private mutating func append(text: String, indent: Int) {
    for line in text.onItsLines.split(separator: "\n", omittingEmptySubsequences: false) {
      append(String(line), indent)
    }
  }

  private mutating func append(_ line: String, _ indent: Int) {
    lines.append(String(repeating: "  ", count: indent) + line)
  }

  private func name(_ key: String) -> String { style.dim("\(key):".onOneLine) }

  private static func isShort(_ text: String) -> Bool {
    text.utf8.count <= shortText && !text.unicodeScalars.contains("\n")
  }

  private static func isNested(_ value: JSON) -> Bool {
    switch value {
    case .object, .array: true
    case .string(let text): !isShort(text)
    case .null, .bool, .number: false
    }
  }

  /// A value without lines of its own: a text as it is, all else as JSON.
  private static func onOneLine(_ value: JSON) -> String {
    (value.string ?? value.text).onOneLine
  }
}
