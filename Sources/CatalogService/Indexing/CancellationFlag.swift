internal import Synchronization

/// A cooperative cancellation flag: set by one thread, polled by others.
final class CancellationFlag: Sendable {
  private let flag = Atomic(false)

  /// Whether cancellation was requested.
  var isSet: Bool { flag.load(ordering: .relaxed) }

  /// Requests cancellation; never taken back.
  func set() { flag.store(true, ordering: .relaxed) }
}
