internal import CorpusIndex
internal import Datasets
internal import Foundation

/// One run of indexing: what was detected, and what is remembered about it.
struct IngestJob {
  /// What will be done.
  var plan: AddPlan
  /// What is remembered.
  var registration: Registration
  /// The fields as the engine takes them.
  var fields: FieldPlan
  /// How to index.
  var options: IndexingOptions
}

extension Registration {
  /// Takes over what the user decided about indexing.
  mutating func take(_ options: IndexingOptions) throws {
    analyzer = options.analyzer ?? analyzer
    if let stem = options.stem { self.stem = stem.isEmpty ? nil : stem }
    if let path = options.stopWords {
      stopWords = path.isEmpty ? [] : try Self.words(of: path)
    }
    store = options.store ?? store
    reorder = options.reorder ?? reorder
  }

  /// The same as the engine takes it.
  fileprivate var ingestOptions: IngestOptions {
    var options = IngestOptions()
    options.analyzer = analyzer.engineName
    options.stemming = stem
    options.stopWords = stopWords
    options.store = store.engineName
    options.reordering = reorder.engineName
    return options
  }
}

extension Registration {
  /// The words of a file, one a line; `#` begins a comment.
  private static func words(of path: String) throws -> [String] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CatalogError(.notFound, "no such file of stop words", place: path)
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CatalogError(.badFormat, "the stop words are not UTF-8", place: path)
    }
    return text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }
}

extension Catalog {
  /// Looks at the sources of a registration.
  func job(
    _ id: String, _ registration: Registration, options: IndexingOptions
  ) throws
    -> IngestJob
  {
    let detection = try CatalogError.folding {
      try CorpusIndex.detect(
        registration.sources, base: home.path, textFields: registration.textFields,
        recordID: registration.recordID)
    }
    do { try registration.ingestOptions.validate() } catch let failure as IndexFailure {
      throw CatalogError(.usage, failure.message, remedy: failure.remedy)
    }
    var options = options
    options.analyzer = registration.analyzer
    options.store = registration.store
    options.reorder = registration.reorder
    let plan = AddPlan(
      id: id, format: detection.format, files: detection.files,
      textFields: detection.fields.textFields, recordID: detection.fields.recordID,
      columns: detection.fields.columns.map { ($0.name, $0.type) }, reasons: detection.reasons,
      options: options)
    return IngestJob(
      plan: plan, registration: registration, fields: detection.fields, options: options)
  }

  /// Runs a job on a thread of its own and remembers how it ended.
  func ingest(
    _ job: IngestJob, rebuild: Bool, observe: @escaping @Sendable (IngestEvent) -> Void
  ) async throws -> IndexingAnswer {
    var registration = job.registration
    let path = registrationPath(job.plan.id)
    let before = try self.registration(job.plan.id)
    registration.isUnfinished = true
    try registration.write(to: path)
    var options = registration.ingestOptions
    options.fields = job.fields
    options.memory = job.options.memory ?? configuration.memory
    options.jobs = job.options.jobs ?? configuration.jobs
    options.maximumErrors = job.options.maximumErrors
    options.rebuild = rebuild
    options.removesMissing = true
    let report: IngestReport
    do {
      report = try await run(job, options: options, observe: observe)
    } catch {
      let failure = CatalogError(folding: error).about(job.plan.id)
      if failure.code == .locked, let before {
        // Nothing was begun: what another process is doing there is its own affair.
        try? before.write(to: path)
      } else {
        try? learnIndexState(of: job.plan.id, failure: failure)
      }
      throw failure.whileIndexing(job.plan.id)
    }
    registration.isUnfinished = false
    registration.fingerprint = try SourceFingerprint.of(job.plan.files, base: home.path)
    try registration.write(to: path)
    try learnIndexState(of: job.plan.id, failure: nil)
    return IndexingAnswer(job, report)
  }

  /// The blocking part, off the cooperative threads; cancelling the task stops it.
  private func run(
    _ job: IngestJob, options: IngestOptions, observe: @escaping @Sendable (IngestEvent) -> Void
  ) async throws -> IngestReport {
    let index = try corpus(job.plan.id)
    let files = job.plan.files.map(\.path)
    let base = home.path
    let cancelled = CancellationFlag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let thread = Thread {
          continuation.resume(
            with: Result {
              try index.ingest(files, base: base, options: options) { progress in
                observe(.step(IngestStep(progress)))
                return !cancelled.isSet
              }
            })
        }
        // Deeply nested JSON is read by recursion in a library that checks its own depth.
        thread.stackSize = 8 << 20
        thread.start()
      }
    } onCancel: {
      cancelled.set()
    }
  }
}

extension CatalogError {
  /// The same error with the command that goes on, when the data itself was not refused.
  fileprivate func whileIndexing(_ id: String) -> CatalogError {
    var error = self
    switch code {
    case .interrupted:
      error.message = "interrupted; what was committed is kept"
      error.remedy = "catalog index \(id)"
    case .diskFull:
      error.remedy = remedy ?? "free some space, then: catalog index \(id)"
    default: break
    }
    return error
  }
}

extension IngestStep {
  init(_ progress: IngestProgress) {
    let fraction: Double? =
      progress.bytesTotal > 0
      ? min(1, Double(progress.bytesRead) / Double(progress.bytesTotal)) : nil
    self.init(
      phase: progress.phase, fraction: fraction, records: progress.records,
      textBytes: progress.textBytes)
  }
}

extension IndexingAnswer {
  init(_ job: IngestJob, _ report: IngestReport) {
    self.init(id: job.plan.id, outcome: .indexed, plan: job.plan)
    records = report.records
    textBytes = report.textBytes
    badRecords = report.badRecords
    problems = report.problems.map(SourceProblem.init)
    filesRead = report.filesRead
    filesUnchanged = report.filesUnchanged
    seconds = report.seconds
    if report.filesRead == 0, report.records == 0, report.badRecords == 0 { outcome = .unchanged }
  }
}

extension SourceProblem {
  init(_ problem: IngestProblem) {
    place =
      if let line = problem.line {
        "\(problem.file):\(line), byte \(problem.offset)"
      } else {
        "\(problem.file), byte \(problem.offset)"
      }
    message = problem.message
  }
}
