internal import Postings
internal import Storage

/// The best documents that hold all of several terms and phrases.
///
/// The rarest list leads; a candidate must pass the sum of block bounds, then be in every list,
/// and only then are positions read. Later lists are asked "is it exactly here?" and moved no
/// further than that.
struct ConjunctionTop {
  /// One list of the conjunction.
  struct List {
    var cursor: PostingCursor
    var scoring: FieldScoring
    /// Which leaf it belongs to.
    var leaf: Int
    /// Distance within that leaf's phrase.
    var offset: UInt32
    /// The bound of the block it stands in.
    var bound = 1.0
    var boundLast: UInt32 = 0
    var hasBound = false
  }

  /// One term or phrase, in query order.
  struct Leaf {
    var weight: Double
    var isPhrase: Bool
    var slop: Int
    /// Its lists among the sorted ones.
    var lists: [Int] = []
  }

  private var lists: [List]
  private var leaves: [Leaf]
  private var positions = PositionBuffers()

  init(_ lists: [List], leaves: [Leaf]) {
    self.lists = lists.sorted {
      ($0.cursor.documentFrequency, $0.leaf, $0.offset)
        < ($1.cursor.documentFrequency, $1.leaf, $1.offset)
    }
    self.leaves = leaves
    for index in self.lists.indices { self.leaves[self.lists[index].leaf].lists.append(index) }
  }

  /// Position sets outlive the value semantics of the plan.
  private final class PositionBuffers {
    var sets = PositionSets()
  }

  mutating func run(
    filter: WindowFilter?, collector: SegmentCollector, hits: inout TopHits
  ) throws(StorageError) {
    var document = try lists[0].cursor.advance(to: 0)
    var steps = 0
    while document != .end {
      steps &+= 1
      if steps & 1023 == 0, collector.isLate { return }
      let limit = pruningLimit(hits.threshold)
      if limit > 0 {
        // Whole stretches without a chance are left behind undecoded.
        let (reaches, through) = try bound(at: document, limit: limit)
        if !reaches {
          if through >= .end - 1 { return }
          document = try lists[0].cursor.advance(to: through + 1)
          continue
        }
      }
      var target = document
      var isEverywhere = true
      for index in 1..<max(1, lists.count) {
        let found = try lists[index].cursor.advance(to: document)
        if found != document {
          isEverywhere = false
          target = found
          break
        }
      }
      if !isEverywhere {
        if target == .end { return }
        document = try lists[0].cursor.advance(to: target)
        continue
      }
      if try filter?.passes(document) ?? true, let score = try score(document) {
        collector.offer(document, score: score, to: &hits)
      }
      document = try lists[0].cursor.next()
    }
  }

  /// Whether a document can reach the limit by its blocks' bounds, and through which document
  /// the same answer holds.
  private mutating func bound(
    at document: UInt32, limit: Double
  ) throws(StorageError) -> (
    Bool, UInt32
  ) {
    var through: UInt32 = .end
    for index in lists.indices {
      if !lists[index].hasBound || document > lists[index].boundLast {
        guard try lists[index].cursor.seekBlock(to: document) else { return (false, .end) }
        lists[index].bound = lists[index].scoring.blockBound(lists[index].cursor)
        lists[index].boundLast = lists[index].cursor.blockLast
        lists[index].hasBound = true
      }
      through = min(through, lists[index].boundLast)
    }
    var sum = 0.0
    for leaf in leaves {
      var least = 1.0
      for list in leaf.lists { least = min(least, lists[list].bound) }
      sum += leaf.weight * least
    }
    return (sum >= limit, through)
  }

  /// The exact score, `nil` where a phrase does not stand in the document.
  private mutating func score(_ document: UInt32) throws(StorageError) -> Double? {
    var sum = 0.0
    for leaf in leaves {
      var frequency: UInt32
      if leaf.isPhrase {
        frequency = try occurrences(of: leaf)
        if frequency == 0 { return nil }
      } else {
        frequency = try lists[leaf.lists[0]].cursor.frequency()
      }
      sum +=
        leaf.weight * lists[leaf.lists[0]].scoring.part(frequency: frequency, document: document)
    }
    return sum
  }

  /// How often a phrase stands in the document that all lists stand at.
  private mutating func occurrences(of leaf: Leaf) throws(StorageError) -> UInt32 {
    if leaf.slop > 0 {
      var cursors = leaf.lists.map { lists[$0].cursor }
      let offsets = leaf.lists.map { lists[$0].offset }
      let found = try positions.sets.count(&cursors, offsets: offsets, slop: leaf.slop)
      for (slot, list) in leaf.lists.enumerated() { lists[list].cursor = cursors[slot] }
      return found
    }
    // Rarest first, as the lists are sorted.
    try positions.sets.begin(
      &lists[leaf.lists[0]].cursor, offset: lists[leaf.lists[0]].offset)
    for list in leaf.lists.dropFirst() {
      if try !positions.sets.narrow(&lists[list].cursor, offset: lists[list].offset) { return 0 }
    }
    return positions.sets.found
  }
}
