internal import QueryLanguage
internal import Searching

/// Where a page of hits ended, as text that a caller hands back.
struct PageCursor {
  let position: ScoredDocument
  private let question: QuestionFingerprint
  /// Which commits were searched.
  let commits: QuestionFingerprint

  init(
    _ position: ScoredDocument, of question: QuestionFingerprint, in commits: QuestionFingerprint
  ) {
    self.position = position
    self.question = question
    self.commits = commits
  }

  /// The position in hexadecimal: score bits, corpus, ordinal; then the question and the commits.
  var text: String {
    [
      UInt64(position.score.bitPattern), UInt64(position.corpus), position.ordinal, question.value,
      commits.value,
    ].map { String($0, radix: 16) }.joined(separator: "-")
  }

  /// Reads a cursor back.
  ///
  /// - Throws: ``QueryProblem`` when it is none, or belongs to another question.
  init(_ text: String, of question: QuestionFingerprint) throws(QueryProblem) {
    let numbers = text.split(separator: "-", omittingEmptySubsequences: false)
      .map { UInt64($0, radix: 16) }
    guard numbers.count == 5, let bits = numbers[0].flatMap({ UInt32(exactly: $0) }),
      let corpus = numbers[1].flatMap({ Int(exactly: $0) }), let ordinal = numbers[2],
      let asked = numbers[3], let commits = numbers[4]
    else {
      throw QueryProblem(
        .cursor, text, message: "this is no cursor", expected: "the “next” of an earlier answer")
    }
    guard asked == question.value else { throw QuestionFingerprint.problem(with: text) }
    position = ScoredDocument(
      score: Float(bitPattern: bits), corpus: corpus, part: 0, document: 0, ordinal: ordinal)
    self.question = question
    self.commits = QuestionFingerprint(value: commits)
  }
}
