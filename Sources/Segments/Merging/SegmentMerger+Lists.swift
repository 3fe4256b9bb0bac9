internal import Postings
internal import Storage
internal import Synchronization

/// Lists of the same terms become one, range of terms by range of terms.
extension SegmentMerger {
  /// The terms of one space with their lists, in ranges that follow each other.
  ///
  /// Threads take one range after the other.
  func mergedLists(
    _ field: Int, _ space: TermSpace, _ shape: ListShape
  ) throws(StorageError) -> [EncodedTerms] {
    let dictionaries = inputs.compactMap { $0.segment.field(field).dictionary(space) }
    let largest = dictionaries.max { $0.pageCount < $1.pageCount }
    // More ranges than threads, since frequent terms make ranges uneven.
    let cuts = jobs == 1 ? [] : largest?.cuts(into: 8 * jobs) ?? []
    let merger = self
    let ranges = (0...cuts.count).map { number in
      EncodedTerms(
        shape: shape, spelling: space.spelling, reservesFront: number == 0, onDiskOf: folder)
    }
    let next = Atomic(0)
    let failure = Mutex<StorageError?>(nil)
    Threads.run(min(jobs, ranges.count)) { _ in
      var merging = TermMerging(onDiskOf: merger.folder)
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < ranges.count else { return }
        do throws(StorageError) {
          let walks = try merger.walks(
            field, space, from: number == 0 ? [] : cuts[number - 1],
            to: number < cuts.count ? cuts[number] : nil)
          try merging.run(walks, hasPositions: space.hasPositions, into: ranges[number])
        } catch {
          next.store(ranges.count, ordering: .relaxed)
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return ranges
  }

  private func walks(
    _ field: Int, _ space: TermSpace, from start: [UInt8], to end: [UInt8]?
  ) throws(StorageError) -> [TermMerging.Walk] {
    var walks: [TermMerging.Walk] = []
    for (number, input) in inputs.enumerated() {
      guard let dictionary = input.segment.field(field).dictionary(space),
        let source = input.segment.field(field).source(space)
      else { continue }
      let walk = try TermMerging.Walk(
        number, through: dictionary, source, numbers: input.documents, from: start, to: end)
      if walk.isOpen { walks.append(walk) }
    }
    return walks
  }
}

/// Merges the lists of a range of terms; its buffers serve one range after the other.
private struct TermMerging: ~Copyable {
  /// One input's walk through the terms of a range.
  final class Walk {
    /// The input's number.
    private let number: Int
    let source: PostingSource
    let numbers: StayingNumbers
    private let end: [UInt8]?
    private var terms: TermIterator
    private(set) var isOpen = false
    private(set) var term: [UInt8] = []
    /// The first eight bytes of the term, which mostly decide a comparison.
    private(set) var key: UInt64 = 0

    init(
      _ number: Int, through dictionary: TermDictionary, _ source: PostingSource,
      numbers: StayingNumbers, from start: [UInt8], to end: [UInt8]?
    ) throws(StorageError) {
      self.number = number
      self.source = source
      self.numbers = numbers
      self.end = end
      var first = GrowableBuffer<UInt8>()
      first.append(contentsOf: start)
      terms = try dictionary.terms(from: ByteSlice(first.view))
      try next()
    }

    var info: TermInfo { terms.info }

    /// Moves to the following term, if there is one in the range.
    func next() throws(StorageError) {
      isOpen = try terms.next()
      if !isOpen { return }
      term = terms.term
      var key: UInt64 = 0
      for index in 0..<8 { key = key << 8 | (index < term.count ? UInt64(term[index]) : 0) }
      self.key = key
      if let end, Self.compare(term, end) >= 0 { isOpen = false }
    }

    /// Whether it stands at a term before another's, or at the same as one of a later input.
    func precedes(_ other: Walk) -> Bool {
      if key != other.key { return key < other.key }
      let order = Self.compare(term, other.term)
      return order != 0 ? order < 0 : number < other.number
    }

    func isAt(_ other: [UInt8], _ otherKey: UInt64) -> Bool { key == otherKey && term == other }

    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
      left.withView { left in right.withView { ByteSlice(left).compare(ByteSlice($0)) } }
    }
  }

  private var list: PostingBuffer
  private var positions = GrowableBuffer<UInt32>()
  private var spelling = GrowableBuffer<UInt8>()

  init(onDiskOf folder: String?) { list = PostingBuffer(onDiskOf: folder) }

  /// Merges what some walks lead through.
  mutating func run(
    _ walks: [Walk], hasPositions: Bool, into encoded: EncodedTerms
  ) throws(StorageError) {
    // The walk at the least term comes last.
    var waiting = walks.sorted { $1.precedes($0) }
    while let least = waiting.last {
      let (term, key) = (least.term, least.key)
      list.removeAll()
      while let walk = waiting.last, walk.isAt(term, key) {
        try copy(walk, hasPositions: hasPositions)
        try walk.next()
        Self.settle(&waiting)
      }
      guard list.documents.count > 0 else { continue }
      spelling.removeAll()
      spelling.append(contentsOf: term)
      encoded.append(spelling.view, list)
    }
  }

  /// Moves the last of some walks, which went on, to its place among the others.
  private static func settle(_ waiting: inout [Walk]) {
    guard let moved = waiting.last else { return }
    if !moved.isOpen {
      waiting.removeLast()
      return
    }
    var slot = waiting.count - 1
    while slot > 0, waiting[slot - 1].precedes(moved) {
      waiting[slot] = waiting[slot - 1]
      slot -= 1
    }
    waiting[slot] = moved
  }

  /// Appends the postings of one input, which all follow those before.
  private mutating func copy(_ walk: Walk, hasPositions: Bool) throws(StorageError) {
    try Cancellation.check()
    let info = walk.info
    if let inline = info.inline {
      let count = Int(info.documentFrequency)
      // Checksums hold, so this is no accident.
      guard inline.documents[0] <= inline.documents[count - 1],
        Int(inline.documents[count - 1]) < walk.source.norms.count
      else {
        throw walk.source.postings.damaged(
          at: 0, "a posting list names documents that do not exist")
      }
      return copy(inline, count: count, walk, hasPositions: hasPositions)
    }
    let scratch = ScratchArena()
    var cursor = try PostingCursor(info, in: walk.source, scratch: scratch)
    var from: UInt32 = 0
    while try cursor.seekBlock(to: from) {
      try cursor.decodeFrequencies()
      for index in 0..<cursor.count {
        let number = walk.numbers[cursor.documents[index]]
        if number == .end { continue }
        list.documents.append(number)
        list.frequencies.append(cursor.frequencies[index])
        if hasPositions {
          _ = try cursor.positions(at: index, into: &positions)
          list.positions.append(contentsOf: positions.view)
        }
      }
      from = cursor.blockLast + 1
    }
    withExtendedLifetime(scratch) {}
  }

  private mutating func copy(
    _ inline: InlinePostings, count: Int, _ walk: Walk, hasPositions: Bool
  ) {
    for slot in 0..<count {
      let number = walk.numbers[inline.documents[slot]]
      if number == .end { continue }
      list.documents.append(number)
      list.frequencies.append(inline.frequencies[slot])
    }
    if !hasPositions { return }
    positions.removeAll()
    inline.forEachPosition(count) { slot, position in
      if walk.numbers[inline.documents[slot]] != .end { positions.append(position) }
    }
    list.positions.append(contentsOf: positions.view)
  }
}
