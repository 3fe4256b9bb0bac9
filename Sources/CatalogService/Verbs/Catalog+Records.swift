internal import CorpusIndex
internal import Datasets

extension Catalog {
  /// The first records of a dataset, in the order of the source.
  ///
  /// - Parameters:
  ///   - id: The dataset.
  ///   - count: Records wanted.
  ///   - condition: Column conditions.
  /// - Returns: The records, whole.
  /// - Throws: ``CatalogError`` `notFound` for a dataset without an index.
  public func head(
    _ id: String, count: Int = 5, where condition: String? = nil
  ) throws -> RecordsAnswer {
    try records(of: id, where: condition) { searcher, choice in
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
  /// - Returns: The records, whole.
  /// - Throws: ``CatalogError`` `notFound` for a dataset without an index.
  public func sample(
    _ id: String, count: Int = 10, seed: UInt64 = 0, where condition: String? = nil
  ) throws -> RecordsAnswer {
    try records(of: id, where: condition) { searcher, choice in
      try searcher.sample(count, seed: seed, of: choice)
    }
  }

  private func records(
    of id: String, where condition: String?,
    _ choose: (CorpusSearcher, RecordChoice) throws -> [StoredRecord]
  ) throws -> RecordsAnswer {
    let corpus = try only(id)
    return try CatalogError.folding(about: corpus.name) {
      let records = try choose(
        CorpusSearcher([corpus]), RecordChoice(matching: nil, where: condition))
      return RecordsAnswer(
        dataset: corpus.name, total: corpus.snapshot.records,
        records: records)
    }
  }
}
