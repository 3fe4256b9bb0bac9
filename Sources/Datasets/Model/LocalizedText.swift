package import JSONText

/// A text in one or several languages.
package struct LocalizedText: Sendable, Hashable {
  /// One language's text.
  package struct Entry: Sendable, Hashable {
    /// A BCP 47 tag; nil when the language was not said.
    package var language: String?
    package var text: String

    package init(language: String?, text: String) {
      self.language = language
      self.text = text
    }
  }

  /// In the order of preference in which they were written.
  package var entries: [Entry] = []

  package init() {}

  /// A text whose language is not said, or nothing for nil.
  package init(_ text: String?, language: String? = nil) {
    if let text, !text.isEmpty { entries = [Entry(language: language, text: text)] }
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// The text in a language, else in English, else the first.
  package func text(in language: String = "en") -> String? {
    entry(language)?.text ?? entry("en")?.text ?? entries.first?.text
  }

  /// The text in exactly this language.
  package subscript(language: String) -> String? {
    get { entries.first { $0.language == language }?.text }
    set {
      if let index = entries.firstIndex(where: { $0.language == language }) {
        if let newValue { entries[index].text = newValue } else { entries.remove(at: index) }
      } else if let newValue {
        entries.append(Entry(language: language, text: newValue))
      }
    }
  }

  /// All texts, for searching.
  package var all: [String] { entries.map(\.text) }

  private func entry(_ language: String) -> Entry? {
    entries.first { $0.language == language || $0.language?.hasPrefix(language + "-") == true }
  }
}

extension LocalizedText {
  /// A text, or a mapping from language to text.
  init?(_ tree: JSON) {
    switch tree {
    case .object(let members):
      self.init()
      for member in members {
        guard let text = member.value.scalarText else { return nil }
        entries.append(Entry(language: member.key == "und" ? nil : member.key, text: text))
      }
    case .string, .number:
      self.init(tree.scalarText)
    default: return nil
    }
  }

  package var tree: JSON {
    if entries.count == 1, entries[0].language == nil { return .string(entries[0].text) }
    return .object(entries.map { JSON.Member($0.language ?? "und", .string($0.text)) })
  }
}

extension LocalizedText: Codable {
  package init(from decoder: any Decoder) throws {
    guard let text = LocalizedText(try JSON(from: decoder)) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "a text, or a mapping from language to text, is expected"))
    }
    self = text
  }

  package func encode(to encoder: any Encoder) throws { try tree.encode(to: encoder) }
}
