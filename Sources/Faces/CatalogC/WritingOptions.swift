internal import CatalogService
internal import CorpusIndex

/// How an index alone is written to: what is not said is kept, or detected.
struct WritingOptions {
  private let textFields: [String]
  private let recordID: String?
  private let columns: [FieldPlan.Column]
  private let columnLimit: Int?
  private var ingest = IngestOptions()
  /// The plan of another index that an index which is to be made takes.
  private var likeFields: FieldPlan?

  /// Bytes that indexing may use.
  var memory: UInt64 { ingest.memory }

  init(_ arguments: inout Arguments) throws {
    textFields = try arguments.texts("text")
    recordID = try arguments.text("record_id")
    columns = try arguments.columns()
    columnLimit = try arguments.number("column_limit", in: FieldPlan.columnLimits)
    let analyzer = try arguments.choice("analyzer", AnalyzerKind.self)
    let stemming = try arguments.text("stem")
    let stopWords = try arguments.texts("stop_words")
    let store = try arguments.choice("store", TextStore.self)
    let reordering = try arguments.choice("reorder", Reordering.self)
    let method = ingest.method
    ingest.method = IndexingMethod(
      analyzer: analyzer ?? method.analyzer, stemming: stemming, stopWords: stopWords,
      store: store ?? method.store, reordering: reordering ?? method.reordering)
    let resources = try arguments.resources()
    ingest.memory = resources.memory ?? ingest.memory
    ingest.jobs = resources.jobs ?? ingest.jobs
    ingest.maximumErrors = try arguments.maximumErrors()
    ingest.rebuild = try arguments.flag("rebuild") ?? false
    if let path = try arguments.text("like") {
      let others: [(name: String, isGiven: Bool)] = [
        ("rebuild", ingest.rebuild), ("text", !textFields.isEmpty), ("record_id", recordID != nil),
        ("columns", !columns.isEmpty), ("column_limit", columnLimit != nil),
        ("analyzer", analyzer != nil), ("stem", stemming != nil),
        ("stop_words", !stopWords.isEmpty), ("store", store != nil), ("reorder", reordering != nil),
      ]
      if let other = others.first(where: \.isGiven) {
        throw CatalogError(
          .usage, "“like” and “\(other.name)” exclude each other", at: .value(other.name),
          remedy: .advice("“like” takes fields and method from an index; leave one of them out"))
      }
      guard let other = try CorpusIndex(at: path).snapshot() else {
        throw CatalogError(
          .notFound, "nothing has been indexed", at: .file(path), remedy: .engine(.ingest))
      }
      likeFields = other.fields
      ingest.method = other.method
    }
    try ingest.method.validate()
  }

  /// From here on records are added to what is there now, also after a rebuild.
  mutating func goesOn() { ingest.rebuild = false }

  /// The options with the plan of the fields.
  ///
  /// - Parameters:
  ///   - index: What is written to.
  ///   - detect: Detects the plan of an index that is to be made.
  /// - Returns: What the index is told.
  /// - Throws: ``IndexFailure``, or what `detect` throws.
  func options(
    for index: CorpusIndex,
    detect: ([String], String?, [FieldPlan.Column], Int) throws -> FieldPlan
  ) throws -> IngestOptions {
    var options = ingest
    if !ingest.rebuild, var known = try index.fieldsToGoOnWith() ?? likeFields {
      if !textFields.isEmpty { known.textFields = textFields }
      if let recordID { known.recordID = recordID }
      if !columns.isEmpty { known.columns = columns }
      if let columnLimit { known.columnLimit = columnLimit }
      options.fields = known
    } else {
      options.fields = try detect(
        textFields, recordID, columns, columnLimit ?? FieldPlan.usualColumnLimit)
    }
    return options
  }
}
