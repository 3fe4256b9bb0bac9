internal import Postings
internal import Storage
internal import VectorKernels

/// Documents that every one of several groups of lists holds, in any list of the group.
///
/// It moves in stretches: a stretch reaches from one document to where the first list's block ends,
/// so that each list has one current block and a bound holds for the whole stretch. Candidates are
/// the documents of the rarest group; every further group is joined with them by a kernel that
/// compares many ids at once. Frequencies and positions are read afterwards, from the current
/// blocks, and only for the candidates that are left (`Conjunction+Candidates.swift`).
struct Conjunction: ~Copyable {
  /// The data of one term's list that joins need; its cursor is kept separately.
  struct List {
    let documents: BufferView<UInt32>
    let frequencies: BufferView<UInt32>
    let scoring: FieldScoring
    /// Distance within that leaf's phrase.
    let offset: UInt32
    /// The index of each candidate in the current block; 255 where the block does not hold it.
    let slots: BufferView<UInt8>
    /// The current block; the whole list's beginning before the first.
    var last: UInt32 = 0
    var count = 0
    /// An upper bound of the term scores in the current block.
    var bound = 0.0
    var isEntered = false
    var hasDocuments = false
    var hasFrequencies = false
    var hasPositions = false
    /// Whether no document is left.
    var isOver = false
    /// Whether it may hold a candidate.
    var isPresent = true

    static let absent: UInt8 = 255
  }

  /// One term or phrase, in query order.
  struct Leaf {
    var weight: Double
    var isPhrase = false
    var slop = 0
    /// How many lists it has.
    var listCount = 1
  }

  /// By group.
  var lists: OwningList<List>
  var cursors: OwningList<PostingCursor>
  let leaves: OwningList<Leaf>
  /// The lists of each leaf, rarest first: ``mostLists`` indices for each leaf, of which the first
  /// are used.
  private let leafLists: BufferView<Int>
  private let mostLists: Int
  /// Candidates of the current stretch.
  let ids: BufferView<UInt32>
  var count = 0
  /// The rarest first.
  var groups: OwningList<Range<Int>>
  private let scratch: ScratchArena
  let firstIndices: BufferView<UInt8>
  let secondIndices: BufferView<UInt8>
  let flags: BufferView<UInt8>
  /// A single rarest list is walked by its documents.
  var hasLeader = false
  /// Whether every group is a single list.
  private var areSingle = true
  var leaderIndex = 0
  var first: UInt32 = 0
  var last: UInt32 = 0
  private var from: UInt32 = 0
  private var through: UInt32 = .end
  private var isOver = false
  /// The list of the rarest group whose documents are next to be candidates.
  private var member = 0

  /// A conjunction without lists.
  init(leaves: consuming OwningList<Leaf>, listCount: Int, scratch: ScratchArena) {
    var mostLists = 0
    for number in leaves.indices {
      mostLists = max(mostLists, leaves[number].listCount)
      // Counted again as lists are appended.
      leaves[number].listCount = 0
    }
    leafLists = scratch.makeUninitialized(Int.self, count: leaves.count * mostLists)
    self.mostLists = mostLists
    self.leaves = leaves
    self.scratch = scratch
    lists = OwningList(capacity: listCount, in: scratch)
    cursors = OwningList(capacity: listCount, in: scratch)
    groups = OwningList(capacity: listCount, in: scratch)
    ids = scratch.makeUninitialized(UInt32.self, count: 128)
    firstIndices = scratch.makeUninitialized(UInt8.self, count: Kernels.indexCapacity)
    secondIndices = scratch.makeUninitialized(UInt8.self, count: Kernels.indexCapacity)
    flags = scratch.makeUninitialized(UInt8.self, count: 128)
  }

