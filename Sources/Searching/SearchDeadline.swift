internal import Storage

/// When a search must stop, whatever it has found.
///
/// The clock is read once a window of documents, or for as much work otherwise; what was found until
/// then stays, and the answer says that it is partial.
package struct SearchDeadline: Sendable {
  private let seconds: Double
  private let end: Double

  /// A deadline so many seconds from now.
  package init(seconds: Double) {
    self.seconds = seconds
    end = SystemCall.monotonicSeconds + seconds
  }

  /// Whether time is up, which is remarked in the notes.
  func isReached(_ notes: SearchNotes) -> Bool {
    if SystemCall.monotonicSeconds < end { return false }
    notes.add("stopped after \(seconds) seconds: the answer is partial", isPartial: true)
    return true
  }
}
