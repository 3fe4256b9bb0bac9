internal import Corpora
internal import Indexing
internal import Records
internal import Storage

/// The records of files as chunks for the index writer.
final class FileSource: ChunkSource, @unchecked Sendable {
  // Safe: the reader and the slots being filled belong to the reading thread, a slot being parsed
  // to one worker; the writer keeps these rounds apart. Each worker has its own parsers and log.
  private var reader: CorpusReader
  private let slots: [Slot]
  private let workers: [Worker]
  /// Number in the commit of the first file read.
  let firstFile: Int
  private let windows: WindowBudget
  /// By file, whether it can be read again after the run.
  private let isThereLater: [Bool]
  /// By file, the columns that it has as a whole.
  private let labels: [[FileLayout.Label]]
  /// Files of which the commit says that they were read to their end.
  private var completedFiles = 0
  /// Running numbers that files begin with at least.
  private let firstOrdinals: [UInt64]
  /// Every record was taken over.
  private var hasEnded = false
  /// The file of the last chunk, and where its running numbers begin.
  private var current = -1
  private var shift: UInt64 = 0
  private var firstOfFile: UInt64 = 0

  private final class Slot {
    var chunk = RawChunk()
    /// Records that came out of it.
    var records = 0
    /// What turns the reader's running numbers into those of the index, in this file.
    var shift: UInt64 = 0
    /// Running number in the index of the file's first record.
    var firstOfFile: UInt64 = 0
    /// Bytes of the files on disk up to its end.
    var consumedBytes: UInt64 = 0
  }

  /// What one thread parses with: a parser for each format it has met.
  private final class Worker {
    private var parsers: [(any FormatParser)?]
    private let formats: CorpusFormats
    private let schema: RecordSchema
    private lazy var sidecars = SidecarMerger(schema)
    var problems = ProblemLog(limit: 100)
    private var columns: ColumnLedger

    init(schema: RecordSchema, formats: CorpusFormats) {
      self.schema = schema
      self.formats = formats
      parsers = formats.indices.map { _ in nil }
      columns = ColumnLedger(schema)
    }

    func learn(_ ledger: ColumnLedger) {
      columns = ledger
      for parser in parsers { parser?.learn(ledger) }
    }

    func parse(_ chunk: borrowing RawChunk, into batch: inout RecordBatch) {
      let parser = parsers[chunk.format] ?? newParser(of: chunk.format)
      parser.parse(chunk, into: &batch, problems: &problems)
      if !chunk.beside.isEmpty { sidecars.merge(chunk, into: &batch, problems: &problems) }
    }

    private func newParser(of format: Int) -> any FormatParser {
      let parser = formats[format].parser(for: schema)
      parser.learn(columns)
      parsers[format] = parser
      return parser
    }
  }

  /// `firstOrdinals`: by file, in rising order, the least running number of its records.
  init(
    _ sources: SourceListing, schema: RecordSchema, reading: ReadingOptions, firstFile: Int,
    readsSourcesLater: Bool, firstOrdinal: UInt64, firstOrdinals: [UInt64], slotCount: Int,
    jobs: Int
  ) {
    var options = reading
    // Nobody comes back to a file whose records are kept in the index.
    if !readsSourcesLater { options.checkpointSpacing = nil }
    options.chunkByteCount = IndexWriter.chunkByteCount
    reader = CorpusReader(
      files: sources.entries.map(\.file), formats: sources.formats, openFiles: sources.openFiles,
      from: CorpusReader.Position(ordinal: firstOrdinal), options: options)
    slots = (0..<slotCount).map { _ in Slot() }
    workers = (0..<max(1, jobs)).map { _ in Worker(schema: schema, formats: sources.formats) }
    self.firstFile = firstFile
    self.firstOrdinals = firstOrdinals
    windows = sources.openFiles.windows
    isThereLater = sources.entries.map { !sources.openFiles.isHeld($0.file.path) }
    labels = sources.entries.map(\.file.labels)
  }

  /// Bytes of the files on disk whose records were taken over; more have been read.
  private(set) var takenBytes: UInt64 = 0

  /// Windows of packed files.
  var heldByteCount: UInt64 { windows.heldByteCount }

