internal import JSONText

/// The most probable way to cut a word into tokens (Kudo, "Subword Regularization", ACL 2018), by
/// Viterbi's algorithm.
struct UnigramModel: TokenModel {
  private let scores: [[UInt8]: Double]
  private let longestToken: Int
  /// The score of a character that is no token.
  private let unknownScore: Double
  private let hasByteTokens: Bool

  /// How much less likely than the least likely token an unknown character is.
  private static let unknownPenalty = 10.0

  init(_ tree: JSON) throws(TokenizerError) {
    var scores: [[UInt8]: Double] = [:]
    for entry in tree["vocab"]?.elements ?? [] {
      guard entry.elements.count == 2, let token = entry.elements[0].string,
        let score = entry.elements[1].double
      else { throw .malformed("the vocabulary is no list of tokens with scores") }
      scores[Array(token.utf8)] = score
    }
    guard let least = scores.values.min() else { throw .malformed("the model has no vocabulary") }
    guard tree["unk_id"]?.integer != nil else {
      throw .unsupported("part of Unigram", "a vocabulary without an unknown token")
    }
    self.scores = scores
    longestToken = scores.keys.reduce(0) { max($0, $1.count) }
    unknownScore = least - Self.unknownPenalty
    hasByteTokens =
      tree["byte_fallback"]?.bool == true && scores[Array("<0x00>".utf8)] != nil
  }

  func count(_ word: ArraySlice<UInt32>) -> Int {
    let bytes = word.utf8
    // Of the best way to each byte: its score, where its last token begins, whether that is unknown.
    var best = [(score: Double, start: Int, isUnknown: Bool)?](
      repeating: nil, count: bytes.count + 1)
    best[0] = (0, 0, false)
    var start = 0
    while start < bytes.count {
      let size = bytes[start] < 0x80 ? 1 : bytes[start] < 0xe0 ? 2 : bytes[start] < 0xf0 ? 3 : 4
      let score = best[start]?.score ?? 0
      var hasSingle = false
      var end = start + size
      while end <= min(bytes.count, start + longestToken) {
        if let token = scores[Array(bytes[start..<end])] {
          if best[end].map({ score + token > $0.score }) ?? true {
            best[end] = (score + token, start, false)
          }
          if end == start + size { hasSingle = true }
        }
        end += 1
        while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
      }
      if !hasSingle, best[start + size].map({ score + unknownScore > $0.score }) ?? true {
        best[start + size] = (score + unknownScore, start, true)
      }
      start += size
    }
    var tokens = 0
    var end = bytes.count
    var wasUnknown = false
    while end > 0, let step = best[end] {
      // Neighbours that are unknown are one token, or their bytes.
      if !step.isUnknown || hasByteTokens || !wasUnknown {
        tokens += step.isUnknown && hasByteTokens ? end - step.start : 1
      }
      wasUnknown = step.isUnknown
      end = step.start
    }
    return tokens
  }
}
