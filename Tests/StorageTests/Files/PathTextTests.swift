import TestSupport
import Testing

@testable import Storage

@Suite struct PathTextTests {
  @Test(arguments: [
    "plain.jsonl", "白鲸.jsonl", "e\u{301}", "\u{10FF7F}", "🐋", "",
  ])
  func `a name in UTF-8 is its own text`(name: String) {
    #expect(PathText.text(of: Array(name.utf8)) == name)
    #expect(PathText.bytes(of: name) == Array(name.utf8))
  }

  @Test func `a byte that is no UTF-8 stands for itself`() {
    let text = PathText.text(of: [0x6E, 0xE9, 0x2E])
    #expect(Array(text.unicodeScalars).map { PathText.byte(of: $0) } == [nil, 0xE9, nil])
    #expect(PathText.bytes(of: text) == [0x6E, 0xE9, 0x2E])
  }

  @Test func `every name has a text of its own`() {
    var random = SeededGenerator.announced("names of files")
    let bytes: [UInt8] = [0x61, 0x80, 0xBF, 0xC3, 0xA9, 0xE7, 0x99, 0xBD, 0xF4, 0x8F, 0xBE, 0xFF]
    var names: [String: [UInt8]] = [:]
    for _ in 0..<5_000 {
      let name = (0..<random.number(0..<9)).map { _ in random.pick(bytes) }
      let text = PathText.text(of: name)
      #expect(PathText.bytes(of: text) == name)
      #expect(names[text] == nil || names[text] == name)
      names[text] = name
    }
  }
}
