internal import Dispatch
internal import Synchronization

/// Reads the next chunk of a file of changes while the one before is written.
final class ReadAhead: Sendable {
  private struct State {
    var reader: BulkReader
    var chunk: Result<[Result<PreparedRow, UnreadableRow>]?, any Error> = .success(nil)
  }

  private let state: Mutex<State>
  private let isRead = DispatchSemaphore(value: 0)

  init(_ reader: BulkReader) {
    state = Mutex(State(reader: reader))
    begin()
  }

  /// The next chunk, nil behind the last.
  ///
  /// - Throws: What reading the file throws; as final as the end.
  func next() throws -> [Result<PreparedRow, UnreadableRow>]? {
    isRead.wait()
    let read = state.withLock { $0.chunk }
    guard case .success(let chunk?) = read else {
      isRead.signal()
      return try read.get()
    }
    begin()
    return chunk
  }

  private func begin() {
    DispatchQueue.global().async { [self] in
      state.withLock { state in state.chunk = Result { try state.reader.next() } }
      isRead.signal()
    }
  }
}
