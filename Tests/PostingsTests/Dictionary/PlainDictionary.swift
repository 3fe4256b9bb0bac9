import Storage
import TestSupport
import Testing

@testable import Postings

/// Terms and what is known of them, in plain arrays and as a dictionary's bytes.
struct PlainDictionary {
  /// What is known of a term.
  enum Entry {
    case list(TermInfo)
    case inline(documents: [UInt32], frequencies: [UInt32], positions: [UInt32])
  }

  /// In byte order.
  var terms: [[UInt8]]
  var entries: [Entry] = []
  let hasPositions: Bool
  let spelling: TermSpelling
  private(set) var pages: [UInt8] = []
  private(set) var index: [UInt8] = []

  /// Some terms with entries of all kinds.
  init(
    _ terms: Set<[UInt8]>, hasPositions: Bool, spelling: TermSpelling = .shared,
    _ random: inout SeededGenerator
  ) {
    self.terms = terms.sorted { $0.lexicographicallyPrecedes($1) }
    self.hasPositions = hasPositions
    self.spelling = spelling
    var builder = TermDictionaryBuilder(
      hasPositions: hasPositions, spelling: spelling, positionsStart: hasPositions ? 8 : 0)
    var end = TermInfo()
    end.positionsOffset = hasPositions ? 8 : 0
    let lists = random.pick([1, 3, 20])
    for term in self.terms {
      let entry = Self.entry(
        isList: random.once(in: lists), at: end, hasPositions: hasPositions, &random)
      entries.append(entry)
      term.withView { view in
        switch entry {
        case .list(let info):
          builder.append(view, info)
          end.postingsOffset += info.postingsCount
          end.positionsOffset += info.positionsCount
        case .inline(let documents, let frequencies, let positions):
          var list = PostingBuffer()
          list.documents.append(contentsOf: documents)
          list.frequencies.append(contentsOf: frequencies)
          list.positions.append(contentsOf: positions)
          builder.append(view, inline: list)
        }
      }
    }
    var index = ByteWriter()
    builder.finish(index: &index)
    pages = builder.pages.view.array
    self.index = index.bytes.view.array
  }

  /// What kernels are told of the pages.
  var flags: UInt32 { (hasPositions ? 1 : 0) | spelling.rawValue }

  private static func entry(
    isList: Bool, at end: TermInfo, hasPositions: Bool, _ random: inout SeededGenerator
  ) -> Entry {
    if isList {
      var info = end
      let highest = random.pick([3, 200, 20000, 1 << 30])
      info.documentFrequency = UInt32(random.number(1..<highest))
      info.occurrences = UInt64(info.documentFrequency) + UInt64(random.number(0..<highest))
      info.postingsCount = UInt64(random.number(0..<highest))
      info.positionsCount = hasPositions ? UInt64(random.number(0..<highest)) : 0
      return .list(info)
    }
    let highest = random.pick([100, 10000, Int(UInt32.max)])
    var documents = Set<UInt32>()
    let count = random.number(1..<3)
    while documents.count < count { documents.insert(UInt32(random.number(0..<highest))) }
    let most = random.once(in: 2) ? 1 : random.pick([2, 3, 32])
    let frequencies = documents.map { _ in UInt32(random.number(1..<most + 1)) }
    var positions: [UInt32] = []
    if hasPositions {
      for frequency in frequencies {
        var places = Set<UInt32>()
        while places.count < frequency { places.insert(UInt32(random.number(0..<highest))) }
        positions += places.sorted()
      }
    }
    return .inline(documents: documents.sorted(), frequencies: frequencies, positions: positions)
  }

  /// Terms over a small or a large alphabet, some of them far alike.
  static func randomTerms(
    count: Int, longest: Int, _ random: inout SeededGenerator
  ) -> Set<[UInt8]> {
    let letters = random.pick([[0x61, 0x62], Array(0...255), Array(0x61...0x7a)] as [[UInt8]])
    var terms = Set<[UInt8]>()
    var last: [UInt8] = []
    for _ in 0..<100 * count where terms.count < count {
      let kept = last.prefix(random.number(0..<last.count + 1))
      let further = random.number(0..<max(1, longest - kept.count + 1))
      last = kept + (0..<further).map { _ in random.pick(letters) }
      terms.insert(last)
    }
    return terms
  }

