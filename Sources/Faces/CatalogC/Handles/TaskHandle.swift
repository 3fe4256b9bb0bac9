internal import CatalogService
public import CCatalog
internal import Dispatch
internal import Synchronization

/// One long call: how far it is, and whether it shall end.
final class TaskHandle: Sendable {
  private struct State {
    var isCancelled = false
    var progress = IngestProgress?.none
    /// Ends what runs at the moment.
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  var isCancelled: Bool { state.withLock(\.isCancelled) }

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
    let task = Task.detached {
      do { outcome.set(.success(try await work())) } catch { outcome.set(.failure(error)) }
      done.signal()
    }
    onCancel { task.cancel() }
    done.wait()
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
