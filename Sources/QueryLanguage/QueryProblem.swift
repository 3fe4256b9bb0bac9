/// Why a text of the query language cannot be read or answered: which text, where in it, what is
/// wrong, what could stand there, and what to write instead.
///
/// It is data. Each face shows it in its own way: a caret under the place, or the parts as JSON.
package struct QueryProblem: Error, Hashable, Sendable {
  /// The texts of a question.
  package enum Source: String, Hashable, Sendable {
    case query, condition, filter, sort, facet, cursor
  }

  /// Which of the texts is wrong.
  package var source: Source
  /// That text, as it was written.
  package var text: String
  /// The place in it, in UTF-8 bytes, half-open; empty where something is missing.
  package var place: Range<Int>
  /// What is wrong, one sentence without a full stop.
  package var message: String
  /// What could stand there.
  package var expected: String?
  /// What to write instead.
  package var suggestion: QuerySuggestion?
  /// The question is plain, and nothing has what it asks for.
  package var isAbsence = false

  package init(
    _ source: Source, _ text: String, at place: Range<Int>, message: String,
    expected: String? = nil, suggestion: QuerySuggestion? = nil
  ) {
    self.source = source
    self.text = text
    self.place = place
    self.message = message
    self.expected = expected
    self.suggestion = suggestion
  }

  /// A problem with all of a text.
  package init(
    _ source: Source, _ text: String, message: String, expected: String? = nil,
    suggestion: QuerySuggestion? = nil
  ) {
    self.init(
      source, text, at: 0..<text.utf8.count, message: message, expected: expected,
      suggestion: suggestion)
  }

  /// Characters in front of the place, as carets count them.
  package var column: Int {
    String(decoding: text.utf8.prefix(place.lowerBound), as: UTF8.self).count
  }
}

/// What to write instead of something that cannot be read.
package enum QuerySuggestion: Hashable, Sendable {
  /// What was probably meant by what stands at the place.
  case meant(String)
  /// Something else that can be written, and what it does, said so that it follows the text.
  case write(String, effect: String?)
}

extension QuerySuggestion: CustomStringConvertible {
  /// The suggestion in words.
  package var description: String {
    switch self {
    case .meant(let name): "did you mean \(name)?"
    case .write(let text, let effect): effect.map { "\(text) \($0)" } ?? text
    }
  }
}
