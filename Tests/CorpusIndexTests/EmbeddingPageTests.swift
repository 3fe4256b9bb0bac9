import Foundation
import TestSupport
import Testing

/// The page that shows how to embed an index: its code is that of the program which is built and run
/// with the library alone.
@Suite struct EmbeddingPageTests {
  private static func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: Project.path(path), encoding: .utf8)
      .components(separatedBy: "\n")
  }

  @Test func `the code of the page stands in the program, in order`() throws {
    let page = try Self.lines("Sources/CorpusIndex/CorpusIndex.docc/Embedding.md")
    let program = try Self.lines("Tests/Embedding/Sources/Embedding/main.swift")
    var rest = program[...]
    var count = 0
    var isInside = false
    for line in page {
      if line.hasPrefix("```") {
        isInside = line == "```swift"
      } else if isInside, !line.isEmpty {
        count += 1
        guard let place = rest.firstIndex(of: line) else {
          Issue.record("not in the program behind the lines before it: \(line)")
          return
        }
        rest = rest[(place + 1)...]
      }
    }
    #expect(count > 20)
  }
}
