import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct SelfExtractingTests {
  private let folder = ScratchFolder()

  @Test(
    arguments: [
      Array("MZ".utf8) + Array(repeating: 0, count: 500), Array("#!/bin/sh\nexit 0\n".utf8),
      [0x7F] + Array("ELF".utf8) + Array(repeating: 1, count: 99),
    ] as [[UInt8]])
  func `an archive behind the program that unpacks it is read as the archive is`(
    _ program: [UInt8]
  ) throws {
    let zip = ZipBytes.archive([ZipBytes.Member("a.jsonl", "{\"text\": \"white whale\"}\n")])
    let path = folder.write(program + zip, to: "data.exe")
    #expect(try CorpusFiles([path]).files.map(\.name) == ["a.jsonl"])
    let alone = folder.write(program, to: "alone.exe")
    #expect(throws: CorpusError.self) { try CorpusFiles([alone]) }
  }
}
