internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import Records
internal import Storage

/// One run of indexing: what was detected, and what is remembered about it.
struct IngestJob {
  /// What will be done.
  var plan: AddPlan
  /// What is remembered.
  var registration: Registration
  /// The files, listed and open.
  var sources: SourceListing
  /// The description that becomes that of a dataset which has none.
  var description: DescriptionBeside?
  /// What is taken over instead of reading the files.
  var units: PlannedUnits?
  /// What is the matter with the description beside the data, or with its values.
  var descriptionProblems: [IngestProblem] = []
  /// Which values of it are kept in other words than they are written in.
  var descriptionNotes: [IngestProblem] = []
}

extension Catalog {
  /// Looks at the sources of a registration, or at what was `received` through a pipe.
  func job(
    _ id: String, _ registration: Registration, received: RandomAccessFile? = nil,
    options: IndexingOptions
  ) throws -> IngestJob {
    do {
      try registration.reading.validate()
      try registration.method.validate()
    } catch let failure as IndexFailure {
      throw CatalogError(.usage, failure.message, remedy: failure.remedy.map { .engine($0) })
    }
    let memory = options.memory ?? configuration.indexing.memory
    let (sources, detection) = try CatalogError.folding {
      let sources =
        try received.map { try SourceListing($0, reading: registration.reading, memory: memory) }
        ?? SourceListing(
          registration.sources, base: home.path, reading: registration.reading,
          described: fileLayout(of: registration), memory: memory)
      let detection = try sources.detect(
        textFields: registration.textFields, recordID: registration.recordID,
        columns: registration.columns, columnLimit: registration.columnLimit,
        leftOut: registration.leftOut)
      return (sources, detection)
    }
    var indexing = configuration.indexing
    indexing.fields = detection.fields
    indexing.method = registration.method
    indexing.memory = memory
    indexing.jobs = options.jobs ?? indexing.jobs
    indexing.maximumErrors = options.maximumErrors
    indexing.removesMissing = true
    var registration = registration
    registration.skipped = detection.skipped
    registration.refusedID = registration.refusedID ?? detection.refusedID
    return IngestJob(
      plan: AddPlan(id: id, detection: detection, indexing: indexing), registration: registration,
      sources: sources)
  }

  /// What the description of some data says of its files, as it stands there now.
  ///
  /// - Throws: ``CatalogError`` `notFound` when the description that was named is gone.
  func fileLayout(of registration: Registration) throws -> FileLayout? {
    guard registration.reading.asksDescription else { return nil }
    func absolute(_ path: String) -> String { CatalogHome.absolute(path, from: home.path) }
    guard let path = registration.describedBy.map(absolute) else {
      return DescriptionBeside.found(with: registration.sources.map(absolute)).description?
        .fileLayout
    }
    guard FileStatus(path) != nil else {
      throw CatalogError(
        .notFound, "the description that says what the files are is gone", at: .file(path),
        remedy: .advice("put it back, or read the files without it with --layout names"))
    }
    let source = DescriptionSource(describing: path)
    return try DescriptionBeside(source, source.read()).fileLayout
  }

