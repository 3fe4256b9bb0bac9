import Corpora
import JSONText
import Records
import Storage
import TestSupport

// The readers of corpora, one target for each format.
extension FuzzTarget {
  static let readers = [
    reader("jsonl", of: "jsonl"), reader("json", of: "json"), reader("csv", of: "csv"),
    reader("warc", of: "warc"), reader("tar", of: "tar"), reader("txt", of: "text"),
    reader("parquet", of: "parquet") {
      try ["flat", "nested", "deltas", "split", "strings"].map {
        try ScratchFolder.bytes(
          of: Project.path("Tests/CorporaTests/Parquet/Files/small-\($0).parquet"))
      }
    },
    reader("zip", of: "zip", formats: .builtIn) { [ZipBytes.archive(members), largeArchive] },
    reader("tar", of: "tar-files", formats: .builtIn) {
      let archive = members.flatMap {
        TarBytes.member(String(decoding: $0.name, as: UTF8.self), $0.contents)
      }
      return [archive + TarBytes.end, Packing.gzip(archive + TarBytes.end)]
    },
    attributes,
  ]

  /// Data files that stand in archives.
  private static var members: [ZipBytes.Member] {
    [
      ZipBytes.Member("a/train.jsonl", "{\"text\": \"a white whale\"}\n{\"text\": \"b\"}\n"),
      ZipBytes.Member("b.csv", "id,text\n1,a whale\n", method: 0),
      ZipBytes.Member(
        "c.jsonl.gz", Packing.gzip(Array("{\"text\": \"packed\"}\n".utf8)), method: 0),
    ]
  }

  /// The same with numbers in the long form, a comment, and bytes in front.
  private static var largeArchive: [UInt8] {
    var members = members
    for index in members.indices { members[index].isLong = true }
    return ZipBytes.archive(members, behind: Array("#!".utf8), comment: "PK")
  }

  /// Files of one format, listed, looked at, read in chunks of two sizes, and read again one by one.
  private static func reader(
    _ suffix: String, of format: String,
    seeds: @escaping @Sendable () throws -> [[UInt8]] = { [] }
  ) -> FuzzTarget {
    reader(
      suffix, of: format, formats: CorpusFormats.builtIn.with(FormatSettings(), only: format),
      seeds: seeds)
  }

  private static func reader(
    _ suffix: String, of name: String, formats: CorpusFormats,
    seeds: @escaping @Sendable () throws -> [[UInt8]]
  ) -> FuzzTarget {
    FuzzTarget(name, seeds: seeds) {
      let file = InputFile(name: "input." + suffix)
      return { try reads($0, in: file, formats) }
    }
  }

  private static func reads(
    _ bytes: [UInt8], in file: InputFile, _ formats: CorpusFormats
  ) throws -> Bool {
    try file.write(bytes)
    guard let files = try? CorpusFiles([file.path], formats: formats).files,
      let detection = try? FieldDetection(
        files: files, formats: formats, openFiles: OpenFiles(), textFields: [], recordID: nil,
        columns: [], columnLimit: 8)
    else { return false }
    var schema = detection.schema
    schema.recordID = nil
    let corpus = FuzzedCorpus(files: files, formats: formats, schema: schema)
    let whole = try corpus.read(chunkByteCount: 1 << 20)
    try promise(try corpus.read(chunkByteCount: 100) == whole, "small chunks give other records")
    try corpus.promiseLimit(64)
    try corpus.promiseFetching(whole.records.prefix(20))
    return !whole.records.isEmpty
  }
}

// Attributes that stand beside documents.
extension FuzzTarget {
  /// Attributes of four documents: these are read whole, and have the same values in chunks of any
  /// size, whatever stands beside them.
  private static let attributes = FuzzTarget(
    "attributes",
    seeds: {
      let lines = (0..<4).map { "{\"id\": \"d\($0)\", \"attributes\": {\"n\": [[0, 5, \($0)]]}}\n" }
      return [Array(lines.joined().utf8), Packing.gzip(Array(lines.joined().utf8))]
    },
    begin: {
      let folder = ScratchFolder()
      let documents = (0..<4).map { "{\"id\": \"d\($0)\", \"text\": \"whale \($0)\"}\n" }
      folder.write(documents.joined(), to: "documents/a.jsonl")
      folder.write("", to: "attributes/n/a.jsonl")
      return { bytes in
        try ScratchFolder.replace(folder.path + "/attributes/n/a.jsonl", with: bytes)
        return try joins(CorpusFiles([folder.path], rules: LayoutRules()).files)
      }
    })

  private static func joins(_ files: [CorpusFile]) throws -> Bool {
    guard let sidecars = files.first?.sidecars, !sidecars.isEmpty else { return false }
    let schema = RecordSchema(textFields: ["text"], recordID: "id", columnLimit: 8)
    let corpus = FuzzedCorpus(files: files, formats: .builtIn, schema: schema)
    let whole = try corpus.values(chunkByteCount: 1 << 20)
    try promise(whole.count == 4, "\(whole.count) of 4 documents are read")
    try promise(
      try corpus.values(chunkByteCount: 30) == whole, "small chunks give other attributes")
    return whole.contains { !$0.isEmpty }
  }
}

