import Storage

@testable import Analysis

/// The tokens of a text as strings: words as they are, each run as one string.
func tokens(_ text: String, _ kind: AnalyzerKind = .standard) -> [String] {
  var batch = TokenBatch()
  Array(text.utf8).withView { Analyzer(kind).analyze($0, into: &batch) }
  return batch.texts
}

extension TokenBatch {
  /// The text of every piece.
  var texts: [String] {
    (0..<pieces.view.count).map { index in
      let piece = pieces[index]
      let range = Int(piece.start)..<Int(piece.start) + piece.count
      if !piece.isRun { return bytes.view[range].text }
      var run = ""
      for scalar in scalars.view[range].array {
        run.unicodeScalars.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
      }
      return run
    }
  }

  /// The position of every piece.
  var positions: [UInt32] { (0..<pieces.view.count).map { pieces[$0].position } }
}

/// A word as a term: itself, or its shortened form.
func shortened(_ word: String) -> String {
  String(decoding: Array(word.utf8).withView { LongWord.term(of: $0) }, as: UTF8.self)
}
