import Postings
import QueryLanguage
import Segments
import Storage
import TestSupport
import Testing

@testable import Searching

/// A dictionary of terms with one inline posting each; some have a list instead.
private func dictionary(
  _ terms: [String], spelling: TermSpelling = .shared, in folder: ScratchFolder
) throws -> TermDictionary {
  var builder = TermDictionaryBuilder(hasPositions: true, spelling: spelling)
  var end = TermInfo()
  for (index, term) in terms.enumerated() {
    var info = end
    info.documentFrequency = UInt32(index % 7 + 1)
    info.occurrences = UInt64(info.documentFrequency) + UInt64(index % 300)
    info.postingsCount = UInt64(index % 200)
    info.positionsCount = UInt64(index % 130)
    Array(term.utf8).withView { view in
      if index % 3 == 0 {
        builder.append(view, info)
        end.postingsOffset += info.postingsCount
        end.positionsOffset += info.positionsCount
      } else {
        var list = PostingBuffer()
        for document in 0..<UInt32(index % 2 + 1) {
          list.documents.append(UInt32(index) + 200 * document)
          list.frequencies.append(UInt32(index % 5 == 0 ? 2 : 1))
          for place in 0..<UInt32(index % 5 == 0 ? 2 : 1) { list.positions.append(place * 300) }
        }
        builder.append(view, inline: list)
      }
    }
  }
  var index = ByteWriter()
  builder.finish(index: &index)
  let writer = try EnvelopeWriter(
    in: FileSystemDirectory(creating: folder.path), name: "terms", kind: .segment, version: 1,
    id: [UInt8](repeating: 7, count: 16))
  for (number, bytes) in [(UInt32(1), builder.pages.view), (2, index.bytes.view)] {
    try writer.beginSection(number)
    try writer.append(ByteSlice(bytes))
    try writer.endSection()
  }
  _ = try writer.finish()
  let file = try EnvelopeReader(folder.path + "/terms", kind: .segment, versions: 1...1)
  return try TermDictionary(pages: #require(file.section(1)), index: #require(file.section(2)))
}

private func random(_ generator: inout SeededGenerator) -> [String] {
  let alphabets = ["ab", "abcdefghijklmnopqrstuvwxyz", "aé\u{7ff}\u{800}", "𐍈x\u{ffff}y", "01.'_"]
  var terms: Set<String> = []
  let longest = generator.pick([4, 9, 30])
  for _ in 0..<generator.number(1..<3000) {
    let letters = Array(generator.pick(alphabets).unicodeScalars)
    var term = String.UnicodeScalarView()
    for _ in 0..<generator.number(1..<longest) { term.append(generator.pick(letters)) }
    terms.insert(String(term))
  }
  return terms.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
}

/// What a walk finds, and the document frequencies that it tells.
private func walked(
  _ dictionary: TermDictionary, _ machine: any TermMachine, prefix: [UInt8] = []
) throws -> (terms: [String], frequencies: [UInt32]) {
  var walk = try TermWalk(dictionary, machine: machine, prefix: prefix)
  var found: (terms: [String], frequencies: [UInt32]) = ([], [])
  while try walk.next() {
    found.terms.append(String(decoding: walk.term, as: UTF8.self))
    found.frequencies.append(walk.info.documentFrequency)
  }
  return found
}

/// Edits between two words, by the definition.
private func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var table = [[Int]](
    repeating: [Int](repeating: 0, count: second.count + 1), count: first.count + 1)
  for i in 0...first.count {
    for j in 0...second.count {
      if i == 0 || j == 0 {
        table[i][j] = i + j
        continue
      }
      let cost = first[i - 1] == second[j - 1] ? 0 : 1
      table[i][j] = min(
        table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + cost)
      if i > 1, j > 1, first[i - 1] == second[j - 2], first[i - 2] == second[j - 1] {
        table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
      }
    }
  }
  return table[first.count][second.count]
}

struct TermWalkTests {
  @Test func `a walk finds what a scan finds`() throws {
    var generator = SeededGenerator.announced("term walks")
    for round in 0..<12 {
      let terms = random(&generator)
      let folder = ScratchFolder()
      let dictionary = try dictionary(
        terms, spelling: round % 3 == 0 ? .stepped : .shared, in: folder)
      var frequencies: [String: UInt32] = [:]
      for (index, term) in terms.enumerated() {
        frequencies[term] = UInt32(index % 3 == 0 ? index % 7 + 1 : index % 2 + 1)
      }
      func check(
        _ what: String, _ machine: any TermMachine, prefix: [UInt8] = [], _ fits: (String) -> Bool
      ) throws {
        let found = try walked(dictionary, machine, prefix: prefix)
        let expected = terms.filter(fits)
        #expect(found.terms == expected, "\(what)")
        #expect(found.frequencies == expected.map { frequencies[$0] ?? 0 }, "\(what)")
      }
      for _ in 0..<6 {
        let term = generator.pick(terms)
        let scalars = Array(term.unicodeScalars)
        var start = String.UnicodeScalarView()
        start.append(contentsOf: scalars.prefix(generator.number(1..<scalars.count + 1)))
        let prefix = String(start)
        try check("\(prefix)*", ScalarMachine(TermPrefix(prefix)), prefix: Array(prefix.utf8)) {
          Array($0.utf8).starts(with: Array(prefix.utf8))
        }
        for limit in 0...2 {
          let word = EditDistance(scalars, limit: limit)
          try check("\(term)~\(limit)", ScalarMachine(word)) {
            distance(Array($0.unicodeScalars), scalars) <= limit
          }
        }
      }
    }
  }

  @Test(arguments: [
    "a.*", ".*a", ".*b.*a.*", "(a|b)*", "[a-f]+x?", "ab{2,3}.*", "..", "[^a]*", "é.*", "a|b|c.*d",
    ".*\u{7ff}", "(ab|ba)+", "abc",
  ])
  func `a pattern finds the terms that it accepts one by one`(pattern: String) throws {
    var generator = SeededGenerator.announced("patterns over dictionaries")
    let program = try #require(TermRegex(pattern))
    for _ in 0..<4 {
      let terms = random(&generator)
      let folder = ScratchFolder()
      let dictionary = try dictionary(terms, in: folder)
      let found = try walked(dictionary, ScalarMachine(program), prefix: program.prefix)
      #expect(found.terms == terms.filter { program.accepts(Array($0.utf8)) })
    }
  }

  @Test func `more states than are remembered change nothing`() throws {
    var generator = SeededGenerator.announced("many states")
    let letters = Array("ab".unicodeScalars)
    var terms: Set<String> = []
    for _ in 0..<4000 {
      var term = String.UnicodeScalarView()
      for _ in 0..<40 { term.append(generator.pick(letters)) }
      terms.insert(String(term))
    }
    let sorted = terms.sorted()
    let folder = ScratchFolder()
    let dictionary = try dictionary(sorted, in: folder)
    // As a deterministic machine this has a state for every way the last thirteen letters can be.
    let program = try #require(TermRegex(".*a............"))
    let found = try walked(dictionary, ScalarMachine(program))
    #expect(found.terms == sorted.filter { $0.dropLast(12).last == "a" })
  }
}
