import Foundation
import JSONText
import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct ParquetTests {
  /// The lines of JSON that the rows of a file become, and what kept it from giving all.
  private func rows(
    _ path: String, chunkByteCount: Int = 4096
  ) -> (lines: [String], problems: ProblemLog) {
    var options = ReadingOptions()
    options.chunkByteCount = chunkByteCount
    let file = CorpusFile(
      path: path, name: path, byteCount: 0, modifiedNanoseconds: 0, format: "parquet")
    var reader = CorpusReader(files: [file], options: options)
    var chunk = RawChunk()
    var lines: [String] = []
    while reader.next(into: &chunk) {
      for index in 0..<chunk.pieces.count where chunk.pieces[index].count != .max {
        let start = Int(chunk.pieces[index].start)
        lines.append(
          chunk.bytes.view[start..<start + Int(chunk.pieces[index].count)].text)
      }
    }
    return (lines, reader.problems)
  }

  /// Whether two records are one; a number of 32 bits may be written with the digits of 64.
  private func agree(_ one: JSON, _ other: JSON) -> Bool {
    switch (one, other) {
    case (.number(let left), .number(let right)):
      left == right || Double(left) == Double(right) || Float(left) == Float(right)
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { agree($0, $1) }
    case (.object(let left), .object(let right)):
      left.count == right.count
        && zip(left, right).allSatisfy { $0.key == $1.key && agree($0.value, $1.value) }
    default: one == other
    }
  }

  private func value(_ line: some StringProtocol) throws -> JSON {
    try JSONReader.read(Array(line.utf8), options: .records)
  }

  private func expectAgreement(
    _ path: String, _ expected: [Substring], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = rows(path)
    #expect(found.problems.isEmpty, "\(path)", sourceLocation: sourceLocation)
    #expect(found.lines.count == expected.count, "\(path)", sourceLocation: sourceLocation)
    for (row, (line, other)) in zip(found.lines, expected).enumerated() {
      let isSame = try agree(value(line), value(other))
      #expect(isSame, "\(path), row \(row): \(line)", sourceLocation: sourceLocation)
    }
  }

  /// What pyarrow reads, by file.
  private func rowsOfPeer(_ folder: String) throws -> [String: [Substring]] {
    var rows: [String: [Substring]] = [:]
    var file = ""
    for line in try PythonPeer.run("Tests/CorporaTests/Parquet/rows.py", [folder]) {
      if line.hasPrefix("{") {
        rows[file, default: []].append(line)
      } else {
        file = String(line)
        rows[file] = []
      }
    }
    return rows
  }

  private func files(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".parquet") }.sorted().map { folder + "/" + $0 }
  }

  /// Written by pyarrow, the columns `secret` and `who.age` with a key.
  @Test func `columns that are encrypted are named, and the others are read`() throws {
    let folder = Project.path("Tests/CorporaTests/Parquet/Encrypted")
    for size in [1, 4096] {
      let found = rows(folder + "/plain-footer.parquet", chunkByteCount: size)
      #expect(
        found.lines == [
          #"{"id":"a","text":"white whale","who":{"name":"n1"},"tags":["x"]}"#,
          #"{"id":"b","text":"calm sea","who":{"name":"n2"},"tags":[]}"#,
          #"{"id":"c","text":"north wind","who":null,"tags":null}"#,
        ])
      #expect(found.problems.leftOutValueCounts == ["secret": 3, "who.age": 3])
      #expect(
        found.problems.repairs.first?.message
          == "the column secret is encrypted, and not read without its key")
    }
    let all = rows(folder + "/all-columns.parquet")
    #expect(all.lines.isEmpty)
    #expect(
      all.problems.damages.first?.message.contains("all of its columns are encrypted") == true)
  }

  private static let small = Project.path("Tests/CorporaTests/Parquet/Files")

  @Test func `every kind of value is read as pyarrow reads it`() throws {
    let files = try files(in: Self.small)
    #expect(files.count == 6)
    for file in files {
      let expected = try String(contentsOfFile: file.dropLast(7) + "jsonl", encoding: .utf8)
      try expectAgreement(file, expected.split(separator: "\n"))
    }
  }

  @Test(.enabled(if: PythonPeer.path != nil, Comment(rawValue: PythonPeer.reason)))
  func `files of pyarrow, DuckDB and Polars with every encoding and codec are read`() throws {
    let folder = ScratchFolder()
    var random = SeededGenerator.announced("tables of other libraries")
    let seed = random.number(0..<1_000_000)
    _ = try PythonPeer.run(
      "Tests/CorporaTests/Parquet/write.py", [folder.path, "\(seed)"])
    let expected = try rowsOfPeer(folder.path)
    #expect(expected.count > 100)
    for (file, lines) in expected { try expectAgreement(file, lines) }
  }

  /// Files that this reader takes and pyarrow refuses, or reads with another value, and why.
  private static let different: [String: String] = [
    "incorrect_map_schema": "keys of a map that may be null and are not",
    "int96_from_spark": "instants beyond 64 bits of nanoseconds",
    "large_string_map.brotli": "refused by both: a string of a gigabyte",
  ]

  @Test(
    .enabled(
      if: PythonPeer.path != nil
        && FileManager.default.fileExists(atPath: Project.path("../shared/foreign/parquet")),
      "needs the files of the Parquet project beside this one, and \(PythonPeer.reason)"))
  func `the files of the Parquet project are read as pyarrow reads them`() throws {
    for (file, expected) in try rowsOfPeer(Project.path("../shared/foreign/parquet")) {
      let name = String(file.split(separator: "/").last?.dropLast(8) ?? "")
      if Self.different[name] != nil { continue }
      if expected.first?.hasPrefix("{\"refused\"") == true {
        #expect(!rows(file).problems.isEmpty, "\(name)")
      } else {
        try expectAgreement(file, expected)
      }
    }
  }

  @Test func `every row can be fetched on its own`() throws {
    let format = ParquetFormat()
    var random = SeededGenerator.announced("rows in any order")
    for path in try files(in: Self.small) {
      let expected = rows(path).lines
      let fetcher = try format.fetcher(of: RandomAccessFile(path: path), checkpoints: nil)
      for row in (0..<expected.count).shuffled(using: &random) + Array(expected.indices) {
        var chunk = RawChunk()
        let place = RecordBatch.Place(file: 0, offset: UInt64(row), length: 0, ordinal: 0)
        #expect(try fetcher.fetch(place, into: &chunk))
        #expect(chunk.bytes.view.text == expected[row], "\(path), row \(row)")
      }
      var chunk = RawChunk()
      let behind = RecordBatch.Place(
        file: 0, offset: UInt64(expected.count), length: 0, ordinal: 0)
      #expect(try !fetcher.fetch(behind, into: &chunk))
    }
  }

  @Test(arguments: DecompressingReader.Format.allCases)
  func `a file that is packed as a whole is read like others`(
    _ packing: DecompressingReader.Format
  ) throws {
    let folder = ScratchFolder()
    for path in try files(in: Self.small) {
      let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
      let packed = folder.write(Packing.pack(bytes, as: packing), to: "a.parquet")
      let zip = folder.write(
        ZipBytes.archive([ZipBytes.Member("a.parquet", bytes)]), to: "a.zip")
      let found = rows(packed)
      #expect(found.problems.isEmpty)
      #expect(found.lines == rows(path).lines)
      #expect(rows(zip + "/a.parquet").lines == found.lines)
      let fetcher = try ParquetFormat().fetcher(
        of: RandomAccessFile(path: packed), checkpoints: nil)
      var chunk = RawChunk()
      let place = RecordBatch.Place(file: 0, offset: 1, length: 0, ordinal: 1)
      #expect(try fetcher.fetch(place, into: &chunk))
      #expect(chunk.bytes.view.text == found.lines[1])
    }
  }

  @Test func `a wrong checksum of the packing is said behind the rows`() throws {
    let folder = ScratchFolder()
    let path = try files(in: Self.small)[0]
    var bytes = Packing.gzip(try Array(Data(contentsOf: URL(fileURLWithPath: path))))
    bytes[bytes.count - 6] ^= 1
    let found = rows(folder.write(bytes, to: "a.parquet.gz"))
    #expect(found.lines == rows(path).lines)
    #expect(found.problems.damagedFileCount == 1)
  }

  @Test func `a changed byte never crashes, and a cut is always a problem`() throws {
    var random = SeededGenerator.announced("damaged Parquet files")
    let folder = ScratchFolder()
    for path in try files(in: Self.small) {
      let whole = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
      let count = rows(path).lines.count
      for _ in 0..<150 {
        var bytes = whole
        let isCut = Int.random(in: 0..<5, using: &random) == 0
        if isCut {
          bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
        } else {
          bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
        let damaged = folder.path + "/damaged.parquet"
        try Data(bytes).write(to: URL(fileURLWithPath: damaged))
        let found = rows(damaged)
        if isCut { #expect(!found.problems.isEmpty && found.lines.count <= count) }
      }
    }
  }

  @Test func `damage in one row group is named and the next one is read`() throws {
    let path = Self.small + "/small-flat.parquet"
    let whole = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    let count = rows(path).lines.count
    let folder = ScratchFolder()
    let damaged = folder.path + "/damaged.parquet"
    var named = 0
    for offset in 4..<200 {
      var bytes = whole
      bytes[offset] ^= 1
      try Data(bytes).write(to: URL(fileURLWithPath: damaged))
      let found = rows(damaged)
      guard let problem = found.problems.losses.first else { continue }
      named += 1
      #expect(found.lines.count == count - 3)
      #expect(problem.number == 1)
      #expect(
        problem.message.hasPrefix(
          "3 rows, to the end of their row group, cannot be read: byte "))
    }
    #expect(named > 0)
  }

  @Test func `an encrypted file is named as such`() throws {
    let folder = ScratchFolder()
    let path = folder.path + "/secret.parquet"
    try Data("PARE0123456789PARE".utf8).write(to: URL(fileURLWithPath: path))
    let file = try RandomAccessFile(path: path)
    #expect(throws: StorageError.unsupported(path: path, detail: "the file is encrypted")) {
      _ = try ParquetFile(file)
    }
  }
}