/// The bytes of one input as a corpus.
private struct FuzzedCorpus {
  let files: [CorpusFile]
  let formats: CorpusFormats
  let schema: RecordSchema

  struct Record: Equatable {
    var place: RecordBatch.Place
    /// The JSON value that the record is.
    var value: [UInt8]
  }

  struct Reading: Equatable {
    var records: [Record] = []
    var lost: UInt64 = 0
    var repaired: UInt64 = 0
    var damaged: UInt64 = 0
  }

  func read(chunkByteCount: Int) throws -> Reading {
    var options = ReadingOptions()
    options.chunkByteCount = chunkByteCount
    var reader = CorpusReader(files: files, formats: formats, options: options)
    let parsers = formats.indices.map { formats[$0].parser(for: schema) }
    var batch = RecordBatch(schema: schema, keepsRests: true)
    var chunk = RawChunk()
    var problems = ProblemLog(limit: 10)
    var reading = Reading()
    while reader.next(into: &chunk) {
      parsers[chunk.format].parse(chunk, into: &batch, problems: &problems)
      reading.records += try (0..<batch.count).map { try record($0, of: batch) }
      var seen = 0
      formats[chunk.format].forEachRecord(in: chunk) { _ in
        seen += 1
        return true
      }
      try promise(
        seen <= chunk.recordCount, "\(seen) records of \(chunk.recordCount) are looked at")
    }
    problems.merge(reader.problems)
    reading.lost = problems.lostRecordCount
    reading.repaired = problems.repairedRecordCount
    reading.damaged = problems.damagedFileCount
    return reading
  }

  /// The values of columns of each record, with those that stand beside it.
  func values(chunkByteCount: Int) throws -> [[String]] {
    var options = ReadingOptions()
    options.chunkByteCount = chunkByteCount
    var reader = CorpusReader(files: files, formats: formats, options: options)
    let parsers = formats.indices.map { formats[$0].parser(for: schema) }
    let merger = SidecarMerger(schema)
    var batch = RecordBatch(schema: schema)
    var chunk = RawChunk()
    var problems = ProblemLog(limit: 10)
    var values: [[String]] = []
    while reader.next(into: &chunk) {
      parsers[chunk.format].parse(chunk, into: &batch, problems: &problems)
      merger.merge(chunk, into: &batch, problems: &problems)
      values += (0..<batch.count).map { record in
        batch.entryRange(of: record).map { index in
          let entry = batch.entries[index]
          let written =
            switch entry.value {
            case .string(let text), .decimal(let text): batch.view(of: text).text
            case .integer, .real, .boolean: "\(entry.value)"
            }
          return "\(batch.columns[Int(entry.column)].path) \(entry.isInList) \(written)"
        }
      }
    }
    return values
  }

  /// A record of a batch, whose value must be JSON.
  private func record(_ number: Int, of batch: borrowing RecordBatch) throws -> Record {
    var texts = GrowableBuffer<UInt8>()
    var fields: [Range<Int>?] = []
    for field in 0..<batch.textFieldCount {
      let text = batch.texts[number * batch.textFieldCount + field]
      let start = texts.count
      texts.append(contentsOf: batch.view(of: text))
      fields.append(text.isMissing ? nil : start..<texts.count)
    }
    var value = GrowableBuffer<UInt8>()
    do {
      try RecordRest.appendValue(
        rest: batch.view(of: batch.rests[number]).slice, texts: texts.view.slice, fields: fields,
        to: &value)
      _ = try JSONReader.read(value.view.array, options: .records)
    } catch {
      throw BrokenPromise("record \(number) has no value: \(error)")
    }
    return Record(place: batch.places[number], value: value.view.array)
  }

  /// No chunk may hold a record that is longer than allowed; a row that a reader writes has names and
  /// escapes besides.
  func promiseLimit(_ limit: Int) throws {
    var options = ReadingOptions()
    options.maximumRecordByteCount = limit
    options.chunkByteCount = limit
    var reader = CorpusReader(files: files, formats: formats, options: options)
    var chunk = RawChunk()
    while reader.next(into: &chunk) {
      for piece in chunk.pieces.view.array where piece.count != RawChunk.Piece.refused {
        try promise(
          piece.count <= 6 * limit + 1_024
            && Int(piece.start) + Int(piece.count) <= chunk.bytes.count,
          "a piece of \(piece.count) bytes where \(limit) are allowed")
      }
    }
  }

  /// Records are found again at their places, the last one first.
  func promiseFetching(_ records: some BidirectionalCollection<Record>) throws {
    var fetcher = RecordFetcher(files: files, schema: schema, formats: formats)
    var batch = RecordBatch(schema: schema, keepsRests: true)
    for record in records.reversed() {
      do {
        try fetcher.read(record.place, into: &batch)
      } catch {
        throw BrokenPromise("record \(record.place.ordinal) is not found again: \(error)")
      }
      try promise(
        try self.record(0, of: batch).value == record.value,
        "record \(record.place.ordinal) is another when it is read again")
    }
  }
}
