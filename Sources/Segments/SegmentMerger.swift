internal import Postings
internal import Profiling
internal import Records
package import Storage

/// Turns neighbouring segments into one, leaving out what an input calls gone.
///
/// Every byte that is read is verified first. Lists are decoded, renumbered and encoded again, a
/// term at a time; the lists of one term space are held in memory until they are written.
package struct SegmentMerger {
  /// A segment to merge and what of it stays; all of it where `live` is `nil`.
  package struct Input {
    package var segment: SegmentReader
    package var live: LiveDocuments?

    package init(segment: SegmentReader, live: LiveDocuments?) {
      self.segment = segment
      self.live = live
    }
  }

  let inputs: [Input]
  let settings: IndexSettings
  /// New numbers of each input's documents, `.end` for those left out.
  private let numbers: [BufferView<UInt32>]
  /// Documents that stay, per input, as old numbers in source order.
  let kept: [BufferView<UInt32>]
  private let arena = ScratchArena()
  private let documentCount: Int

  /// `inputs`: in source order, all of the same settings.
  package init(_ inputs: [Input]) throws(StorageError) {
    self.inputs = inputs
    settings = inputs[0].segment.settings
    var numbers: [BufferView<UInt32>] = []
    var kept: [BufferView<UInt32>] = []
    var next: UInt32 = 0
    for input in inputs {
      try input.segment.file.verifyAll()
      let count = input.segment.documentCount
      let byRank = arena.make(repeating: UInt32(0), count: count)
      for document in 0..<UInt32(count) {
        byRank[input.segment.rank(of: document)] = document
      }
      let map = arena.make(repeating: UInt32.end, count: count)
      let stay = arena.make(repeating: UInt32(0), count: count)
      var staying = 0
      for rank in 0..<count where input.live?.isLive(byRank[rank]) ?? true {
        map[Int(byRank[rank])] = next
        stay[staying] = byRank[rank]
        staying += 1
        next += 1
      }
      numbers.append(map)
      kept.append(stay[0..<staying])
    }
    self.numbers = numbers
    self.kept = kept
    documentCount = Int(next)
  }

  /// The number that a document of an input has in the merged segment, `nil` when it is left out.
  package func number(of document: UInt32, input: Int) -> UInt32? {
    let number = numbers[input][Int(document)]
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
      id: SegmentBuilder.id(of: name))
    do throws(StorageError) {
      var summary = SegmentSummary(
        documents: UInt32(documentCount), textBytes: 0, tokens: [], fieldDocuments: [])
      if settings.store != .none { try writeStored(writer) }
      try writePlaces(writer)
      try writeRecordIDs(writer)
      try writeProfile(writer)
      let columns = try writeColumns(writer)
      for field in settings.schema.textFields.indices {
        try writeField(field, writer, &summary)
      }
      summary.textBytes = mergedTextBytes()
      var meta = ByteWriter()
      summary.write(to: &meta)
      settings.write(to: &meta)
      columns.write(to: &meta)
      try writer.beginSection(SegmentSection.meta)
      try writer.append(meta.slice)
      try writer.endSection()
      return (summary, try writer.finish())
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// Bytes of text that stay; of a segment with deletions in proportion to its documents.
  private func mergedTextBytes() -> UInt64 {
    var total: UInt64 = 0
    for (input, stay) in zip(inputs, kept) where input.segment.documentCount > 0 {
      let share = Double(stay.count) / Double(input.segment.documentCount)
      total += UInt64(Double(input.segment.summary.textBytes) * share)
    }
    return total
  }

  // MARK: - Records

  private func writePlaces(_ writer: EnvelopeWriter) throws(StorageError) {
    var places = GrowableBuffer<RecordBatch.Place>(capacity: documentCount)
    for (input, stay) in zip(inputs, kept) {
      for at in 0..<stay.count { places.append(input.segment.place(of: stay[at])) }
    }
    var bytes = ByteWriter()
    SourceMap.write(places.view, to: &bytes)
    try writer.beginSection(SegmentSection.places)
    try writer.append(bytes.slice)
    try writer.endSection()
  }

  private func writeRecordIDs(_ writer: EnvelopeWriter) throws(StorageError) {
    guard settings.schema.recordID != nil else { return }
    var ids = GrowableBuffer<UInt8>()
    var ends = GrowableBuffer<UInt64>(capacity: documentCount)
    for (input, stay) in zip(inputs, kept) {
      for at in 0..<stay.count {
        ids.append(
          contentsOf: Array(
            try input.segment.recordIDs.stored(
              rank: input.segment.rank(of: stay[at])
            ).utf8))
        ends.append(UInt64(ids.count))
      }
    }
    try RecordIDWriter.write(ids: ids.view, ends: ends.view, to: writer)
  }

  /// Documents that are left out go on counting as removed.
  private func writeProfile(_ writer: EnvelopeWriter) throws(StorageError) {
    var profile = CorpusProfile(fieldCount: settings.schema.textFields.count)
    for (input, stay) in zip(inputs, kept) {
      profile.merge(try input.segment.profile())
      profile.removed += UInt64(input.segment.documentCount - stay.count)
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
      var builder = ColumnBuilder()
      for (input, stay) in zip(inputs, kept) {
        if let reader = input.segment.column(named: column.name) {
          try builder.append(reader.cursor(), documents: stay)
        } else {
          builder.pad(to: builder.count + stay.count)
        }
      }
      let contents = builder.contents(name: column.name, path: column.path)
      if contents.types.isEmpty { continue }
      var bytes = ByteWriter()
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
    var norms = GrowableBuffer<UInt8>(capacity: documentCount)
    var lengths = GrowableBuffer<UInt64>(capacity: documentCount)
    var documents: UInt64 = 0
    var tokens: UInt64 = 0
    for (input, stay) in zip(inputs, kept) {
      let old = try input.segment.exactLengths(of: field)
      for at in 0..<stay.count {
        let length = old[Int(stay[at])]
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
    var packed = ByteWriter()
    PackedNumbers.write(lengths.view, to: &packed)
    try writer.beginSection(SegmentSection.lengths, field: UInt32(field))
    try writer.append(packed.slice)
    try writer.endSection()
    let reference = Double(tokens) / Double(max(1, documents))
    for space in TermSpace.allCases
    where inputs.contains(where: { $0.segment.field(field).dictionary(space) != nil }) {
      let encoded = EncodedTerms(
        shape: ListShape(
          norms: ByteSlice(norms.view), hasPositions: space.hasPositions,
          referenceLength: reference), spelling: space.spelling, reservesFront: true)
      try mergeLists(field, space, into: encoded)
      try EncodedTerms.write([encoded], space: space, field: UInt32(field), to: writer)
    }
  }

  /// One input's walk through its terms.
  private final class Walk {
    let input: Int
    let source: PostingSource
    private var terms: TermIterator
    private(set) var isOpen: Bool

    init(input: Int, dictionary: TermDictionary, source: PostingSource) throws(StorageError) {
      self.input = input
      self.source = source
      terms = try dictionary.terms(from: source.norms[0..<0])
      isOpen = try terms.next()
    }

    var term: [UInt8] { terms.term }
    var info: TermInfo { terms.info }
    func next() throws(StorageError) { isOpen = try terms.next() }
  }

  private func mergeLists(
    _ field: Int, _ space: TermSpace, into encoded: EncodedTerms
  )
    throws(StorageError)
  {
    var walks: [Walk] = []
    for (number, input) in inputs.enumerated() {
      guard let dictionary = input.segment.field(field).dictionary(space),
        let source = input.segment.field(field).source(space)
      else { continue }
      walks.append(try Walk(input: number, dictionary: dictionary, source: source))
    }
    var list = PostingBuffer()
    var positions = GrowableBuffer<UInt32>()
    var spelling = GrowableBuffer<UInt8>()
    while true {
      var least: [UInt8]?
      for walk in walks where walk.isOpen {
        if let known = least, !walk.term.lexicographicallyPrecedes(known) { continue }
        least = walk.term
      }
      guard let term = least else { return }
      list.removeAll()
      for walk in walks where walk.isOpen && walk.term == term {
        try copy(walk, space, into: &list, &positions)
        try walk.next()
      }
      guard list.documents.count > 0 else { continue }
      spelling.removeAll()
      spelling.append(contentsOf: term)
      encoded.append(spelling.view, list)
    }
  }

  private func copy(
    _ walk: Walk, _ space: TermSpace, into list: inout PostingBuffer,
    _ positions: inout GrowableBuffer<UInt32>
  ) throws(StorageError) {
    let map = numbers[walk.input]
    let scratch = ScratchArena()
    var cursor = try PostingCursor(walk.info, in: walk.source, scratch: scratch)
    var document = try cursor.advance(to: 0)
    let begin = list.documents.count
    while document != .end {
      let number = map[Int(document)]
      if number != .end {
        list.documents.append(number)
        list.frequencies.append(try cursor.frequency())
        if space.hasPositions {
          _ = try cursor.positions(into: &positions)
          list.positions.append(contentsOf: positions.view)
        }
      }
      document = try cursor.next()
    }
    withExtendedLifetime(scratch) {}
    sortIfNeeded(&list, from: begin, hasPositions: space.hasPositions)
  }

  /// Documents of a reordered segment come out in source order, so its postings must be sorted.
  private func sortIfNeeded(_ list: inout PostingBuffer, from begin: Int, hasPositions: Bool) {
    let count = list.documents.count - begin
    var isSorted = true
    for at in begin + 1..<max(begin + 1, list.documents.count)
    where list.documents[at] < list.documents[at - 1] {
      isSorted = false
      break
    }
    if isSorted { return }
    var starts: [Int] = []
    let documents = (0..<count).map { list.documents[begin + $0] }
    let frequencies = (0..<count).map { list.frequencies[begin + $0] }
    let total = frequencies.reduce(0) { $0 + Int($1) }
    let first = hasPositions ? list.positions.count - total : 0
    var at = first
    for frequency in frequencies {
      starts.append(at)
      at += Int(frequency)
    }
    let positions = hasPositions ? list.positions.view[first..<list.positions.count].array : []
    let order = (0..<count).sorted { documents[$0] < documents[$1] }
    if hasPositions { list.positions.setCount(first) }
    for (slot, old) in order.enumerated() {
      list.documents[begin + slot] = documents[old]
      list.frequencies[begin + slot] = frequencies[old]
      if hasPositions {
        let start = starts[old] - first
        for index in start..<start + Int(frequencies[old]) {
          list.positions.append(positions[index])
        }
      }
    }
  }
}
