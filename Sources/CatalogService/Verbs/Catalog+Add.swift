internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import FoundationEssentials
internal import Storage

extension Catalog {
  /// Registers a dataset and indexes its records.
  ///
  /// Sources are data files, folders and globs, or descriptions, or both: data and its description,
  /// named together or standing in one folder, become one dataset. Fields are detected where the
  /// options leave them open, and `observe` is told of the plan before anything is written. Adding
  /// the same bytes again changes nothing but what the options say of the description, and where the
  /// files lie. When the task is cancelled, what was committed stays
  /// and ``index(_:options:rebuild:observe:)`` goes on from there.
  ///
  /// - Parameters:
  ///   - sources: Paths from the working directory; `-` is standard input. It and other pipes are taken
  ///     by themselves, under an id, and their records are kept in the index.
  ///   - id: The dataset's id; made from the source's name when `nil`.
  ///   - options: What else the user decided.
  ///   - observe: Called with the plan, then about ten times a second.
  /// - Returns: What was done, with the first bad records.
  /// - Throws: ``CatalogError`` `exists` when the id belongs to other data.
  public func add(
    _ sources: [String], id: String? = nil, options: AddOptions = AddOptions(),
    observe: @escaping @Sendable (IngestEvent) -> Void = { _ in }
  ) async throws -> IndexingAnswer {
    let piped = try PipedSource(among: sources)
    let sources = piped?.sources ?? sources
    if let description = DescriptionSource(sources) {
      return try add(description, id: id, options: options)
    }
    var received: RandomAccessFile?
    if let piped {
      let id = try validate(piped, id: id, options: options)
      try refuseOtherDescription(known(id), of: id, isNamed: true)
      received = try await receive(piped, for: id, observe: observe)
    }
    let folder = Host.workingDirectory
    let job = try job(
      for: sources, received: received, id: id, options: options, from: folder, in: try store)
    return try await underID(job.plan.id) {
      try await carryOut(job, options: options, observe: observe)
    }
  }

  private func carryOut(
    _ job: IngestJob, options: AddOptions, observe: @escaping @Sendable (IngestEvent) -> Void
  ) async throws -> IndexingAnswer {
    if try isIndexed(job, options: options, in: store) {
      var known = job
      try heedDescriptionBeside(&known, in: store)
      return try confirm(known, options: options)
    }
    observe(.planned(job.plan))
    let isAttached = try register(job, options: options)
    var answer =
      options.skipsIndexing
      ? IndexingAnswer(id: job.plan.id, outcome: .registered, plan: job.plan)
      : try await ingest(job, observe: observe)
    answer.isAttached = isAttached
    answer.report.problems += job.descriptionProblems
    answer.notes += job.descriptionNotes
    if !options.skipsIndexing, let doubt = job.description?.doubt(answer.report) {
      answer.report.problems.append(doubt)
    }
    return answer
  }

  /// What an `add` would do; nothing is written, not even a home.
  ///
  /// - Throws: What ``add(_:id:options:observe:)`` would throw before it writes anything.
  public func plan(
    _ sources: [String], id: String? = nil, options: AddOptions = AddOptions()
  ) throws -> IndexingAnswer {
    let piped = try PipedSource(among: sources)
    let sources = piped?.sources ?? sources
    if let description = DescriptionSource(sources) {
      return try plan(description, id: id, options: options)
    }
    let received = try piped.map { piped in
      try Self.receive(
        piped.input, for: validate(piped, id: id, options: options),
        in: FileManager.default.temporaryDirectory.path
      ) { _ in true }
    }
    let folder = Host.workingDirectory
    let store = try storeForDryRun
    var job = try job(
      for: sources, received: received, id: id, options: options, from: folder, in: store)
    let isIndexed = try isIndexed(job, options: options, in: store)
    if isIndexed { try heedDescriptionBeside(&job, in: store) }
    var answer = IndexingAnswer(
      id: job.plan.id, outcome: isIndexed ? .unchanged : .planned, plan: job.plan)
    answer.report.problems = job.descriptionProblems
    answer.notes = job.descriptionNotes
    return answer
  }

  /// Detects what the sources are and refuses an id that belongs to something else.
  private func job(
    for sources: [String], received: RandomAccessFile?, id: String?, options: AddOptions,
    from folder: String, in store: @autoclosure () throws -> CatalogStore
  ) throws -> IngestJob {
    if let id { try DatasetName.validate(id) }
    let described = try DescribedSources(sources)
    let name = try id ?? DatasetName.suggestion(for: described.data, from: folder)
    let job = try job(
      name, registration(of: described, options: options, from: folder), described,
      received: received, isNamed: id != nil, options: options, in: store())
    if let path = options.savedPlan {
      try PlanFile(path: path).save(job.registration, fields: job.plan.detection.fields)
    }
    return job
  }

