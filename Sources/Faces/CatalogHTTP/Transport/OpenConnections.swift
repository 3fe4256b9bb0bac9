internal import FlyingSocks
internal import Glibc
internal import Synchronization

/// The connections that are open, and until when each may take for what it does.
///
/// A client that sends or reads too slowly is cut off by whoever sweeps; its task then finds the
/// connection closed, like one that the client closed.
final class OpenConnections: Sendable {
  private struct Entry {
    var file: Int32
    var deadline: ContinuousClock.Instant?
    /// No request is under way.
    var isIdle = true
  }

  private struct State {
    var entries: [UInt64: Entry] = [:]
    var next: UInt64 = 0
    var isEnding = false
  }

  private let state = Mutex(State())

  /// How many there are.
  var count: Int { state.withLock { $0.entries.count } }

  /// Takes a connection in; `nil` once the server ends.
  func open(_ file: Int32) -> UInt64? {
    state.withLock { state in
      guard !state.isEnding else { return nil }
      state.next += 1
      state.entries[state.next] = Entry(file: file)
      return state.next
    }
  }

  /// Forgets a connection, before its file is closed and another may get its number.
  func close(_ id: UInt64) { state.withLock { _ = $0.entries.removeValue(forKey: id) } }

  /// Says until when the next step may take, and whether a request is under way.
  ///
  /// - Returns: Whether another request may be read.
  func expect(_ id: UInt64, within limit: Duration?, isIdle: Bool) -> Bool {
    state.withLock { state in
      state.entries[id]?.deadline = limit.map { ContinuousClock.now + $0 }
      state.entries[id]?.isIdle = isIdle
      return !(state.isEnding && isIdle)
    }
  }

  /// Cuts off connections whose time is over.
  func sweep() {
    let now = ContinuousClock.now
    state.withLock { state in
      for entry in state.entries.values where entry.deadline.map({ $0 < now }) == true {
        shutdown(entry.file, Int32(SHUT_RDWR))
      }
    }
  }

  /// Takes no more connections and ends those that wait for a request.
  func end() {
    state.withLock { state in
      state.isEnding = true
      for entry in state.entries.values where entry.isIdle {
        shutdown(entry.file, Int32(SHUT_RDWR))
      }
    }
  }

  /// Cuts off all that are left.
  func endAll() {
    state.withLock { state in
      for entry in state.entries.values { shutdown(entry.file, Int32(SHUT_RDWR)) }
    }
  }
}
