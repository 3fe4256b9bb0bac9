/// A text read into its value, with what a value alone does not tell.
package struct ParsedDocument: Sendable {
  package var value: JSON
  /// Where each value begins, by path, such as `datasets[3].licenses[0].spdx`; empty when it was
  /// not asked for.
  package var places: [String: TextPosition]
  /// What was read although readers differ about it, in the order of the text.
  package var notices: [JSONNotice]

  package init(
    value: JSON, places: [String: TextPosition] = [:], notices: [JSONNotice] = []
  ) {
    self.value = value
    self.places = places
    self.notices = notices
  }

  /// The place of a value, or of the nearest thing around it that has one.
  package func place(of path: String) -> TextPosition? {
    var path = Substring(path)
    while true {
      if let place = places[String(path)] { return place }
      guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return places[""] }
      path = path[..<cut]
    }
  }
}

/// Something in a document that readers of JSON take differently, and how it was taken.
package struct JSONNotice: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// The key stood in its object before; this value counts.
    case repeatedKey(String)
    /// Bytes that are no UTF-8, or half of a surrogate pair, became U+FFFD.
    case replacedCharacters
  }

  package var kind: Kind
  package var position: TextPosition
  /// Counted from 0.
  package var byte: Int

  package init(_ kind: Kind, position: TextPosition, byte: Int) {
    self.kind = kind
    self.position = position
    self.byte = byte
  }
}