  /// Pairs of characters of all sizes: few or many first ones, near each other or far apart.
  static func randomPairs(count: Int, _ random: inout SeededGenerator) -> Set<[UInt8]> {
    let reach = random.pick([40, 0x800, 0x5000, 0x10_0000])
    let origin = random.pick([1, 0x7f0, 0x4e00, 0xfff0])
    let firsts = random.pick([1, 3, 200])
    func character(_ number: Int) -> [UInt8] {
      let scalar = Unicode.Scalar(UInt32(min(origin + number, 0x10_ffff))) ?? "\u{e000}"
      return Array(String(Character(scalar)).utf8)
    }
    var terms = Set<[UInt8]>()
    for _ in 0..<100 * count where terms.count < count {
      terms.insert(character(random.number(0..<firsts)) + character(random.number(0..<reach)))
    }
    return terms
  }

  /// Terms that are not in the dictionary, or only by chance: neighbours of its own, and others.
  func strangers(_ random: inout SeededGenerator) -> [[UInt8]] {
    var found: [[UInt8]] = [[], [0], [0xff], [UInt8](repeating: 0x61, count: 300)]
    for _ in 0..<min(terms.count, 300) {
      let term = random.pick(terms)
      found.append(term + [0])
      found.append(term + [random.pick([0x61, 0xff])])
      if let last = term.last {
        found.append(term.dropLast())
        found.append(term.dropLast() + [last &+ 1])
        found.append(term.dropLast() + [last &- 1])
        var other = term
        other[random.number(0..<term.count)] = UInt8(random.number(0..<256))
        found.append(other)
      }
    }
    return found
  }

  /// The dictionary, its bytes as they are or changed.
  func open(
    in folder: ScratchFolder, pages: [UInt8]? = nil, index: [UInt8]? = nil
  ) throws -> TermDictionary {
    let writer = try EnvelopeWriter(
      in: FileSystemDirectory(creating: folder.path), name: "terms", kind: .terms, version: 1,
      id: [UInt8](repeating: 7, count: 16))
    for (number, bytes) in [(UInt32(1), pages ?? self.pages), (2, index ?? self.index)] {
      try writer.beginSection(number)
      try bytes.withView { try writer.append(ByteSlice($0)) }
      try writer.endSection()
    }
    _ = try writer.finish()
    let file = try EnvelopeReader(folder.path + "/terms", kind: .terms, versions: 1...1)
    return try TermDictionary(pages: #require(file.section(1)), index: #require(file.section(2)))
  }
}

/// Whether what a dictionary knows of a term is what was written.
func expect(_ found: TermInfo?, is entry: PlainDictionary.Entry, of term: [UInt8]) throws {
  let info = try #require(found, "\(term)")
  switch entry {
  case .list(let wanted):
    #expect(info.inline == nil, "\(term)")
    #expect(info.documentFrequency == wanted.documentFrequency, "\(term)")
    #expect(info.occurrences == wanted.occurrences, "\(term)")
    #expect(info.postingsOffset == wanted.postingsOffset, "\(term)")
    #expect(info.postingsCount == wanted.postingsCount, "\(term)")
    #expect(info.positionsOffset == wanted.positionsOffset, "\(term)")
    #expect(info.positionsCount == wanted.positionsCount, "\(term)")
  case .inline(let documents, let frequencies, let positions):
    let inline = try #require(info.inline, "\(term)")
    #expect(info.documentFrequency == UInt32(documents.count), "\(term)")
    #expect(info.occurrences == frequencies.reduce(0) { $0 + UInt64($1) }, "\(term)")
    var at = 0
    var found: [UInt32] = []
    for slot in documents.indices {
      #expect(inline.documents[slot] == documents[slot], "\(term)")
      #expect(inline.frequencies[slot] == frequencies[slot], "\(term)")
      var next: UInt64 = 0
      for _ in 0..<(positions.isEmpty ? 0 : frequencies[slot]) {
        next += inline.positions.trustedVarint(at: &at)
        found.append(UInt32(truncatingIfNeeded: next))
        next += 1
      }
    }
    #expect(found == positions, "\(term)")
    #expect(at == inline.positions.count, "\(term)")
  }
}
