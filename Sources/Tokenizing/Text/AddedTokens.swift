internal import JSONText

/// Tokens that are found in a text as they stand, before anything else is done with it.
struct AddedTokens: Sendable {
  private struct Token: Sendable {
    var bytes: [UInt8]
    /// White space before and behind belongs to the token.
    var takesLeft: Bool
    var takesRight: Bool
  }

  /// By their first byte, longest first: found in the text as it is.
  private var plain: [UInt8: [Token]] = [:]
  /// Found in the text as it was normalized.
  private var normalized: [UInt8: [Token]] = [:]

  init(_ tree: JSON?, normalize: (String) -> String) throws(TokenizerError) {
    for entry in tree?.elements ?? [] {
      guard let content = entry["content"]?.string, !content.isEmpty else {
        throw .malformed("an added token has no content")
      }
      if entry["single_word"]?.bool == true {
        throw .unsupported("part of the added token \(content)", "single_word")
      }
      let isNormalized = entry["normalized"]?.bool == true
      let bytes = Array((isNormalized ? normalize(content) : content).utf8)
      guard let first = bytes.first else { continue }
      let token = Token(
        bytes: bytes, takesLeft: entry["lstrip"]?.bool == true,
        takesRight: entry["rstrip"]?.bool == true)
      if isNormalized {
        normalized[first, default: []].append(token)
      } else {
        plain[first, default: []].append(token)
      }
    }
    for key in plain.keys { plain[key]?.sort { $0.bytes.count > $1.bytes.count } }
    for key in normalized.keys { normalized[key]?.sort { $0.bytes.count > $1.bytes.count } }
  }

  /// What stands between tokens, and whether it begins the text; `count` grows by the tokens.
  func split(_ text: String, _ count: inout Int) -> [(text: String, isFirst: Bool)] {
    Self.split(text, plain, &count)
  }

  /// The same in a text that was normalized.
  func splitNormalized(_ text: String, _ count: inout Int) -> [(text: String, isFirst: Bool)] {
    Self.split(text, normalized, &count)
  }

  private static func split(
    _ text: String, _ tokens: [UInt8: [Token]], _ count: inout Int
  ) -> [(text: String, isFirst: Bool)] {
    if tokens.isEmpty { return [(text, true)] }
    let bytes = Array(text.utf8)
    var parts: [(text: String, isFirst: Bool)] = []
    var begin = 0
    var at = 0
    func part(_ range: Range<Int>) {
      if range.isEmpty { return }
      parts.append((String(decoding: bytes[range], as: UTF8.self), range.lowerBound == 0))
    }
    while at < bytes.count {
      guard let token = tokens[bytes[at]]?.first(where: { bytes[at...].starts(with: $0.bytes) })
      else {
        at += 1
        continue
      }
      var start = at
      at += token.bytes.count
      if token.takesLeft { while start > begin, isSpace(bytes[start - 1]) { start -= 1 } }
      if token.takesRight { while at < bytes.count, isSpace(bytes[at]) { at += 1 } }
      part(begin..<start)
      count += 1
      begin = at
    }
    part(begin..<bytes.count)
    return parts
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }
}
