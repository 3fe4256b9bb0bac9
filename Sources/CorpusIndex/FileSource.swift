internal import Corpora
internal import Indexing
internal import Records
internal import Storage

/// The records of files as chunks for the index writer.
final class FileSource: ChunkSource, @unchecked Sendable {
  // Safe: the reader and the slots being filled belong to the reading thread, a slot being parsed
  // to one worker; the writer keeps these rounds apart. Each worker has its own parser and log.
  private var reader: ChunkReader
  private let slots: [Slot]
  private let workers: [Worker]
  /// Number in the commit of the first file read.
  private let firstFile: Int
  private let fileCount: Int

  private final class Slot {
    var chunk = RawChunk()
    /// Records that came out of it.
    var records = 0
  }

  private final class Worker {
    var parser: JSONLinesParser
    var problems = ProblemLog(limit: 100)
    init(schema: RecordSchema) { parser = JSONLinesParser(schema: schema) }
  }

  init(
    _ files: [CorpusFile], schema: RecordSchema, firstFile: Int, firstOrdinal: UInt64,
    slotCount: Int, jobs: Int
  ) {
    var options = ChunkReader.Options()
    options.chunkByteCount = IndexWriter.chunkByteCount
    reader = ChunkReader(
      files: files, from: ChunkReader.Position(ordinal: firstOrdinal), options: options)
    slots = (0..<slotCount).map { _ in Slot() }
    workers = (0..<max(1, jobs)).map { _ in Worker(schema: schema) }
    self.firstFile = firstFile
    fileCount = files.count
  }

  /// Bytes of the files on disk used up.
  var consumedBytes: UInt64 { reader.consumedByteCount }

  func read(into slot: Int) throws(IndexError) -> Bool {
    reader.next(into: &slots[slot].chunk)
  }

  func parse(_ slot: Int, worker: Int, into batch: inout RecordBatch) {
    workers[worker].parser.parse(
      slots[slot].chunk, into: &batch, problems: &workers[worker].problems)
    // Files are numbered over the whole life of the index.
    let places = batch.places.view
    for index in 0..<places.count { places[index].file += UInt32(firstFile) }
    slots[slot].records = batch.count
  }

  func note(_ slot: Int, in commit: inout Commit) {
    let chunk = slots[slot]
    commit.files[firstFile + chunk.chunk.file].records += UInt64(chunk.records)
    commit.nextOrdinal = chunk.chunk.end.ordinal
    for file in 0..<chunk.chunk.end.file { commit.files[firstFile + file].isComplete = true }
  }

  /// Everything was read: what follows the last chunk holds no record.
  func noteEnd(in commit: inout Commit) {
    commit.nextOrdinal = reader.position.ordinal
    for file in 0..<fileCount { commit.files[firstFile + file].isComplete = true }
  }

  /// All problems met so far, by file and place.
  var problems: ProblemLog {
    var all = ProblemLog(limit: 100)
    all.merge(reader.problems)
    for worker in workers { all.merge(worker.problems) }
    return all
  }
}
