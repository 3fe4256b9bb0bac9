import Corpora
import Indexing
import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// Checkpoints of packed files stay with the commit, and records come back through them.
@Suite struct KeptCheckpointTests {
  typealias Format = DecompressingReader.Format

  static let count = 2000

  /// Digits that hardly repeat, so that packed blocks are many.
  static func text(_ number: Int) -> String {
    var generator = SeededGenerator(seed: UInt64(number))
    return "whale \(number) " + (0..<12).map { _ in "\(generator.next()) " }.joined()
  }

  static var options: IngestOptions {
    var options = IngestOptions()
    options.fields = FieldPlan(textFields: ["text"], recordID: "id")
    options.method.store = .none
    options.memory = 16 << 20
    return options
  }

  /// An index that keeps no texts, over one packed file of about 560 kB.
  static func index(_ folder: ScratchFolder, _ format: Format, piece: Int) throws -> CorpusIndex {
    var bytes: [UInt8] = []
    for number in 0..<count {
      bytes += Array("{\"id\": \(number), \"text\": \"\(text(number))\"}\n".utf8)
    }
    folder.write(Packing.pack(bytes, as: format, piece: piece), to: "data.jsonl")
    var index = try CorpusIndex(at: folder.path + "/index")
    index.reading.checkpointSpacing = 128 << 10
    _ = try index.ingest(["data.jsonl"], base: folder.path, options: options)
    return index
  }

  static func expectRecords(_ index: CorpusIndex, _ folder: ScratchFolder) throws {
    let snapshot = try #require(try index.snapshot(base: folder.path))
    let searcher = CorpusSearcher([SearchedCorpus(name: "c", snapshot: snapshot)])
    for number in [count - 1, 0, count / 2, count / 2 + 1, 17, count - 100] {
      let record = try #require(try searcher.record("\(number)", in: "c"))
      #expect(record.texts.map(\.text) == [text(number)])
    }
  }

  @Test(arguments: [
    (Format.gzip, 1 << 30), (.lz4, 1 << 30), (.gzip, 1 << 16), (.zstd, 1 << 16), (.lz4, 1 << 16),
  ])
  func `a packed file has its checkpoints beside the commit`(format: Format, piece: Int) throws {
    let folder = ScratchFolder()
    let index = try Self.index(folder, format, piece: piece)
    let name = index.path + "/00000000-1.checkpoints"
    let commit = try #require(try IndexReader.open(index.path)).commit
    let kept = try CheckpointFile(path: name, of: commit.files[0].identity)
    #expect(kept.count >= 4)
    let middle = try #require(try kept.last(before: 300 << 10))
    #expect(middle.uncompressedOffset >= 128 << 10)
    try Self.expectRecords(index, folder)
    #expect(try index.check().problems.isEmpty)
    // A commit without change keeps them.
    _ = try index.delete(records: ["3"])
    try index.merge()
    try Self.expectRecords(index, folder)
    #expect(
      try CheckpointFile(path: name, of: commit.files[0].identity).count == kept.count)
  }

  @Test func `one zstd frame has no place inside, and its records come back all the same`() throws {
    let folder = ScratchFolder()
    let index = try Self.index(folder, .zstd, piece: 1 << 30)
    let commit = try #require(try IndexReader.open(index.path)).commit
    #expect(commit.files.map(\.checkpoints) == [""])
    try Self.expectRecords(index, folder)
  }

  @Test func `damaged checkpoints cost time and no record`() throws {
    let folder = ScratchFolder()
    let index = try Self.index(folder, .gzip, piece: 1 << 30)
    let path = index.path + "/00000000-1.checkpoints"
    let whole = try #require(try ScratchFolder.files(in: index.path)["00000000-1.checkpoints"])
    var generator = SeededGenerator.announced("damaged checkpoints of an index")
    for _ in 0..<6 {
      var damaged = whole
      damaged[generator.number(0..<whole.count)] ^= 1 << UInt8(generator.number(0..<8))
      try ScratchFolder.replace(path, with: damaged)
      #expect(try !index.check().problems.isEmpty)
      try Self.expectRecords(index, folder)
    }
    try ScratchFolder.replace(path, with: Array(whole[..<(whole.count / 2)]))
    try Self.expectRecords(index, folder)
    try ScratchFolder.remove(path)
    #expect(try !index.check().problems.isEmpty)
    try Self.expectRecords(index, folder)
  }

  @Test func `repair lets go of checkpoints that cannot be used`() throws {
    let folder = ScratchFolder()
    let other = ScratchFolder()
    let index = try Self.index(folder, .gzip, piece: 1 << 30)
    let foreign = try Self.index(other, .lz4, piece: 1 << 30)
    try ScratchFolder.replace(
      index.path + "/00000000-1.checkpoints",
      with: try #require(
        try ScratchFolder.files(in: foreign.path)["00000000-1.checkpoints"]))
    try Self.expectRecords(index, folder)
    #expect(try !index.check().problems.isEmpty)
    let repaired = try index.check(repair: true).repaired
    #expect(repaired.count == 2, "without them, and without the commit that names them")
    #expect(try index.check().problems.isEmpty)
    try Self.expectRecords(index, folder)
  }

  @Test func `the checkpoints of a file that was replaced are swept`() throws {
    let folder = ScratchFolder()
    let index = try Self.index(folder, .gzip, piece: 1 << 30)
    for round in 0..<3 {
      folder.write("{\"id\": 1, \"text\": \"short \(round)\"}\n", to: "data.jsonl")
      _ = try index.ingest(["data.jsonl"], base: folder.path, options: Self.options)
    }
    let names = try ScratchFolder.files(in: index.path).keys
    #expect(!names.contains { $0.hasSuffix(".checkpoints") })
  }
}
