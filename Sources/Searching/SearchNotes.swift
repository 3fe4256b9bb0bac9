internal import Storage

/// Remarks that an answer must carry, each once.
package final class SearchNotes: @unchecked Sendable {
  // Safe: guarded by the lock.
  private var lines: [String] = []
  private var somethingIsMissing = false
  private let lock = Lock()

  package init() {}

  /// `isPartial`: something that matches may be missing from hits and numbers.
  package func add(_ line: String, isPartial: Bool = false) {
    lock.withLock {
      if !lines.contains(line) { lines.append(line) }
      somethingIsMissing = somethingIsMissing || isPartial
    }
  }

  package var all: [String] { lock.withLock { lines } }

  /// Something that matches may be missing from hits and numbers.
  package var isPartial: Bool { lock.withLock { somethingIsMissing } }
}
