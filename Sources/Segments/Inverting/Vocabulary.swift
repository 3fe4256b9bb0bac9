internal import Storage

/// A term of one worker's tables.
struct TermReference: Sendable {
  var worker: Int
  var number: Int
}

/// The terms of all workers in their final order.
struct Vocabulary: Sendable {
  /// One reference per distinct term, sorted.
  let terms: [TermReference]
  /// Per worker: the rank of each of its numbers in ``terms``.
  let ranks: [BufferView<UInt32>]
  /// Keeps the rank views alive.
  private let arena: ScratchArena

  /// Results of several threads, one slot each.
  private final class Slots: @unchecked Sendable {
    // Safe: each thread writes its own element under the lock; read after all have ended.
    private var numbers: [[UInt32]]
    private let lock = Lock()
    init(count: Int) { numbers = Array(repeating: [], count: count) }
    func set(_ index: Int, _ value: [UInt32]) { lock.withLock { numbers[index] = value } }
    var all: [[UInt32]] { lock.withLock { numbers } }
  }

  /// Sorts each worker's terms and merges them.
  ///
  /// `sortedNumbers`: a worker's numbers in term order; called on several threads.
  /// `precedes`: order of two terms: negative, zero, positive.
  init(
    _ workers: Int, jobs: Int, counts: [Int],
    sortedNumbers: @escaping @Sendable (Int) -> [UInt32],
    precedes: (TermReference, TermReference) -> Int
  ) {
    let slots = Slots(count: workers)
    if jobs > 1 {
      Threads.run(workers) { worker in slots.set(worker, sortedNumbers(worker)) }
    } else {
      for worker in 0..<workers { slots.set(worker, sortedNumbers(worker)) }
    }
    let sorted = slots.all
    let keeper = ScratchArena()
    let ranks = counts.map { keeper.make(repeating: UInt32(0), count: $0) }
    var terms: [TermReference] = []
    terms.reserveCapacity(counts.max() ?? 0)
    var heads = [Int](repeating: 0, count: workers)
    while true {
      var least: TermReference?
      for worker in 0..<workers where heads[worker] < sorted[worker].count {
        let candidate = TermReference(
          worker: worker, number: Int(sorted[worker][heads[worker]]))
        if let known = least, precedes(known, candidate) <= 0 { continue }
        least = candidate
      }
      guard let term = least else { break }
      let rank = UInt32(terms.count)
      for worker in 0..<workers where heads[worker] < sorted[worker].count {
        let number = Int(sorted[worker][heads[worker]])
        let candidate = TermReference(worker: worker, number: number)
        if worker == term.worker || precedes(term, candidate) == 0 {
          ranks[worker][number] = rank
          heads[worker] += 1
        }
      }
      terms.append(term)
    }
    self.terms = terms
    self.ranks = ranks
    arena = keeper
  }
}

extension LogViews {
  /// All words' numbers in byte order of their spellings.
  func sortedWords() -> [UInt32] {
    struct Key {
      var prefix: UInt64
      var number: UInt32
    }
    var keys: [Key] = []
    keys.reserveCapacity(spellingEnds.count)
    for number in 0..<spellingEnds.count {
      let spelling = word(number)
      let bytes = spelling.loadWord(at: 0)
      let kept =
        spelling.count >= 8 ? bytes : bytes & ((1 << UInt64(8 * spelling.count)) - 1)
      keys.append(Key(prefix: kept.byteSwapped, number: UInt32(number)))
    }
    keys.sort { left, right in
      if left.prefix != right.prefix { return left.prefix < right.prefix }
      return ByteSlice(word(Int(left.number))).compare(ByteSlice(word(Int(right.number)))) < 0
    }
    return keys.map(\.number)
  }

  /// All characters' numbers in code point order.
  func sortedCharacters() -> [UInt32] {
    var numbers = (0..<UInt32(scalars.count)).map { $0 }
    numbers.sort { scalars[Int($0)] < scalars[Int($1)] }
    return numbers
  }
}

extension GrowableBuffer<UInt8> {
  /// Appends a code point as UTF-8; surrogates and numbers beyond Unicode never come here.
  mutating func append(scalar: UInt32) {
    switch scalar {
    case 0..<0x80:
      append(UInt8(scalar))
    case 0x80..<0x800:
      append(UInt8(0xc0 | scalar >> 6))
      append(UInt8(0x80 | scalar & 0x3f))
    case 0x800..<0x10000:
      append(UInt8(0xe0 | scalar >> 12))
      append(UInt8(0x80 | scalar >> 6 & 0x3f))
      append(UInt8(0x80 | scalar & 0x3f))
    default:
      append(UInt8(0xf0 | scalar >> 18 & 7))
      append(UInt8(0x80 | scalar >> 12 & 0x3f))
      append(UInt8(0x80 | scalar >> 6 & 0x3f))
      append(UInt8(0x80 | scalar & 0x3f))
    }
  }
}
