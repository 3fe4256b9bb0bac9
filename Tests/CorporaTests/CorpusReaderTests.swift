import Corpora
import Records
import Storage
import TestSupport
import Testing

@Suite struct CorpusReaderTests {
  typealias Format = DecompressingReader.Format
  static let schema = RecordSchema(textFields: ["text"], recordID: "id")

  /// A corpus on disk, with what must come out of it.
  struct Corpus {
    let folder = ScratchFolder()
    var files: [CorpusFile] = []
    var bodies: [String] = []
    var lines: [UInt64] = []
    var offsets: [UInt64] = []
    var ordinals: [UInt64] = []
    private var ordinal: UInt64 = 0

    /// Adds a file of random records, blank lines and bad lines between them.
    mutating func addFile(
      _ name: String, as format: Format, piece: Int, generator: inout SeededGenerator,
      lineCount: Int
    ) throws {
      var bytes: [UInt8] = generator.once(in: 3) ? [0xEF, 0xBB, 0xBF] : []
      for line in 0..<lineCount {
        let lineBreak = generator.once(in: 4) ? "\r\n" : "\n"
        let ending = line == lineCount - 1 && generator.once(in: 2) ? "" : lineBreak
        // The first line is a record, so that the file is known for what it is.
        switch line == 0 ? 7 : generator.number(0..<8) {
        case 0:
          bytes += Array((generator.pick(["", " ", "\t "]) + ending).utf8)
        case 1:
          bytes += Array((generator.pick(["{", "broken", "{}", "[1]"]) + ending).utf8)
          ordinal += 1
        default:
          let body =
            "\(name) line \(line) " + String(repeating: "鯨x", count: generator.number(0..<60))
          bodies.append(body)
          lines.append(UInt64(line + 1))
          offsets.append(UInt64(bytes.count))
          ordinals.append(ordinal)
          ordinal += 1
          bytes += Array("{\"id\": \(line), \"text\": \"\(body)\"}\(ending)".utf8)
        }
      }
      folder.write(Packing.pack(bytes, as: format, piece: piece), to: name)
      files = try CorpusFiles([folder.path]).files
    }
  }

  @Test func `columns with values left out are named up to a number, and counted beyond`() {
    var log = ProblemLog(limit: 1)
    for part in 0..<4 {
      var own = ProblemLog(limit: 1)
      for number in 0..<500 {
        own.append(
          RecordProblem(
            file: 0, number: 1, offset: 0,
            reason: .leftOut(column: "c\(part).\(number)", .unfit(type: "integer"))))
      }
      log.merge(own)
    }
    #expect(log.leftOutValueCounts.count == ProblemLog.namedColumns + 1)
    #expect(log.leftOutValueCounts.values.reduce(0, +) == 2000)
  }

