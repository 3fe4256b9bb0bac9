import Analysis
import Foundation
import Profiling
import Records
import Storage
import TestSupport
import Testing
import VectorKernels

@testable import Indexing
@testable import Postings
@testable import Segments

/// Compares the page Format with the code: its examples are decoded by the readers and made again
/// by the writers, its tables and numbers are those of the constants.
struct FormatTests {
  let page: FormatPage
  /// Keeps the examples while a test reads them.
  private let arena = ScratchArena()
  private let folder = ScratchFolder()

  init() throws { page = try FormatPage() }

  // MARK: - Tables

  @Test func `byte tables have no gaps`() {
    var compared = 0
    for chapter in page.chapters {
      for table in chapter.tables {
        let offsets = table.column("Offset").map { Int($0) }
        let sizes = table.column("Bytes").map { Int($0) }
        guard offsets.count > 1, offsets.count == sizes.count else { continue }
        for row in 1..<offsets.count {
          guard let before = offsets[row - 1], let size = sizes[row - 1], let here = offsets[row]
          else { continue }
          #expect(before + size == here, "\(chapter.title), row \(row)")
          compared += 1
        }
      }
    }
    #expect(compared > 30)
  }

  /// Bytes that a table of fixed sizes sums up to.
  private func size(_ table: FormatPage.Table) -> Int {
    table.column("Bytes").reduce(0) { $0 + (Int($1) ?? 0) }
  }

