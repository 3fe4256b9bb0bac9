internal import Synchronization

/// Whether the client of a request still waits for the answer.
///
/// Whoever looks for something that is rare asks now and then: nobody sends an answer that would tell.
final class ClientPresence: Sendable {
  private let hasLeft = Atomic(false)

  /// The client closed the connection.
  var isGone: Bool { hasLeft.load(ordering: .relaxed) }

  /// Says that it did.
  func leave() { hasLeft.store(true, ordering: .relaxed) }
}
