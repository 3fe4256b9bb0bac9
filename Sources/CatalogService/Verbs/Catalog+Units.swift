internal import CatalogStore
public import CorpusIndex
internal import Datasets
internal import Storage

// Many machines make one index: the plan says what each makes, units are made anywhere and in any
// order, and publishing takes them over in one commit.
extension Catalog {
  /// Plans the units of a dataset that is registered, or of data that is not.
  ///
  /// - Parameters:
  ///   - sources: The id of a dataset with data, or files, folders and globs.
  ///   - options: How to read and index; of a dataset, what changes. Memory and threads are those of
  ///     each unit.
  ///   - unitByteCount: Bytes of files that a unit takes, about.
  ///   - folder: Where the plan is written to be read by ``makeUnit(_:in:observe:)``; nowhere when `nil`.
  /// - Returns: The plan, and what was detected.
  /// - Throws: ``CatalogError`` when the data cannot be read, or comes through a pipe.
  public func planUnits(
    _ sources: [String], options: AddOptions = AddOptions(),
    unitByteCount: UInt64 = SourceListing.usualUnitByteCount, writingTo folder: String? = nil
  ) throws -> PlanAnswer {
    if sources.isEmpty {
      throw CatalogError(
        .usage, "nothing is named to be planned",
        remedy: .advice("name a dataset with data, or files"))
    }
    var job: IngestJob
    if let id = try registeredID(sources), var registration = try registration(id) {
      registration = try options.indexing.applied(to: registration)
      if !options.textFields.isEmpty { registration.textFields = options.textFields }
      if let recordID = options.recordID { registration.recordID = recordID }
      try refusePipe(registration.isPiped, id)
      job = try self.job(id, registration, options: options.indexing)
      if let fields = try corpus(id).fieldsToGoOnWith(), options.textFields.isEmpty,
        options.recordID == nil
      {
        job.plan.indexing.fields = fields
        job.plan.detection.goOn(with: fields)
      }
    } else {
      try refusePipe(try PipedSource(among: sources) != nil, sources[0])
      let folder = Host.workingDirectory
      let described = try DescribedSources(sources)
      job = try self.job(
        DatasetName.suggestion(for: described.data, from: folder),
        registration(of: described, options: options, from: folder), options: options.indexing)
    }
    return try CatalogError.folding {
      let units = try job.sources.units(of: unitByteCount)
      let plan = UnitPlan(
        of: job.registration, below: home,
        work: WorkPlan(
          fields: job.plan.detection.fields, method: job.plan.indexing.method,
          memory: job.plan.indexing.memory, jobs: options.indexing.jobs ?? 1, units: units))
      if let folder { try plan.write(in: folder) }
      return PlanAnswer(plan: plan, detected: job.plan, folder: folder)
    }
  }

  /// The dataset that is meant when one name is given and no file has that name.
  private func registeredID(_ sources: [String]) throws -> String? {
    guard sources.count == 1, FileStatus(sources[0]) == nil, hasStore,
      let known = try meant(sources[0])
    else { return nil }
    if try registration(known.id) == nil { throw try missingData(known.id) }
    return known.id
  }

  private func refusePipe(_ isPiped: Bool, _ name: String) throws {
    if isPiped {
      throw CatalogError(
        .usage, "what comes through a pipe is read once, by one machine", at: .value(name),
        remedy: .advice("write it into a file first"))
    }
  }

  /// Makes one unit of the plan in a folder, as a folder beside it.
  ///
  /// Neither a home nor other units are needed. A unit that is there is not made again.
  ///
  /// - Parameters:
  ///   - name: The unit's number in the plan, from 1, or its id.
  ///   - folder: The one that ``planUnits(_:options:unitByteCount:writingTo:)`` wrote to, or a copy.
  ///   - observe: Called about ten times a second.
  /// - Returns: The unit's folder, and what was read.
  /// - Throws: ``CatalogError`` `notFound` when there is no plan, no such unit, or a file is not the one
  ///   that was planned.
  public static func makeUnit(
    _ name: String, in folder: String,
    observe: @escaping @Sendable (IngestEvent) -> Void = { _ in }
  ) async throws -> UnitAnswer {
    guard let plan = try UnitPlan.read(in: folder) else {
      throw CatalogError(
        .notFound, "there is no plan of units", at: .file(folder + "/" + UnitPlan.fileName),
        remedy: .advice("plan with this folder for the result, or copy the plan there"))
    }
    let ids = plan.work.ids
    let number = Int(name).map { $0 &- 1 } ?? ids.firstIndex(of: name)
    guard let number, ids.indices.contains(number) else {
      throw CatalogError(
        .notFound, "the plan has no such unit", at: .value(name),
        remedy: .advice("name a number from 1 to \(ids.count), or an id of the plan"))
    }
    let made = try await onThread { cancelled in
      try CatalogError.folding {
        try CorpusIndex.make(number, of: plan.work, in: folder) { progress in
          observe(.step(progress))
          return !cancelled.isSet
        }
      }
    }
    return UnitAnswer(number: number + 1, count: ids.count, unit: made)
  }

