internal import CatalogStore
internal import CorpusIndex
internal import Datasets

extension Catalog {
  /// Indexes what is new, changed or unfinished in a registered dataset.
  ///
  /// - Parameters:
  ///   - id: The dataset.
  ///   - options: What changes against the last run; another analyzer, store or order needs
  ///     `rebuild`.
  ///   - rebuild: Starts from nothing; the old index answers until the new one is complete.
  ///   - observe: Called with the plan, then about ten times a second.
  /// - Returns: What was done, with the first bad records.
  /// - Throws: ``CatalogError`` `notFound` when no data is registered under the id.
  public func index(
    _ id: String, options: IndexingOptions = IndexingOptions(), rebuild: Bool = false,
    observe: @escaping @Sendable (IngestEvent) -> Void = { _ in }
  ) async throws -> IndexingAnswer {
    guard var registration = try registration(id) else {
      throw try missingData(id)
    }
    let before = registration
    registration.method = try options.applied(to: before.method)
    if !rebuild, let snapshot = try corpus(id).snapshotIfAny(in: home),
      !registration.isIndexed(like: before)
    {
      throw CatalogError(
        .usage,
        "\(id) is indexed with \(snapshot.method.analyzer.rawValue) and store "
          + "\(snapshot.method.store.rawValue)", remedy: .engine(.rebuild, dataset: id))
    }
    var job = try job(id, registration, options: options)
    if !rebuild, let fields = try corpus(id).fieldsToGoOnWith() {
      // Columns must stay what they are; the index knows them best.
      job.plan.indexing.fields = fields
    }
    job.plan.indexing.rebuild = rebuild
    observe(.planned(job.plan))
    return try await ingest(job, observe: observe)
  }

  /// Why a dataset cannot be indexed or searched: it is unknown, or only described.
  func missingData(_ id: String) throws -> CatalogError {
    let known = try CatalogError.folding { try store.dataset(id) }
    return CatalogError(
      .notFound, "\(known.id) is described, and none of its data is registered",
      remedy: .addData(dataset: known.id))
  }

  /// Tells the store how an index stands after a run, and what was counted in it.
  func learnIndexState(of id: String, failure: CatalogError?) throws {
    let state = standing(of: id, failure: failure)
    try CatalogError.folding { try store.setIndexState(id, state) }
  }

  private func standing(of id: String, failure: CatalogError?) -> IndexState {
    var state = IndexState()
    state.path = "indexes/" + id
    do {
      if let snapshot = try corpus(id).snapshotIfAny(in: home) {
        state.state = failure == nil ? .current : .stale
        state.generation = Int64(clamping: snapshot.generation)
        state.records = Int64(clamping: snapshot.records)
        state.segments = Int64(snapshot.segments)
        state.bytes = Int64(clamping: snapshot.bytes)
        state.textBytes = Int64(clamping: snapshot.textBytes)
        state.analyzer = snapshot.method.analyzer.rawValue
      }
      state.message = failure?.message
    } catch {
      state.state = .failed
      state.message = CatalogError(folding: error).statement
    }
    return state
  }
}

extension CorpusIndex {
  /// The index as searches see it, with errors of the catalogue.
  func snapshotIfAny(in home: CatalogHome) throws -> IndexSnapshot? {
    try CatalogError.folding { try snapshot(base: home.path) }
  }
}
