internal import Dispatch
internal import Synchronization

/// Bytes on their way from a thread that makes them to a task that sends them.
///
/// A few pieces wait at most: a client that reads slowly holds up the thread, not memory. When the
/// client is gone the thread learns it with its next piece.
final class ByteChannel: Sendable {
  /// The other side reads no more.
  struct Closed: Error {}

  private struct State {
    var pieces: [[UInt8]] = []
    var end: Result<Void, any Error>?
    var isCancelled = false
    var reader: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())
  /// Pieces that may still be put in.
  private let room = DispatchSemaphore(value: 0)
  /// Fields to send behind the last piece, as the thread knows them by then.
  private let fields = Mutex<[(name: String, value: String)]>([])

  /// A channel in which so many pieces wait at most.
  init(capacity: Int = 4) {
    for _ in 0..<capacity { room.signal() }
  }

  // MARK: - The thread that makes them

  /// Puts a piece in, once there is room.
  ///
  /// - Throws: ``Closed`` when nobody reads any more.
  func send(_ piece: [UInt8]) throws {
    room.wait()
    let (reader, isCancelled) = state.withLock { state in
      if !state.isCancelled { state.pieces.append(piece) }
      defer { state.reader = nil }
      return (state.reader, state.isCancelled)
    }
    if isCancelled {
      // Whoever sends next must not wait either.
      room.signal()
      throw Closed()
    }
    reader?.resume()
  }

  /// Nobody reads any more.
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Ends the channel, with an error when the bytes are not whole.
  func finish(_ result: Result<Void, any Error>, trailers: [(name: String, value: String)] = []) {
    fields.withLock { $0 = trailers }
    let reader = state.withLock { state in
      if state.end == nil { state.end = result }
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume()
  }

  // MARK: - The task that sends them

  /// The next piece; `nil` at the end.
  ///
  /// - Throws: What ended the channel early.
  func next() async throws -> [UInt8]? {
    while true {
      let found: Result<[UInt8]?, any Error>? = state.withLock { state in
        if !state.pieces.isEmpty { return .success(state.pieces.removeFirst()) }
        return state.end.map { end in end.map { nil } }
      }
      if let found {
        let piece = try found.get()
        if piece != nil { room.signal() }
        return piece
      }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if !state.pieces.isEmpty || state.end != nil { return true }
          state.reader = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  /// Reads no more; the thread stops with its next piece.
  func cancel() {
    state.withLock { state in
      state.isCancelled = true
      state.pieces = []
    }
    room.signal()
  }

  /// Fields to send behind the last piece.
  var trailers: [(name: String, value: String)] { fields.withLock { $0 } }
}
