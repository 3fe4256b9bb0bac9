internal import CatalogService
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Threads of their own for calls that block.
///
/// The engine computes and reads files in place. On the threads that Swift runs tasks on, of which there
/// are as many as cores, a few slow questions would stop everything; here they stop each other at most,
/// and not even that where jobs take turns. What comes when all threads are busy waits in a queue of
/// limited length.
final class WorkerPool: Sendable {
  /// All threads are busy and the queue is full.
  struct Full: Error {}
  /// The client has gone, so that its job was not begun, or what it gave is not whole.
  struct Left: Error {}

  /// The threads, which outlive the pool until their jobs have ended.
  private final class Crew: Sendable {
    let name: String
    let turns: JobTurns?
    let waiting = Mutex<[@Sendable () -> Void]>([])
    let count = DispatchSemaphore(value: 0)

    init(name: String, turns: JobTurns?) {
      self.name = name
      self.turns = turns
    }

    func startThread() {
      let thread = Thread { [self] in
        while let job = next() { if !run(job) { return } }
      }
      thread.name = name
      // As the main thread has: readers of nested values recurse.
      thread.stackSize = 8 << 20
      thread.start()
    }

    /// The next job, once there is one; `nil` when the pool ends.
    private func next() -> (@Sendable () -> Void)? {
      count.wait()
      return waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    /// Runs a job; `false` when another thread has taken the place of this one meanwhile.
    private func run(_ job: @Sendable () -> Void) -> Bool {
      guard let turns else {
        job()
        return true
      }
      let turn = turns.begin { [self] in startThread() }
      CorpusSearcher.takingTurns({ turn.wait() }, job)
      return !turns.end(turn)
    }
  }

  private let crew: Crew
  private let threads: Int
  private let queueLimit: Int

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - name: What the threads are called.
  ///   - threads: Jobs that run at the same time; of jobs that take turns, short ones.
  ///   - queueLimit: Jobs that may wait, for a thread or for their turn.
  ///   - turns: Whose turn it is among jobs that take long; `nil` lets each run to its end.
  init(name: String, threads: Int, queueLimit: Int, turns: JobTurns? = nil) {
    self.threads = threads
    self.queueLimit = queueLimit
    crew = Crew(name: name, turns: turns)
    for _ in 0..<threads { crew.startThread() }
  }

  deinit {
    for _ in 0..<threads { crew.count.signal() }
  }

  /// Jobs that wait for a thread or for their turn.
  var waiting: Int { crew.waiting.withLock { $0.count } + (crew.turns?.waiting ?? 0) }

  /// Starts a job on one of the threads, when one is free.
  ///
  /// - Throws: ``Full``.
  func start(_ job: @escaping @Sendable () -> Void) throws(Full) {
    let held = crew.turns?.waiting ?? 0
    let isTaken = crew.waiting.withLock { waiting in
      guard waiting.count + held < queueLimit else { return false }
      waiting.append(job)
      return true
    }
    guard isTaken else { throw Full() }
    crew.count.signal()
  }

  /// Runs a job on one of the threads and gives what it returns.
  ///
  /// - Parameters:
  ///   - client: Who waits for it: once it has gone the job ends where it may, and one that has not begun
  ///     is not begun. `nil` runs it to its end.
  ///   - job: The job.
  /// - Returns: What the job returns.
  /// - Throws: ``Full``, ``Left``, or what the job throws.
  func run<Output: Sendable>(
    for client: ClientPresence? = nil, _ job: @escaping @Sendable () throws -> Output
  ) async throws -> Output {
    try await withCheckedThrowingContinuation { continuation in
      do throws(Full) {
        try start { continuation.resume(with: Result { try Self.run(job, for: client) }) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }

  private static func run<Output>(
    _ job: () throws -> Output, for client: ClientPresence?
  ) throws -> Output {
    guard let client else { return try job() }
    if client.isGone { throw Left() }
    let result = Result { try CorpusSearcher.stopping(when: { client.isGone }, job) }
    if client.isGone { throw Left() }
    return try result.get()
  }
}