  /// Adds a list, the rarest group's first and each group's one behind the other.
  mutating func append(
    _ cursor: consuming PostingCursor, scoring: FieldScoring, leaf: Int, offset: UInt32,
    beginsGroup: Bool
  ) {
    let index = lists.count
    lists.append(
      List(
        documents: cursor.documents, frequencies: cursor.frequencies, scoring: scoring,
        offset: offset,
        slots: scratch.make(repeating: List.absent, count: Kernels.indexCapacity)))
    cursors.append(cursor)
    leafLists[leaf * mostLists + leaves[leaf].listCount] = index
    leaves[leaf].listCount += 1
    if beginsGroup {
      groups.append(index..<index + 1)
    } else {
      groups[groups.count - 1] = groups[groups.count - 1].lowerBound..<index + 1
    }
    hasLeader = groups[0].count == 1
    areSingle = groups.count == lists.count
    member = groups[0].upperBound
  }

  /// One of a leaf's lists, the rarest first.
  @inline(__always)
  func list(_ number: Int, of leaf: Int) -> Int { leafLists[leaf * mostLists + number] }

  // MARK: - Lists

  /// Moves a list to the block of the first document at or after a target.
  @inline(__always)
  private mutating func seek(_ list: Int, to target: UInt32) throws(StorageError) {
    if lists[list].isEntered, target <= lists[list].last { return }
    try enter(list, target)
  }

  private mutating func enter(_ list: Int, _ target: UInt32) throws(StorageError) {
    lists[list].isEntered = true
    lists[list].hasDocuments = false
    lists[list].hasFrequencies = false
    lists[list].hasPositions = false
    let scoring = lists[list].scoring
    let bound: Double?
    if scoring.usesStoredBounds {
      bound = try cursors[list].bound(at: target).map { scoring.bound(stored: $0) }
    } else {
      bound = try cursors[list].block(at: target).map { scoring.bound(of: $0) }
    }
    if let bound {
      lists[list].last = cursors[list].blockLast
      lists[list].count = cursors[list].count
      lists[list].bound = bound
    } else {
      lists[list].isOver = true
      lists[list].isPresent = false
      lists[list].last = .end
      lists[list].count = 0
      lists[list].bound = 0
      lists[list].slots.fill(with: List.absent)
    }
  }

  @inline(__always)
  mutating func decode(_ list: Int) throws(StorageError) {
    if lists[list].hasDocuments { return }
    try cursors[list].decodeDocuments()
    lists[list].hasDocuments = true
  }

  /// Makes the frequencies of a list's block readable.
  @inline(__always)
  mutating func decodeFrequencies(_ list: Int) throws(StorageError) {
    if lists[list].hasFrequencies { return }
    try cursors[list].decodeFrequenciesAlone()
    lists[list].hasFrequencies = true
  }

  /// Makes the frequencies of all of a leaf's lists readable.
  @inline(__always)
  mutating func decodeAllFrequencies(of leaf: Int) throws(StorageError) {
    for number in 0..<leaves[leaf].listCount { try decodeFrequencies(list(number, of: leaf)) }
  }

  /// Writes a candidate's positions in a list that has it.
  mutating func positions(
    of candidate: Int, in list: Int, into output: inout GrowableBuffer<UInt32>
  ) throws(StorageError) {
    _ = try cursors[list].positions(at: Int(lists[list].slots[candidate]), into: &output)
  }

  /// Moves to the next candidates; `false` when there are none.
  ///
  /// `limit`: stretches whose bound stays below it are left out.
  mutating func next(limit: Double) throws(StorageError) -> Bool {
    while true {
      if member == groups[0].upperBound {
        guard try enterStretch(limit: limit) else { return false }
        member = 0
      }
      let list = member
      member += 1
      if !lists[list].isOver, try gather(list) { return true }
    }
  }

  /// Skips documents in front of one; for a conjunction whose groups have one list each.
  mutating func skip(to document: UInt32) { from = max(from, document) }

  /// Restricts the search to a range of documents, until the next call; between stretches, for a
  /// conjunction whose groups have one list each.
  mutating func confine(from first: UInt32, through last: UInt32) {
    skip(to: first)
    through = last
  }

