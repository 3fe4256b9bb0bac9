package import Storage

/// Turns text into tokens: one of three named, versioned recipes.
package struct Analyzer: Sendable {
  /// The recipes by name; see `design` of the analysis page.
  package enum Kind: String, Sendable, CaseIterable, Codable {
    case standard, plain, whitespace
  }

  package let kind: Kind

  package init(_ kind: Kind) { self.kind = kind }

  /// Fills `batch` with the tokens of a text.
  ///
  /// - Parameter text: UTF-8; invalid bytes are read as U+FFFD and end a token.
  package func analyze(_ text: BufferView<UInt8>, into batch: inout TokenBatch) {
    batch.removeAll()
  }
}
