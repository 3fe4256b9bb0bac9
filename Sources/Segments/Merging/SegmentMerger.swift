internal import Postings
internal import Profiling
internal import Records
package import Storage

/// Turns neighbouring segments into one, leaving out what an input calls gone.
///
/// Every byte that is read is verified first. Lists are decoded, renumbered and encoded again, term
/// by term (`SegmentMerger+Lists.swift`). The order of documents is kept: those of the first input,
/// then those of the second, so that what was renumbered together stays together. What grows with
/// the segment lies on the disk while it is made, where it is more than the memory may hold. A
/// ``Cancellation`` ends it, and nothing of the segment is left.
package struct SegmentMerger: Sendable {
  /// A segment to merge and what of it stays; all of it where `live` is `nil`.
  package struct Input: Sendable {
    package var segment: SegmentReader
    package var live: LiveDocuments?

    package init(segment: SegmentReader, live: LiveDocuments?) {
      self.segment = segment
      self.live = live
    }
  }

  /// An input with the new numbers of its documents and ranks.
  struct Numbered: Sendable {
    let segment: SegmentReader
    let documents: StayingNumbers
    let ranks: StayingNumbers
  }

  let inputs: [Numbered]
  let settings: IndexSettings
  let jobs: Int
  /// On whose disk is kept what is made on the way; `nil` for ordinary memory.
  let folder: String?
  private let documentCount: Int

  /// - Parameters:
  ///   - inputs: In source order, all of the same settings.
  ///   - jobs: Threads that share the work.
  ///   - folder: On whose disk is kept what is made on the way; `nil` for ordinary memory.
  /// - Throws: ``StorageError`` when a byte of an input is damaged.
  package init(
    _ inputs: [Input], jobs: Int, onDiskOf folder: String?
  ) throws(StorageError) {
    settings = inputs[0].segment.settings
    self.jobs = max(1, jobs)
    self.folder = folder
    var numbered: [Numbered] = []
    var next: UInt32 = 0
    for input in inputs {
      let segment = input.segment
      try segment.file.verifyAll(Cancellation.check)
      let count = segment.documentCount
      var liveRanks = input.live
      if let live = input.live, segment.order.isRenumbered {
        let gone = (0..<UInt32(count)).lazy.filter { !live.isLive($0) }
          .map { UInt32(segment.rank(of: $0)) }
        liveRanks = LiveDocuments(count: count).deleting(gone)
      }
      let documents = StayingNumbers(first: next, total: count, live: input.live)
      let ranks = StayingNumbers(first: next, total: count, live: liveRanks)
      guard documents.count == ranks.count else {
        throw .damaged(
          path: segment.file.path, offset: 0, detail: "two documents have the same rank")
      }
      numbered.append(Numbered(segment: segment, documents: documents, ranks: ranks))
      next += UInt32(documents.count)
    }
    self.inputs = numbered
    documentCount = Int(next)
  }

  /// The number that a document of an input has in the merged segment, `nil` when it is left out.
  package func number(of document: UInt32, input: Int) -> UInt32? {
    let number = inputs[input].documents[document]
    return number == .end ? nil : number
  }

  /// Writes the merged segment.
  ///
  /// - Returns: The summary and the bytes of the file.
  package func write(
    to directory: any Directory, name: String
  ) throws(StorageError) -> (
    SegmentSummary, UInt64
  ) {
    let writer = try EnvelopeWriter(
      in: directory, name: name, kind: .segment, version: SegmentSection.version,
      id: SegmentBuilder.id(of: name), usesThreads: jobs > 1)
    do throws(StorageError) {
      var summary = SegmentSummary(
        documents: UInt32(documentCount), textBytes: 0, tokens: [], fieldDocuments: [])
      if settings.store != .none { try writeStored(writer) }
      try writePlaces(writer)
      try writeRecordIDs(writer)
      try writeProfile(writer)
      try writeOrder(writer)
      let columns = try writeColumns(writer)
      for field in settings.schema.textFields.indices {
        try writeField(field, writer, &summary)
      }
      summary.textBytes = mergedTextBytes()
      try writer.writeMeta(summary, settings, columns)
      return (summary, try writer.finish())
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// Bytes of text that stay; of a segment with deletions in proportion to its documents.
  private func mergedTextBytes() -> UInt64 {
    var total: UInt64 = 0
    for input in inputs where input.segment.documentCount > 0 {
      let share = Double(input.documents.count) / Double(input.segment.documentCount)
      total += UInt64(Double(input.segment.summary.textBytes) * share)
    }
    return total
  }

  // MARK: - Records

  private func writePlaces(_ writer: EnvelopeWriter) throws(StorageError) {
    var places = GrowableBuffer<RecordBatch.Place>(onDiskOf: folder)
    for input in inputs {
      try Cancellation.check()
      let sources = input.segment.sources
      input.ranks.forEach { places.append(sources.place(rank: Int($0))) }
    }
    var bytes = ByteWriter(onDiskOf: folder)
    SourceMap.write(places.view, to: &bytes, onDiskOf: folder)
    try writer.beginSection(SegmentSection.places)
    try writer.append(bytes.slice)
    try writer.endSection()
  }

  private func writeRecordIDs(_ writer: EnvelopeWriter) throws(StorageError) {
    guard settings.schema.recordID != nil else { return }
    var ids = GrowableBuffer<UInt8>(onDiskOf: folder)
    var ends = GrowableBuffer<UInt64>(onDiskOf: folder)
    for input in inputs {
      try Cancellation.check()
      let recordIDs = input.segment.recordIDs
      try input.ranks.forEach { (rank) throws(StorageError) in
        ids.append(contentsOf: Array(try recordIDs.stored(rank: Int(rank)).utf8))
        ends.append(UInt64(ids.count))
      }
    }
    try RecordIDWriter.write(ids: ids.view, ends: ends.view, to: writer, onDiskOf: folder)
  }

  /// Writes the rank of each document, unless all inputs are in the order of the source.
  private func writeOrder(_ writer: EnvelopeWriter) throws(StorageError) {
    guard inputs.contains(where: \.segment.order.isRenumbered) else { return }
    var ranks = GrowableBuffer<UInt64>(onDiskOf: folder)
    for input in inputs {
      try Cancellation.check()
      input.documents.forEach { document in
        ranks.append(UInt64(input.ranks[UInt32(input.segment.rank(of: document))]))
      }
    }
    var bytes = ByteWriter(onDiskOf: folder)
    PackedNumbers.write(ranks.view, to: &bytes)
    try writer.beginSection(SegmentSection.order)
    try writer.append(bytes.slice)
    try writer.endSection()
  }

  /// Documents that are left out go on counting as removed.
  private func writeProfile(_ writer: EnvelopeWriter) throws(StorageError) {
    var profile = CorpusProfile(fieldCount: settings.schema.textFields.count)
    for input in inputs {
      profile.merge(try input.segment.profile())
      profile.removed += UInt64(input.segment.documentCount - input.documents.count)
    }
    try profile.writeSection(to: writer)
  }

  /// Columns that no document which stays has a value in are left out.
  private func writeColumns(_ writer: EnvelopeWriter) throws(StorageError) -> SegmentColumns {
    var named: [UInt32: ColumnContents] = [:]
    for input in inputs {
      for column in input.segment.columnList.columns { named[column.number] = column.contents }
    }
    var written = SegmentColumns()
    for (number, column) in named.sorted(by: { $0.key < $1.key }) {
      var builder = ColumnBuilder(onDiskOf: folder)
      for input in inputs {
        try Cancellation.check()
        if let reader = input.segment.column(named: column.name) {
          let cursor = reader.cursor()
          try input.documents.forEach { (document) throws(StorageError) in
            try builder.append(documentOf: cursor, Int(document))
          }
        } else {
          builder.pad(to: builder.count + input.documents.count)
        }
      }
      let contents = builder.contents(name: column.name, path: column.path)
      if contents.types.isEmpty { continue }
      var bytes = ByteWriter(onDiskOf: folder)
      builder.write(to: &bytes)
      try writer.beginSection(SegmentSection.columns, field: UInt32(written.columns.count))
      try writer.append(bytes.slice)
      try writer.endSection()
      written.columns.append(SegmentColumns.Column(number: number, contents: contents))
    }
    return written
  }

  // MARK: - Fields

  private func writeField(
    _ field: Int, _ writer: EnvelopeWriter, _ summary: inout SegmentSummary
  ) throws(StorageError) {
    var norms = GrowableBuffer<UInt8>(onDiskOf: folder)
    var lengths = GrowableBuffer<UInt64>(onDiskOf: folder)
    var documents: UInt64 = 0
    var tokens: UInt64 = 0
    for input in inputs {
      try Cancellation.check()
      let old = try input.segment.exactLengths(of: field)
      input.documents.forEach { document in
        let length = old[Int(document)]
        lengths.append(length)
        norms.append(Norm.encode(UInt32(truncatingIfNeeded: length)))
        tokens += length
        if length > 0 { documents += 1 }
      }
    }
    summary.tokens.append(tokens)
    summary.fieldDocuments.append(documents)
    try writer.beginSection(SegmentSection.norms, field: UInt32(field))
    try writer.append(ByteSlice(norms.view))
    try writer.endSection()
    var packed = ByteWriter(onDiskOf: folder)
    PackedNumbers.write(lengths.view, to: &packed)
    try writer.beginSection(SegmentSection.lengths, field: UInt32(field))
    try writer.append(packed.slice)
    try writer.endSection()
    let reference = Double(tokens) / Double(max(1, documents))
    for space in TermSpace.allCases
    where inputs.contains(where: { $0.segment.field(field).dictionary(space) != nil }) {
      let shape = ListShape(
        norms: ByteSlice(norms.view), hasPositions: space.hasPositions,
        referenceLength: reference)
      try EncodedTerms.write(
        try mergedLists(field, space, shape), space: space, field: UInt32(field), to: writer)
    }
  }
}
