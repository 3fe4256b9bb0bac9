internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import FoundationEssentials
internal import Storage

extension Catalog {
  /// Indexes what is new, changed or unfinished in a registered dataset.
  ///
  /// - Parameters:
  ///   - id: The dataset, by id or alias.
  ///   - sources: Where the data lies now, paths from the working directory, or `-` for standard input;
  ///     where it lay before when empty. Files with the same bytes are not read into the index again.
  ///   - textFields: The fields to search, the body first; as they are when empty. Others than those
  ///     of the index need `rebuild`.
  ///   - recordID: The field that names records; as it is when `nil`. Another one needs `rebuild`.
  ///   - options: What changes against the last run; another analyzer, store or order needs
  ///     `rebuild`.
  ///   - rebuild: Starts from nothing; the old index answers until the new one is complete.
  ///   - observe: Called with the plan, then about ten times a second.
  /// - Returns: What was done, with the first bad records.
  /// - Throws: ``CatalogError`` `notFound` when no data is registered under the id, or it came through a
  ///   pipe and no source is given.
  public func index(
    _ id: String, sources: [String] = [], textFields: [String] = [], recordID: String? = nil,
    options: IndexingOptions = IndexingOptions(), rebuild: Bool = false,
    observe: @escaping @Sendable (IngestEvent) -> Void = { _ in }
  ) async throws -> IndexingAnswer {
    let known = try meant(id)
    if let known, known.removedAt != nil {
      throw CatalogError(folding: StoreError.removed(id: known.id))
    }
    let id = known?.id ?? id
    do {
      return try await update(
        id, sources: sources, textFields: textFields, recordID: recordID, options: options,
        rebuild: rebuild, observe: observe)
    } catch {
      throw renamed(id) ?? CatalogError(folding: error).about(id)
    }
  }

  private func update(
    _ id: String, sources: [String], textFields: [String], recordID: String?,
    options: IndexingOptions, rebuild: Bool, observe: @escaping @Sendable (IngestEvent) -> Void
  ) async throws -> IndexingAnswer {
    guard var registration = try registration(id) else {
      throw try missingData(id)
    }
    // To start over needs no index that can be read.
    let found = Result { try loss(ofIndex: id) }
    if !rebuild, let loss = try found.get() { throw loss }
    let before = registration
    // A rebuild that was cut short before anything of it was kept begins again.
    let rebuild =
      try rebuild
      || before.isUnfinished && before.isRebuilding
        && !CatalogError.folding { try corpus(id).isStartingOver() }
    registration.isRebuilding = rebuild || before.isUnfinished && before.isRebuilding
    let piped = try PipedSource(among: sources)
    let sources = piped?.sources ?? sources
    if registration.isPiped, sources.isEmpty { throw readOnce(id, registration) }
    if !sources.isEmpty {
      if let error = sources.lazy.compactMap(UnreadSource.error(for:)).first { throw error }
      let folder = Host.workingDirectory
      registration.sources = sources.map { home.remembered($0, from: folder) }
    }
    registration = try options.applied(to: registration)
    if !textFields.isEmpty { registration.textFields = textFields }
    if let recordID { registration.recordID = recordID }
    if !rebuild, let fields = try corpus(id).snapshotIfAny(in: home)?.fields {
      guard textFields.isEmpty || textFields == fields.textFields,
        recordID == nil || recordID == fields.recordID
      else {
        let names = fields.textFields.joined(separator: ", ")
        throw CatalogError(
          .usage,
          "\(id) is indexed with the text \(names) and \(fields.recordID ?? "running numbers") as ids",
          remedy: .engine(.rebuild, dataset: id))
      }
    }
    if !rebuild, let snapshot = try corpus(id).snapshotIfAny(in: home),
      !registration.isIndexed(like: before)
    {
      throw CatalogError(
        .usage,
        before.reading != registration.reading
          ? "\(id) is indexed from files that were read in another way"
          : before.columns != registration.columns
            || before.columnLimit != registration.columnLimit
            || before.leftOut != registration.leftOut
            ? "\(id) is indexed with other columns"
            : before.method.reordering != registration.method.reordering
              ? "the documents of \(id) were put in order with \(before.method.reordering.rawValue)"
              : "\(id) is indexed with \(snapshot.method.analyzer.rawValue) and store "
                + "\(snapshot.method.store.rawValue)",
        remedy: .engine(.rebuild, dataset: id))
    }
    var received: RandomAccessFile?
    if let piped {
      try Self.validateAlone(piped, registration.method.store)
      received = try await receive(piped, for: id, observe: observe)
    }
    var job: IngestJob
    do {
      job = try self.job(id, registration, received: received, options: options)
    } catch var error as CatalogError where error.code == .notFound && sources.isEmpty {
      // Where the data lay was said long ago, and spelt well.
      if !registration.sources.contains(where: {
        FileStatus.isThere(CatalogHome.absolute($0, from: home.path))
      }) {
        error.remedy = .engine(.findSource, dataset: id)
      }
      throw error
    }
    if !rebuild, let fields = try corpus(id).fieldsToGoOnWith() {
      // What is declared and left out must stay as it is; the index knows it best.
      job.plan.indexing.fields = fields
      job.plan.detection.goOn(with: fields)
    }
    // A file that is not there any more may only be called otherwise. To start over does not free from
    // that: records that were taken out by their numbers stay out of it.
    let present = Set(job.sources.paths)
    if case .success(nil) = found,
      !sources.isEmpty || !before.files.allSatisfy(present.contains)
    {
      try relocate(job, from: before)
    }
    if rebuild, registration.recordID == nil { keepIDsOfDeletes(in: &job) }
    job.plan.indexing.rebuild = rebuild
    noteNumbering(in: &job)
    try heedDescriptionBeside(&job, in: store)
    observe(.planned(job.plan))
    var answer = try await ingest(job, observe: observe)
    answer.notes += job.descriptionNotes
    return answer
  }

