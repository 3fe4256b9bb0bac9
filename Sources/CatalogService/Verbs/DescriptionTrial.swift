internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import JSONText

/// What becomes of a description when its datasets are added: all of them in one transaction, or none.
///
/// Validating, planning and adding all ask here, so that they agree.
struct DescriptionTrial {
  let source: DescriptionSource
  let vocabulary: Vocabulary
  /// As they stand in the catalogue afterwards.
  var datasets: [Dataset]
  /// Everything wrong or doubtful in the description itself.
  var problems: [DatasetProblem]
  /// What the catalogue would not take, in the order of the file.
  var refusals: [CatalogError] = []
  /// Something is added that was not there just so.
  var changes = false

  /// Why nothing is added.
  var refusal: CatalogError? { source.refusal(of: problems) ?? refusals.first }
}

extension Catalog {
  /// Adds the datasets of a description, or sees what would become of that.
  ///
  /// - Parameters:
  ///   - source: The description.
  ///   - id: The id of its one dataset, in place of its own.
  ///   - edits: What else to change of each.
  ///   - dryRun: Nothing is written, not even a home.
  /// - Returns: What became of them, or would.
  /// - Throws: ``CatalogError`` when the file cannot be read, or does not go with the id or the edits.
  func tryAdding(
    _ source: DescriptionSource, id: String? = nil, edits: [DatasetEdit] = [], dryRun: Bool
  ) throws -> DescriptionTrial {
    let description = try source.read()
    var trial = DescriptionTrial(
      source: source, vocabulary: description.vocabulary, datasets: description.datasets,
      problems: description.problems)
    if trial.refusal != nil { return trial }
    if let id {
      try DatasetName.validate(id)
      guard trial.datasets.count == 1 else {
        throw CatalogError(
          .usage, "one id is given, and the description holds \(trial.datasets.count) datasets",
          at: .file(source.path))
      }
      trial.datasets[0].id = id
    }
    try CatalogError.folding {
      let store = try dryRun ? storeForDryRun : store
      for number in trial.datasets.indices where !edits.isEmpty {
        let before = trial.datasets[number]
        trial.datasets[number] = try before.applying(edits)
        trial.problems += trial.datasets[number].doubts(
          beyond: before, today: CatalogStore.currentTime())
      }
      trial.problems += edits.flatMap(\.keptWords)
      trial.datasets = try store.linkingOrigins(of: trial.datasets)
      let verdicts = try store.apply(
        trial.datasets.map { BulkRow(place: "", id: $0.id, action: .add($0)) }, dryRun: dryRun
      ).verdicts
      trial.changes = verdicts.contains { $0.outcome == .added }
      for (number, verdict) in verdicts.enumerated() {
        // Not every vocabulary says where in the file a dataset stands.
        let place =
          description.places.indices.contains(number) ? description.places[number] : nil
        trial.problems += verdict.dangling.map { problem in
          var problem = problem
          problem.place = place
          // Another vocabulary names by its own ids what may be outside of this catalogue.
          if description.vocabulary != .yaml { problem.severity = .note }
          if verdicts.count > 1 { problem.path = "\(verdict.id).\(problem.path)" }
          return problem
        }
        guard let failure = verdict.failure else { continue }
        trial.refusals.append(
          Self.refusal(
            failure, of: verdict.id, at: .file(source.path, line: place.map { UInt64($0.line) })))
      }
    }
    return trial
  }

  /// Registers the datasets of a description.
  func add(_ source: DescriptionSource, id: String?, options: AddOptions) throws -> IndexingAnswer {
    try answer(to: tryAdding(source, id: id, edits: edits(options), dryRun: false), .registered)
  }

  /// What registering a description would do.
  func plan(
    _ source: DescriptionSource, id: String?, options: AddOptions
  ) throws -> IndexingAnswer {
    try answer(to: tryAdding(source, id: id, edits: edits(options), dryRun: true), .planned)
  }

  private func answer(
    to trial: DescriptionTrial, _ outcome: IndexingAnswer.Outcome
  ) throws -> IndexingAnswer {
    if let refusal = trial.refusal { throw refusal }
    var answer = IndexingAnswer(
      id: trial.datasets.first?.id ?? "", outcome: trial.changes ? outcome : .unchanged, plan: nil)
    answer.described = trial.datasets.map(\.id)
    answer.report.problems = warnings(trial.problems, of: trial.source)
    answer.notes = notes(trial.problems, of: trial.source)
    return answer
  }

  /// Refuses what the store would not take of the description of data, before anything is written, and
  /// notes what it names that the catalogue does not hold.
  func refuseDescription(
    of job: inout IngestJob, known: StoredDataset?, options: AddOptions, in store: CatalogStore
  ) throws {
    let edits = try edits(options)
    if known != nil, edits.isEmpty { return }
    let id = job.plan.id
    let action: BulkRow.Action =
      known == nil
      ? .add(try described(job, edits: edits, in: store)) : .edit(edits)
    let verdict = try CatalogError.folding {
      try store.apply([BulkRow(place: "", id: id, action: action)], dryRun: true).verdicts.first
    }
    if job.description.map({ $0.isOwn }) != false {
      job.descriptionProblems += warnings(verdict?.dangling ?? [], of: id)
    }
    if let failure = verdict?.failure {
      throw Self.refusal(failure, of: id, at: job.description.map { .file($0.source.path) })
    }
  }

  /// The description that data gets which has none in the catalogue.
  func described(
    _ job: IngestJob, edits: [DatasetEdit], in store: CatalogStore
  ) throws -> Dataset {
    try CatalogError.folding {
      var dataset = job.description?.dataset ?? Dataset(registered: job.plan.id)
      if dataset.formats.isEmpty { dataset.formats = [job.plan.detection.format] }
      if dataset.subsets.isEmpty { dataset.subsets = Self.subsets(job.plan.detection.files) }
      return try store.linkingOrigins(of: [try dataset.applying(edits)])[0]
    }
  }

  /// The parts of a dataset that its files tell.
  private static func subsets(_ files: [DetectedFile]) -> [Subset] {
    var subsets: [Subset] = []
    func add(_ name: String, _ kind: Subset.Kind, of parent: String? = nil) {
      var subset = Subset(name, kind: kind)
      subset.parent = parent
      if !subsets.contains(subset) { subsets.append(subset) }
    }
    for file in files {
      let configs = file.labels.first { $0.column == "config" }?.values ?? []
      let splits = file.labels.first { $0.column == "split" }?.values ?? []
      for config in configs { add(config, .subset) }
      for split in splits {
        if configs.isEmpty { add(split, .split) }
        for config in configs { add(split, .split, of: config) }
      }
    }
    return subsets
  }

  /// Why the store does not take a description, said of the file where it stands.
  private static func refusal(
    _ error: StoreError, of dataset: String, at place: Location?
  ) -> CatalogError {
    switch error {
    case .exists(let id, let owner) where id == owner && id == dataset:
      CatalogError(
        .exists, "\(id) is described already, and differently", at: place, remedy: .edit(id))
    case .removed(let id):
      CatalogError(
        .exists, "\(id) was removed and is not purged", at: place, remedy: .restore(id))
    case .cycle where place != nil:
      CatalogError(.badFormat, error.message, at: place, remedy: Remedy(for: error))
    default: CatalogError(folding: error).at(place)
    }
  }
}

extension CatalogError {
  /// The same error, said of a place where it names none.
  fileprivate func at(_ place: Location?) -> CatalogError {
    var error = self
    error.location = location ?? place
    return error
  }
}