  /// Makes the units of a plan the index of a dataset, in one commit.
  ///
  /// The dataset then is what ``add(_:id:options:observe:)`` of the same data would have made of it. Units that were
  /// published before are not touched; what was indexed and is in no unit of the plan goes.
  ///
  /// - Parameters:
  ///   - id: The dataset; registered when it is not.
  ///   - folders: Where the units are. At least one has the plan.
  ///   - options: Memory and threads of merging.
  ///   - observe: Called with the plan, then while it goes on.
  /// - Returns: What came; `unchanged` when all of it was there.
  /// - Throws: ``CatalogError`` when a unit is missing, is there twice, is damaged or was made with other
  ///   options; then the index is what it was.
  public func publish(
    _ id: String, from folders: [String], options: IndexingOptions = IndexingOptions(),
    observe: @escaping @Sendable (IngestEvent) -> Void = { _ in }
  ) async throws -> IndexingAnswer {
    if folders.isEmpty {
      throw CatalogError(
        .usage, "no folder of units is named", remedy: .advice("name the folder of the plan"))
    }
    let plan = try Self.plan(in: folders)
    let units = try PlannedUnits(of: plan.work, in: folders)
    var job = try job(for: plan, id: id, options: options)
    job.units = units
    job.plan.indexing.fields = plan.work.fields
    job.plan.indexing.method = plan.work.method
    job.plan.detection.goOn(with: plan.work.fields)
    job.descriptionProblems += Self.unplanned(job.sources, in: plan.work)
    observe(.planned(job.plan))
    var answer = try await ingest(job, observe: observe)
    answer.report.problems += job.descriptionProblems
    answer.notes = job.descriptionNotes
    return answer
  }

  /// The one plan of some folders.
  private static func plan(in folders: [String]) throws -> UnitPlan {
    let plans = try folders.compactMap { folder in
      try UnitPlan.read(in: folder).map { (folder: folder, plan: $0) }
    }
    guard let first = plans.first else {
      throw CatalogError(
        .notFound, "there is no plan of units", at: .file(folders[0] + "/" + UnitPlan.fileName),
        remedy: .advice("name the folder that was planned for"))
    }
    if let other = plans.first(where: { $0.plan.work.ids != first.plan.work.ids }) {
      throw CatalogError(
        .usage, "the plan is another one than that in \(first.folder)",
        at: .file(other.folder + "/" + UnitPlan.fileName),
        remedy: .advice("publish the units of one plan"))
    }
    return first.plan
  }

  /// What is to be registered for a plan, or is registered already.
  private func job(
    for plan: UnitPlan, id: String, options: IndexingOptions
  ) throws -> IngestJob {
    try DatasetName.validate(id)
    let wanted = try plan.registration(in: home)
    let known = try known(id)
    if let known, known.removedAt != nil {
      throw CatalogError(folding: StoreError.removed(id: known.id))
    }
    if let registered = try registration(known?.id ?? id) {
      let id = known?.id ?? id
      guard registered.sources == wanted.sources else {
        throw CatalogError(
          .exists, "\(id) is registered with other data",
          at: registered.sources.first.map { .file($0) }, remedy: .indexOrAnotherID(id))
      }
      guard registered.isIndexed(like: wanted) else {
        throw CatalogError(
          .exists, "\(id) is indexed in another way",
          at: registered.sources.first.map { .file($0) },
          remedy: .rebuildWithOptions(id))
      }
      return try job(id, registered, options: options)
    }
    var adding = AddOptions()
    adding.indexing = options
    adding.skipsIndexing = true
    let job = try job(
      id, wanted, DescribedSources(plan.sources + (plan.describedBy.map { [$0] } ?? [])),
      isNamed: true, options: adding, in: try store)
    _ = try register(job, options: adding)
    return job
  }

  /// Files that came after the plan was made.
  private static func unplanned(_ sources: SourceListing, in plan: WorkPlan) -> [IngestProblem] {
    let planned = Set(plan.units.flatMap { $0.parts.map(\.path) })
    return sources.rememberedPaths.filter { !planned.contains($0.key) }.map(\.value).sorted()
      .map {
        IngestProblem(
          location: .file($0), message: "not in the plan; index the dataset to read it")
      }
  }
}
