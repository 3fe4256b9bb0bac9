import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct CompressingWriterTests {
  private static func read(_ path: String) throws -> [UInt8] {
    var reader = try DecompressingReader(path: path)
    var all: [UInt8] = []
    let piece = GrowableBuffer<UInt8>(repeating: 0, count: 1 << 16)
    while true {
      let count = try reader.read(into: piece.view)
      if count == 0 { return all }
      all += piece.view[0..<count].array
    }
  }

  @Test(
    arguments: CompressingWriter.Format.allCases,
    [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
  func `what was written comes back`(format: CompressingWriter.Format, size: Int) throws {
    let scratch = ScratchFolder()
    var generator = SeededGenerator(seed: UInt64(size) + 1)
    let bytes = (0..<size).map { _ in UInt8.random(in: 97...100, using: &generator) }
    let path = scratch.path + "/out.bin"
    var writer = try CompressingWriter(path: path, format: format)
    var at = 0
    while at < size {
      let end = min(size, at + Int.random(in: 1...300_000, using: &generator))
      try writer.append(Array(bytes[at..<end]))
      at = end
    }
    let digest = try writer.finish()
    #expect(writer.byteCount == UInt64(size))
    let stored = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(writer.writtenByteCount == UInt64(stored.count))
    var whole = SHA256()
    stored.withView { whole.append($0) }
    #expect(digest == whole.hexadecimal)
    #expect(try Self.read(path) == bytes)
    #expect(!FileManager.default.fileExists(atPath: path + ".partial"))
  }

  @Test func `a file that is not finished leaves nothing behind`() throws {
    let scratch = ScratchFolder()
    do {
      var writer = try CompressingWriter(path: scratch.path + "/out.zst", format: .zstd)
      try writer.append(Array(repeating: 7, count: 2 << 20))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
  }

  @Test(arguments: [
    ("a.jsonl", CompressingWriter.Format.plain), ("a.jsonl.gz", .gzip), ("A.JSONL.ZST", .zstd),
    ("a.jsonl.lz4", .lz4), ("zst", .plain),
  ])
  func `the name asks for a format`(name: String, format: CompressingWriter.Format) {
    #expect(CompressingWriter.format(forName: name) == format)
  }
}

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4, and a million letters.
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func `published examples`(text: String, times: Int, digest: String) {
    let bytes = Array(String(repeating: text, count: times).utf8)
    for piece in [1, 63, 64, 65, 1000, max(1, bytes.count)] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: piece) {
        Array(bytes[start..<min(bytes.count, start + piece)]).withView { hash.append($0) }
      }
      #expect(hash.hexadecimal == digest)
      // Asking does not end it.
      #expect(hash.hexadecimal == digest)
      if times > 1, piece == 1 { continue }
    }
  }
}