  /// The positions of a phrase's lists; `nil` when one is stored in the dictionary.
  mutating func positions(of leaf: Int) -> PhrasePositions? {
    let count = leaves[leaf].listCount
    var phrase = PhrasePositions(capacity: count, scratch: scratch)
    for index in 0..<count {
      let list = list(index, of: leaf)
      guard let streams = cursors[list].streams else { return nil }
      phrase.append(streams, offset: lists[list].offset, slots: lists[list].slots)
    }
    return phrase
  }

  /// Makes the positions of a leaf's first lists readable in their current blocks.
  mutating func openPositions(of leaf: Int, lists number: Int) throws(StorageError) {
    for index in 0..<number {
      let list = list(index, of: leaf)
      if lists[list].hasPositions { continue }
      _ = try cursors[list].positionsOfBlock()
      lists[list].hasDocuments = true
      lists[list].hasFrequencies = true
      lists[list].hasPositions = true
    }
  }

  /// The highest frequency of the candidates in a list.
  func highestFrequency(in list: Int) -> UInt32 {
    var highest: UInt32 = 0
    for slot in 0..<count {
      highest = max(highest, lists[list].frequencies[Int(lists[list].slots[slot])])
    }
    return highest
  }

  /// The error for a list's positions that end too early.
  mutating func endOfPositions(_ list: Int) -> StorageError { cursors[list].endOfPositions() }

  /// Keeps the candidates at some rising indices.
  mutating func keep(_ numbers: BufferView<UInt8>, count kept: Int) {
    if kept > 0 { narrow(to: numbers, count: kept, before: lists.count) }
    count = kept
  }

  // MARK: - Stretches

  private mutating func enterStretch(limit: Double) throws(StorageError) -> Bool {
    while !isOver, from <= through {
      if hasLeader {
        if !lists[0].isEntered || from > lists[0].last {
          try enter(0, from)
          if lists[0].isOver { return false }
          leaderIndex = 0
        }
        if lists[0].hasDocuments {
          leadFrom()
          if from > through { return false }
        }
      }
      var end = through
      if areSingle {
        for list in lists.indices {
          try seek(list, to: from)
          if lists[list].isOver { return false }
          end = min(end, lists[list].last)
        }
      } else {
        for number in groups.indices {
          guard let last = try seekAny(of: groups[number]) else { return false }
          end = min(end, last)
        }
      }
      // There is nothing behind the last possible document.
      isOver = end >= .end - 1
      if limit > 0, bound() < limit {
        from = end &+ 1
        continue
      }
      if hasLeader, !lists[0].hasDocuments {
        try decode(0)
        leadFrom()
        if from > end {
          isOver = false
          continue
        }
      }
      first = from
      last = end
      from = end &+ 1
      return true
    }
    return false
  }

  /// Moves all lists of a group to their blocks of the next document.
  ///
  /// - Returns: Where the first of these blocks ends; `nil` when no list is left.
  private mutating func seekAny(of group: Range<Int>) throws(StorageError) -> UInt32? {
    var end: UInt32?
    for list in group where !lists[list].isOver {
      try seek(list, to: from)
      if !lists[list].isOver { end = min(end ?? .end, lists[list].last) }
    }
    return end
  }

  /// Moves on to the leader's document at or after ``from``; there is one in its block.
  @inline(__always)
  private mutating func leadFrom() {
    let documents = lists[0].documents
    leaderIndex = Kernels.lowerBound(
      documents, from: leaderIndex, count: lists[0].count, target: from)
    from = documents[leaderIndex]
  }

  /// An upper bound of the scores while all lists stay in their blocks.
  private mutating func bound() -> Double {
    var sum = 0.0
    for leaf in leaves.indices {
      var least = 1.0
      for number in 0..<leaves[leaf].listCount {
        least = min(least, lists[list(number, of: leaf)].bound)
      }
      sum += leaves[leaf].weight * least
    }
    return sum
  }
}
