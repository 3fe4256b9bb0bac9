import Foundation
import Storage
import Testing
import TestSupport

@testable import Corpora

@Suite struct CorpusFilesTests {
  static let line = "{\"text\": \"a\"}\n"

  func names(_ sources: [String]) throws -> [String] { try CorpusFiles(sources).files.map(\.name) }

  @Test(
    arguments: ["a.jsonl", "a.csv", "a.txt"],
    [[0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF]] as [[UInt8]])
  func `UTF-32 is called what it is, with what converts it`(name: String, mark: [UInt8]) {
    let place = mark[0] == 0 ? 3 : 0
    let text = Array("{\"id\":1}\n".utf8).flatMap { byte in
      (0..<4).map { $0 == place ? byte : UInt8(0) }
    }
    let folder = ScratchFolder()
    let path = folder.write(mark + text, to: name)
    let error = #expect(throws: CorpusError.self) { try CorpusFiles([path]) }
    #expect(error?.what == "this is UTF-32 text, which is not read")
    #expect(error?.remedy == "convert it with \"iconv -f UTF-32 -t UTF-8\"")
  }

  @Test func `a folder gives its data files, sorted, from all levels`() throws {
    let folder = ScratchFolder()
    for name in [
      "b.jsonl", "a/z.jsonl", "a/10.ndjson", "a/9.json", "B.JSONL", "README.md", ".hidden.jsonl",
      ".git/x.jsonl", "a/notes.txt", "dataset_infos.json",
    ] {
      folder.write(Self.line, to: name)
    }
    folder.write(Packing.gzip(Array(Self.line.utf8)), to: "c.json.gz")
    folder.write(Packing.zstd(Array(Self.line.utf8)), to: "d.jsonl.zstd")
    folder.write(Packing.lz4(Array(Self.line.utf8)), to: "e.jsonl.lz4")
    folder.write("{\n  \"pretty\": 1\n}\n", to: "f.json")
    folder.write("", to: "g.jsonl")
    let listed = try CorpusFiles([folder.path])
    #expect(
      listed.files.map(\.name) == [
        "B.JSONL", "a/10.ndjson", "a/9.json", "a/z.jsonl", "b.jsonl", "c.json.gz", "d.jsonl.zstd",
        "e.jsonl.lz4",
      ])
    #expect(
      listed.files.map(\.packing) == [
        .plain, .plain, .plain, .plain, .plain, .gzip, .zstd, .lz4,
      ])
    #expect(listed.files.allSatisfy { $0.byteCount > 0 && $0.changeSinceListed() == nil })
    #expect(listed.skipped.count == 7)
    #expect(
      listed.skipped.filter(\.looksLikeData).map(\.reason) == [
        "text beside other data; in a folder of its own it is read"
      ])
    #expect(try names([folder.path + "/"]) == listed.files.map(\.name))
  }

  @Test func `patterns reach what shells reach`() throws {
    let folder = ScratchFolder()
    for name in ["a1.jsonl", "a2.jsonl", "b1.jsonl", "x/a3.jsonl", "x/y/a4.jsonl", "a.md"] {
      folder.write(Self.line, to: name)
    }
    func found(_ pattern: String) throws -> [String] {
      try names([folder.path + "/" + pattern]).map {
        String($0.dropFirst(folder.path.count + 1))
      }
    }
    #expect(try found("*.jsonl") == ["a1.jsonl", "a2.jsonl", "b1.jsonl"])
    #expect(try found("a?.jsonl") == ["a1.jsonl", "a2.jsonl"])
    #expect(try found("[!a]*.jsonl") == ["b1.jsonl"])
    #expect(try found("{b,a}1.jsonl") == ["a1.jsonl", "b1.jsonl"])
    #expect(try found("*/*.jsonl") == ["x/a3.jsonl"])
    #expect(
      try found("**/a*.jsonl") == ["a1.jsonl", "a2.jsonl", "x/a3.jsonl", "x/y/a4.jsonl"])
    #expect(try found("**/y/*") == ["x/y/a4.jsonl"])
    let error = #expect(throws: CorpusError.self) { try found("q*.jsonl") }
    #expect(error?.what == "no file matches the pattern")
  }

  @Test(arguments: [
    ("abc", "a*c", true), ("abc", "*", true), ("abc", "a*b", false), ("abc", "a[a-c]c", true),
    ("abc", "a[!b]c", false), ("a]c", "a[]]c", true), ("a[c", "a[c", true), ("a*c", "a\\*c", true),
    ("abc", "a\\*c", false), ("", "*", true), ("", "?", false), (".a", "*", false),
    (".a", ".*", true), ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*b", true),
    ("白鲸.jsonl", "白?.jsonl", true),
  ])
  func `a component matches its pattern`(name: String, pattern: String, expected: Bool) {
    #expect(GlobPattern.matches(name, pattern) == expected)
  }

  @Test func `a file is read once however often it is named`() throws {
    let folder = ScratchFolder()
    let path = folder.write(Self.line, to: "a.jsonl")
    folder.write(Self.line, to: "b.jsonl")
    #expect(
      try names([path, folder.path, folder.path + "/*.jsonl", path]) == ["a.jsonl", "b.jsonl"])
  }

  @Test func `sources that give nothing are errors with their remedy`() throws {
    let folder = ScratchFolder()
    let missing = folder.path + "/none"
    #expect(throws: CorpusError.notFound(path: missing)) { try names([missing]) }
    let empty = ScratchFolder()
    #expect(
      #expect(throws: CorpusError.self) { try names([empty.path]) }?.what
        == "the folder holds no file")
    empty.write("words", to: "README.md")
    empty.write("a,b", to: "a.orc")
    let unread = #expect(throws: CorpusError.self) { try names([empty.path]) }
    #expect(
      unread?.what
        == "the folder holds no data file, only 2 others, such as a.orc: ORC, which is not read")
    #expect(
      unread?.remedy.contains(
        ".jsonl, .ndjson, .json, .parquet, .warc, .wet, .tar, .csv, .tsv, .txt or .md") == true
    )
    let nothing = folder.write("", to: "nothing.jsonl")
    #expect(throws: CorpusError.emptyFile(path: nothing)) { try names([nothing]) }
    let binary = folder.write([1, 2, 0, 3, 0, 0, 9], to: "binary.jsonl")
    #expect(
      throws: CorpusError.binaryFile(
        path: binary, readable: "JSON Lines, JSON, Parquet, WARC, WebDataset, CSV or text")
    ) {
      try names([binary])
    }
    let bytes = folder.write([UInt8](repeating: 0xB0, count: 40), to: "bytes.jsonl")
    #expect(
      throws: CorpusError.binaryFile(
        path: bytes, readable: "JSON Lines, JSON, Parquet, WARC, WebDataset, CSV or text")
    ) {
      try names([bytes])
    }
    let words = folder.write("only words\nand more\n", to: "words.jsonl")
    #expect(throws: CorpusError.self) { try names([words]) }
    for (bytes, word) in [
      (Array("ARROW1..".utf8), "Arrow"), (Array("[\n1\n]".utf8), "no line"),
      ([0xFF, 0xFE, 0x7B, 0x00], "UTF-16"), (Array("PK\u{3}\u{4}".utf8), "no list of its members"),
      (Array("<?xml version".utf8), "XML"),
      (Array("{\"text\": \"".utf8) + [UInt8](repeating: 0xB0, count: 40), "GB18030"),
    ] {
      let path = folder.write(bytes, to: "other.jsonl")
      do {
        _ = try names([path])
        Issue.record("\(word) was taken")
      } catch let error as CorpusError {
        #expect(error.description.contains(word))
        #expect(error.place == path)
        #expect(!error.remedy.isEmpty)
      }
    }
  }

  @Test func `a bad file among good ones is left out and noted`() throws {
    let folder = ScratchFolder()
    folder.write(Self.line, to: "a.jsonl")
    folder.write([0, 1, 2], to: "b.jsonl")
    let listed = try CorpusFiles([folder.path])
    #expect(listed.files.map(\.name) == ["a.jsonl"])
    #expect(listed.skipped.map(\.looksLikeData) == [true])
    #expect(listed.skipped.map(\.reason) == ["binary, no text"])
  }

  @Test func `every file of a folder is read or named with the reason`() throws {
    let folder = ScratchFolder()
    for name in [
      "a.jsonl", "deep/b.jsonl", ".hidden.jsonl", "t.orc", "t.arrow", "words.txt", "part-0.gz",
      "README.md", "LICENSE.txt", "card.yaml", "script.py",
    ] {
      folder.write(Self.line, to: name)
    }
    folder.write("", to: "empty.txt")
    folder.write("", to: "empty.jsonl")
    folder.write("[{\"text\": 1}]", to: "array.json")
    folder.write("{\n \"pretty\": 1\n}", to: "config2.json")
    folder.write([0, 1, 2, 3], to: "binary.jsonl")
    func shell(_ line: String) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "cd '\(folder.path)' && \(line)"]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    try shell("mkfifo pipe.jsonl plain-pipe; ln -s nowhere.jsonl dangling.jsonl; ln -s .. deep/up")
    try shell("ln -s turn.jsonl turn.jsonl; ln a.jsonl same.jsonl; mkdir .git; touch .git/x")
    try shell("printf '{\"text\": \"b\"}\\n' > \"$(printf 'caf\\351.jsonl')\"")
    let listed = try CorpusFiles([folder.path])
    #expect(listed.files.map(\.name).count == 4)
    let named = try #require(listed.files.first { $0.name.hasPrefix("caf") })
    #expect(PathText.bytes(of: named.name) == Array("caf".utf8) + [0xE9] + Array(".jsonl".utf8))
    #expect(named.changeSinceListed() == nil)
    let reasons = Dictionary(
      uniqueKeysWithValues: listed.skipped.map {
        (
          String($0.path.dropFirst(folder.path.count + 1)),
          ($0.looksLikeData ? "! " : "") + $0.reason
        )
      })
    let unread = "which is not read"
    let beside = "text beside other data; in a folder of its own it is read"
    let expected = [
      ".hidden.jsonl": "hidden", ".git": "hidden", "t.orc": "! ORC, \(unread)",
      "t.arrow": "! Arrow, \(unread)", "words.txt": "! \(beside)",
      "part-0.gz": "! packed, and not named as what", "README.md": "a paper beside the data",
      "LICENSE.txt": "a paper beside the data",
      "card.yaml": "a description by its name; added by itself it is read",
      "script.py": "no data by its name", "empty.txt": beside,
      "empty.jsonl": "empty",
      "binary.jsonl": "! binary, no text", "pipe.jsonl": "! a pipe, socket or device",
      "plain-pipe": "a pipe, socket or device", "dangling.jsonl": "! a link to nothing",
      "deep/up": "a folder that was reached on another way",
      "same.jsonl": "the same file as one that is read",
    ]
    for (name, reason) in expected { #expect(reasons[name] == reason, "\(name)") }
    #expect(reasons["config2.json"]?.hasPrefix("no records: ") == true)
    #expect(reasons["turn.jsonl"]?.hasPrefix("! cannot be read: ") == true)
    #expect(reasons.count == expected.count + 2)
  }

  @Test(
    arguments: [
      ("a.7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "a 7z archive", "7z x"),
      ("a.rar", Array("Rar!\u{1A}\u{7}\u{1}\0".utf8), "a RAR archive", "unrar x"),
      ("a.jsonl.Z", [0x1F, 0x9D, 0x90, 0x7B], "packed by compress (.Z)", "gzip -d"),
      (
        "a.jsonl.lzma",
        [0x5D, 0, 0, 0x80, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 1],
        "packed as .lzma", "xz -d"
      ),
      ("a.jsonl.lz", Array("LZIP\u{1}\u{C}\0\0".utf8), "packed by lzip", "lzip -d"),
      (
        "a.tar.zst.age", Array("age-encryption.org/v1\n-> X25519 x\n--- y\n\0\u{1}".utf8),
        "encrypted by age", "age -d"
      ),
      (
        "a.csv", Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 1\n".utf8),
        "a pointer of Git LFS in place of the data", "git lfs pull"
      ),
      ("a.jsonl.gz", Packing.gzip(Packing.gzip(Array("{}\n".utf8))), "packed twice", "expand"),
      ("a.csv.zst", Packing.zstd(Packing.bzip2(Array("a,b\n".utf8))), "packed twice", "expand"),
      ("a.jsonl.gpg", Array("-----BEGIN PGP MESSAGE-----\n".utf8), "encrypted by PGP", "gpg"),
    ] as [(String, [UInt8], String, String)])
  func `what packs or encrypts and is not read is named, with the command that expands it`(
    _ name: String, _ bytes: [UInt8], _ title: String, _ command: String
  ) throws {
    let folder = ScratchFolder()
    let path = folder.write(bytes, to: name)
    let error = #expect(throws: CorpusError.self) { try names([path]) }
    guard case .unsupportedFormat(_, let found, let remedy)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == title && remedy.contains(command))
    folder.write("{\"text\":\"a\"}\n", to: "b.jsonl")
    let skipped = try CorpusFiles([folder.path]).skipped
    #expect(skipped.map(\.reason) == ["\(title), which is not read"])
    #expect(skipped.allSatisfy { $0.looksLikeData })
  }

  @Test func `what programs keep beside a table is none of its records`() throws {
    let folder = ScratchFolder()
    for name in ["a.jsonl", "_delta_log/0.json", "_temporary/0/a.jsonl", "_posts/b.jsonl"] {
      folder.write(Self.line, to: name)
    }
    let listed = try CorpusFiles([folder.path])
    #expect(listed.files.map(\.name) == ["_posts/b.jsonl", "a.jsonl"])
    #expect(listed.skipped.map(\.looksLikeData) == [true, true])
    #expect(listed.skipped.first?.reason.hasPrefix("the log of a Delta Lake table") == true)
    #expect(
      FolderNames(below: folder.path, formats: .builtIn).files.sorted()
        == listed.files.map(\.path))
  }

  @Test(arguments: ["a.jsonl", "a.csv", "a.json"])
  func `a file that begins with much space is not called empty`(name: String) throws {
    let folder = ScratchFolder()
    let space = [UInt8](repeating: 0x0A, count: FileHead.byteCount + 1)
    let path = folder.write(Packing.gzip(space + Array("{}\n".utf8)), to: name + ".gz")
    let error = #expect(throws: CorpusError.self) { try names([path]) }
    guard case .notRecords(_, _, let detail, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(detail.contains("are space"))
    folder.write("{\"text\":\"a\"}\n", to: "b.jsonl")
    // Whether `.json` is data at all, nobody knows.
    #expect(try CorpusFiles([folder.path]).skipped.map(\.looksLikeData) == [name != "a.json"])
  }

  @Test func `a stray byte does not make a file binary`() throws {
    let folder = ScratchFolder()
    let path = folder.write(
      Array("{\"text\":\"a\"}\n{\"text\":\"b".utf8) + [0] + Array("\"}\n".utf8), to: "a.jsonl")
    #expect(try names([path]) == ["a.jsonl"])
  }

  @Test func `a first line that is damaged or long does not hide the records`() throws {
    let folder = ScratchFolder()
    let damaged = folder.write("{broken\n" + Self.line, to: "a.jsonl")
    let long = folder.write(
      "{\"text\": \"\(String(repeating: "x", count: 1 << 20))\"}\n", to: "b.jsonl")
    #expect(try names([damaged, long]) == ["a.jsonl", "b.jsonl"])
  }

  @Test func `a change since the listing is told`() throws {
    let folder = ScratchFolder()
    let path = folder.write(Self.line, to: "a.jsonl")
    let file = try #require(try CorpusFiles([path]).files.first)
    #expect(file.changeSinceListed() == nil)
    folder.write(Self.line + Self.line, to: "a.jsonl")
    #expect(file.changeSinceListed()?.contains("bytes instead of") == true)
  }
}
