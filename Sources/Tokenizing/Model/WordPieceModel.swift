internal import JSONText

/// The longest token that begins a word, then the longest that goes on, as BERT has them.
///
/// A word of which some part is no token is unknown as a whole.
struct WordPieceModel: TokenModel {
  private let vocabulary: [[UInt8]: Int32]
  private let prefix: [UInt8]
  private let longest: Int
  private let longestToken: Int

  init(_ tree: JSON) throws(TokenizerError) {
    vocabulary = try TokenVocabulary.read(tree["vocab"])
    prefix = Array((tree["continuing_subword_prefix"]?.string ?? "##").utf8)
    longest = tree["max_input_chars_per_word"]?.integer.flatMap { Int(exactly: $0) } ?? 100
    longestToken = vocabulary.keys.reduce(0) { max($0, $1.count) }
  }

  func count(_ word: ArraySlice<UInt32>) -> Int {
    if word.count > longest { return 1 }
    var tokens = 0
    var start = word.startIndex
    while start < word.endIndex {
      var end = min(word.endIndex, start + longestToken)
      let front = start == word.startIndex ? [] : prefix
      while end > start, vocabulary[front + word[start..<end].utf8] == nil { end -= 1 }
      if end == start { return 1 }
      tokens += 1
      start = end
    }
    return tokens
  }
}
