internal import Glibc

/// Runs the same work on several threads and waits for all of them.
///
/// Long-lived workers over shared flat memory want plain threads: no tasks, no executor, a stack
/// of known size. One thread runs in place. The ``Cancellation`` of the caller is theirs too.
package enum Threads {
  private final class Work: Sendable {
    let index: Int
    let body: @Sendable (Int) -> Void
    let cancellation = Cancellation.current
    init(index: Int, body: @escaping @Sendable (Int) -> Void) {
      self.index = index
      self.body = body
    }

    func run() { Cancellation.$current.withValue(cancellation) { body(index) } }
  }

  /// Calls `body` with 0..<count, each on a thread of its own, the last on the caller's.
  package static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    run(count - 1, body) { if count > 0 { body(count - 1) } }
  }

  /// Calls `work` on a thread of its own while `body` runs in place, and waits for both.
  package static func run<Failure: Error>(
    beside work: @escaping @Sendable () -> Void, _ body: () throws(Failure) -> Void
  ) throws(Failure) {
    try run(1, { _ in work() }, body)
  }

  /// Calls `work` with 0..<count on threads of their own, and `body` on the caller's.
  package static func run<Failure: Error>(
    _ count: Int, _ work: @escaping @Sendable (Int) -> Void, _ body: () throws(Failure) -> Void
  ) throws(Failure) {
    var handles: [pthread_t] = []
    defer { for handle in handles { pthread_join(handle, nil) } }
    var inPlace: [Int] = []
    for index in 0..<max(0, count) {
      var handle = pthread_t()
      let work = unsafe Unmanaged.passRetained(Work(index: index, body: work))
      let failed = unsafe pthread_create(
        &handle, nil,
        { pointer in
          // Safe: balances the retain above; the thread owns its work from here on.
          guard let pointer = unsafe pointer else { return nil }
          let work = unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
          work.run()
          return nil
        }, unsafe work.toOpaque())
      if failed == 0 {
        handles.append(handle)
      } else {
        unsafe work.release()
        inPlace.append(index)
      }
    }
    for index in inPlace { work(index) }
    try body()
  }
}

/// A mutual exclusion lock.
@safe
package final class Lock: @unchecked Sendable {
  // Safe: initialised in `init`, destroyed in `deinit`, never moved.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  package init() {
    unsafe mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  package func withLock<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  )
    throws(Failure) -> Result
  {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Calls `body` unless another thread holds the lock; `nil` then.
  package func withLockIfFree<Result>(_ body: () -> Result) -> Result? {
    guard unsafe pthread_mutex_trylock(mutex) == 0 else { return nil }
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }
}
