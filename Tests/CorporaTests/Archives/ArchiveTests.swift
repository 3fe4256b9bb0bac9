import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

/// Zip and tar archives of data files: each member is read as the file that it is.
@Suite struct ArchiveTests {
  private let folder = ScratchFolder()

  private static let schema = RecordSchema(textFields: ["text"], recordID: "id")

  private static func lines(_ name: String, _ count: Int) -> String {
    (0..<count).map { "{\"id\": \"\(name)-\($0)\", \"text\": \"whale \($0) of \(name)\"}\n" }
      .joined()
  }

  private func records(of listed: CorpusFiles) -> CorpusReading {
    CorpusReading(listed.files, schema: Self.schema, chunkByteCount: 500)
  }

  private func reasons(_ listed: CorpusFiles) -> [String: String] {
    Dictionary(uniqueKeysWithValues: listed.skipped.map { ($0.path, $0.reason) })
  }

  /// Reads all records of some sources, then each of them again, in any order.
  private func expectEach(
    of path: String, ids: [String], _ random: inout SeededGenerator
  ) throws {
    let listed = try CorpusFiles([path])
    let reading = CorpusReading(listed.files, schema: Self.schema, chunkByteCount: 500)
    #expect(reading.records.map(\.id) == ids)
    #expect(reading.problems.isEmpty)
    var fetcher = RecordFetcher(
      files: listed.files, schema: Self.schema, checkpoints: try reading.kept(in: folder))
    var batch = RecordBatch(schema: Self.schema)
    for record in reading.records.shuffled(using: &random) {
      try fetcher.read(record.place, into: &batch)
      #expect(batch.copies[0].texts == record.texts && batch.copies[0].id == record.id)
    }
  }

  @Test(arguments: [false, true])
  func `members of a zip archive are read as the files they are`(isLong: Bool) throws {
    var random = SeededGenerator.announced("records of zip archives")
    var members = [
      ZipBytes.Member("b/deflated.jsonl", Self.lines("d", 200)),
      ZipBytes.Member("a/stored.jsonl", Self.lines("s", 20), method: 0),
      ZipBytes.Member("b/table.csv", "id,text\nc-0,a whale\n"),
      ZipBytes.Member(
        "c/inner.jsonl.gz", Packing.gzip(Array(Self.lines("g", 20).utf8)), method: 0),
      ZipBytes.Member("c/twice.jsonl.gz", Packing.gzip(Array(Self.lines("t", 5).utf8))),
      ZipBytes.Member(
        "c/twice.jsonl.xz", Packing.zstd(Packing.xz(Array(Self.lines("x", 5).utf8))),
        method: 93),
      ZipBytes.Member("d/bz.jsonl", Packing.bzip2(Array(Self.lines("b", 5).utf8)), method: 12),
      ZipBytes.Member("d/zs.jsonl", Packing.zstd(Array(Self.lines("z", 5).utf8)), method: 93),
      ZipBytes.Member("empty/", ""),
    ]
    for index in members.indices { members[index].isLong = isLong }
    let bytes = ZipBytes.archive(
      members, behind: Array("#!/bin/sh\n".utf8), comment: "PK\u{5}\u{6}")
    // What stands in front hides the beginning, but not from whoever says what it is.
    let plain = ZipBytes.archive(members, comment: "a comment")
    let path = folder.write(plain, to: "a.zip")
    let ids =
      (0..<20).map { "s-\($0)" } + (0..<200).map { "d-\($0)" } + ["c-0"]
      + (0..<20).map { "g-\($0)" } + ["t", "x"].flatMap { name in (0..<5).map { "\(name)-\($0)" } }
      + (0..<5).map { "b-\($0)" } + (0..<5).map { "z-\($0)" }
    try expectEach(of: path, ids: ids, &random)
    let directory = try ZipDirectory.members(
      of: RandomAccessFile(path: folder.write(bytes, to: "self.zip")))
    #expect(directory.members.count == 8)
  }

  @Test(arguments: DecompressingReader.Format.allCases)
  func `members of a tar archive are read as the files they are`(
    format: DecompressingReader.Format
  ) throws {
    var random = SeededGenerator.announced("records of tar archives")
    let long = "long/" + String(repeating: "n", count: 150) + ".csv"
    let bytes =
      TarBytes.member("./b.jsonl", Self.lines("b", 100))
      + TarBytes.member("././@LongLink", Array(long.utf8) + [0], type: "L")
      + TarBytes.member("short", "id,text\nc-0,a whale\n")
      + TarBytes.member("a.jsonl.gz", Packing.gzip(Array(Self.lines("a", 20).utf8)))
      + TarBytes.end
    let path = folder.write(
      Packing.pack(bytes, as: format, piece: 9000), to: "a.tar.\(format)")
    try expectEach(
      of: path,
      ids: (0..<20).map { "a-\($0)" } + (0..<100).map { "b-\($0)" } + ["c-0"], &random)
    let member = try CorpusFiles([path + "/b.jsonl"])
    #expect(records(of: member).records.count == 100)
  }

