public import CorpusIndex

/// The answer to a search: ranked records, datasets found by their description, and what was
/// looked at.
public struct FindAnswer: Sendable {
  /// The query as typed.
  public var query: String
  /// What the engine found in the records; a hit's corpus is its dataset.
  public var records = SearchAnswer()
  /// What was looked at.
  public var coverage: AnswerCoverage
  /// Datasets whose description matches, best first.
  public var datasets: [FoundDataset] = []
  /// Time of the search in milliseconds.
  public var milliseconds = 0.0

  /// The total is that of all datasets that were to be searched.
  public var totalIsExact: Bool { records.totalIsExact && coverage.failures.isEmpty }
}

/// One dataset found by its description.
public struct FoundDataset: Sendable {
  /// Its id.
  public var id: String
  /// Its name.
  public var name: String
  /// Higher is better; comparable within one answer only.
  public var score: Double
  /// The passage of the description that matches.
  public var snippet: String

  /// Bytes of its texts.
  var byteCount: Int { id.utf8.count + name.utf8.count + snippet.utf8.count }
}

/// The answer to a count.
public struct CountedAnswer: Sendable {
  /// What the engine counted.
  public var count = CountAnswer()
  /// What was looked at.
  public var coverage: AnswerCoverage

  /// Nothing was left out.
  public var isExact: Bool { coverage.failures.isEmpty && coverage.engine.notes.isEmpty }
}
