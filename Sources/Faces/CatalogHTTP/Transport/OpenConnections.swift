internal import FlyingSocks
internal import Glibc
internal import Synchronization

/// The connections that are open, and until when each may take for what it does.
///
/// A client that sends or reads too slowly is cut off by whoever sweeps; its task then finds the
/// connection closed, like one that the client closed.
final class OpenConnections: Sendable {
  /// What a connection is at.
  enum Step: Sendable {
    /// No request is under way.
    case idle
    /// Some of a request is there.
    case receiving
    /// A request is being answered.
    case answering
    /// It was cut off, and its task will find out.
    case ended
  }

  private struct Entry {
    var file: Int32
    var deadline: ContinuousClock.Instant?
    var step = Step.idle
    /// The client of the request that is being answered.
    var client: ClientPresence?
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

  /// Says that a request is being answered, and who is told when its client leaves.
  func answer(_ id: UInt64, to client: ClientPresence) {
    expect(id, .answering, within: nil)
    state.withLock { $0.entries[id]?.client = client }
  }

  /// Says what a connection is at, and until when that may take.
  func expect(_ id: UInt64, _ step: Step, within limit: Duration?) {
    state.withLock { state in
      state.entries[id]?.deadline = limit.map { ContinuousClock.now + $0 }
      state.entries[id]?.step = step
    }
  }

  /// No more requests are taken.
  var isEnding: Bool { state.withLock { $0.isEnding } }

  /// Cuts off the oldest connection on which no request is whole, so that another finds room.
  func evict() {
    state.withLock { state in
      let waiting = state.entries.filter { $0.value.step == .idle || $0.value.step == .receiving }
      guard let oldest = waiting.min(by: { $0.key < $1.key }) else { return }
      shutdown(oldest.value.file, Int32(SHUT_RDWR))
      state.entries[oldest.key]?.step = .ended
    }
  }

  /// Cuts off connections whose time is over, and tells of clients that have closed theirs.
  func sweep() {
    let now = ContinuousClock.now
    state.withLock { state in
      for entry in state.entries.values {
        if entry.deadline.map({ $0 < now }) == true { shutdown(entry.file, Int32(SHUT_RDWR)) }
        if entry.step == .answering, let client = entry.client, Self.isClosed(entry.file) {
          client.leave()
        }
      }
    }
  }

  /// Whether the other side of a connection has closed it, be it for sending alone: a client that wants
  /// an answer keeps its side open.
  ///
  /// The state of a connection is the first byte of what tcp(7) tells of it; reading would tell too, but
  /// only behind a next request that may wait to be read.
  private static func isClosed(_ file: Int32) -> Bool {
    let option = Int32SocketOption(level: Int32(IPPROTO_TCP), name: TCP_INFO)
    guard let value = try? Socket(file: .init(rawValue: file)).getValue(for: option) else {
      return false
    }
    let tcpClose: Int32 = 7
    let tcpCloseWait: Int32 = 8
    return [tcpClose, tcpCloseWait].contains(value & 0xFF)
  }

  /// Takes no more connections and ends those that wait for a request.
  func end() {
    state.withLock { state in
      state.isEnding = true
      for entry in state.entries.values where entry.step == .idle {
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
