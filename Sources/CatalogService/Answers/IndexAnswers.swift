package import CorpusIndex
package import JSONText

// Answers of one index alone, in the shapes that a catalogue gives them: for faces that open an index
// without one.

extension FindAnswer {
  package init(_ answer: SearchAnswer, to query: String) {
    self.init(query: query, coverage: AnswerCoverage(answer.coverage))
    records = answer
    milliseconds = answer.seconds * 1e3
  }
}

extension CountedAnswer {
  package init(_ answer: CountAnswer) {
    self.init(count: answer, coverage: AnswerCoverage(answer.coverage))
  }
}

extension AnswerCoverage {
  fileprivate init(_ engine: Coverage) {
    self.init(datasets: engine.corpora)
    self.engine = engine
  }
}

extension IndexingAnswer {
  package init(_ report: IngestReport, of index: String) {
    self.init(id: index, outcome: .indexed)
    self.report = report
  }
}

extension DeletedAnswer {
  package init(_ deleted: UInt64, from index: String, missing: [String]) {
    self.init(dataset: index, deleted: deleted, missing: missing)
  }
}

extension CheckAnswer {
  package init(_ report: IndexCheckReport, of index: String) {
    func findings(_ messages: [String]) -> [Finding] {
      messages.map { Finding(dataset: index, message: $0) }
    }
    self.init()
    datasets = 1
    files = report.filesChecked
    bytes = report.bytesChecked
    problems = findings(report.problems)
    repaired = findings(report.repaired)
  }
}

extension IndexStateAnswer {
  /// What a commit holds, and how it was made.
  package static func tree(of summary: IndexSummary) -> JSON {
    IndexStateAnswer(state: .current, summary: summary).tree
  }
}

extension Catalog {
  /// The newest commits of some datasets, to be searched as one big index.
  ///
  /// - Parameter ids: Datasets by id or alias; all indexed ones when empty.
  /// - Returns: The commits under the names of their datasets.
  /// - Throws: ``CatalogError`` `notFound` for a dataset without an index, and whatever keeps one of
  ///   them from being opened.
  package func corpora(_ ids: [String]) throws -> [SearchedCorpus] {
    let scope = try scope(ids)
    if let failure = scope.coverage.failures.first { throw failure.error }
    return scope.corpora
  }
}
