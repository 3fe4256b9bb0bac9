#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Runs the same work on several threads and waits for all of them.
///
/// Long-lived workers over shared flat memory want plain threads: no tasks, no executor, a stack
/// of known size. One thread runs in place.
package enum Threads {
  private final class Work: Sendable {
    let index: Int
    let body: @Sendable (Int) -> Void
    init(index: Int, body: @escaping @Sendable (Int) -> Void) {
      self.index = index
      self.body = body
    }
  }

  /// Calls `body` with 0..<count, each on a thread of its own, the last on the caller's.
  package static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    var handles: [pthread_t] = []
    var inPlace: [Int] = []
    for index in 0..<max(0, count - 1) {
      var handle = pthread_t()
      let work = unsafe Unmanaged.passRetained(Work(index: index, body: body))
      let failed = unsafe pthread_create(
        &handle, nil,
        { pointer in
          // Safe: balances the retain above; the thread owns its work from here on.
          guard let pointer = unsafe pointer else { return nil }
          let work = unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
          work.body(work.index)
          return nil
        }, unsafe work.toOpaque())
      if failed == 0 {
        handles.append(handle)
      } else {
        unsafe work.release()
        inPlace.append(index)
      }
    }
    for index in inPlace { body(index) }
    if count > 0 { body(count - 1) }
    for handle in handles { pthread_join(handle, nil) }
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
}
