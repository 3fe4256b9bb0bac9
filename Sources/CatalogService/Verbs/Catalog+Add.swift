internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import FoundationEssentials

extension Catalog {
  /// Registers a dataset and indexes its records.
  ///
  /// Sources are data files, folders and globs, or descriptions. Fields are detected where the
  /// options leave them open, and `observe` is told of the plan before anything is written. Adding
  /// the same bytes again changes nothing. When the task is cancelled, what was committed stays
  /// and ``index(_:options:rebuild:observe:)`` goes on from there.
  ///
  /// - Parameters:
  ///   - sources: Paths from the working directory.
  ///   - id: The dataset's id; made from the source's name when `nil`.
  ///   - options: What else the user decided.
  ///   - observe: Called with the plan, then about ten times a second.
  /// - Returns: What was done, with the first bad records.
  /// - Throws: ``CatalogError`` `exists` when the id belongs to other data.
  public func add(
    _ sources: [String], id: String? = nil, options: AddOptions = AddOptions(),
    observe: @escaping @Sendable (IngestEvent) -> Void = { _ in }
  ) async throws -> IndexingAnswer {
    if let description = DescriptionSource(sources) {
      return try add(description, id: id, options: options)
    }
    let folder = FileManager.default.currentDirectoryPath
    let job = try job(for: sources, id: id, options: options, from: folder)
    if let answer = try alreadyIndexed(job, options: options) { return answer }
    observe(.planned(job.plan))
    try describe(job, options: options)
    if options.skipsIndexing {
      try job.registration.write(to: registrationPath(job.plan.id))
      return IndexingAnswer(id: job.plan.id, outcome: .registered, plan: job.plan)
    }
    return try await ingest(job, observe: observe)
  }

  /// What an `add` would do; nothing is written, not even a home.
  ///
  /// - Throws: What ``add(_:id:options:observe:)`` would throw before it writes anything.
  public func plan(
    _ sources: [String], id: String? = nil, options: AddOptions = AddOptions()
  ) throws -> IndexingAnswer {
    if let description = DescriptionSource(sources) {
      return try plan(description, id: id)
    }
    let folder = FileManager.default.currentDirectoryPath
    let job = try job(for: sources, id: id, options: options, from: folder)
    if let answer = try alreadyIndexed(job, options: options) { return answer }
    return IndexingAnswer(id: job.plan.id, outcome: .planned, plan: job.plan)
  }

  /// Detects what the sources are and refuses an id that belongs to something else.
  private func job(
    for sources: [String], id: String?, options: AddOptions, from folder: String
  ) throws -> IngestJob {
    if let id { try DatasetName.validate(id) }
    let id = try id ?? DatasetName.suggestion(for: sources, from: folder)
    var registration = Registration(sources: sources.map { home.remembered($0, from: folder) })
    registration.textFields = options.textFields
    registration.recordID = options.recordID
    registration.method = try options.indexing.applied(to: registration.method)
    let job = try job(id, registration, options: options.indexing)
    try refuseOtherData(job)
    return job
  }

  /// An id belongs to one set of data; what changed is brought up to date by `index`.
  private func refuseOtherData(_ job: IngestJob) throws {
    let id = job.plan.id
    if hasStore, try known(id)?.removedAt != nil {
      throw CatalogError(
        .exists, "\(id) was removed and is not purged", remedy: .restore(id))
    }
    guard let known = try registration(id) else { return }
    if known.sources == job.registration.sources {
      if known.fingerprint == nil || known.isUnfinished { return }
      let fingerprint = try CatalogError.folding { try job.sources.fingerprint() }
      if known.fingerprint == fingerprint { return }
      throw CatalogError(
        .exists, "\(id) is registered and its source has changed since",
        at: job.registration.sources.first.map { .file($0) }, remedy: .index(id))
    }
    let fingerprint = try CatalogError.folding { try job.sources.fingerprint() }
    if known.fingerprint == fingerprint { return }
    throw CatalogError(
      .exists, "\(id) is registered with other data",
      at: known.sources.first.map { .file($0) }, remedy: .indexOrAnotherID(id))
  }

  /// The answer for bytes that are indexed already, or `nil`.
  private func alreadyIndexed(_ job: IngestJob, options: AddOptions) throws -> IndexingAnswer? {
    let id = job.plan.id
    guard let known = try registration(id), !known.isUnfinished, known.fingerprint != nil,
      let snapshot = try? corpus(id).snapshotIfAny(in: home)
    else { return nil }
    var wanted = known
    wanted.method = try options.indexing.applied(to: known.method)
    guard wanted.isIndexed(like: known) else {
      throw CatalogError(
        .exists, "\(id) is indexed in another way", at: known.sources.first.map { .file($0) },
        remedy: .rebuildWithOptions(id))
    }
    var answer = IndexingAnswer(id: id, outcome: .unchanged, plan: job.plan)
    answer.report.filesUnchanged = snapshot.files.count
    return answer
  }

  /// Makes the dataset's description when it has none, and applies the user's edits.
  private func describe(_ job: IngestJob, options: AddOptions) throws {
    let id = job.plan.id
    try CatalogError.folding {
      if try store.find(id) == nil {
        var dataset = Dataset(id: id)
        dataset.title = LocalizedText(options.name ?? id)
        dataset.modalities = ["text"]
        dataset.formats = [job.plan.detection.format]
        try store.insert(dataset)
      } else if let name = options.name {
        try store.edit(id, [DatasetEdit("title", .set, name)])
      }
      if !options.edits.isEmpty {
        try store.edit(id, try options.edits.map { try DatasetEdit(parsing: $0) })
      }
    }
  }
}
