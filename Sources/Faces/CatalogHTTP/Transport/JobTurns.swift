internal import Dispatch
internal import Synchronization

/// Who may run among jobs that take long.
///
/// Nobody can tell beforehand how long a job takes. Each is short at first and runs at once; one that
/// has run for a slice of time is long. Of long ones only some run at a time, in turns of a slice each, so
/// that every one of them gets on, and what is short never waits for what is not.
final class JobTurns: Sendable {
  private struct State {
    /// Long jobs that run.
    var running = 0
    /// Long jobs that wait for their turn, in order.
    var waiting: [Turn] = []
  }

  private let state = Mutex(State())
  private let places: Int
  private let slice: UInt64

  /// - Parameters:
  ///   - places: Long jobs that run at the same time.
  ///   - seconds: How long a job is short, and how long a turn is.
  init(places: Int, seconds: Double) {
    self.places = places
    slice = UInt64(seconds * 1e9)
  }

  /// Long jobs that wait for their turn.
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// A job begins, a short one.
  ///
  /// - Parameter becomesLong: Called once, on a thread of the job, when it turns out to be a long one.
  /// - Returns: What the job asks again and again.
  func begin(becomesLong: @escaping @Sendable () -> Void) -> Turn {
    Turn(of: self, until: Self.now + slice, becomesLong: becomesLong)
  }

  /// A job has ended.
  ///
  /// - Returns: Whether it was a long one.
  func end(_ turn: Turn) -> Bool {
    state.withLock { state in
      guard turn.isLong else { return false }
      if !letNext(&state) { state.running -= 1 }
      return true
    }
  }

  /// The turn of the first that waits; `false` where none does.
  private func letNext(_ state: inout State) -> Bool {
    guard !state.waiting.isEmpty else { return false }
    state.waiting.removeFirst().goOn(until: Self.now + slice)
    return true
  }

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

  /// What one job has of it.
  final class Turn: Sendable {
    private struct Own {
      var isLong = false
      /// When it began to wait; `nil` while it runs.
      var waitsSince: UInt64?
      /// Threads that wait.
      var threads = 0
    }

    private let turns: JobTurns
    private let becomesLong: @Sendable () -> Void
    private let own = Mutex(Own())
    private let gate = DispatchSemaphore(value: 0)
    /// When the turn is over; in the past while it waits.
    private let end: Atomic<UInt64>
    private let nanosecondsWaited = Atomic<UInt64>(0)

    fileprivate init(
      of turns: JobTurns, until end: UInt64, becomesLong: @escaping @Sendable () -> Void
    ) {
      self.turns = turns
      self.becomesLong = becomesLong
      self.end = Atomic(end)
    }

    fileprivate var isLong: Bool { own.withLock(\.isLong) }

    /// Gives way to others, when the turn is over and somebody waits.
    ///
    /// - Returns: Seconds that the job has waited in all.
    func wait() -> Double {
      if JobTurns.now >= end.load(ordering: .relaxed) { giveWay() }
      return Double(nanosecondsWaited.load(ordering: .relaxed)) * 1e-9
    }

    private func giveWay() {
      let (waits, isNew) = turns.state.withLock { state in
        own.withLock { own -> (waits: Bool, isNew: Bool) in
          let now = JobTurns.now
          if own.waitsSince == nil {
            // Another thread of the job may have been here just before.
            guard now >= end.load(ordering: .relaxed) else { return (false, false) }
            let isNew = !own.isLong
            own.isLong = true
            let goesOn = isNew ? state.running < turns.places : !turns.letNext(&state)
            if goesOn {
              if isNew { state.running += 1 }
              end.store(now + turns.slice, ordering: .relaxed)
              return (false, isNew)
            }
            own.waitsSince = now
            state.waiting.append(self)
            own.threads = 1
            return (true, isNew)
          }
          own.threads += 1
          return (true, false)
        }
      }
      if isNew { becomesLong() }
      if waits { gate.wait() }
    }

    fileprivate func goOn(until end: UInt64) {
      own.withLock { own in
        guard let since = own.waitsSince else { return }
        nanosecondsWaited.wrappingAdd(JobTurns.now - since, ordering: .relaxed)
        self.end.store(end, ordering: .relaxed)
        own.waitsSince = nil
        for _ in 0..<own.threads { gate.signal() }
        own.threads = 0
      }
    }
  }
}