  /// What is remembered of sources that nobody has registered: what their description says of them,
  /// and what the user decided.
  func registration(
    of sources: DescribedSources, options: AddOptions, from folder: String
  ) throws -> Registration {
    var registration = Registration(
      sources: sources.data.map { home.remembered($0, from: folder) })
    if let extract = sources.named ?? sources.beside.description, let plan = extract.plan {
      try registration.take(plan, from: extract.source.path)
    }
    try options.plan.map { try PlanFile(path: $0).apply(to: &registration) }
    if !options.textFields.isEmpty { registration.textFields = options.textFields }
    if let recordID = options.recordID { registration.recordID = recordID }
    if let named = sources.named, named.fileLayout != nil {
      registration.describedBy = home.remembered(named.source.path, from: folder)
    }
    return try options.indexing.applied(to: registration)
  }

  /// Detects what the files of a registration are that is to become a dataset's, and refuses an id
  /// that belongs to something else.
  func job(
    _ id: String, _ registration: Registration, _ sources: DescribedSources,
    received: RandomAccessFile? = nil, isNamed: Bool, options: AddOptions,
    in store: @autoclosure () throws -> CatalogStore
  ) throws -> IngestJob {
    var job = try job(id, registration, received: received, options: options.indexing)
    let known = try Self.known(id, in: store())
    try describe(&job, by: sources.named, or: sources.beside, known: known)
    try warn(&job, of: edits(options), known: known)
    try refuseOtherDescription(known, of: id, isNamed: isNamed)
    try refuseOtherData(job)
    try refuseDescription(of: &job, known: known, options: options, in: store())
    return job
  }

  /// Notes the description that comes with the data of a dataset which has none.
  private func describe(
    _ job: inout IngestJob, by named: DescriptionBeside?,
    or beside: (description: DescriptionBeside?, problem: IngestProblem?), known: StoredDataset?
  ) throws {
    var found = named
    if let named {
      try refuse(named.problems, of: named.source)
      if let known, try registration(known.id) == nil {
        throw CatalogError(
          .exists, "\(known.id) is described already", at: .file(named.source.path),
          remedy: .edit(known.id))
      }
    } else if known == nil {
      found = beside.description
      job.descriptionProblems = beside.problem.map { [$0] } ?? []
    }
    guard known == nil, let found = found?.under(job.plan.id) else { return }
    job.description = found
    job.descriptionProblems += warnings(found.problems, of: found.source)
    job.descriptionNotes += notes(found.problems, of: found.source)
    job.plan.description = PlannedDescription(
      path: found.source.path, vocabulary: found.vocabulary, title: found.dataset.name,
      licenses: found.dataset.licenses.map(\.label))
    let path = CatalogHome.absolute(
      found.source.path, from: Host.workingDirectory)
    job.plan.detection.skipped = job.plan.detection.skipped.compactMap { $0.without(path) }
    job.registration.skipped = job.plan.detection.skipped
  }

  /// Notes what edits of a description say of rights elsewhere than under `licenses`.
  private func warn(_ job: inout IngestJob, of edits: [DatasetEdit], known: StoredDataset?) throws {
    if edits.isEmpty { return }
    let before = known?.dataset ?? job.description?.dataset ?? Dataset(registered: job.plan.id)
    let after = try CatalogError.folding { try before.applying(edits) }
    job.descriptionProblems += warnings(
      after.doubts(beyond: before, today: CatalogStore.currentTime()), of: job.plan.id)
    job.descriptionNotes += warnings(edits.flatMap(\.keptWords), of: job.plan.id)
  }

  /// Data goes under a description that is there only when it is asked to: by its id, given as such.
  private func refuseOtherDescription(
    _ known: StoredDataset?, of id: String, isNamed: Bool
  ) throws {
    guard let known else { return }
    let hasData = try registration(known.id) != nil
    if known.id != id {
      throw CatalogError(
        .exists, "\"\(id)\" is another name of \(known.id)",
        remedy: hasData ? .indexOrAnotherID(known.id) : .attachOrAnotherID(known.id))
    }
    if known.removedAt != nil {
      throw CatalogError(
        .exists, "\(id) was removed and is not purged", remedy: .restore(id))
    }
    if !hasData, !isNamed {
      throw CatalogError(
        .exists,
        "a dataset called \(id) is described already, and the name of a file does not say "
          + "that it is that dataset's data", remedy: .attachOrAnotherID(id))
    }
  }

  /// An id belongs to one set of data; what changed is brought up to date by `index`.
  private func refuseOtherData(_ job: IngestJob) throws {
    let id = job.plan.id
    guard let known = try registration(id) else { return try refuseOtherIndex(job) }
    let isElsewhere = known.sources != job.registration.sources
    if !isElsewhere, known.fingerprint == nil || known.isUnfinished { return }
    let fingerprint = try CatalogError.folding { try job.sources.fingerprint() }
    if known.fingerprint == fingerprint { return }
    if known.isPiped {
      throw CatalogError(
        .exists, "\(id) holds other data, which came through a pipe",
        at: job.registration.sources.first.map { .file($0) }, remedy: .pipeAgain(id))
    }
    throw isElsewhere
      ? CatalogError(
        .exists, "\(id) is registered with other data",
        at: known.sources.first.map { .file($0) }, remedy: .indexOrAnotherID(id))
      : CatalogError(
        .exists, "\(id) is registered and its source has changed since",
        at: job.registration.sources.first.map { .file($0) }, remedy: .index(id))
  }