  /// Keeps the field whose ids deletes are remembered by, repeated as they may be now.
  ///
  /// An index that cannot be read keeps its deletes without them.
  private func keepIDsOfDeletes(in job: inout IngestJob) {
    guard job.plan.indexing.fields?.recordID == nil,
      let index = try? corpus(job.plan.id), let deletes = try? index.deletes(), !deletes.isEmpty,
      let known = try? index.snapshotIfAny(in: home)?.fields.recordID
    else { return }
    job.plan.detection.keep(recordID: known)
    job.plan.indexing.fields = job.plan.detection.fields
  }

  /// Says in a plan how records are known, where the index before tells more than the first records do.
  private func noteNumbering(in job: inout IngestJob) {
    let known = (try? corpus(job.plan.id).snapshotIfAny(in: home)) ?? nil
    job.plan.detection.idsRepeat =
      known?.repeatedID != nil && known?.fields.recordID == job.plan.detection.fields.recordID
    // What goes on keeps its numbers, for the reason that it had first.
    if job.plan.indexing.rebuild { job.registration.refusedID = job.plan.detection.refusedID }
  }

  /// Tells the index where its files lie now, as far as they have the bytes that they had.
  func relocate(_ job: IngestJob, from before: Registration) throws {
    try CatalogError.folding {
      let moves = FileMoves(
        from: zip(before.files, before.fingerprints).map { $0 },
        to: zip(job.sources.paths, try job.sources.fingerprints()).map { $0 }
      ).places
      if !moves.isEmpty { try corpus(job.plan.id).relocate(moves, in: job.sources) }
    }
  }

  /// Why a dataset cannot be indexed or searched: it is unknown, or only described, or its
  /// registration is lost.
  func missingData(_ id: String) throws -> CatalogError {
    let known = try CatalogError.folding { try store.dataset(id).id }
    if let moving = try moveUnderWay(of: known) { return moving }
    return CatalogError(
      .notFound,
      holdsData(known)
        ? "the registration of \(known) is gone, so nobody knows where its data lies"
        : "\(known) is described, and none of its data is registered",
      remedy: .addData(dataset: known))
  }

  /// Tells the store how an index stands after a run, and what was counted in it.
  func learnIndexState(of id: String, failure: CatalogError?) throws {
    try learnIndexState(of: id, failure: failure, in: try store)
  }

  /// The same for a store at hand.
  ///
  /// `endsLoss`: whether an index that is older than the store was told is the newest from now on, since
  /// a run that ended has replaced it. Otherwise what is lost stays lost: what was deleted since would be
  /// there again without a word.
  func learnIndexState(
    of id: String, failure: CatalogError?, in store: CatalogStore, endsLoss: Bool = true
  ) throws {
    var state = standing(of: id, failure: failure)
    if !endsLoss || failure != nil || state.state == .failed,
      let told = try Self.known(id, in: store)?.index, state.generation < told.generation
    {
      let reason = state.state == .failed ? state.message : nil
      state = told
      state.state = .failed
      state.message = reason ?? lostIndex(id).message
    }
    try CatalogError.folding { try store.setIndexState(id, state) }
  }

  private func standing(of id: String, failure: CatalogError?) -> IndexState {
    var state = IndexState()
    do {
      if let snapshot = try corpus(id).snapshotIfAny(in: home) {
        let isUnfinished = try registration(id)?.isUnfinished ?? false
        state.path = "indexes/" + id
        state.state = failure == nil && !isUnfinished ? .current : .stale
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
  /// The index as searches see it, with errors of the catalogue; one in a folder that belongs to another
  /// dataset is an error.
  func snapshotIfAny(in home: CatalogHome) throws -> IndexSnapshot? {
    // The folder of an index has the name of its dataset.
    try CatalogError.folding(about: path.split(separator: "/").last.map(String.init)) {
      try Registration.refuseAnother(in: path)
      return try snapshot(base: home.path)
    }
  }
}
