internal import Synchronization

/// A wish to stop, set by one thread and seen by another.
final class CancellationFlag: Sendable {
  private let flag = Atomic(false)

  /// Somebody wishes to stop.
  var isSet: Bool { flag.load(ordering: .relaxed) }

  /// Wishes to stop.
  func set() { flag.store(true, ordering: .relaxed) }
}
