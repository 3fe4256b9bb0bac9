internal import Dispatch
internal import Synchronization

/// Reads the next chunk of a file of changes while the one before is written.
final class ReadAhead: Sendable {
  private struct State {
    var reader: BulkReader
    var chunk: [Result<PreparedRow, UnreadableRow>]?
  }

  private let state: Mutex<State>
  private let isRead = DispatchSemaphore(value: 0)

  init(_ reader: BulkReader) {
    state = Mutex(State(reader: reader))
    begin()
  }

  /// The next chunk, nil behind the last.
  func next() -> [Result<PreparedRow, UnreadableRow>]? {
    isRead.wait()
    let chunk = state.withLock { $0.chunk }
    if chunk == nil { isRead.signal() } else { begin() }
    return chunk
  }

  private func begin() {
    DispatchQueue.global().async { [self] in
      state.withLock { state in state.chunk = state.reader.next() }
      isRead.signal()
    }
  }
}
