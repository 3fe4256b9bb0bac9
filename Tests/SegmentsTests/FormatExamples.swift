import Analysis
import Indexing
import Profiling
import Records
import Storage
import TestSupport

@testable import Postings
@testable import Segments

/// The content of the examples on the page Format, as the writers put it into bytes.
enum FormatExamples {
  /// Documents' lengths in the examples of lists.
  static let lengths: [UInt32] = [12, 30, 0, 7, 25]
  static let documents: [UInt32] = [0, 1, 4]
  static let positions: [[UInt32]] = [[3, 9], [17], [0, 5, 20]]

  static func bytes(_ body: (inout ByteWriter) throws -> Void) rethrows -> [UInt8] {
    var writer = ByteWriter()
    try body(&writer)
    return writer.slice.array
  }

  static func norms(of lengths: [UInt32]) -> GrowableBuffer<UInt8> {
    let norms = GrowableBuffer<UInt8>(repeating: 0, count: lengths.count)
    for (index, length) in lengths.enumerated() { norms.view[index] = Norm.encode(length) }
    return norms
  }

  /// Lists of one term, written behind the spare bytes of the positions.
  static func list(
    _ documents: [UInt32], _ positions: [[UInt32]], lengths: [UInt32], referenceLength: Double
  ) -> (info: TermInfo, postings: [UInt8], positions: [UInt8]) {
    let norms = norms(of: lengths)
    var builder = PostingListBuilder(
      shape: ListShape(
        norms: ByteSlice(norms.view), hasPositions: true, referenceLength: referenceLength))
    builder.positions.append(repeating: 0, count: 8)
    var list = PostingBuffer()
    list.documents.append(contentsOf: documents)
    list.frequencies.append(contentsOf: positions.map { UInt32($0.count) })
    for places in positions { list.positions.append(contentsOf: places) }
    let info = builder.append(list)
    return (info, builder.postings.view.array, builder.positions.view.array)
  }

  static var shortList: (info: TermInfo, postings: [UInt8], positions: [UInt8]) {
    list(documents, positions, lengths: lengths, referenceLength: 15)
  }

  static let riceDocuments: [UInt32] = [1, 7, 10, 44, 45, 50, 54]

  static var riceList: (info: TermInfo, postings: [UInt8], positions: [UInt8]) {
    list(
      riceDocuments, riceDocuments.map { [$0 % 15] },
      lengths: Array(repeating: 15, count: 55), referenceLength: 15)
  }

  /// 130 neighbours, each with the term at one of four places.
  static let longCount = 130
  static var longList: (info: TermInfo, postings: [UInt8], positions: [UInt8]) {
    list(
      (0..<UInt32(longCount)).map { $0 }, (0..<UInt32(longCount)).map { [$0 % 4] },
      lengths: Array(repeating: 4, count: longCount), referenceLength: 4)
  }

  static let blockValues: [UInt32] = [1, 0, 2, 3, 1, 0, 2, 3, 1, 1000, 0, 2]

  static var patched: (codec: UInt8, bytes: [UInt8]) {
    let values = GrowableBuffer<UInt32>(repeating: 0, count: PostingBlock.capacity)
    for (index, value) in blockValues.enumerated() { values.view[index] = value }
    let choice = PostingBlock.choose(values.view, count: blockValues.count)
    var bytes = GrowableBuffer<UInt8>()
    PostingBlock.append(values.view, count: blockValues.count, choice: choice, to: &bytes)
    return (choice.codec, bytes.view.array)
  }

  private static func appendInline(
    _ term: String, _ documents: [UInt32], _ positions: [[UInt32]],
    to builder: inout TermDictionaryBuilder
  ) {
    var list = PostingBuffer()
    list.documents.append(contentsOf: documents)
    list.frequencies.append(contentsOf: positions.map { UInt32($0.count) })
    for places in positions { list.positions.append(contentsOf: places) }
    Array(term.utf8).withView { builder.append($0, inline: list) }
  }

  /// Pairs with a step that needs more, one that does not, and another first character.
  static var pairs: (pages: [UInt8], index: [UInt8]) {
    var builder = TermDictionaryBuilder(
      hasPositions: true, spelling: .stepped, positionsStart: 8)
    for (number, term) in ["鲸吞", "鲸鱼", "鲸鲨", "鳄鱼"].enumerated() {
      appendInline(term, [UInt32(number)], [[UInt32(5 + number)]], to: &builder)
    }
    var index = ByteWriter()
    builder.finish(index: &index)
    return (builder.pages.view.array, index.slice.array)
  }

