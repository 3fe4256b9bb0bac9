internal import Dispatch
internal import Foundation
internal import Synchronization

/// Threads of their own for calls that block.
///
/// The engine computes and reads files in place. On the threads that Swift runs tasks on, of which there
/// are as many as cores, a few slow questions would stop everything; here they stop each other at most.
/// What comes when all threads are busy waits in a queue of limited length.
final class WorkerPool: Sendable {
  /// All threads are busy and the queue is full.
  struct Full: Error {}

  private final class Jobs: Sendable {
    let waiting = Mutex<[@Sendable () -> Void]>([])
    let count = DispatchSemaphore(value: 0)

    /// The next job, once there is one; `nil` when the pool ends.
    func next() -> (@Sendable () -> Void)? {
      count.wait()
      return waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
  }

  private let jobs = Jobs()
  private let threads: Int
  private let queueLimit: Int

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - name: What the threads are called.
  ///   - threads: Jobs that run at the same time.
  ///   - queueLimit: Jobs that may wait.
  init(name: String, threads: Int, queueLimit: Int) {
    self.threads = threads
    self.queueLimit = queueLimit
    let jobs = jobs
    for _ in 0..<threads {
      let thread = Thread {
        while let job = jobs.next() { job() }
      }
      thread.name = name
      // As the main thread has: readers of nested values recurse.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  deinit {
    for _ in 0..<threads { jobs.count.signal() }
  }

  /// Jobs that wait for a thread.
  var waiting: Int { jobs.waiting.withLock { $0.count } }

  /// Starts a job on one of the threads, when one is free.
  ///
  /// - Throws: ``Full``.
  func start(_ job: @escaping @Sendable () -> Void) throws(Full) {
    let isTaken = jobs.waiting.withLock { waiting in
      guard waiting.count < queueLimit else { return false }
      waiting.append(job)
      return true
    }
    guard isTaken else { throw Full() }
    jobs.count.signal()
  }

  /// Runs a job on one of the threads and gives what it returns.
  ///
  /// - Throws: ``Full``, or what the job throws.
  func run<Output: Sendable>(_ job: @escaping @Sendable () throws -> Output) async throws -> Output
  {
    try await withCheckedThrowingContinuation { continuation in
      do throws(Full) {
        try start { continuation.resume(with: Result { try job() }) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
