internal import Storage

/// The time at which a search stops.
///
/// The clock is read once a window of documents, or once for as much other work; what was found
/// until then is kept, and the answer is marked as partial.
package struct SearchDeadline: Sendable {
  private let seconds: Double
  private let end: Double

  /// A deadline so many seconds from now.
  package init(seconds: Double) {
    self.seconds = seconds
    end = SystemCall.monotonicSeconds + seconds
  }

  /// Whether the time is up; then adds a remark to the notes.
  func isReached(_ notes: SearchNotes) -> Bool {
    if SystemCall.monotonicSeconds < end { return false }
    notes.add("stopped after \(seconds) seconds: the answer is partial", isPartial: true)
    return true
  }
}
