internal import CatalogStore
public import CorpusIndex
internal import Datasets
internal import FoundationEssentials
internal import Storage

/// What to write of the records that match.
public struct ExtractOptions: Sendable {
  /// Column conditions.
  public var condition: String?
  /// Every word must occur.
  public var all = false
  /// Paths of what to write of each record, keys joined by dots, besides its id; all of it when
  /// empty.
  public var fields: [String] = []
  /// Writes ids alone.
  public var idsOnly = false
  /// Records to write at most; `nil` writes all.
  public var limit: Int?
  /// Seconds that it may take; an extract that is not whole then is an error, and leaves no file.
  public var timeout: Double?
  /// Replaces files that are there.
  public var overwrites = false
  /// Whether nobody waits for the records any more, asked also while none is found; then the extract
  /// is interrupted.
  public var isCancelled: @Sendable () -> Bool = { Task.isCancelled }

  /// Everything of every match.
  public init() {}
}

extension Catalog {
  /// Writes every record that matches to a file, with a card beside it that says where they come
  /// from; a pipe or a device gets none.
  ///
  /// A record is written as it stands in its source: the same JSON value, keys in order. Records come
  /// dataset by dataset, each in the order of its source, and are streamed: memory does not grow with
  /// their number. The name of the file says how it is packed (`.jsonl`, then `.zst`, `.gz` or
  /// `.lz4`). The card is a description that ``add(_:id:options:observe:)`` takes: the query, the
  /// datasets with their shares, their licences, counts, checksum and the version of the program.
  ///
  /// - Parameters:
  ///   - query: The query language of `cli.md`; `*` takes every record.
  ///   - ids: Datasets; all indexed ones when empty.
  ///   - path: The file to write.
  ///   - options: What to write.
  ///   - observe: Called about ten times a second.
  /// - Returns: What was written.
  /// - Throws: ``CatalogError`` `exists` when the file or its card is there, `badQuery`, `diskFull`;
  ///   nothing is left behind then.
  public func extract(
    _ query: String, in ids: [String] = [], to path: String,
    options: ExtractOptions = ExtractOptions(), observe: (IngestProgress) -> Void = { _ in }
  ) throws -> ExtractAnswer {
    let file = try ExtractFile(path)
    // A pipe or a device keeps nothing, so nothing is replaced, and there is no file for a card to be
    // beside.
    try file.refuseFolders()
    let isStream = try CatalogError.folding { try Destination(file.path).isStream }
    if !isStream, !options.overwrites { try file.refuseWhatIsThere() }
    let scope = try extractScope(ids)
    if !isStream { try refuseSources(file) }
    var answer = ExtractAnswer(file: path, card: isStream ? nil : file.card)
    var layout = RecordLayout(
      scope.corpora, namesRecords: namesRecords(of:), options: options)
    try reading(scope) {
      var writer = try CompressingWriter(path: file.path, format: file.format)
      try copy(query, scope, options, &layout, into: &answer, observe) { try writer.append($0) }
      try layout.checkFields()
      answer.checksum = try writer.finish()
      answer.uncompressedBytes = writer.byteCount
      answer.bytes = writer.writtenByteCount
    }
    if isStream { return answer }
    let card = try card(of: answer, query: query, options: options, layout: layout)
    answer.id = card.id
    answer.licenses = card.licenseLabels
    try CatalogError.folding {
      try Destination.write(Array(card.tree.yamlText.utf8), to: file.card)
    }
    return answer
  }

  /// Hands every record that matches to a closure, as lines of JSON; there is no card.
  ///
  /// - Parameters:
  ///   - query: The query language of `cli.md`; `*` takes every record.
  ///   - ids: Datasets; all indexed ones when empty.
  ///   - options: What to write.
  ///   - observe: Called about ten times a second.
  ///   - write: Gets one or several whole lines at a time.
  /// - Returns: What was written.
  /// - Throws: ``CatalogError``, or what `write` throws.
  public func extract(
    _ query: String, in ids: [String] = [], options: ExtractOptions = ExtractOptions(),
    observe: (IngestProgress) -> Void = { _ in }, write: ([UInt8]) throws -> Void
  ) throws -> ExtractAnswer {
    try hand(query, in: ids, options, observe, write).answer
  }

