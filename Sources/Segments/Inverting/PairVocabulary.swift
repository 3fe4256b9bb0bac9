internal import Storage

/// The pairs of all workers in code point order.
struct PairVocabulary: Sendable {
  /// Every distinct pair as ``PairTable/key(_:_:)`` has it, rising; the index is the rank.
  let keys: BufferView<UInt64>
  /// Per worker: the rank of each of its numbers.
  let ranks: [BufferView<UInt32>]
  /// Keeps the views alive.
  private let arena: ScratchArena

  var count: Int { keys.count }

  /// Some of one worker's pairs, sorted: key above, number in the run below.
  private struct Run: Sendable {
    /// Bits of the number; what is left holds a key.
    static let numberBits: UInt64 = 22
    static let limit = 1 << Int(numberBits)

    var worker: Int
    var firstNumber: Int
    var sorted: BufferView<UInt64>
  }

  /// Sorts each worker's pairs by themselves, then merges them.
  init(_ workers: [BufferView<UInt64>], jobs: Int) {
    let arena = ScratchArena()
    var runs: [Run] = []
    for (worker, keys) in workers.enumerated() {
      for first in stride(from: 0, to: keys.count, by: Run.limit) {
        let count = min(Run.limit, keys.count - first)
        let packed = arena.makeUninitialized(UInt64.self, count: count)
        for index in 0..<count {
          packed[index] = keys[first + index] << Run.numberBits | UInt64(index)
        }
        runs.append(Run(worker: worker, firstNumber: first, sorted: packed))
      }
    }
    let sorting = runs
    Threads.run(jobs) { job in
      for index in stride(from: job, to: sorting.count, by: jobs) {
        Self.sort(sorting[index].sorted)
      }
    }
    let kept = ScratchArena()
    let ranks = workers.map { kept.makeUninitialized(UInt32.self, count: $0.count) }
    let total = workers.reduce(0) { $0 + $1.count }
    let keys = kept.makeUninitialized(UInt64.self, count: total)
    var heads = [Int](repeating: 0, count: runs.count)
    var rank = 0
    while true {
      var least = UInt64.max
      for run in runs.indices where heads[run] < runs[run].sorted.count {
        least = min(least, runs[run].sorted[heads[run]] >> Run.numberBits)
      }
      if least == .max { break }
      for run in runs.indices where heads[run] < runs[run].sorted.count {
        let entry = runs[run].sorted[heads[run]]
        if entry >> Run.numberBits != least { continue }
        let number = runs[run].firstNumber + Int(entry & UInt64(Run.limit - 1))
        ranks[runs[run].worker][number] = UInt32(rank)
        heads[run] += 1
      }
      keys[rank] = least
      rank += 1
    }
    withExtendedLifetime(arena) {}
    self.keys = keys[0..<rank]
    self.ranks = ranks
    self.arena = kept
  }

  /// Sorts by the keys, eleven bits at a time from the lowest.
  ///
  /// Millions of keys take a tenth of what comparing them takes.
  private static func sort(_ entries: BufferView<UInt64>) {
    let digitBits: UInt64 = 11
    let arena = ScratchArena()
    var from = entries
    var to = arena.makeUninitialized(UInt64.self, count: entries.count)
    let starts = arena.make(repeating: 0, count: 1 << Int(digitBits))
    let mask = UInt64(starts.count - 1)
    for shift in stride(from: Run.numberBits, to: 64, by: Int(digitBits)) {
      starts.fill(with: 0)
      for index in 0..<from.count { starts[Int(from[index] >> shift & mask)] &+= 1 }
      var at = 0
      for digit in 0..<starts.count {
        let count = starts[digit]
        starts[digit] = at
        at += count
      }
      for index in 0..<from.count {
        let digit = Int(from[index] >> shift & mask)
        to[starts[digit]] = from[index]
        starts[digit] &+= 1
      }
      swap(&from, &to)
    }
    // Four passes: the entries are back where they were.
    withExtendedLifetime(arena) {}
  }
}