  /// Where the registration is lost, the index itself tells whose data it is of.
  private func refuseOtherIndex(_ job: IngestJob) throws {
    let id = job.plan.id
    guard hasFolder(id), let snapshot = (try? corpus(id).snapshotIfAny(in: home)) ?? nil,
      !snapshot.isMade(of: job.sources, goingByPlaces: !job.registration.isPiped)
    else { return }
    throw CatalogError(
      .exists, "\(id) holds other data, whose registration is gone",
      at: job.registration.sources.first.map { .file($0) },
      remedy: .advice("add the data that it was made of, or this under another --id"))
  }

  /// The bytes are indexed already, and in the way that the options ask for.
  ///
  /// - Throws: ``CatalogError`` `exists` for options that would make another index of them.
  private func isIndexed(
    _ job: IngestJob, options: AddOptions, in store: CatalogStore
  ) throws -> Bool {
    let id = job.plan.id
    guard let known = try registration(id), !known.isUnfinished, known.fingerprint != nil,
      try Self.known(id, in: store) != nil,
      let snapshot = try? corpus(id).snapshotIfAny(in: home)
    else { return false }
    var wanted = known
    try options.plan.map { try PlanFile(path: $0).apply(to: &wanted) }
    wanted = try options.indexing.applied(to: wanted)
    if !options.textFields.isEmpty { wanted.textFields = options.textFields }
    if let recordID = options.recordID { wanted.recordID = recordID }
    let fields = snapshot.fields
    guard wanted.isIndexed(like: known),
      wanted.textFields.isEmpty || wanted.textFields == fields.textFields,
      wanted.recordID == nil || wanted.recordID == fields.recordID
    else {
      throw CatalogError(
        .exists, "\(id) is indexed in another way", at: known.sources.first.map { .file($0) },
        remedy: .rebuildWithOptions(id))
    }
    return true
  }

  /// Answers for bytes that are indexed already: what the options say of the description is applied,
  /// and files that were moved are looked for where they are now.
  private func confirm(_ job: IngestJob, options: AddOptions) throws -> IndexingAnswer {
    let id = job.plan.id
    var answer = IndexingAnswer(id: id, outcome: .unchanged, plan: job.plan)
    answer.report.filesUnchanged = job.sources.paths.count
    // What was wrong with the bytes is wrong with them still.
    if let snapshot = try corpus(id).snapshotIfAny(in: home) {
      answer.report.earlierProblems = snapshot.problems
    }
    answer.report.problems = job.descriptionProblems
    answer.notes = job.descriptionNotes
    let edits = try edits(options)
    if !edits.isEmpty {
      try CatalogError.folding {
        let before = try store.dataset(id).revision
        answer.isEdited = try store.edit(id, edits).revision != before
      }
    }
    guard var known = try registration(id), known.sources != job.registration.sources,
      !job.registration.isPiped,
      known.isPiped
        || known.files.contains(where: {
          !FileStatus.isThere(CatalogHome.absolute($0, from: home.path))
        })
    else { return answer }
    try relocate(job, from: known)
    known.sources = job.registration.sources
    known.files = job.sources.paths
    let moved = known
    try claiming(id) {
      try corpus(id).withoutOtherWriters { try moved.write(in: home.index(of: id)) }
    }
    answer.isMoved = true
    return answer
  }

  /// The edits that options make to a description.
  func edits(_ options: AddOptions) throws -> [DatasetEdit] {
    try CatalogError.folding {
      try (options.name.map { [DatasetEdit("title", .set, $0)] } ?? [])
        + options.edits.map { try DatasetEdit(parsing: $0) }
    }
  }

  /// Writes the registration, and the description when there is none; applies the user's edits.
  ///
  /// - Returns: Whether the data now stands under a description that was there.
  /// - Throws: ``CatalogError`` `exists` when the id has come to belong to other data meanwhile.
  func register(_ job: IngestJob, options: AddOptions) throws -> Bool {
    let id = job.plan.id
    let edits = try edits(options)
    return try claiming(id) {
      try corpus(id).withoutOtherWriters {
        // Another `add` may have taken the id since it was looked at.
        try refuseOtherData(job)
        let isNew = try store.find(id) == nil
        let hadData = try registration(id) != nil
        if isNew {
          try store.insertToRegister(try described(job, edits: edits, in: store))
        } else if !edits.isEmpty {
          try store.edit(id, edits)
        }
        var registration = job.registration
        registration.isUnfinished = !options.skipsIndexing
        try registration.write(in: home.index(of: id))
        if isNew { try store.finish(FolderTask(id, .register)) }
        return !isNew && !hadData
      }
    }
  }
}