  @Test func `many archives are read with few of them open`() throws {
    var random = SeededGenerator.announced("many archives")
    for number in 10..<40 {
      let tar = TarBytes.member("a.jsonl", Self.lines("t\(number)", 2)) + TarBytes.end
      let zip = ZipBytes.archive([ZipBytes.Member("a.jsonl", Self.lines("z\(number)", 2))])
      folder.write(Packing.gzip(tar), to: "many/\(number).tar.gz")
      folder.write(zip, to: "many/\(number).zip")
    }
    let ids = (10..<40).flatMap { ["t\($0)-0", "t\($0)-1", "z\($0)-0", "z\($0)-1"] }
    try expectEach(of: folder.path + "/many", ids: ids, &random)
  }

  @Test func `what of an archive is not read is named`() throws {
    var secret = ZipBytes.Member("secret.jsonl", Self.lines("x", 1))
    secret.isEncrypted = true
    var bytesName = ZipBytes.Member("", Self.lines("n", 1))
    bytesName.name = [0x63, 0xE9, 0xFF] + Array(".jsonl".utf8)
    let path = folder.write(
      ZipBytes.archive([
        ZipBytes.Member("a.jsonl", Self.lines("first", 1)), secret, bytesName,
        ZipBytes.Member("odd.jsonl", Self.lines("x", 1), method: 99),
        ZipBytes.Member("../out.jsonl", Self.lines("x", 1)),
        ZipBytes.Member("/etc/in.jsonl", Self.lines("in", 1)),
        ZipBytes.Member("a.jsonl", Self.lines("last", 1)), ZipBytes.Member("image.png", "x"),
        ZipBytes.Member(".hidden/b.jsonl", Self.lines("x", 1)),
        ZipBytes.Member(
          "inner.zip", ZipBytes.archive([ZipBytes.Member("b.jsonl", "{}")]), method: 0),
      ]), to: "data/a.zip")
    let listed = try CorpusFiles([folder.path + "/data"])
    #expect(Set(records(of: listed).records.map(\.id)) == ["last-0", "in-0", "n-0"])
    let found = reasons(listed)
    #expect(
      found == [
        path + "/secret.jsonl": "encrypted",
        path + "/odd.jsonl": "packed by method 99 of zip, which is not read",
        path + "/../out.jsonl": "its name leads out of the archive",
        path + "/a.jsonl": "another member of this name follows it",
        path + "/image.png": "no data by its name", path + "/.hidden/b.jsonl": "hidden",
        path + "/inner.zip": "an archive inside an archive, which is not read",
      ])
    #expect(
      Set(listed.skipped.filter(\.looksLikeData).map(\.path))
        == Set(
          ["secret.jsonl", "odd.jsonl", "../out.jsonl", "a.jsonl", "inner.zip"].map {
            path + "/" + $0
          }))
  }

  @Test func `an archive without data is refused with what it holds`() throws {
    let path = folder.write(ZipBytes.archive([ZipBytes.Member("a.png", "x")]), to: "a.zip")
    #expect {
      _ = try CorpusFiles([path])
    } throws: { error in
      guard case .emptyFolder(path, let left, _) = error as? CorpusError else { return false }
      return left.count == 1
    }
  }

  @Test func `members that share bytes are refused`() throws {
    var second = ZipBytes.Member("b.jsonl", Self.lines("a", 50))
    second.headerOffset = 0
    let path = folder.write(
      ZipBytes.archive([ZipBytes.Member("a.jsonl", Self.lines("a", 50)), second]), to: "a.zip")
    #expect {
      _ = try CorpusFiles([path])
    } throws: { error in
      (error as? CorpusError)?.what.contains("share bytes") == true
    }
  }

  @Test func `what expands to more than data does is given up`() throws {
    let zeros = [UInt8](repeating: 0, count: 4 << 20)
    let bytes = TarBytes.member("a.jsonl", Self.lines("a", 1)) + zeros
    let file = try RandomAccessFile(path: folder.write(Packing.gzip(bytes), to: "a.tar.gz"))
    #expect(try file.expanded().status.byteCount == UInt64(bytes.count))
    #expect(throws: StorageError.self) { _ = try file.expanded(beyond: 0) }
  }

  @Test func `an archive that is cut off gives what stands before`() throws {
    var random = SeededGenerator.announced("archives that are cut off")
    let whole =
      TarBytes.member("a.jsonl", Self.lines("a", 100)) + TarBytes.member("b.csv", "id,text\n1,x\n")
      + TarBytes.end
    let cut = folder.write(Array(whole[..<3000]), to: "cut.tar")
    let reading = records(of: try CorpusFiles([cut]))
    #expect(reading.records.count > 30 && reading.problems.damagedFileCount == 1)
    let zip = ZipBytes.archive([
      ZipBytes.Member("a.jsonl", Self.lines("a", 100)), ZipBytes.Member("b.csv", "id,text\n1,x\n"),
    ])
    for bytes in [whole, zip, Packing.gzip(whole)] {
      for _ in 0..<150 {
        var changed = bytes
        changed[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
        let end = random.once(in: 3) ? Int.random(in: 1...bytes.count, using: &random) : bytes.count
        let path = folder.write(Array(changed[..<end]), to: "changed.jsonl.archive")
        if let listed = try? CorpusFiles([path]) { _ = records(of: listed) }
      }
    }
  }

  @Test func `a flipped byte of a deflated member is found by its checksum`() throws {
    var bytes = ZipBytes.archive([ZipBytes.Member("a.jsonl", Self.lines("a", 100), method: 0)])
    let stored = try CorpusFiles([folder.write(bytes, to: "stored.zip")])
    #expect(records(of: stored).records.count == 100)
    bytes = ZipBytes.archive([ZipBytes.Member("a.jsonl", Self.lines("a", 100))])
    bytes[400] ^= 1
    let reading = records(of: try CorpusFiles([folder.write(bytes, to: "flipped.zip")]))
    #expect(reading.problems.damagedFileCount == 1)
  }

  @Test func `a flipped byte of a member that is not packed is said behind its records`() throws {
    let member = ZipBytes.Member("a.jsonl", Self.lines("a", 100), method: 0)
    var bytes = ZipBytes.archive([member])
    let place = try #require(bytes.firstRange(of: Array("whale 50".utf8)))
    bytes[place.lowerBound] ^= 1
    let reading = records(of: try CorpusFiles([folder.write(bytes, to: "flipped.zip")]))
    #expect(reading.records.count == 100)
    #expect(reading.problems.damagedFileCount == 1)
    #expect(reading.problems.damages.first?.message.contains("another checksum") == true)
  }

  @Test func `a wrong checksum around a packed member is said behind its records`() throws {
    let member = ZipBytes.Member("a.jsonl.gz", Packing.gzip(Array(Self.lines("a", 9).utf8)))
    var bytes = ZipBytes.archive([member])
    let list = try #require(bytes.firstRange(of: [0x50, 0x4B, 1, 2]))
    bytes[list.lowerBound + 16] ^= 1
    let reading = records(of: try CorpusFiles([folder.write(bytes, to: "twice.zip")]))
    #expect(reading.records.count == 9)
    #expect(reading.problems.damagedFileCount == 1)
  }

  @Test func `a wrong checksum of a packed archive is said of the archive`() throws {
    var bytes = Packing.gzip(TarBytes.member("a.jsonl", Self.lines("a", 9)) + TarBytes.end)
    bytes[bytes.count - 6] ^= 1
    let listed = try CorpusFiles([folder.write(bytes, to: "a.tar.gz")])
    #expect(records(of: listed).records.count == 9)
    #expect(listed.skipped.map(\.looksLikeData) == [true])
    #expect(listed.skipped.first?.reason.contains("incorrect data check") == true)
  }

  @Test func `links, devices and pipes of a tar archive are named among what is not read`() throws {
    let members = [
      TarBytes.member("a.jsonl", Self.lines("a", 3)), TarBytes.member("folder/", [], type: "5"),
      TarBytes.member("./hard.jsonl", [], type: "1"), TarBytes.member("link.jsonl", [], type: "2"),
      TarBytes.member("device", [], type: "3"), TarBytes.member("pipe.jsonl", [], type: "6"),
    ]
    let path = folder.write(members.flatMap { $0 } + TarBytes.end, to: "a.tar")
    let listed = try CorpusFiles([path])
    #expect(records(of: listed).records.count == 3)
    let reasons = listed.skipped.map { "\($0.path.split(separator: "/").last ?? ""): \($0.reason)" }
    #expect(
      reasons.sorted() == [
        "device: a device", "hard.jsonl: a link", "link.jsonl: a link", "pipe.jsonl: a pipe",
      ])
  }

  @Test func `members whose names look the same and have other code points are two`() throws {
    let members =
      TarBytes.member("\u{E9}.jsonl", Self.lines("a", 3))
      + TarBytes.member("e\u{301}.jsonl", Self.lines("b", 5))
    let listed = try CorpusFiles([folder.write(members + TarBytes.end, to: "a.tar")])
    #expect(listed.skipped.isEmpty && listed.files.count == 2)
    #expect(records(of: listed).records.count == 8)
  }
}
