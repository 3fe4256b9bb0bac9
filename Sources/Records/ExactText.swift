/// A text as a key of dictionaries and sets, told from others by its bytes.
///
/// Swift takes two spellings of one character for equal: the one code point é, and an e with an accent
/// behind it. Keys, paths and ids of records that are written differently are different.
package struct ExactText: Sendable, Hashable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (one: ExactText, other: ExactText) -> Bool {
    one.text.isWritten(like: other.text)
  }

  /// Spellings of one character share a hash, which equal bytes have too.
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension StringProtocol {
  /// The same bytes; see ``ExactText``.
  package func isWritten(like other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }

  /// The first bytes are those of another text.
  package func isWritten(beginningWith start: some StringProtocol) -> Bool {
    utf8.starts(with: start.utf8)
  }
}

extension Sequence<String> {
  /// Some text has these bytes; see ``ExactText``.
  package func containsExactly(_ text: String) -> Bool {
    contains { $0.isWritten(like: text) }
  }
}

extension String {
  /// The text with its code points beyond ASCII by number, for two that look the same: `cafe U+0301`.
  package var withCodePoints: String {
    unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return scalar.isASCII ? String(scalar) : " U+\(number) "
    }.joined().split(separator: " ").joined(separator: " ")
  }
}
