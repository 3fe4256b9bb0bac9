internal import Storage
internal import Synchronization

/// How many threads a search may run on, and when more than the caller's are worth their start.
///
/// Slices are shared: segments, and ranges of large ones. A short search stays on its caller's
/// thread, since starting another takes some tens of microseconds.
package struct SearchThreads: Sendable {
  /// Threads at most, the caller's included; `nil` for those that other searches of the process
  /// leave free, one for each core.
  package var most: Int?
  /// Seconds that the rest of a search must be expected to take.
  package var leastSeconds: Double
  /// Windows that a range of a segment has at least, when it is cut.
  package var leastWindows: Int

  package init(most: Int? = nil, leastSeconds: Double = 0.001, leastWindows: Int = 4) {
    self.most = most
    self.leastSeconds = leastSeconds
    self.leastWindows = leastWindows
  }

  /// Whether there can be more than one.
  var canShare: Bool { most.map { $0 > 1 } ?? (SpareThreads.mostCount > 0) }

  /// How many threads there are when no other search has any.
  var expectedCount: Int { most ?? SpareThreads.mostCount + 1 }

  /// Calls `body` with each number of a range, on as many threads as may be used.
  ///
  /// - Throws: What the lowest number threw of those that were tried; the rest is then left out.
  func share(
    _ numbers: Range<Int>, _ body: @escaping @Sendable (Int) throws(StorageError) -> Void
  ) throws(StorageError) {
    let helpers = most.map { min($0, numbers.count) - 1 } ?? SpareThreads.take(numbers.count - 1)
    defer { if most == nil { SpareThreads.give(helpers) } }
    let next = Atomic(numbers.lowerBound)
    let failure = Mutex<(number: Int, error: StorageError)?>(nil)
    Threads.run(helpers + 1) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < numbers.upperBound else { return }
        do throws(StorageError) { try body(number) } catch {
          next.store(numbers.upperBound, ordering: .relaxed)
          failure.withLock { known in
            if let before = known?.number, before < number { return }
            known = (number, error)
          }
        }
      }
    }
    if let error = failure.withLock({ $0?.error }) { throw error }
  }
}

/// The threads that searches of this process may use besides those that ask: one for each core but
/// one, so that many searches at once do not get in each other's way.
private enum SpareThreads {
  static let mostCount = SystemCall.processorCount - 1
  private static let free = Atomic(mostCount)

  /// Takes some threads, fewer than wanted when others have them.
  static func take(_ wanted: Int) -> Int {
    var known = free.load(ordering: .relaxed)
    while true {
      let taken = max(0, min(wanted, known))
      let (exchanged, original) = free.compareExchange(
        expected: known, desired: known - taken, ordering: .relaxed)
      if exchanged { return taken }
      known = original
    }
  }

  static func give(_ count: Int) { free.wrappingAdd(count, ordering: .relaxed) }
}

/// Foresees whether the parts of a search that are left are worth sharing.
///
/// The lengths of lists foresee what a query of many postings takes, roughly; what it took so far
/// foresees the rest better, also where patterns and conditions are expanded. So the parts are
/// begun one after the other, unless much is foreseen, and the clock is read after 1, 2, 4, 8 …
struct SearchPace {
  private let leastSeconds: Double
  private let count: Int
  private let start: Double
  private let canShare: Bool
  private let sharesAll: Bool

  /// - Parameters:
  ///   - threads: What may be used.
  ///   - count: How many parts there are.
  ///   - windows: How many windows these have together.
  ///   - foreseen: Estimated seconds of all parts.
  init(_ threads: SearchThreads, parts count: Int, windows: Int, foreseen: () -> Double) {
    self.count = count
    leastSeconds = threads.leastSeconds
    canShare = (count > 1 || windows >= 2 * threads.leastWindows) && threads.canShare
    sharesAll = canShare && foreseen() >= leastSeconds
    start = canShare && !sharesAll ? SystemCall.monotonicSeconds : 0
  }

  /// Whether to share what is left when some parts are done.
  @inline(__always)
  func shares(after done: Int) -> Bool {
    if !canShare || done & (done &- 1) != 0 { return false }
    return sharesAll || done > 0 && count - done > 1 && isSlow(after: done)
  }

  private func isSlow(after done: Int) -> Bool {
    let spent = SystemCall.monotonicSeconds - start
    return spent * Double(count - done) >= leastSeconds * Double(done)
  }
}
