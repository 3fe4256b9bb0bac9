internal import CatalogService
public import CCatalog
internal import Dispatch
internal import Glibc
internal import Storage
internal import Synchronization

/// A call that may take long: how far it is, and whether it shall end.
final class TaskHandle: Sendable {
  /// A function of the caller that says whether to end.
  @safe
  fileprivate struct Question: @unchecked Sendable {
    typealias Function = @convention(c) (UnsafeMutableRawPointer?) -> Int32

    // Safe: called by the caller's own thread alone, while its call runs, with what it gave for that.
    private let function: Function
    private let context: UnsafeMutableRawPointer?

    init(_ function: Function, _ context: UnsafeMutableRawPointer?) {
      unsafe self.function = function
      unsafe self.context = context
    }

    var wantsEnd: Bool { unsafe function(context) != 0 }
  }

  private struct State {
    var isCancelled = false
    var progress = IngestProgress?.none
    /// Ends what runs at the moment.
    var cancel: (@Sendable () -> Void)?
    var question: Question?
    /// The thread whose call runs, and when it is asked next.
    var thread: pthread_t?
    var nextTime = 0.0
  }

  /// Seconds between two questions.
  private static let pause = 0.1

  private let state = Mutex(State())

  /// Whether the call shall end; now and then the caller is asked.
  var isCancelled: Bool {
    let question = state.withLock { state -> Question? in
      guard !state.isCancelled, let question = state.question,
        state.thread == pthread_self()
      else { return nil }
      let now = SystemCall.monotonicSeconds
      guard now >= state.nextTime else { return nil }
      state.nextTime = now + Self.pause
      return question
    }
    // Outside of the lock, since the function may use the task.
    if let question {
      if question.wantsEnd { cancel() }
      state.withLock { $0.nextTime = SystemCall.monotonicSeconds + Self.pause }
    }
    return state.withLock(\.isCancelled)
  }

  /// Runs a call that ends early when the task is cancelled.
  ///
  /// - Throws: What `work` throws.
  func run<Value>(_ work: () throws -> Value) throws -> Value {
    if isCancelled { throw CancellationError() }
    // A call may run within another one of the same task: a scan that is read to be appended.
    let outer = state.withLock { state in
      let outer = state.thread
      if outer != pthread_self() { state.nextTime = SystemCall.monotonicSeconds + Self.pause }
      state.thread = pthread_self()
      return outer
    }
    defer { state.withLock { $0.thread = outer } }
    return try Cancellation.$current.withValue(cancellation, operation: work)
  }

  private var cancellation: Cancellation { Cancellation { self.isCancelled } }

  /// Runs a call under the task behind a pointer, if there is one.
  static func run<Value>(_ pointer: OpaquePointer?, _ work: () throws -> Value) throws -> Value {
    guard let pointer = unsafe pointer else { return try work() }
    return try unsafe Handle.object(pointer, as: TaskHandle.self).run(work)
  }

  fileprivate func ask(_ question: Question?) { state.withLock { $0.question = question } }

  var progress: IngestProgress? { state.withLock(\.progress) }

  func cancel() {
    let cancel = state.withLock { state in
      state.isCancelled = true
      return state.cancel
    }
    cancel?()
  }

  /// Notes how far the call is.
  ///
  /// - Returns: `false` when it shall end.
  func step(_ progress: IngestProgress) -> Bool {
    state.withLock { state in
      state.progress = progress
      return !state.isCancelled
    }
  }

  /// `cancel` is called when the task is cancelled, now if it was already.
  fileprivate func onCancel(_ cancel: (@Sendable () -> Void)?) {
    let isCancelled = state.withLock { state in
      state.cancel = cancel
      return state.isCancelled
    }
    if isCancelled { cancel?() }
  }

  /// The task behind a pointer, or one that nobody looks at.
  static func at(_ pointer: OpaquePointer?) -> TaskHandle {
    guard let pointer = unsafe pointer else { return TaskHandle() }
    return unsafe Handle.object(pointer, as: TaskHandle.self)
  }

  /// Runs asynchronous work and waits for it on this thread.
  func wait<Value: Sendable>(
    for work: @escaping @Sendable () async throws -> Value
  ) throws -> Value {
    let outcome = Outcome<Value>()
    let done = DispatchSemaphore(value: 0)
    let cancellation = Cancellation.current
    let task = Task.detached {
      await Cancellation.$current.withValue(cancellation) {
        do { outcome.set(.success(try await work())) } catch { outcome.set(.failure(error)) }
      }
      done.signal()
    }
    onCancel { task.cancel() }
    while done.wait(timeout: .now() + Self.pause) == .timedOut { _ = isCancelled }
    onCancel(nil)
    return try outcome.get()
  }
}

/// What asynchronous work came to, handed from one thread to another.
private final class Outcome<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>>(.failure(CancellationError()))

  func set(_ value: Result<Value, any Error>) { result.withLock { $0 = value } }

  func get() throws -> Value { try result.withLock { $0 }.get() }
}

extension IngestProgress {
  /// The phases as the header numbers them.
  fileprivate var number: Int32 {
    switch phase {
    case .reading: 1
    case .writing: 2
    case .merging: 3
    case .committing: 4
    }
  }
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_task_new() -> OpaquePointer! { unsafe Handle.make(TaskHandle()) }

/// As `catalog.h` describes it.
@c @implementation
public func catalog_task_cancel(_ task: OpaquePointer!) {
  unsafe Handle.object(task, as: TaskHandle.self).cancel()
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_task_ask(
  _ task: OpaquePointer!, _ ask: (@convention(c) (UnsafeMutableRawPointer?) -> Int32)!,
  _ context: UnsafeMutableRawPointer!
) {
  let question = unsafe ask.map { unsafe TaskHandle.Question($0, context) }
  unsafe Handle.object(task, as: TaskHandle.self).ask(question)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_task_progress(
  _ task: OpaquePointer!, _ out: UnsafeMutablePointer<catalog_progress>!
) {
  let progress = unsafe Handle.object(task, as: TaskHandle.self).progress
  // Safe: the caller gives room for one value.
  unsafe out.pointee = catalog_progress(
    phase: progress?.number ?? 0, fraction: progress?.fraction ?? -1,
    records: progress?.records ?? 0, text_bytes: progress?.textBytes ?? 0)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_task_free(_ task: OpaquePointer!) {
  unsafe Handle.give(back: task, as: TaskHandle.self)
}
