internal import Storage

/// Reads the chunks of a round one after the other, each on the worker that is free to.
///
/// Reading takes a tenth of what analysing does. A thread of its own would take that from one
/// worker and leave the others waiting at the round's end; so each reads a little between two
/// chunks.
final class RoundReader: @unchecked Sendable {
  // Safe: all that changes is guarded by the lock.
  private let lock = Lock()
  private let source: any ChunkSource
  private let base: Int
  private let slots: Int
  private var read = 0
  private var isOver = false
  private var failure: IndexError?

  /// A round of a source whose chunks go to the slots from `base` on.
  init(_ source: any ChunkSource, base: Int, slots: Int) {
    self.source = source
    self.base = base
    self.slots = slots
  }

  /// Reads the next chunk, unless another thread is reading.
  func readOneIfFree() { _ = lock.withLockIfFree(next) }

  /// Waits until no other thread is reading and reads the next chunk.
  ///
  /// - Returns: `false` when the round is full or the source at its end.
  func readOne() -> Bool { lock.withLock(next) }

  private func next() -> Bool {
    if isOver || read == slots { return false }
    do throws(IndexError) {
      isOver = try !source.read(into: base + read)
    } catch {
      failure = error
      isOver = true
    }
    if !isOver { read += 1 }
    return !isOver
  }

  /// Chunks read, or why reading failed; valid when all threads have ended.
  var result: Result<Int, IndexError> {
    lock.withLock { failure.map { .failure($0) } ?? .success(read) }
  }
}