  @Test func `the envelope has the sizes of its tables`() throws {
    #expect(size(try page.table("Header")) == FileEnvelope.headerSize)
    #expect(size(try page.table("Sections")) == FileEnvelope.sectionEntrySize)
    #expect(size(try page.table("Footer")) == FileEnvelope.footerSize)
    let whole = try page.example("A whole file")
    #expect(Array(whole[0..<8]) == FileEnvelope.magic)
    let end = whole.suffix(4).enumerated().reduce(UInt32(0)) {
      $0 | UInt32($1.element) << UInt32(8 * $1.offset)
    }
    #expect(end == FileEnvelope.endMagic)
    let kinds: [FileEnvelope.Kind] = [
      .segment, .commit, .deletions, .checkpoints, .deletedRecords, .unfinishedRun,
    ]
    #expect(
      try page.table("Header").row("kind", in: "Name")?["Meaning"]
        == kinds.map { "\($0.number) \($0.name)" }.joined(separator: " · "))
  }

  @Test(arguments: [
    ("meta", SegmentSection.meta), ("textBlocks", SegmentSection.textBlocks),
    ("textIndex", SegmentSection.textIndex),
    ("textDictionary", SegmentSection.textDictionary),
    ("restBlocks", SegmentSection.restBlocks), ("restIndex", SegmentSection.restIndex),
    ("places", SegmentSection.places),
    ("order", SegmentSection.order), ("columns", SegmentSection.columns),
    ("recordIDs", SegmentSection.recordIDs), ("profile", SegmentSection.profile),
    ("norms", SegmentSection.norms),
    ("lengths", SegmentSection.lengths), ("termPages", SegmentSection.termPages),
    ("termIndex", SegmentSection.termIndex),
    ("postings", SegmentSection.postings), ("positions", SegmentSection.positions),
  ])
  func `sections have the numbers of the table`(name: String, number: UInt32) throws {
    let table = try page.table("Segment")
    #expect(table.rows.count == 17)
    #expect(table.row(name, in: "Name")?["Section"] == "\(number)")
  }

  @Test func `a segment is written in the order of the table`() throws {
    let file = try FormatExamples.segment(in: folder)
    // The dictionary of the record ids stands beside them.
    let sections = file.sections.filter { $0.field < SegmentSection.recordIDField }
    var kinds: [UInt32] = []
    for section in sections where !kinds.contains(section.kind) { kinds.append(section.kind) }
    #expect(kinds.map { "\($0)" } == (try page.table("Segment").column("Section")))
    #expect(file.id == SegmentBuilder.id(of: "00000001.segment"))
  }

  @Test func `sections are aligned and have zeros behind them`() throws {
    let file = try FormatExamples.segment(in: folder)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file.path)))
    for section in file.sections {
      #expect(section.offset % (section.kind == SegmentSection.textBlocks ? 4096 : 64) == 0)
      let end = Int(section.offset + section.count)
      #expect(bytes[end..<end + 64].allSatisfy { $0 == 0 })
    }
  }

  @Test func `files have the names of the table`() throws {
    let names = try page.table("Life of a commit").column("File")
    #expect(names[0] == Commit.name(7).replacingOccurrences(of: "7", with: "N"))
    #expect(names[1] == CommitMark.name(7).replacingOccurrences(of: "7", with: "N"))
    #expect(names[2] == IndexWriter.segmentName(1).replacingOccurrences(of: "1", with: "N"))
    #expect(
      names[5] == FormatExamples.delete.name.replacingOccurrences(of: "1", with: "N"))
    #expect(names[6] == UnfinishedRun.name)
    #expect(
      names[4]
        == Commit.checkpointsName(1, run: 7)
        .replacingOccurrences(of: "1", with: "N").replacingOccurrences(of: "7", with: "R"))
    #expect(IndexWriter.segmentName(0x1_2345_678a) == "12345678a.segment")
    #expect(names.last == SegmentBuilder.pendingName)
  }

  @Test(arguments: TermSpace.allCases)
  func `term spaces are those of the table`(space: TermSpace) throws {
    let table = try page.table("Term spaces")
    #expect(table.rows.count == TermSpace.allCases.count)
    let row = table.row("\(space.rawValue)", in: "Space")
    #expect(row?["Name"] == "\(space)")
    #expect(row?["Positions"] == (space.hasPositions ? "yes" : "no"))
    #expect(SegmentSection.field(5, space) == 5 * 4 + space.rawValue)
  }

  @Test(arguments: [
    RecordIDs.Form.ordinals, .risingNumbers, .numbers, .strings,
  ])
  func `forms of record ids are those of the table`(form: RecordIDs.Form) throws {
    #expect(try page.table("Record ids").row("\(form.rawValue)", in: "Form")?["Name"] == "\(form)")
  }

  @Test func `the page Columns has the numbers of the code`() throws {
    let page = try FormatPage("Segments/Segments.docc/Columns.md")
    let header = try page.table("What is a column made of?", 0)
    #expect(header.row("version", in: "Name")?["Meaning"] == "\(ColumnFormat.version)")
    #expect(header.rows.last?[0] == "\(ColumnFormat.headerSize - 16)")
    let types: [ColumnFormat.ValueType] = [.integer, .real, .boolean, .string, .mixed]
    #expect(
      header.row("type", in: "Name")?["Meaning"]
        == types.map { "\($0.rawValue) \($0)" }.joined(separator: " · "))
    let encodings: [ColumnFormat.Encoding] = [
      .none, .integers, .doubles, .dictionary, .decimals, .numbered, .fixed, .blocks, .mixed,
      .lists,
    ]
    let table = try page.table("Which encodings are there?")
    #expect(table.column("") == encodings.map { "\($0.rawValue)" })
    #expect(table.column("name") == encodings.map { "\($0)" })
    for phrase in [
      "*windows* of \(Self.written(ColumnFormat.windowSize)) documents",
      "and \(ColumnFormat.slack) zero bytes end the column",
      "at most \(ColumnFormat.maximumExponent); else 0",
      "A window has an entry of \(ColumnFormat.windowEntrySize) bytes",
      "bitmap entries (\(ColumnFormat.bitmapEntrySize) bytes",
      "Its entry has \(ColumnFormat.blockEntrySize) bytes",
      "dictionary of at most \(ColumnFormat.maximumBitmapValues) values",
    ] {
      #expect(page.text.contains(phrase))
    }
  }

  @Test func `the id of a segment is made of its name`() {
    var name = ByteWriter()
    name.append(text: "00000001.segment")
    var id = ByteWriter()
    for part in 0..<4 as Range<UInt8> {
      name.append(part)
      id.append(Checksum.of(name.slice))
    }
    #expect(SegmentBuilder.id(of: "00000001.segment") == id.slice.array)
  }

  @Test func `lists have the sizes of their tables`() throws {
    let directory = try page.table("Long lists", 0)
    #expect(size(directory) == GroupDirectory.entryByteCount)
    let strip = try page.table("Long lists", 1)
    var offset = 0
    for (place, bytes) in zip(strip.column("Offset"), strip.column("Bytes")) {
      #expect(place == "\(offset) · n")
      offset += Int(bytes) ?? 0
    }
    let layout = GroupStrip(blocks: 7)
    for (name, start) in [
      ("last", layout.lastDocuments), ("positions", layout.positionOffsets),
      ("data", layout.dataOffsets), ("documents codec", layout.documentCodecs),
      ("frequencies codec", layout.frequencyCodecs), ("bound", layout.bounds),
      ("highest frequency", layout.highestFrequencies), ("lowest norm", layout.lowestNorms),
      ("blocks", layout.byteCount),
    ] {
      #expect(strip.row(name, in: "Name")?["Offset"] == "\(start / 7) · n")
    }
    for (name, start) in [
      ("last", GroupDirectory.Offset.lastDocument), ("bound", GroupDirectory.Offset.bound),
      ("highest frequency", GroupDirectory.Offset.highestFrequency),
      ("lowest norm", GroupDirectory.Offset.lowestNorm), ("offset", GroupDirectory.Offset.start),
      ("positions", GroupDirectory.Offset.positions),
    ] {
      #expect(directory.row(name, in: "Name")?["Offset"] == "\(start)")
    }
    #expect(offset == GroupStrip.bytesPerBlock)
    let short = try page.table("Short lists").column("Bytes").prefix(2)
    #expect(short.compactMap { Int($0) }.reduce(0, +) == PostingListLayout.shortHeader)
    #expect(
      try page.table("Term pages", 0).column("Offset")[4]
        == "\(TermDictionaryBuilder.Layout.pageHeader)")
    let modes = try page.table("Blocks of numbers")
    for (name, mode) in [
      ("packed", PostingBlock.Mode.packed), ("patched", PostingBlock.Mode.patched),
      ("bitmap", PostingBlock.Mode.bitmap), ("same", PostingBlock.Mode.same),
    ] {
      #expect(modes.row(name, in: "Name")?["Mode"] == "\(mode)")
    }
  }

  @Test func `norms are those of the table`() throws {
    let table = try page.table("Norms")
    #expect(table.rows.count >= 8)
    for row in table.rows {
      let length = try #require(UInt32(row[0]))
      #expect("\(Norm.encode(length))" == row[1])
      #expect("\(Norm.decode(Norm.encode(length)))" == row[2])
    }
  }

  @Test func `norms decode as the formula says`() {
    for code in UInt32(41)...255 {
      let index = code - 39
      let length = UInt64(index % 8 + 9) << UInt64(index / 8 + 2)
      #expect(UInt64(Norm.decode(UInt8(code))) == min(length, UInt64(UInt32.max)))
    }
  }

  @Test func `the version history ends with the versions that are written`() throws {
    let history = try page.table("Version history")
    func newest(_ kind: String) -> String? { history.rows.last { $0[0] == kind }?[1] }
    #expect(newest("segment") == "\(SegmentSection.version)")
    #expect(newest("commit") == "\(Commit.version)")
    let file = try EnvelopeReader(
      FormatExamples.deletions(in: folder), kind: .deletions,
      versions: 0...UInt16.max)
    #expect(newest("deletions") == "\(file.version)")
    #expect(newest("deleted records") == "\(DeletedRecords.version)")
    #expect(newest("unfinished run") == "\(UnfinishedRun.version)")
    #expect(newest("checkpoints") == "\(CheckpointFile.version)")
  }

  @Test(arguments: [
    "pages of \(written(FileEnvelope.pageSize)) bytes",
    "there are \(DocumentReordering.leastDocuments) or more",
    "windows of \(written(ColumnFormat.windowSize)) documents",
    "version byte of their own, now \(ColumnFormat.version)",
    "into windows of \(written(PackedNumbers.window)), and each",
    "\(written(StoredBlocks.blockSize)) bytes or more",
    "at most \(written(CorpusProfile.textCapacity)) hashes",
    "texts, at most \(written(TextSample.capacity)), those",
    "in its first \(written(LanguageDetector.window)) bytes",
    "at most \(FrequentValues.kept) values",
    "LZ4 blocks of \(written(RecordIDs.blockIDs)) ids",
    "under field 0x\(String(recordIDField, radix: 16, uppercase: true))",
    "reached \(written(TermDictionaryBuilder.Layout.pageSize)) bytes",
    "one for every \(TermDictionaryBuilder.Layout.restartInterval) entries",
    "\(TermDictionaryBuilder.maximumTermSize) in all at most",
    "**0, a list** of \(TermInfo.inlineLimit + 1) or more documents",
    "Postings go in blocks of \(PostingBlock.capacity)",
    "Blocks go in groups of \(GroupStrip.mostBlocks)",
    "There are at most \(written(DecompressingReader.CheckpointList.maximumCount))",
    "one entry of \(CheckpointFile.entryByteCount) bytes",
    "f / (f + \(ScoreBound.k1) · (1 − \(ScoreBound.b) + \(ScoreBound.b) · L / A))",
  ])
  func `the text names the constants of the code`(phrase: String) {
    #expect(page.text.contains(phrase))
  }

  /// A number as the page writes it: thousands apart.
  private static func written(_ number: Int) -> String {
    number < 1000
      ? "\(number)" : "\(written(number / 1000)),\(String("\(number % 1000 + 1000)".dropFirst()))"
  }

  private static let recordIDField = SegmentSection.field(
    SegmentSection.recordIDField, .character)

  // MARK: - Examples as they are written

  @Test func `the writers make the examples of the page`() throws {
    let list = FormatExamples.shortList
    let dictionary = FormatExamples.dictionary
    let texts = FormatExamples.storedTexts
    let ids = try FormatExamples.recordIDs(in: folder)
    let deleted = try FormatExamples.deletedRecords(in: folder)
    let made: [(chapter: String, number: Int, bytes: [UInt8])] = [
      ("Varints and texts", 0, FormatExamples.bytes { $0.append(text: "né") }),
      ("Packed numbers", 0, FormatExamples.packed(FormatExamples.packedNumbers)),
      (
        "A whole file", 0,
        Array(try Data(contentsOf: URL(fileURLWithPath: FormatExamples.deletions(in: folder))))
      ),
      ("Meta", 0, FormatExamples.meta),
      ("Stored texts", 0, texts.block),
      ("Stored texts", 1, texts.index),
      ("Rests of records", 0, FormatExamples.rest),
      ("Places", 0, FormatExamples.sourceMap),
      ("Record ids", 0, try ids.section(SegmentSection.recordIDs)?.all().array ?? []),
      ("Profile", 0, FormatExamples.bytes { FormatExamples.profile.write(to: &$0) }),
      ("Norms", 0, FormatExamples.norms(of: [12, 30, 0, 7, 65]).view.array),
      ("Term pages", 0, dictionary.pages),
      ("Stepped entries", 0, FormatExamples.pairs.pages),
      ("Term index", 0, dictionary.index),
      ("Blocks of numbers", 0, FormatExamples.patched.bytes),
      ("Short lists", 0, list.postings),
      ("Short lists", 1, FormatExamples.riceList.postings),
      ("Long lists", 0, FormatExamples.longList.postings),
      ("Positions", 0, list.positions),
      ("Commit", 0, try FormatExamples.commit(in: folder)),
      ("Commit", 1, FormatExamples.bytes { FormatExamples.repeatedID.write(to: &$0) }),
      ("Deleted records", 0, try deleted.section(2)?.all().array ?? []),
      ("Deleted records", 1, try deleted.section(3)?.all().array ?? []),
      ("Unfinished run", 0, try FormatExamples.run(in: folder)),
      ("Checkpoints", 0, try FormatExamples.checkpoints(in: folder)),
    ]
    for example in made {
      #expect(
        try page.example(example.chapter, example.number) == example.bytes, "\(example.chapter)")
    }
    #expect(FormatExamples.patched.codec == 0x42)
    // The dictionary of the ids stands under the field that the page names.
    #expect(ids.section(SegmentSection.termPages, field: 0x3ffc_0002) != nil)
    // No example of the page is left out.
    let count = page.chapters.filter { $0.title != "Life of a commit" }
      .reduce(0) { $0 + $1.blocks.count }
    #expect(count == made.count)
  }

  // MARK: - Examples as they are read

  @Test func `varints and texts decode`() throws {
    for row in try page.table("Varints and texts").rows {
      let bytes = row[1].split(separator: " ").compactMap { UInt8($0, radix: 16) }
      var offset = 0
      #expect(slice(bytes).varint(at: &offset) == UInt64(row[0]))
      #expect(offset == bytes.count)
      #expect(FormatExamples.bytes { $0.append(varint: UInt64(row[0]) ?? 0) } == bytes)
    }
    var reader = ByteReader(
      slice(try page.example("Varints and texts")), damaged: Self.damaged)
    #expect(try reader.readText() == "né")
  }

  /// The bytes as readers want them, with slack behind.
  private func slice(_ bytes: [UInt8]) -> ByteSlice {
    let view = arena.make(repeating: UInt8(0), count: bytes.count)
    for (index, byte) in bytes.enumerated() { view[index] = byte }
    return ByteSlice(view)
  }

  private static let damaged = StorageError.damaged(path: "example", offset: 0, detail: "damaged")

  @Test func `packed numbers decode`() throws {
    let bytes = slice(try page.example("Packed numbers"))
    let numbers = try #require(PackedNumbers.Reader(bytes))
    #expect((0..<numbers.count).map { numbers[$0] } == FormatExamples.packedNumbers)
  }

  @Test func `a whole file opens`() throws {
    let path = folder.write(try page.example("A whole file"), to: "0-1.deletions")
    let live = try LiveDocuments(path: path, count: FormatExamples.deletionsCount)
    #expect(live.deletedCount == FormatExamples.deleted.count)
    let gone = (0..<UInt32(FormatExamples.deletionsCount)).filter { !live.isLive($0) }
    #expect(gone == FormatExamples.deleted)
  }

  @Test func `a flipped bit in any byte of a whole file is noticed`() throws {
    let whole = try page.example("A whole file")
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 1 << UInt8(index % 8)
      let path = folder.write(bytes, to: "flipped")
      #expect(throws: StorageError.self, "byte \(index)") {
        try LiveDocuments(path: path, count: FormatExamples.deletionsCount)
      }
    }
  }

  @Test func `a whole file cut anywhere does not open`() throws {
    let whole = try page.example("A whole file")
    for count in 0..<whole.count {
      let path = folder.write(Array(whole[0..<count]), to: "cut")
      #expect(throws: StorageError.self, "\(count) bytes") {
        try LiveDocuments(path: path, count: FormatExamples.deletionsCount)
      }
    }
  }

  @Test func `sums and settings decode`() throws {
    var reader = ByteReader(slice(try page.example("Meta")), damaged: Self.damaged)
    #expect(try SegmentSummary(from: &reader) == FormatExamples.summary)
    #expect(try IndexSettings(from: &reader, path: "example") == FormatExamples.settings)
    #expect(try SegmentColumns(from: &reader) == FormatExamples.columns)
    #expect(reader.isAtEnd)
  }

  @Test func `stored texts decode`() throws {
    let file = try FormatExamples.file(
      [
        (SegmentSection.textBlocks, try page.example("Stored texts", 0)),
        (SegmentSection.textIndex, try page.example("Stored texts", 1)),
      ], in: folder)
    let reader = try StoredTextReader(
      blocks: #require(file.section(SegmentSection.textBlocks)),
      index: #require(file.section(SegmentSection.textIndex)), fieldCount: 2, method: .lz4)
    for (rank, fields) in FormatExamples.texts.enumerated() {
      var found: [String?] = []
      try reader.read(rank: rank) { _, text in found.append(text?.text) }
      #expect(found == fields)
    }
  }

  @Test func `a rest decodes to its record`() throws {
    let texts = Array("sea\nwhale".utf8)
    let value = try page.example("Rests of records").withView { rest in
      try texts.withView { texts in
        var value = GrowableBuffer<UInt8>()
        try RecordRest.appendValue(
          rest: rest.slice, texts: texts.slice, fields: [0..<texts.count], to: &value)
        return value.view.text
      }
    }
    #expect(value == #"{"id":"b","messages":[{"content":"sea"},{"content":"whale"}]}"#)
  }

  @Test func `places decode`() throws {
    let file = try FormatExamples.file(
      [(SegmentSection.places, try page.example("Places"))], in: folder)
    let section = try #require(file.section(SegmentSection.places))
    let map = try SourceMap(section, SegmentPlacement())
    #expect((0..<map.count).map { map.place(rank: $0) } == FormatExamples.places)
    // In an index that took the segment over.
    let placed = try SourceMap(section, SegmentPlacement(firstFile: 3, firstOrdinal: 70))
    #expect(
      (0..<map.count).map { placed.place(rank: $0) }
        == FormatExamples.places.map { place in
          var place = place
          place.file += 3
          place.ordinal += 70
          return place
        })
  }

  @Test func `record ids decode`() throws {
    let file = try FormatExamples.file(
      [
        (SegmentSection.recordIDs, try page.example("Record ids")),
        (SegmentSection.places, FormatExamples.packed([10, 11, 12])),
      ], in: folder)
    let section = try #require(file.section(SegmentSection.places))
    let ordinals = try #require(PackedNumbers.Reader(section.all()))
    let ids = try RecordIDs(
      section: file.section(SegmentSection.recordIDs), ordinals: RunningNumbers(ordinals, first: 0),
      dictionary: nil)
    #expect(try (0..<3).map { try ids.id(rank: $0) } == ["a-1", "11", "b"])
  }

  @Test func `norms decode`() throws {
    #expect(try page.example("Norms").map { Norm.decode($0) } == [12, 30, 0, 7, 72])
  }

  @Test func `the term dictionary finds its terms`() throws {
    let file = try FormatExamples.file(
      [
        (SegmentSection.termPages, try page.example("Term pages")),
        (SegmentSection.termIndex, try page.example("Term index")),
      ], in: folder)
    let dictionary = try TermDictionary(
      pages: #require(file.section(SegmentSection.termPages)),
      index: #require(file.section(SegmentSection.termIndex)))
    #expect(dictionary.count == 4)
    func find(_ term: String) throws -> TermInfo? {
      try dictionary.find(slice(Array(term.utf8)))
    }
    let whale = try #require(try find("whale"))
    #expect(whale.inline == nil && whale.documentFrequency == 3 && whale.occurrences == 6)
    #expect(whale.postingsOffset == 0 && whale.postingsCount == 5)
    #expect(whale.positionsOffset == 8 && whale.positionsCount == 4)
    let whaler = try #require(try find("whaler")?.inline)
    #expect(whaler.documents[0] == 2 && whaler.frequencies[0] == 1)
    #expect(whaler.positions.array == [4])
    let whip = try #require(try find("whip")?.inline)
    #expect(whip.documents[0] == 1 && whip.documents[1] == 3)
    #expect(whip.frequencies[0] == 2 && whip.frequencies[1] == 1)
    #expect(whip.positions.array == [0, 6, 5])
    let white = try #require(try find("white"))
    #expect(white.inline == nil && white.documentFrequency == 1 && white.occurrences == 65)
    #expect(white.postingsOffset == 5 && white.postingsCount == 5)
    #expect(white.positionsOffset == 12 && white.positionsCount == 40)
    #expect(try find("whales") == nil)
  }

  @Test func `a dictionary of steps finds its pairs`() throws {
    let file = try FormatExamples.file(
      [
        (SegmentSection.termPages, try page.example("Stepped entries")),
        (SegmentSection.termIndex, FormatExamples.pairs.index),
      ], in: folder)
    let dictionary = try TermDictionary(
      pages: #require(file.section(SegmentSection.termPages)),
      index: #require(file.section(SegmentSection.termIndex)))
    for (number, term) in ["鲸吞", "鲸鱼", "鲸鲨", "鳄鱼"].enumerated() {
      let found = try #require(try dictionary.find(slice(Array(term.utf8)))?.inline)
      #expect(found.documents[0] == UInt32(number))
      #expect(found.positions.array == [UInt8(5 + number)])
    }
    #expect(try dictionary.find(slice(Array("鲸鲩".utf8))) == nil)
  }

  /// Every posting of a list, by its cursor.
  private func read(
    _ info: TermInfo, postings: [UInt8], positions: [UInt8], lengths: [UInt32]
  ) throws -> (documents: [UInt32], positions: [[UInt32]], bound: UInt8) {
    let file = try FormatExamples.file(
      [
        (SegmentSection.postings, postings), (SegmentSection.positions, positions),
        (SegmentSection.norms, FormatExamples.norms(of: lengths).view.array),
      ], in: folder)
    let arena = ScratchArena()
    var cursor = try PostingCursor(
      info,
      in: PostingSource(
        postings: #require(file.section(SegmentSection.postings)),
        positions: file.section(SegmentSection.positions),
        norms: #require(file.section(SegmentSection.norms)).all()), scratch: arena)
    var documents: [UInt32] = []
    var found: [[UInt32]] = []
    var places = GrowableBuffer<UInt32>()
    var document = try cursor.advance(to: 0)
    let bound = cursor.listBound
    while document != .end {
      documents.append(document)
      _ = try cursor.positions(into: &places)
      found.append(places.view.array)
      document = try cursor.next()
    }
    withExtendedLifetime(arena) {}
    return (documents, found, bound)
  }

  @Test func `a short list and its positions decode`() throws {
    let found = try read(
      FormatExamples.shortList.info, postings: page.example("Short lists"),
      positions: page.example("Positions"), lengths: FormatExamples.lengths)
    #expect(found.documents == FormatExamples.documents)
    #expect(found.positions == FormatExamples.positions)
    #expect(found.bound == 0xa9)
    #expect(
      ScoreBound.quantize(ScoreBound.termScore(frequency: 2, length: 12, average: 15)) == 0xa9)
  }

  @Test func `a short list in a Rice code decodes`() throws {
    let list = FormatExamples.riceList
    let found = try read(
      list.info, postings: page.example("Short lists", 1), positions: list.positions,
      lengths: Array(repeating: 15, count: 55))
    #expect(found.documents == FormatExamples.riceDocuments)
    #expect(found.positions == FormatExamples.riceDocuments.map { [$0 % 15] })
    #expect(found.bound == 0x74)
  }

  @Test func `a long list decodes`() throws {
    let list = FormatExamples.longList
    let count = FormatExamples.longCount
    let found = try read(
      list.info, postings: page.example("Long lists"), positions: list.positions,
      lengths: Array(repeating: 4, count: count))
    #expect(found.documents == (0..<UInt32(count)).map { $0 })
    #expect(found.positions == (0..<UInt32(count)).map { [$0 % 4] })
    #expect(found.bound == 116)
  }

  @Test func `a patched block decodes`() throws {
    let bytes = slice(try page.example("Blocks of numbers"))
    let count = FormatExamples.blockValues.count
    let values = GrowableBuffer<UInt32>(repeating: 0, count: PostingBlock.capacity)
    #expect(
      Kernels.unpackBlock(
        codec: 0x42, bytes, at: 0, limit: bytes.count, count: count, into: values.view)
        == bytes.count)
    #expect(values.view[0..<count].array == FormatExamples.blockValues)
  }

  @Test func `a commit decodes`() throws {
    let writer = try EnvelopeWriter(
      in: FileSystemDirectory(creating: folder.path), name: Commit.name(2), kind: .commit,
      version: Commit.version, id: [UInt8](repeating: 0, count: 16))
    try writer.beginSection(1)
    try writer.append(slice(try page.example("Commit")))
    try writer.endSection()
    _ = try writer.finish()
    #expect(try Commit(path: folder.path + "/commit-2") == FormatExamples.commit)
  }

  @Test func `an unfinished run decodes`() throws {
    let writer = try EnvelopeWriter(
      in: FileSystemDirectory(creating: folder.path), name: UnfinishedRun.name,
      kind: .unfinishedRun, version: UnfinishedRun.version, id: [UInt8](repeating: 0, count: 16))
    try writer.beginSection(1)
    try writer.append(slice(try page.example("Unfinished run")))
    try writer.endSection()
    _ = try writer.finish()
    #expect(
      try UnfinishedRun(path: folder.path + "/" + UnfinishedRun.name) == FormatExamples.run)
  }

  @Test func `checkpoints decode`() throws {
    #expect(size(try page.table("Checkpoints")) == CheckpointFile.entryByteCount)
    let writer = try EnvelopeWriter(
      in: FileSystemDirectory(creating: folder.path), name: "read.checkpoints",
      kind: .checkpoints, version: CheckpointFile.version, id: FormatExamples.source.id)
    try writer.beginSection(CheckpointFile.entries)
    try writer.append(slice(try page.example("Checkpoints")))
    try writer.endSection()
    try writer.beginSection(CheckpointFile.histories)
    try writer.append(slice(FormatExamples.checkpoints[1].history))
    try writer.endSection()
    _ = try writer.finish()
    let file = try CheckpointFile(
      path: folder.path + "/read.checkpoints", of: FormatExamples.source)
    #expect(try file.last(before: 0) == FormatExamples.checkpoints[0])
    #expect(try file.last(before: 5 << 20) == FormatExamples.checkpoints[1])
  }

  // MARK: - The page's own reader

  @Test func `an example that is not at its offset is refused`() throws {
    let page = FormatPage(text: "# A\n```\n0000: 01 02 | two\n0003: 03 |\n```\n")
    #expect(throws: FormatPage.Mistake.self) { try page.example("A") }
    let sound = FormatPage(text: "# A\n```\n0000: 01 02 | two\n0002: 03 |\n```\n")
    #expect(try sound.example("A") == [1, 2, 3])
  }
}