  /// Runs a job on a thread of its own and remembers how it ended.
  func ingest(
    _ job: IngestJob, observe: @escaping @Sendable (IngestEvent) -> Void
  ) async throws -> IndexingAnswer {
    var registration = job.registration
    let folder = home.index(of: job.plan.id)
    registration.isUnfinished = true
    let passedOver = (try? Registration.read(in: folder))??.passedOver ?? []
    registration.passedOver = passedOver
    let claim = try claim(job.plan.id)
    defer { withExtendedLifetime(claim) {} }
    let loss = lossBefore(job.plan.id)
    try begin(job.plan.id, registration)
    let report: IngestReport
    do {
      report = try await run(job, observe: observe)
    } catch {
      let failure = CatalogError(folding: error).about(job.plan.id)
      // What another process is doing there is its own affair.
      if failure.code != .locked { try? learnIndexState(of: job.plan.id, failure: failure) }
      throw failure.whileIndexing(job.plan.id, registration)
    }
    registration.isUnfinished = false
    registration.takePassedOver(report, before: passedOver)
    registration.isRebuilding = false
    registration.fingerprint = try CatalogError.folding {
      try job.units?.fingerprint(of: job.sources) ?? job.sources.fingerprint()
    }
    registration.files = job.sources.paths
    let compared = try CatalogError.folding { try job.sources.compareChecksums() }
    try registration.write(in: folder)
    try learnIndexState(of: job.plan.id, failure: nil)
    let isUnchanged = report.filesRead == 0 && report.filesGone == 0
    var answer = IndexingAnswer(
      id: job.plan.id, outcome: isUnchanged ? .unchanged : .indexed, plan: job.plan,
      report: report, recordIDWasGiven: registration.recordID != nil)
    answer.report.problems += compared.mismatches
    answer.notes += compared.notes
    if let loss {
      answer.lossBefore =
        loss
        + "; now there are \(Figures.count(UInt64(clamping: try known(job.plan.id)?.index.records ?? 0)))"
    }
    if let units = job.units {
      answer.units = UInt64(units.indexes.count)
      answer.passedUnits = units.passed
      if !isUnchanged { answer.outcome = .published }
    }
    return answer
  }

  /// What to say when the index that a run begins with is not the one that the store was told of.
  ///
  /// Deletes lie in the folder of the index: those that went with it cannot be kept.
  private func lossBefore(_ id: String) -> String? {
    guard let known = (try? known(id)) ?? nil, known.index.generation > 0 else { return nil }
    let found = (try? corpus(id).snapshotIfAny(in: home)) ?? nil
    guard UInt64(known.index.generation) > found?.generation ?? 0 else { return nil }
    let state =
      found.map { "older than the store was told (commit \($0.generation), not " } ?? "gone ("
    return
      "the index was \(state)commit \(known.index.generation)), so what was deleted since may be there "
      + "again: the store knew \(Figures.count(UInt64(clamping: known.index.records))) records"
  }

  /// Registers what is about to be indexed, and describes a dataset that the store does not know: it
  /// was lost, and the folder was not.
  private func begin(_ id: String, _ registration: Registration) throws {
    try CatalogError.folding {
      try corpus(id).withoutOtherWriters {
        if try known(id) == nil { try store.insert(Dataset(registered: id)) }
        try store.beginLearning(of: id)
        try registration.write(in: home.index(of: id))
      }
    }
  }

  /// The blocking part, off the cooperative threads; cancelling the task stops it.
  private func run(
    _ job: IngestJob, observe: @escaping @Sendable (IngestEvent) -> Void
  ) async throws -> IngestReport {
    let index = try corpus(job.plan.id)
    let options = job.plan.indexing
    let sources = job.sources
    let units = job.units
    return try await Self.onThread { cancelled in
      func step(_ progress: IngestProgress) -> Bool {
        observe(.step(progress))
        return !cancelled.isSet
      }
      guard let units else {
        return try index.ingest(sources, options: options, progress: step)
      }
      return try index.takeOver(
        units.indexes, replacing: true, sources: sources, renaming: sources.rememberedPaths,
        options: options, progress: step)
    }
  }
}

extension Dataset {
  /// What can be said of a dataset of which nobody has said anything: its id.
  init(registered id: String) {
    self.init(id: id)
    title = LocalizedText(id)
    modalities = ["text"]
  }
}

extension CatalogError {
  /// The same error; of an interrupted run with what goes on from there.
  fileprivate func whileIndexing(_ id: String, _ registration: Registration) -> CatalogError {
    guard code == .interrupted else { return self }
    return CatalogError(
      code, "interrupted; what was committed is kept", remedy: registration.renewal(of: id))
  }
}