  static var dictionary: (pages: [UInt8], index: [UInt8]) {
    var builder = TermDictionaryBuilder(hasPositions: true, positionsStart: 8)
    func append(_ term: String, _ info: TermInfo) {
      Array(term.utf8).withView { builder.append($0, info) }
    }
    var whale = TermInfo()
    whale.documentFrequency = 3
    whale.occurrences = 6
    whale.postingsCount = 5
    whale.positionsOffset = 8
    whale.positionsCount = 4
    append("whale", whale)
    appendInline("whaler", [2], [[4]], to: &builder)
    appendInline("whip", [1, 3], [[0, 7], [5]], to: &builder)
    var white = TermInfo()
    white.documentFrequency = 1
    white.occurrences = 65
    white.postingsOffset = 5
    white.postingsCount = 5
    white.positionsOffset = 12
    white.positionsCount = 40
    append("white", white)
    var index = ByteWriter()
    builder.finish(index: &index)
    return (builder.pages.view.array, index.slice.array)
  }

  static let settings = IndexSettings(
    schema: RecordSchema(
      textFields: ["text"], recordID: "id",
      columns: [RecordSchema.Column(name: "lang", path: "meta.lang", type: .string)]),
    analyzer: .standard, analyzerVersion: 1, store: .lz4, reorders: false)

  static let summary = SegmentSummary(
    documents: 2, textBytes: 14, tokens: [3], fieldDocuments: [2])

  static var meta: [UInt8] {
    bytes {
      summary.write(to: &$0)
      settings.write(to: &$0)
      columns.write(to: &$0)
    }
  }

  /// One column, of two texts.
  static var columns: SegmentColumns {
    var contents = ColumnContents(name: "lang", path: "meta.lang")
    contents.texts = 2
    var columns = SegmentColumns()
    columns.columns.append(SegmentColumns.Column(number: 0, contents: contents))
    return columns
  }

  static let packedNumbers: [UInt64] = [7, 9, 12, 7]

  static func packed(_ numbers: [UInt64]) -> [UInt8] {
    bytes { writer in numbers.withView { PackedNumbers.write($0, to: &writer) } }
  }

  static let places = [
    RecordBatch.Place(file: 0, offset: 0, length: 34, ordinal: 0),
    RecordBatch.Place(file: 0, offset: 35, length: 41, ordinal: 1),
  ]

  static var sourceMap: [UInt8] {
    bytes { writer in places.withView { SourceMap.write($0, to: &writer) } }
  }

  /// Two records: one with both fields, one with the first alone.
  static let texts: [[String?]] = [["sea", "Moby"], ["whale", nil]]

  /// The block of ``texts`` and its section's index.
  static var storedTexts: (block: [UInt8], index: [UInt8]) {
    var batch = RecordBatch(schema: RecordSchema(textFields: ["text", "title"]))
    for (rank, fields) in texts.enumerated() {
      batch.places.append(
        RecordBatch.Place(file: 0, offset: 0, length: 0, ordinal: UInt64(rank)))
      for field in fields {
        guard let field else {
          batch.texts.append(.missing)
          continue
        }
        let utf8 = Array(field.utf8)
        batch.texts.append(
          RecordBatch.Text(start: UInt32(batch.bytes.count), count: UInt32(utf8.count)))
        batch.bytes.append(contentsOf: utf8)
      }
    }
    var blocks = StoredBlocks(fieldCount: 2, compressor: BlockCompressor(.lz4))
    for record in texts.indices { blocks.append(batch, record: record) }
    blocks.endBlock()
    let block = blocks.bytes.view.array
    let expanded = UInt64(blocks.entries[0].expanded)
    let index = bytes { writer in
      for numbers in [[0], [0, UInt64(block.count)], [expanded]] {
        let part = packed(numbers)
        writer.append(varint: UInt64(part.count))
        writer.append(part)
      }
    }
    return (block, index)
  }

