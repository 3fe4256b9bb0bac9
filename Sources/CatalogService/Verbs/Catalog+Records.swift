internal import CorpusIndex
internal import Datasets

extension Catalog {
  /// The first records of a dataset, in the order of the source.
  ///
  /// - Parameters:
  ///   - id: The dataset.
  ///   - count: Records wanted.
  ///   - condition: Column conditions.
  ///   - timeout: Seconds that choosing them may take.
  /// - Returns: The records, whole.
  /// - Throws: ``CatalogError`` `notFound` for a dataset without an index, `interrupted` after the time.
  public func head(
    _ id: String, count: Int = 5, where condition: String? = nil, timeout: Double? = nil
  ) throws -> RecordsAnswer {
    try records(of: id, where: condition, timeout: timeout) { searcher, choice in
      try searcher.first(count, of: choice)
    }
  }

  /// Records of a dataset chosen at random, the same for the same seed on every machine.
  ///
  /// - Parameters:
  ///   - id: The dataset.
  ///   - count: Records wanted; a smaller sample is the beginning of a larger one.
  ///   - seed: Chooses the sample.
  ///   - condition: Column conditions.
  ///   - timeout: Seconds that choosing them may take.
  /// - Returns: The records, whole.
  /// - Throws: ``CatalogError`` `notFound` for a dataset without an index, `interrupted` after the time.
  public func sample(
    _ id: String, count: Int = 10, seed: UInt64 = 0, where condition: String? = nil,
    timeout: Double? = nil
  ) throws -> RecordsAnswer {
    try records(of: id, where: condition, timeout: timeout) { searcher, choice in
      try searcher.sample(count, seed: seed, of: choice)
    }
  }

  private func records(
    of id: String, where condition: String?, timeout: Double?,
    _ choose: (CorpusSearcher, RecordChoice) throws -> [StoredRecord]
  ) throws -> RecordsAnswer {
    let corpus = try only(id)
    return try CatalogError.folding(about: corpus.name) {
      var choice = RecordChoice(matching: nil, where: condition)
      choice.timeout = timeout
      let searcher = CorpusSearcher([corpus])
      var answer = RecordsAnswer(
        dataset: corpus.name, total: corpus.snapshot.records,
        records: try choose(searcher, choice))
      if let condition {
        var options = SearchOptions()
        options.condition = condition
        answer.notices = try searcher.notices(on: "*", options: options)
      }
      return answer
    }
  }
}