  /// The card of the file that ``extract(_:in:options:observe:write:)`` hands out now, as YAML: for who
  /// puts those lines into a file.
  ///
  /// It tells their checksum, so the records are read once more.
  ///
  /// - Parameters:
  ///   - query: The query language of `cli.md`; `*` takes every record.
  ///   - ids: Datasets; all indexed ones when empty.
  ///   - file: What the file is called, `.jsonl` at the end.
  ///   - options: What is in it.
  /// - Returns: A description that ``add(_:id:options:observe:)`` takes, beside the file.
  /// - Throws: ``CatalogError``, as the extract does.
  public func cardOfExtract(
    _ query: String, in ids: [String] = [], named file: String,
    options: ExtractOptions = ExtractOptions()
  ) throws -> String {
    guard file.hasSuffix(".jsonl") else {
      throw CatalogError(
        .usage, "the lines are not packed, so the name of their file ends in .jsonl",
        at: .file(file))
    }
    let file = try ExtractFile(file)
    var digest = SHA256()
    var (answer, layout) = try hand(query, in: ids, options, { _ in }) { lines in
      lines.withView { digest.append($0) }
    }
    answer.file = file.path
    answer.card = file.card
    answer.checksum = digest.hexadecimal
    return try card(of: answer, query: query, options: options, layout: layout).tree.yamlText
  }

  /// Runs what reads the files of indexes.
  ///
  /// - Throws: That a dataset was renamed meanwhile, where that may be why a file was not found.
  private func reading<Result>(_ scope: SearchScope, _ read: () throws -> Result) throws -> Result {
    do {
      return try CatalogError.folding(about: scope.only, read)
    } catch let error as CatalogError where error.code == .system {
      throw scope.corpora.lazy.compactMap { self.renamed($0.name) }.first
        ?? owner(of: error, among: scope.corpora).map { error.about($0) } ?? error
    }
  }

  /// The dataset whose file an error is about.
  private func owner(of error: CatalogError, among corpora: [SearchedCorpus]) -> String? {
    guard case .file(let path, _, _, _, _) = error.location else { return nil }
    return corpora.first { corpus in
      corpus.snapshot.files.contains { CatalogHome.absolute($0.path, from: home.path) == path }
    }?.name
  }

  /// What the card beside an extract is called.
  ///
  /// - Parameter file: The name of the extract, `.jsonl` at the end.
  /// - Returns: The name of the card.
  public static func cardName(ofExtract file: String) -> String {
    (try? ExtractFile(file).card) ?? file + ".card.yaml"
  }

  /// Hands lines to a closure and tells how they are laid out.
  private func hand(
    _ query: String, in ids: [String], _ options: ExtractOptions,
    _ observe: (IngestProgress) -> Void, _ write: ([UInt8]) throws -> Void
  ) throws -> (answer: ExtractAnswer, layout: RecordLayout) {
    let scope = try extractScope(ids)
    var answer = ExtractAnswer(file: "-", card: nil)
    var layout = RecordLayout(
      scope.corpora, namesRecords: namesRecords(of:), options: options)
    try reading(scope) {
      // Lines are held back until it is known that the fields asked for exist.
      var held: [UInt8] = []
      var bytes: UInt64 = 0
      try copy(query, scope, options, &layout, into: &answer, observe) { line in
        bytes += UInt64(line.count)
        held += line
        let isSure = options.fields.isEmpty || held.count >= Self.heldByteCount
        guard isSure, held.count >= Self.writtenByteCount else { return }
        try write(held)
        held.removeAll(keepingCapacity: true)
      }
      try layout.checkFields()
      if !held.isEmpty { try write(held) }
      answer.bytes = bytes
      answer.uncompressedBytes = bytes
    }
    return (answer, layout)
  }

  private static var writtenByteCount: Int { 64 << 10 }
  private static var heldByteCount: Int { 16 << 20 }

  /// Refuses to write over the data of a dataset, searched or not: what is replaced could not be read
  /// again, and an index that is lost needs it most.
  private func refuseSources(_ file: ExtractFile) throws {
    for name in [file.path, file.card] {
      guard let target = try? RandomAccessFile(path: name).status else { continue }
      for id in try folderIDs() {
        guard let known = try registration(id) else { continue }
        for source in known.files + known.sources {
          let path = CatalogHome.absolute(source, from: home.path)
          guard let status = try? RandomAccessFile(path: path).status,
            status.device == target.device, status.inode == target.inode
          else { continue }
          throw CatalogError(
            .exists, "the file holds records of \(id), which would be lost", at: .file(name),
            remedy: .advice("choose another name"))
        }
      }
    }
  }

  /// Whether the user named the field of a dataset's record ids.
  private func namesRecords(of id: String) -> Bool {
    (try? registration(id))??.recordID != nil
  }