  @Test(arguments: [1, 2, 100, 1000, 5000, 1 << 20])
  func `every record comes out once, in order, with its place`(chunkByteCount: Int) throws {
    var generator = SeededGenerator.announced("chunks of \(chunkByteCount)")
    var corpus = Corpus()
    for (number, format) in (Format.allCases + Format.allCases).enumerated() {
      try corpus.addFile(
        // Names in the order of the list.
        "\(number + 10).jsonl", as: format, piece: generator.pick([50, 1000, 1 << 20]),
        generator: &generator, lineCount: generator.number(1..<120))
    }
    let reading = CorpusReading(
      corpus.files, schema: Self.schema, chunkByteCount: chunkByteCount)
    #expect(reading.bodies == corpus.bodies)
    #expect(reading.records.map(\.place.offset) == corpus.offsets)
    #expect(reading.records.map(\.place.ordinal) == corpus.ordinals)
    #expect(reading.problems.damagedFileCount == 0)
    #expect(
      reading.problems.lostRecordCount
        == UInt64(reading.positions.last.map { $0.ordinal } ?? 0) - UInt64(corpus.bodies.count))
  }

  @Test(arguments: ["a.csv", "a.json"])
  func `short records behind a long one come in chunks of the usual size`(name: String) throws {
    let folder = ScratchFolder()
    let long = String(repeating: "x", count: 300_000)
    let short = (1...20_000).map(String.init)
    let text =
      name == "a.csv"
      ? "id,text\n0,\"\(long)\"\n" + short.map { "\($0),y\n" }.joined()
      : "[{\"id\":0,\"text\":\"\(long)\"}"
        + short.map { ",{\"id\":\($0),\"text\":\"y\"}" }.joined() + "]"
    let reading = CorpusReading(
      try CorpusFiles([folder.write(text, to: name)]).files, schema: Self.schema,
      chunkByteCount: 1000)
    #expect(reading.bodies == [long] + short.map { _ in "y" })
    #expect(reading.records.map(\.place.ordinal) == Array(0...20_000))
    #expect(reading.problems.isEmpty)
    let ordinals = reading.positions.map(\.ordinal)
    #expect(zip(ordinals, ordinals.dropFirst()).allSatisfy { $1 - $0 < 1000 })
  }

  @Test func `reading goes on from the end of any chunk`() throws {
    var generator = SeededGenerator.announced("positions")
    var corpus = Corpus()
    for (number, format) in Format.allCases.enumerated() {
      try corpus.addFile(
        "\(number).jsonl", as: format, piece: 700, generator: &generator, lineCount: 60)
    }
    let whole = CorpusReading(corpus.files, schema: Self.schema, chunkByteCount: 500)
    for position in whole.positions {
      let rest = CorpusReading(
        corpus.files, schema: Self.schema, chunkByteCount: 900, from: position)
      #expect(rest.records == whole.records.filter { $0.place.ordinal >= position.ordinal })
      #expect(
        rest.problems.losses
          == whole.problems.losses.filter {
            ($0.file, $0.offset) >= (position.file, position.place.offset)
          })
    }
  }

  @Test func `bad lines are located by line and byte`() throws {
    let folder = ScratchFolder()
    let text = "{\"text\": \"a\"}\n\n{bad\n \r\n{\"text\": \"b\"}\r\n{}\n"
    let files = try CorpusFiles([folder.write(text, to: "x.jsonl")]).files
    for chunkByteCount in [1, 1000] {
      let reading = CorpusReading(files, schema: Self.schema, chunkByteCount: chunkByteCount)
      #expect(reading.bodies == ["a", "b"])
      #expect(reading.problems.losses.map(\.number) == [3, 6])
      #expect(reading.problems.losses.map(\.offset) == [16, 38])
      #expect(
        reading.problems.losses[1].description(in: files.map(\.path))
          == "\(files[0].path):6 (byte 38): the record has no text field")
    }
  }

  @Test(arguments: [Format.gzip, .zstd, .lz4])
  func `a cut archive gives its whole lines and then the problem`(format: Format) throws {
    let folder = ScratchFolder()
    let lines = (0..<70).map { "{\"text\": \"line number \($0)\"}\n" }
    let packed = Packing.pack(
      Array(lines.joined().utf8), as: format, piece: 600)
    let after = folder.write("{\"text\": \"next file\"}\n", to: "b.jsonl")
    for end in 8..<packed.count {
      let cut = folder.write(Array(packed[..<end]), to: "a.jsonl")
      let files = [cut, after].map {
        CorpusFile(
          path: $0, name: $0, byteCount: 0, modifiedNanoseconds: 0, packing: format)
      }
      let reading = CorpusReading(files, schema: Self.schema, chunkByteCount: 300)
      let good = reading.records.filter { $0.place.file == 0 }
      #expect(reading.records.last?.texts == ["next file"])
      #expect(good.map(\.texts) == (0..<good.count).map { ["line number \($0)"] })
      for problem in reading.problems.losses {
        // Whichever it is, damage or half a line between two frames, it follows the last good line.
        #expect(problem.number == UInt64(good.count + 1))
        let bytes = lines.prefix(good.count).reduce(0) { $0 + $1.utf8.count }
        #expect(problem.file == 0 && problem.offset >= UInt64(bytes))
      }
      let isBetweenFrames = reading.problems.damagedFileCount == 0
      let expanded = good.last.map { $0.place.offset + UInt64($0.place.length) + 1 } ?? 0
      #expect(isBetweenFrames || expanded <= UInt64(lines.joined().utf8.count))
      #expect(reading.problems.damagedFileCount <= 1)
    }
  }

  @Test(arguments: [Format.gzip, .zstd, .lz4, .bzip2, .xz], ["jsonl", "json", "csv"])
  func `the records before damage are the same however a file is cut into chunks`(
    format: Format, suffix: String
  ) throws {
    var generator = SeededGenerator.announced("damage to \(suffix) in \(format)")
    let folder = ScratchFolder()
    let texts = (0..<400).map { number in
      let noise = (0..<generator.number(0..<80)).map { _ in
        generator.pick(Array("abcdef鲸0123456789"))
      }
      return "record \(number) " + String(noise) + String(repeating: " whale", count: number % 50)
    }
    let text =
      switch suffix {
      case "jsonl": texts.map { "{\"text\": \"\($0)\"}\n" }.joined()
      case "json": "[" + texts.map { "{\"text\": \"\($0)\"}" }.joined(separator: ",\n") + "]"
      default: "number,text\n" + texts.enumerated().map { "\($0),\"\($1)\"\n" }.joined()
      }
    let whole = Packing.pack(Array(text.utf8), as: format, piece: 40_000)
    let listed = try CorpusFiles([folder.write(whole, to: "input.\(suffix)")]).files
    for turn in 0..<8 {
      var bytes = whole
      let place = generator.number(bytes.count / 3..<bytes.count)
      let isCut = turn % 2 == 0
      if isCut { bytes.removeLast(bytes.count - place) } else { bytes[place] ^= 0x10 }
      folder.write(bytes, to: "input.\(suffix)")
      let once = CorpusReading(listed, schema: Self.schema)
      // What was cut off takes nothing with it that stands before.
      if isCut { #expect(once.bodies == Array(texts.prefix(once.bodies.count))) }
      for chunkByteCount in [100, 3000, 70_000] {
        let reading = CorpusReading(listed, schema: Self.schema, chunkByteCount: chunkByteCount)
        #expect(reading.records == once.records, "turn \(turn), chunks of \(chunkByteCount)")
        #expect(reading.problems == once.problems, "turn \(turn), chunks of \(chunkByteCount)")
      }
    }
  }

  @Test func `a file that is gone is a problem and the next one is read`() throws {
    let folder = ScratchFolder()
    let first = folder.write("{\"text\": \"a\"}\n", to: "a.jsonl")
    folder.write("{\"text\": \"b\"}\n", to: "b.jsonl")
    var files = try CorpusFiles([folder.path]).files
    #expect(files[0].path == first)
    files[0].path += ".gone"
    let reading = CorpusReading(files, schema: Self.schema)
    #expect(reading.bodies == ["b"])
    #expect(reading.problems.damagedFileCount == 1)
    #expect(reading.problems.losses.map(\.file) == [0])
  }

  @Test(arguments: [1, 100, 70_000], [Format.plain, .zstd])
  func `a line over the limit is refused and the next is read`(
    chunkByteCount: Int, format: Format
  ) throws {
    let folder = ScratchFolder()
    let long = String(repeating: "z", count: 1_000_000)
    let fits = String(repeating: "y", count: 99_980)
    let text =
      "{\"text\": \"a\"}\n{\"text\": \"\(long)\"}\n{\"text\": \"b\"}\n{\"text\": \"\(fits)\"}\n"
      + "{\"text\": \"\(long)\"}\n{\"text\": \"\(long)\"}"
    folder.write(Packing.pack(Array(text.utf8), as: format), to: "x.jsonl")
    let files = try CorpusFiles([folder.path]).files
    let reading = CorpusReading(
      files, schema: Self.schema, chunkByteCount: chunkByteCount, maximumRecordByteCount: 100_000)
    #expect(reading.bodies == ["a", "b", fits])
    #expect(reading.records.map(\.place.ordinal) == [0, 2, 3])
    #expect(reading.problems.lostRecordCount == 3)
    #expect(reading.problems.losses.map(\.number) == [2, 5, 6])
    #expect(
      reading.problems.losses.map(\.reason)
        == Array(repeating: .tooLong(byteCount: 1_000_012, limit: 100_000), count: 3))
  }

  @Test func `logs keep the first problems whoever found them`() {
    var generator = SeededGenerator.announced("problem logs")
    let all = (0..<100).map {
      RecordProblem(
        file: $0 / 30, number: UInt64($0), offset: UInt64($0 * 10),
        reason: $0 % 3 == 0 ? .replacedBytes : .noText)
    }
    var workers = Array(repeating: ProblemLog(limit: 10), count: 3)
    for problem in all { workers[generator.number(0..<3)].append(problem) }
    var merged = ProblemLog(limit: 10)
    for worker in workers.shuffled(using: &generator) { merged.merge(worker) }
    #expect(merged.losses == Array(all.filter(\.isLoss).prefix(10)))
    #expect(merged.repairs == Array(all.filter { !$0.isLoss }.prefix(10)))
    #expect(merged.lostRecordCount == 66)
    #expect(merged.repairedRecordCount == 34)
  }
}
