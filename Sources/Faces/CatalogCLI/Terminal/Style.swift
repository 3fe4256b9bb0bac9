/// Colour and weight, where the reader wants them.
struct Style: Sendable {
  /// Text passes unchanged when this is off.
  let isEnabled: Bool

  /// Decides for a stream: colour needs a terminal that is not `dumb`, no `NO_COLOR` and no
  /// `--no-color`.
  init(forTerminal isTerminal: Bool, refused: Bool, environment: [String: String]) {
    isEnabled =
      isTerminal && !refused && (environment["NO_COLOR"] ?? "").isEmpty
      && environment["TERM"] != "dumb"
  }

  /// A name or an id.
  func strong(_ text: String) -> String { wrap(text, "1") }
  /// What can be passed over.
  func dim(_ text: String) -> String { wrap(text, "2") }
  /// A match in a snippet.
  func match(_ text: String) -> String { wrap(text, "1;33") }
  /// A failure.
  func bad(_ text: String) -> String { wrap(text, "1;31") }
  /// A success or a source.
  func good(_ text: String) -> String { wrap(text, "32") }

  /// The codes that ``wrap(_:_:)`` puts around texts, and the one that ends them.
  private static let codes = ["1", "2", "1;33", "1;31", "32", "0"]

  private func wrap(_ text: String, _ code: String) -> String {
    isEnabled && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }

  /// The text with its lines and tabs and the styles above, without anything else that a terminal
  /// would obey.
  func cleaned(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: \.isUnsafeOnTerminals) else { return text }
    var safe = ""
    for (number, piece) in text.split(separator: "\u{1b}", omittingEmptySubsequences: false)
      .enumerated()
    {
      let code = number == 0 || !isEnabled ? nil : Self.codes.first { piece.hasPrefix("[\($0)m") }
      if number > 0 { safe += code == nil ? "\u{fffd}" : "\u{1b}" }
      for scalar in piece.unicodeScalars {
        safe.unicodeScalars.append(scalar.isUnsafeOnTerminals ? "\u{fffd}" : scalar)
      }
    }
    return safe
  }
}