  /// The datasets to extract from; one that cannot be read is an error.
  private func extractScope(_ ids: [String]) throws -> SearchScope {
    let scope = try scope(ids)
    // A file that leaves records out without saying so would be worse than none.
    if let failure = scope.coverage.failures.first {
      // What no check mends is told as it is.
      var remedy = Remedy.checkOrLeaveOut(failure.dataset)
      if let known = failure.error.remedy, case .engine(.advice, _) = known { remedy = known }
      throw CatalogError(
        .system, "\(failure.dataset) cannot be read: \(failure.error.statement)", remedy: remedy)
    }
    guard !scope.corpora.isEmpty else {
      throw CatalogError(.notFound, "nothing is indexed", remedy: .addData())
    }
    return scope
  }

  /// Lays out every match and counts what was written.
  private func copy(
    _ query: String, _ scope: SearchScope, _ options: ExtractOptions, _ layout: inout RecordLayout,
    into answer: inout ExtractAnswer, _ observe: (IngestProgress) -> Void,
    _ write: ([UInt8]) throws -> Void
  ) throws {
    var choice = RecordChoice(matching: query, where: options.condition)
    choice.all = options.all
    choice.parts = layout.parts
    choice.isCancelled = options.isCancelled
    choice.timeout = options.timeout
    let end = options.timeout.map { SystemCall.monotonicSeconds + $0 }
    var search = SearchOptions()
    search.all = options.all
    search.condition = options.condition
    // Records that no run has written yet are missing too.
    answer.stale = scope.coverage.stale
    answer.notices = (scope.coverage.engine.notes + scope.searcher.notesOfParts).map { Notice($0) }
    answer.notices += try scope.searcher.notices(on: query, options: search)
    var counts: [String: UInt64] = [:]
    var written = 0
    var isCut = false
    var progress = StepClock(total: 0, phase: .writing)
    try scope.searcher.forEachRecord(choice) { record in
      if options.isCancelled() { throw CatalogError(.interrupted, "interrupted") }
      if let end, SystemCall.monotonicSeconds > end { throw choice.timedOut }
      if let limit = options.limit, written >= limit {
        isCut = true
        return false
      }
      let line = layout.line(of: record)
      try write(line)
      written += 1
      counts[record.reference.corpus, default: 0] += 1
      progress.pass(bytes: line.count, tell: observe)
      return true
    }
    answer.isCut = isCut
    answer.notices += layout.notices
    answer.plan = layout.plan
    answer.labels = layout.labels
    let methods = scope.corpora.map(\.snapshot.method)
    answer.method = methods.dropFirst().allSatisfy { $0 == methods[0] } ? methods.first : nil
    answer.datasets = scope.corpora.compactMap { corpus in
      counts[corpus.name].map {
        .init(id: corpus.name, records: $0, generation: corpus.snapshot.generation)
      }
    }
  }

  /// The description of what was written.
  private func card(
    of answer: ExtractAnswer, query: String, options: ExtractOptions, layout: RecordLayout
  ) throws -> Dataset {
    let origins = try CatalogError.folding {
      try answer.datasets.map { try store.dataset(id: $0.id).dataset }
    }
    return ProvenanceCard(
      answer: answer, query: query, options: options, origins: origins, fields: layout.schema,
      time: CatalogStore.currentTime()
    ).dataset
  }
}

/// The names of an extract and of the card beside it.
struct ExtractFile {
  let path: String
  let card: String
  let format: CompressingWriter.Format

  init(_ path: String) throws {
    self.path = path
    format = CompressingWriter.format(forName: path)
    if path.hasSuffix("/") {
      throw CatalogError(
        .usage, "a folder is named, and an extract is a file", at: .file(path),
        remedy: .writeTo(path + "extract.jsonl"))
    }
    var stem = path
    for suffix in [".gz", ".zst", ".zstd", ".lz4"] where stem.lowercased().hasSuffix(suffix) {
      stem = String(stem.dropLast(suffix.count))
    }
    guard stem.lowercased().hasSuffix(".jsonl") else {
      throw CatalogError(
        .usage, "the name of an extract ends in .jsonl, or in .jsonl.zst, .jsonl.gz or .jsonl.lz4",
        at: .file(path), remedy: .writeTo(stem + ".jsonl"))
    }
    card = String(stem.dropLast(".jsonl".count)) + ".card.yaml"
  }

  func refuseFolders() throws {
    for name in [path, card] where FileStatus(name)?.isFolder == true {
      throw CatalogError(
        .exists, "a folder has the name", at: .file(name), remedy: .advice("choose another name"))
    }
  }

  func refuseWhatIsThere() throws {
    for name in [path, card] where FileStatus(name) != nil {
      throw CatalogError(
        .exists, "the file exists", at: .file(name), remedy: .anotherFileOrReplace)
    }
  }
}