  func read(into slot: Int) throws(IndexError) -> Bool {
    let slot = slots[slot]
    guard reader.next(into: &slot.chunk) else { return false }
    if slot.chunk.file != current {
      current = slot.chunk.file
      shift = max(shift, firstOrdinals[current].subtractingWithoutBorrow(slot.chunk.firstOrdinal))
      firstOfFile = slot.chunk.firstOrdinal + shift
    }
    slot.consumedBytes = reader.consumedByteCount
    slot.shift = shift
    slot.firstOfFile = firstOfFile
    return true
  }

  func parse(_ slot: Int, worker: Int, into batch: inout RecordBatch) {
    workers[worker].parse(slots[slot].chunk, into: &batch)
    let ofFile = labels[slots[slot].chunk.file]
    let ofPart = slots[slot].chunk.labels.filter { part in
      !ofFile.contains { $0.column == part.column }
    }
    workers[worker].problems.countOwnValues(batch.add(ofFile + ofPart))
    // Files are numbered over the whole life of the index.
    let places = batch.places.view
    let shift = slots[slot].shift
    for index in 0..<places.count {
      places[index].file += UInt32(firstFile)
      places[index].ordinal += shift
    }
    slots[slot].records = batch.count
    // From here on the batch has everything.
    slots[slot].chunk.bytes.removeAllAndShrink()
  }

  func learn(_ columns: ColumnLedger) {
    for worker in workers { worker.learn(columns) }
  }

  func note(
    _ slot: Int, in commit: inout Commit, directory: any Directory
  ) throws(StorageError) {
    let chunk = slots[slot]
    commit.files[firstFile + chunk.chunk.file].records += UInt64(chunk.records)
    commit.files[firstFile + chunk.chunk.file].firstOrdinal = chunk.firstOfFile
    commit.nextOrdinal = chunk.chunk.end.ordinal + chunk.shift
    takenBytes = chunk.consumedBytes
    try complete(chunk.chunk.end.file, in: &commit, directory: directory)
  }

  /// Everything was read: what follows the last chunk holds no record.
  func noteEnd(in commit: inout Commit, directory: any Directory) throws(StorageError) {
    hasEnded = true
    commit.nextOrdinal = reader.position.ordinal + shift
    try complete(isThereLater.count, in: &commit, directory: directory)
  }

  /// Notes that the first files were read to their end, and keeps their checkpoints.
  private func complete(
    _ count: Int, in commit: inout Commit, directory: any Directory
  ) throws(StorageError) {
    while completedFiles < count {
      let number = firstFile + completedFiles
      let end = reader.takeEnd(of: completedFiles)
      // The start of a file needs no checkpoint.
      if end.checkpoints.count > 1, isThereLater[completedFiles] {
        let name = Commit.checkpointsName(number, run: commit.finishedRuns + 1)
        try CheckpointFile.write(
          end.checkpoints, of: commit.files[number].identity, to: directory, name: name)
        commit.files[number].checkpoints = name
      }
      commit.files[number].end = end.position
      commit.files[number].isContinuable = end.isContinuable
      commit.files[number].isComplete = true
      completedFiles += 1
    }
  }

  /// Notes in the commit what could not be used of each file.
  func noteProblems(in commit: inout Commit) {
    for (file, problems) in problems.byFile {
      commit.files[firstFile + file].problems.take(problems)
    }
  }

  /// All problems met so far, by file and place.
  var problems: ProblemLog {
    var all = ProblemLog(limit: 100)
    all.merge(reader.problems)
    for worker in workers { all.merge(worker.problems) }
    if hasEnded { for problem in reader.strayAttributes { all.append(problem) } }
    return all
  }
}

extension UInt64 {
  /// The difference, 0 where the other is larger.
  fileprivate func subtractingWithoutBorrow(_ other: UInt64) -> UInt64 {
    self > other ? self - other : 0
  }
}

extension Commit.SourceFile.Problems {
  /// Takes over what a run could not use of the file.
  mutating func take(_ problems: ProblemLog.FileProblems) {
    lost = problems.lost
    repaired = problems.repaired
    leftOut = problems.leftOut
    isCut = problems.isCut
    first = problems.first?.placed ?? ""
  }
}