  /// The rest of a conversation of two turns.
  static var rest: [UInt8] {
    let json = #"{"id":"b","messages":[{"content":"#
    return Array(json.utf8) + [2, 0, 3] + Array(#"},{"content":"#.utf8) + [2, 0, 5]
      + Array("}]}".utf8)
  }

  static let recordIDs = ["a-1", "", "b"]

  /// The sections of record ids, as written into a file.
  static func recordIDs(in folder: ScratchFolder) throws -> EnvelopeReader {
    var ids: [UInt8] = []
    var ends: [UInt64] = []
    for id in recordIDs {
      ids += Array(id.utf8)
      ends.append(UInt64(ids.count))
    }
    let writer = try EnvelopeWriter(
      in: FileSystemDirectory(creating: folder.path), name: "ids", kind: .segment,
      version: SegmentSection.version, id: [UInt8](repeating: 0, count: 16))
    try ids.withView { ids in
      try ends.withView { ends in try RecordIDWriter.write(ids: ids, ends: ends, to: writer) }
    }
    _ = try writer.finish()
    return try EnvelopeReader(
      folder.path + "/ids", kind: .segment, versions: SegmentSection.versions)
  }

  static let deleted: [UInt32] = [1, 3]
  static let deletionsCount = 5

  static func deletions(in folder: ScratchFolder) throws -> String {
    try LiveDocuments(count: deletionsCount).deleting(deleted).write(
      to: FileSystemDirectory(creating: folder.path), name: "00000001-2.deletions")
    return folder.path + "/00000001-2.deletions"
  }

  static var commit: Commit {
    var commit = Commit(settings: settings)
    commit.generation = 2
    commit.nextSegment = 2
    commit.nextOrdinal = 2
    commit.finishedRuns = 1
    commit.files = [
      Commit.SourceFile(
        path: "web.jsonl", byteCount: 77, modifiedNanoseconds: 1_700_000_000_000_000_000,
        records: 2, firstOrdinal: 0, isComplete: true, format: "jsonl")
    ]
    commit.files[0].end = FilePosition(offset: 77, number: 4)
    commit.files[0].isContinuable = true
    commit.files[0].checksum = 0x0123_4567
    commit.files[0].problems.lost = 1
    commit.files[0].problems.first = "line 3 (byte 70): no text"
    commit.segments = [
      Commit.Segment(
        name: "00000001.segment", byteCount: 4096, summary: summary,
        deletions: "00000001-2.deletions", deletedCount: 1)
    ]
    commit.deletes = [delete]
    return commit
  }

  static let delete = Commit.Delete(
    number: 1, query: "lang:de", note: .init(at: "2023-11-14T22:13:20Z", who: "eve"), count: 1,
    goesByID: true)

  static let repeatedID = RepeatedID(
    id: "b", first: .init(file: 0, offset: 38, ordinal: 1, line: 2),
    second: .init(file: 1, offset: 0, ordinal: 2, line: 1))

  /// The records of a delete: two with ids, and one without.
  static func deletedRecords(in folder: ScratchFolder) throws -> EnvelopeReader {
    let directory = try FileSystemDirectory(creating: folder.path)
    try DeletedRecords.write(delete, ids: ["b", "a-1"], ordinals: [7, 2, 8], to: directory)
    return try EnvelopeReader(
      directory.path(of: delete.name), kind: .deletedRecords, versions: 1...DeletedRecords.version)
  }

  static let run = UnfinishedRun(
    settings: settings, number: 2, startsOver: false, firstFile: 1,
    files: [
      Commit.SourceFile(
        path: "more.jsonl", byteCount: 99, modifiedNanoseconds: 1_700_000_000_000_000_000,
        records: 2, firstOrdinal: 2, format: "jsonl")
    ],
    segments: [
      Commit.Segment(name: "00000002.segment", byteCount: 4096, summary: summary)
    ], nextSegment: 3, nextOrdinal: 4, columns: ColumnLedger(settings.schema))

  /// The section of the file of a run.
  static func run(in folder: ScratchFolder) throws -> [UInt8] {
    let directory = try FileSystemDirectory(creating: folder.path)
    try run.write(to: directory)
    let file = try EnvelopeReader(
      directory.path(of: UnfinishedRun.name), kind: .unfinishedRun,
      versions: 1...UnfinishedRun.version)
    return try file.section(1)?.all().array ?? []
  }

  /// The section of a commit, as published.
  static func commit(in folder: ScratchFolder) throws -> [UInt8] {
    try commit.write(to: FileSystemDirectory(creating: folder.path))
    let file = try EnvelopeReader(
      folder.path + "/commit-2", kind: .commit, versions: Commit.version...Commit.version)
    return try file.section(1)?.all().array ?? []
  }

  static var checkpoints: [DecompressingReader.Checkpoint] {
    var packed = GrowableBuffer<UInt8>()
    Array("whale".utf8).withView { _ = LZ4.compress($0, into: &packed) }
    return [
      .init(compressedOffset: 0, uncompressedOffset: 0),
      .init(
        compressedOffset: 300, uncompressedOffset: 4 << 20,
        start: .deflateBlock(bitCount: 3, bits: 5), history: packed.view.array,
        historyByteCount: 5),
    ]
  }

  /// One record with a text and a value.
  static var profile: CorpusProfile {
    var batch = RecordBatch(schema: settings.schema)
    func append(_ text: String) -> RecordBatch.Text {
      let start = UInt32(batch.bytes.count)
      batch.bytes.append(contentsOf: Array(text.utf8))
      return RecordBatch.Text(start: start, count: UInt32(text.utf8.count))
    }
    batch.texts.append(append("sea 白鲸"))
    batch.places.append(RecordBatch.Place(file: 0, offset: 0, length: 9, ordinal: 0))
    var profiler = BatchProfiler(fieldCount: 1)
    profiler.add(batch)
    var profile = BatchProfiler.joined([profiler])
    var column = ColumnProfile(name: "lang", path: "meta.lang")
    column.contents.texts = 1
    column.filled = 1
    column.add(batch.view(of: append("zh")))
    column.bound(.text("zh"))
    profile.columns = [column]
    return profile
  }

  static let source = CheckpointFile.Source(byteCount: 300, modifiedNanoseconds: 0)

  /// The entries of a file of checkpoints, as an index keeps it.
  static func checkpoints(in folder: ScratchFolder) throws -> [UInt8] {
    try CheckpointFile.write(
      checkpoints, of: source, to: FileSystemDirectory(creating: folder.path),
      name: "00000000.checkpoints")
    let file = try EnvelopeReader(
      folder.path + "/00000000.checkpoints", kind: .checkpoints,
      versions: 1...CheckpointFile.version)
    return try withExtendedLifetime(file) {
      try file.section(CheckpointFile.entries)?.all().array ?? []
    }
  }

  /// A segment that has every section: renumbered documents, stored texts, ids, a column, words and
  /// unspaced runs.
  static func segment(in folder: ScratchFolder) throws -> EnvelopeReader {
    var settings = settings
    settings.reorders = true
    settings.store = .zstd
    let builder = SegmentBuilder(
      in: try FileSystemDirectory(creating: folder.path), settings: settings,
      analyzer: try settings.makeAnalyzer(), memory: 16 << 20, jobs: 1)
    let chunk = PreparedChunk(settings)
    func append(_ text: String) -> RecordBatch.Text {
      let start = UInt32(chunk.batch.bytes.count)
      chunk.batch.bytes.append(contentsOf: Array(text.utf8))
      return RecordBatch.Text(start: start, count: UInt32(text.utf8.count))
    }
    for rank in 0..<300 {
      // Long enough together for a dictionary.
      let numbers = (0..<1200).map { "\((rank * 31 + $0) * 104_729 % 10_007)" }
      chunk.batch.texts.append(
        append("whale \(rank % 7) 白鲸 \(numbers.joined(separator: " "))"))
      chunk.batch.rests.append(append("{}"))
      chunk.batch.ids.append(append("id-\(rank)"))
      chunk.batch.entries.append(
        RecordBatch.Entry(column: 0, value: .string(append(rank % 3 == 0 ? "en" : "zh"))))
      chunk.batch.entryEnds.append(UInt32(rank + 1))
      chunk.batch.places.append(
        RecordBatch.Place(
          file: 0, offset: UInt64(rank) * 100, length: 99, ordinal: UInt64(rank)))
    }
    builder.workers[0].prepare(chunk)
    try builder.append(chunk, name: "00000001.segment")
    _ = try builder.finish(name: "00000001.segment")
    return try EnvelopeReader(
      folder.path + "/00000001.segment", kind: .segment, versions: SegmentSection.versions)
  }

  /// A file of sections, as other tests of the page read them.
  static func file(
    _ sections: [(kind: UInt32, bytes: [UInt8])], in folder: ScratchFolder
  ) throws
    -> EnvelopeReader
  {
    let writer = try EnvelopeWriter(
      in: FileSystemDirectory(creating: folder.path), name: "sections", kind: .segment,
      version: SegmentSection.version, id: [UInt8](repeating: 0, count: 16))
    for section in sections {
      try writer.beginSection(section.kind)
      try section.bytes.withView { view throws(StorageError) in try writer.append(ByteSlice(view)) }
      try writer.endSection()
    }
    _ = try writer.finish()
    return try EnvelopeReader(
      folder.path + "/sections", kind: .segment, versions: SegmentSection.versions)
  }
}
