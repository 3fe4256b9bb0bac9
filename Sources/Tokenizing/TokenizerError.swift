/// Why a file of a tokenizer cannot be used.
package enum TokenizerError: Error, Equatable, Sendable {
  /// It is not what the file claims to be; the detail says where.
  case malformed(String)
  /// It asks for a part that this program does not have: the kind of part and its name.
  case unsupported(String, String)

  /// The error as a sentence.
  package var sentence: String {
    switch self {
    case .malformed(let detail): "it is no tokenizer.json: \(detail)"
    case .unsupported(let part, let name): "the \(part) \(name) is not known here"
    }
  }
}
