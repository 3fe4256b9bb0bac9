package import JSONText

/// A tokenizer of a language model, as a `tokenizer.json` of Hugging Face describes it, which counts
/// the tokens of texts.
///
/// Counted are the tokens of the text itself, without those that a model puts around it. A file
/// that asks for anything not known here is refused, so that a count is the tokenizer's own.
package final class Tokenizer {
  private let added: AddedTokens
  private let normalizers: [TextNormalizer]
  private let splitters: [WordSplitter]
  private let model: any TokenModel
  /// Numbers of tokens of words seen before: most words of a corpus are few.
  private var known: [[UInt32]: Int] = [:]

  /// Words remembered at most, and code points of one that is.
  private static let knownLimit = 1 << 17
  private static let knownLength = 24

  /// Reads a tokenizer.
  ///
  /// - Parameter file: The value of a `tokenizer.json`.
  /// - Throws: ``TokenizerError`` when it is none, or asks for a part that is not known here.
  package init(_ file: JSON) throws(TokenizerError) {
    guard let tree = file["model"] else { throw .malformed("it has no model") }
    normalizers = try TextNormalizer.steps(file["normalizer"])
    let (steps, isByteLevel) = try WordSplitter.steps(file["pre_tokenizer"])
    splitters = steps
    // The library asks where in the text as it was given a word begins.
    if steps.contains(where: \.asksForFirstWord),
      let step = normalizers.first(where: \.mayRemoveBeginning)
    {
      throw .unsupported("pre-tokenizer Metaspace for the first word only, behind", step.name)
    }
    // Old files of BPE leave the type out.
    let type = tree["type"]?.string ?? (tree["merges"] == nil ? "without a type" : "BPE")
    switch type {
    case "BPE": model = try BytePairModel(tree, isByteLevel: isByteLevel)
    case "WordPiece" where !isByteLevel: model = try WordPieceModel(tree)
    case "Unigram" where !isByteLevel: model = try UnigramModel(tree)
    default: throw .unsupported(isByteLevel ? "model behind ByteLevel" : "model", type)
    }
    added = try AddedTokens(file["added_tokens"]) { [normalizers] text in
      normalizers.reduce(text) { $1.applied(to: $0) }
    }
  }

  /// The number of tokens of a text.
  package func count(_ text: String) -> Int {
    var tokens = 0
    for (part, isFirst) in added.split(text, &tokens) {
      let normalized = normalizers.reduce(part) { $1.applied(to: $0) }
      for (piece, begins) in added.splitNormalized(normalized, &tokens) {
        tokens += count(piece, isFirst: isFirst && begins)
      }
    }
    return tokens
  }

  private func count(_ text: String, isFirst: Bool) -> Int {
    let scalars = text.unicodeScalars.map(\.value)
    if scalars.isEmpty { return 0 }
    var words = [scalars[...]]
    for splitter in splitters {
      words = words.enumerated().flatMap { splitter.split($1, isFirst: isFirst && $0 == 0) }
    }
    return words.reduce(0) { $0 + count($1) }
  }

  private func count(_ word: ArraySlice<UInt32>) -> Int {
    if word.count > Self.knownLength { return model.count(word) }
    let key = Array(word)
    if let count = known[key] { return count }
    let count = model.count(word)
    if known.count >= Self.knownLimit { known.removeAll(keepingCapacity: true) }
    known[key] = count
    return count
  }
}
