import Storage
import TestSupport
import Testing

@testable import Postings

/// Random dictionaries against the arrays that they were made of.
struct TermDictionaryTests {
  private static let counts = [0, 1, 2, 15, 16, 17, 32, 33, 700, 5000]

  private static func check(_ plain: PlainDictionary, _ random: inout SeededGenerator) throws {
    let folder = ScratchFolder()
    let dictionary = try plain.open(in: folder)
    #expect(dictionary.count == UInt64(plain.terms.count))
    func find(_ term: [UInt8]) throws -> TermInfo? {
      try term.withView { try dictionary.find(ByteSlice($0)) }
    }
    for (term, entry) in zip(plain.terms, plain.entries) {
      try expect(try find(term), is: entry, of: term)
    }
    let known = Set(plain.terms)
    for term in plain.strangers(&random) where !known.contains(term) {
      #expect(try find(term) == nil, "\(term)")
    }
    var index = 0
    let nothing = GrowableBuffer<UInt8>()
    var iterator = try dictionary.terms(from: ByteSlice(nothing.view))
    while try iterator.next() {
      try #require(index < plain.terms.count)
      #expect(iterator.term == plain.terms[index])
      try expect(iterator.info, is: plain.entries[index], of: iterator.term)
      index += 1
    }
    #expect(index == plain.terms.count)
  }

  @Test(arguments: counts, [true, false])
  func `every term is found and no other`(count: Int, hasPositions: Bool) throws {
    var random = SeededGenerator.announced("dictionary of \(count)")
    for longest in [1, 9, 40, 255] {
      let terms = PlainDictionary.randomTerms(count: count, longest: longest, &random)
      try Self.check(PlainDictionary(terms, hasPositions: hasPositions, &random), &random)
    }
  }

  @Test(arguments: counts, [true, false])
  func `every term of a dictionary of steps is found and no other`(
    count: Int, hasPositions: Bool
  ) throws {
    var random = SeededGenerator.announced("stepped dictionary of \(count)")
    for round in 0..<6 {
      // Whatever is no pair, and no text at all, is written out.
      let terms =
        round < 4
        ? PlainDictionary.randomPairs(count: count, &random)
        : PlainDictionary.randomTerms(count: count, longest: round == 4 ? 9 : 255, &random)
      let plain = PlainDictionary(
        terms, hasPositions: hasPositions, spelling: .stepped, &random)
      try Self.check(plain, &random)
    }
  }

  @Test func `steps of characters of all sizes and distances lead to the next one`() throws {
    var random = SeededGenerator.announced("steps")
    var scalars: Set<UInt32> = []
    for origin: UInt32 in [1, 0x7f, 0x7ff, 0x4e00, 0xd7ff, 0xe000, 0xffff, 0x10_0000, 0x10_ffff] {
      for distance: UInt32 in [0, 1, 2, 61, 62, 63, 64, 126, 190, 191, 0x4000] {
        scalars.formUnion([origin &- distance, origin + distance])
      }
    }
    var terms: Set<[UInt8]> = []
    for scalar in scalars.compactMap(Unicode.Scalar.init) {
      for first in ["a", "é", "鲸", "𠮷"] { terms.insert(Array((first + String(scalar)).utf8)) }
    }
    try Self.check(
      PlainDictionary(terms, hasPositions: true, spelling: .stepped, &random), &random)
  }

  @Test(arguments: [6, 7, 8, 127, 133, 134, 135, 200, 254])
  func `lengths around those that take a byte more are read`(shared: Int) throws {
    var random = SeededGenerator.announced("lengths of \(shared)")
    var terms: Set<[UInt8]> = [[]]
    for further in [0, 1, 6, 7, 8, 9, 127, 134, 135, 255] where shared + further <= 255 {
      let start = [UInt8](repeating: 0x6b, count: shared)
      terms.insert(start + [UInt8](repeating: 0x61 + UInt8(further % 26), count: further))
      terms.insert([UInt8](repeating: UInt8(further), count: further))
    }
    for hasPositions in [true, false] {
      try Self.check(PlainDictionary(terms, hasPositions: hasPositions, &random), &random)
    }
  }

  @Test(arguments: 0..<40)
  func `damaged bytes are answered or refused`(round: Int) throws {
    var random = SeededGenerator.announced("damaged dictionary \(round)")
    let count = random.pick([1, 17, 300, 2000])
    let terms =
      round % 4 == 3
      ? PlainDictionary.randomPairs(count: count, &random)
      : PlainDictionary.randomTerms(
        count: count, longest: random.pick([3, 9, 40, 255]), &random)
    let plain = PlainDictionary(
      terms, hasPositions: random.once(in: 2), spelling: round % 2 == 0 ? .shared : .stepped,
      &random)
    let asked = plain.terms.prefix(200) + plain.strangers(&random).prefix(200)
    for _ in 0..<8 {
      let folder = ScratchFolder()
      var (pages, index) = (plain.pages, plain.index)
      let indexToo = random.once(in: 3)
      for _ in 0..<random.pick([1, 3, 40]) {
        // Heads of pages and the ends of them have the most to say.
        let reach = random.pick([min(pages.count, 40), pages.count])
        let place =
          random.once(in: 4) ? pages.count - 1 - random.number(0..<reach) : random.number(0..<reach)
        pages[place] = random.pick([0, 0x7f, 0xff, UInt8(random.number(0..<256))])
        if indexToo { index[random.number(0..<index.count)] = UInt8(random.number(0..<256)) }
      }
      guard let dictionary = try? plain.open(in: folder, pages: pages, index: index) else {
        continue
      }
      for term in asked {
        do {
          _ = try term.withView { try dictionary.find(ByteSlice($0)) }
        } catch {
          guard case StorageError.damaged = error else {
            Issue.record("\(error)")
            continue
          }
        }
      }
      let nothing = GrowableBuffer<UInt8>()
      var iterator = try? dictionary.terms(from: ByteSlice(nothing.view))
      while (try? iterator?.next()) == true {}
    }
  }
}
