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
  /// Text fields and columns to write, besides the id; all of them when empty.
  public var fields: [String] = []
  /// Writes ids alone.
  public var idsOnly = false
  /// Replaces files that are there.
  public var overwrites = false

  /// Everything of every match.
  public init() {}
}

extension Catalog {
  /// Writes every record that matches to a file, with a card beside it that says where they come
  /// from.
  ///
  /// Records are streamed: memory does not grow with their number. The name of the file says how it
  /// is packed (`.jsonl`, then `.zst`, `.gz` or `.lz4`). The card is a description that
  /// ``add(_:id:options:observe:)`` takes: the query, the datasets with their shares, their
  /// licences, counts, checksum and the version of the program.
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
    if !options.overwrites { try file.refuseWhatIsThere() }
    let scope = try scope(ids)
    // A file that leaves records out without saying so would be worse than none.
    if let failure = scope.coverage.failures.first {
      throw CatalogError(
        .system, "\(failure.dataset) cannot be read: \(failure.error.statement)",
        remedy: .checkOrLeaveOut(failure.dataset))
    }
    guard !scope.corpora.isEmpty else {
      throw CatalogError(.notFound, "nothing is indexed", remedy: .addData())
    }
    let layout = try RecordLayout(scope.corpora, options: options)
    var choice = RecordChoice(matching: query, where: options.condition)
    choice.all = options.all
    choice.readsTexts = layout.needsTexts
    var answer = ExtractAnswer(file: path, card: file.card)
    var counts: [String: UInt64] = [:]
    var progress = StepClock(total: 0, phase: .writing)
    try CatalogError.folding {
      var writer = try CompressingWriter(path: file.path, format: file.format)
      try scope.searcher.forEachRecord(choice) { record in
        if Task.isCancelled {
          throw CatalogError(.interrupted, "interrupted; no file was left behind")
        }
        let line = layout.line(of: record)
        try writer.append(line)
        counts[record.reference.corpus, default: 0] += 1
        progress.pass(bytes: line.count, tell: observe)
        return true
      }
      answer.checksum = try writer.finish()
      answer.uncompressedBytes = writer.byteCount
      answer.bytes = writer.writtenByteCount
    }
    answer.datasets = scope.corpora.compactMap { corpus in
      counts[corpus.name].map {
        .init(id: corpus.name, records: $0, generation: corpus.snapshot.generation)
      }
    }
    let card = try card(of: answer, query: query, options: options, layout: layout)
    answer.id = card.id
    answer.licenses = card.licenseLabels
    try CatalogError.folding {
      try Data(card.tree.yamlText.utf8).write(to: URL(fileURLWithPath: file.card), options: .atomic)
    }
    return answer
  }

  /// The description of what was written.
  private func card(
    of answer: ExtractAnswer, query: String, options: ExtractOptions, layout: RecordLayout
  ) throws -> Dataset {
    let origins = try CatalogError.folding {
      try answer.datasets.map { try store.dataset($0.id).dataset }
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
  let format: DecompressingReader.Format

  init(_ path: String) throws {
    self.path = path
    format = CompressingWriter.format(forName: path)
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

  func refuseWhatIsThere() throws {
    for name in [path, card] where FileManager.default.fileExists(atPath: name) {
      throw CatalogError(
        .exists, "the file exists", at: .file(name), remedy: .anotherFileOrReplace)
    }
  }
}
