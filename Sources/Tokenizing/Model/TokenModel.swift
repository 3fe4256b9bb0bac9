internal import JSONText

/// What makes tokens of a word.
protocol TokenModel: Sendable {
  /// The number of tokens of a word, given as code points.
  func count(_ word: ArraySlice<UInt32>) -> Int
}

/// The vocabularies of a file, by token.
enum TokenVocabulary {
  /// `{"token": number, …}`.
  static func read(_ tree: JSON?) throws(TokenizerError) -> [[UInt8]: Int32] {
    guard let members = tree?.members, !members.isEmpty else {
      throw .malformed("the model has no vocabulary")
    }
    var vocabulary: [[UInt8]: Int32] = [:]
    vocabulary.reserveCapacity(members.count)
    for member in members {
      guard let number = member.value.integer.flatMap({ Int32(exactly: $0) }) else {
        throw .malformed("the token \(member.key) has no number")
      }
      vocabulary[Array(member.key.utf8)] = number
    }
    return vocabulary
  }
}

extension ArraySlice<UInt32> {
  /// The code points in UTF-8.
  var utf8: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 2)
    for value in self {
      guard let scalar = Unicode.Scalar(value) else { continue }
      bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }
    return bytes
  }
}
