package import Analysis
internal import Postings
internal import Profiling
package import Records
package import Storage

/// Gathers prepared chunks and writes them as one segment.
///
/// Chunks are analysed by ``workers`` on any threads and taken over in source order by
/// ``append(_:)``, which writes stored texts at once; ``finish(name:)`` inverts the logs and
/// writes all else. The same chunks given to the same workers make the same bytes.
package final class SegmentBuilder {
  private let settings: IndexSettings
  private let directory: any Directory
  private let jobs: Int
  package let workers: [SegmentWorker]

  private var writer: EnvelopeWriter?
  private var documents = GrowableBuffer<LoggedDocument>()
  private var order = GrowableBuffer<UInt32>()
  private var sources = GrowableBuffer<RecordBatch.Place>()
  private var ids = GrowableBuffer<UInt8>()
  private var idEnds = GrowableBuffer<UInt64>()
  /// Columns with a value in the coming segment, by their numbers in the corpus.
  private var columns: [Int: SegmentColumn] = [:]
  /// Which paths are columns; grows with the records taken over.
  package var ledger: ColumnLedger
  /// Values taken over so far that became no column, over all segments.
  package private(set) var leftOutValueCount: UInt64 = 0
  private var storedIndex = StoredIndex()
  /// With a store whose texts are compressed once a dictionary is trained.
  private var pendingTexts = PendingTexts()
  private var rests = GrowableBuffer<UInt8>()
  private var restIndex = StoredIndex()
  private var textBytes: UInt64 = 0
  private var positionCount: UInt64 = 0

  /// Makes a builder and its workers.
  ///
  /// `analyzer` is that of the settings; `memory` are the bytes that all workers' logs and the
  /// inversion may take together.
  package init(
    in directory: any Directory, settings: IndexSettings, analyzer: Analyzer, memory: UInt64,
    jobs: Int
  ) {
    self.directory = directory
    self.settings = settings
    self.jobs = max(1, jobs)
    let logCapacity = Int(memory / 8) / max(1, jobs)
    workers = (0..<max(1, jobs)).map {
      SegmentWorker(
        number: $0, settings: settings, analyzer: analyzer, logCapacity: logCapacity)
    }
    ledger = ColumnLedger(settings.schema)
  }

  /// Records taken over.
  package var documentCount: Int { documents.count }

  /// Bytes that finishing now would need at most, logs included.
  package var memoryNeeded: UInt64 {
    var logs: UInt64 = 0
    var entries: UInt64 = 0
    var terms: UInt64 = 0
    for worker in workers {
      logs += UInt64(worker.byteCount)
      for log in worker.logs {
        entries += UInt64(log.log.entries.count)
        terms += UInt64(
          log.log.words.count + log.log.pairs.count + log.log.characters.count)
      }
    }
    // Scattering takes four bytes a position; encoded lists about two more; a term's rank,
    // reference, counts and sort key about sixty.
    let documents = UInt64(self.documents.count)
    let columnBytes = columns.values.reduce(UInt64(0)) { $0 + UInt64($1.byteCount) }
    return logs + entries * 6 + terms * 60 + documents * 64 + UInt64(ids.byteCount) * 2
      + columnBytes + UInt64(rests.count)
  }

  /// Positions so far; a segment holds fewer than 2³².
  package var positions: UInt64 { positionCount }

  /// Takes over the records of a chunk; chunks come in source order.
  ///
  /// `name`: what the segment will be called.
  package func append(_ chunk: PreparedChunk, name: String) throws(StorageError) {
    if writer == nil { try begin(name) }
    takeColumns(chunk.batch)
    for record in 0..<chunk.batch.count {
      documents.append(
        LoggedDocument(worker: UInt32(chunk.worker), local: UInt32(chunk.firstLocal + record)))
    }
    for log in workers[chunk.worker].logs {
      for record in 0..<chunk.batch.count {
        positionCount += UInt64(log.log.length(of: chunk.firstLocal + record))
      }
    }
    sources.append(contentsOf: chunk.batch.places.view)
    for record in 0..<chunk.batch.count {
      if settings.schema.recordID != nil {
        let id = chunk.batch.ids[record]
        if !id.isMissing { ids.append(contentsOf: chunk.batch.view(of: id)) }
      }
      idEnds.append(UInt64(ids.count))
    }
    textBytes += chunk.textBytes
    if settings.store != .none {
      try appendTexts(chunk.stored)
      restIndex.append(chunk.rests)
      rests.append(contentsOf: chunk.rests.bytes.view)
    }
  }

  /// Writes blocks of texts, compressed or still to be.
  private func appendTexts(_ blocks: borrowing StoredBlocks) throws(StorageError) {
    guard settings.store == .zstd, blocks.compressor == nil else { return try write(blocks) }
    guard let method = pendingTexts.method else {
      if pendingTexts.append(blocks) { try endPendingTexts() }
      return
    }
    // The rest of the round in which the dictionary was trained.
    var compressed = StoredBlocks(fieldCount: 0)
    compressed.append(compressing: blocks, with: BlockCompressor(method))
    try write(compressed)
  }

  /// Compresses the first texts of a segment; from the next round on, workers do it.
  private func endPendingTexts() throws(StorageError) {
    try write(pendingTexts.compressed())
    for worker in workers { worker.compressTexts(with: pendingTexts.method) }
  }

  private func write(_ blocks: borrowing StoredBlocks) throws(StorageError) {
    storedIndex.append(blocks)
    try writer?.append(ByteSlice(blocks.bytes.view))
  }

  /// Ends the section of texts and writes the others that keep records whole.
  private func finishTexts(_ writer: EnvelopeWriter) throws(StorageError) {
    if pendingTexts.byteCount > 0 { try endPendingTexts() }
    try writer.endSection()
    try storedIndex.write(to: writer, section: SegmentSection.textIndex)
    if case .zstd(let dictionary?) = pendingTexts.method {
      try writer.write(dictionary)
    }
    try writer.beginSection(SegmentSection.restBlocks, alignment: 4096)
    try writer.append(ByteSlice(rests.view))
    try writer.endSection()
    try restIndex.write(to: writer, section: SegmentSection.restIndex)
  }

  /// Takes over the columns of a batch whose first record becomes the next document.
  private func takeColumns(_ batch: borrowing RecordBatch) {
    leftOutValueCount += batch.leftOutValueCount
    if batch.hasUnnamedPaths { ledger.noteCutOff() }
    // Paths are looked up where they first have a value: this order decides which are columns.
    var targets = [Target](repeating: .unknown, count: batch.columns.count)
    let bytes = batch.bytes.view
    for record in 0..<batch.count {
      for index in batch.entryRange(of: record) {
        let entry = batch.entries[index]
        let local = Int(entry.column)
        if case .unknown = targets[local] { targets[local] = target(of: batch.columns[local].path) }
        switch targets[local] {
        case .column(let column):
          column.append(entry, document: documents.count + record, bytes: bytes)
        case .unknown, .none: leftOutValueCount += 1
        }
      }
    }
  }

  /// Where the values of a batch's column go.
  private enum Target {
    case unknown
    case none
    case column(SegmentColumn)
  }

  private func target(of path: String) -> Target {
    guard let number = ledger.number(ofPath: path) else { return .none }
    let column = columns[number] ?? SegmentColumn()
    columns[number] = column
    return .column(column)
  }

  private func begin(_ name: String) throws(StorageError) {
    let writer = try EnvelopeWriter(
      in: directory, name: Self.pendingName, kind: .segment, version: SegmentSection.version,
      id: Self.id(of: name), usesThreads: jobs > 1)
    if settings.store != .none {
      try writer.beginSection(SegmentSection.textBlocks, alignment: 4096)
    }
    self.writer = writer
  }

  /// The sixteen bytes that identify a segment, derived from its name alone, so that equal input makes
  /// equal files.
  static func id(of name: String) -> [UInt8] {
    var bytes = ByteWriter()
    bytes.append(text: name)
    var id = ByteWriter()
    for part in 0..<4 as Range<UInt8> {
      bytes.append(part)
      id.append(Checksum.of(bytes.slice))
    }
    return id.slice.array
  }

  /// Where a segment grows before it has its name.
  package static let pendingName = "segment.pending"

  /// Writes the rest of the segment under its name and empties the builder.
  ///
  /// - Returns: The summary and the bytes of the file.
  package func finish(name: String) throws(StorageError) -> (SegmentSummary, UInt64) {
    if writer == nil { try begin(name) }
    guard let writer else { preconditionFailure("a writer was just made") }
    if settings.store != .none { try finishTexts(writer) }
    try writePlaces(writer)
    try writeRecordIDs(writer)
    try writeProfile(writer)
    let vocabularies = settings.schema.textFields.indices.map { field in
      FieldVocabularies(workers.map { $0.logs[field] }, jobs: jobs)
    }
    let isReordered = try writeOrder(vocabularies, writer)
    var written = SegmentColumns()
    for (number, column) in columns.sorted(by: { $0.key < $1.key }) {
      try writer.beginSection(
        SegmentSection.columns, field: UInt32(written.columns.count))
      try column.write(
        to: writer, documentCount: documents.count, order: isReordered ? order.view : nil)
      try writer.endSection()
      written.columns.append(
        SegmentColumns.Column(
          number: UInt32(number), contents: column.contents(of: ledger.columns[number])))
    }
    var summary = SegmentSummary(
      documents: UInt32(documents.count), textBytes: textBytes, tokens: [], fieldDocuments: [])
    for field in settings.schema.textFields.indices {
      let inverter = FieldInverter(vocabularies[field], documents: documents.view, jobs: jobs)
      try inverter.write(to: writer, field: UInt32(field))
      summary.tokens.append(inverter.totals.tokens)
      summary.fieldDocuments.append(inverter.totals.documents)
    }
    try writer.writeMeta(summary, settings, written)
    let bytes = try writer.finish()
    try directory.rename(Self.pendingName, to: name)
    self.writer = nil
    removeAll()
    return (summary, bytes)
  }

  /// Drops everything not finished.
  package func abandon() {
    writer?.abandon()
    writer = nil
    removeAll()
  }

  private func removeAll() {
    for worker in workers {
      worker.removeAll()
      // The next segment's texts have a dictionary of their own.
      if settings.store == .zstd { worker.compressTexts(with: nil) }
    }
    documents.removeAll()
    sources.removeAll()
    ids.removeAll()
    idEnds.removeAll()
    storedIndex.removeAll()
    pendingTexts.removeAll()
    rests.removeAll()
    restIndex.removeAll()
    columns = [:]
    textBytes = 0
    positionCount = 0
  }

  private func writePlaces(_ writer: EnvelopeWriter) throws(StorageError) {
    var bytes = ByteWriter()
    SourceMap.write(sources.view, to: &bytes)
    try writer.beginSection(SegmentSection.places)
    try writer.append(bytes.slice)
    try writer.endSection()
  }

  /// Chooses an order of documents and puts ``documents`` into it.
  ///
  /// - Returns: Whether documents are not in the order of the source; ``order`` then has the rank
  ///   of each.
  private func writeOrder(
    _ vocabularies: [FieldVocabularies], _ writer: EnvelopeWriter
  ) throws(StorageError) -> Bool {
    guard settings.reorders, let body = vocabularies.first,
      documents.count >= DocumentReordering.leastDocuments
    else { return false }
    order = DocumentReordering(body, documents: documents.view, jobs: jobs).order()
    let moved = GrowableBuffer<LoggedDocument>(
      repeating: LoggedDocument(worker: 0, local: 0), count: documents.count)
    let ranks = GrowableBuffer<UInt64>(repeating: 0, count: documents.count)
    for document in 0..<documents.count {
      moved.view[document] = documents[Int(order[document])]
      ranks.view[document] = UInt64(order[document])
    }
    documents.removeAll()
    documents.append(contentsOf: moved.view)
    var bytes = ByteWriter()
    PackedNumbers.write(ranks.view, to: &bytes)
    try writer.beginSection(SegmentSection.order)
    try writer.append(bytes.slice)
    try writer.endSection()
    return true
  }

  private func writeProfile(_ writer: EnvelopeWriter) throws(StorageError) {
    var profile = BatchProfiler.joined(workers.map(\.profiler))
    profile.columns = columns.sorted { $0.key < $1.key }
      .map { $0.value.profile(of: ledger.columns[$0.key]) }
    try profile.writeSection(to: writer)
  }

  private func writeRecordIDs(_ writer: EnvelopeWriter) throws(StorageError) {
    guard settings.schema.recordID != nil else { return }
    try RecordIDWriter.write(ids: ids.view, ends: idEnds.view, to: writer)
  }
}
