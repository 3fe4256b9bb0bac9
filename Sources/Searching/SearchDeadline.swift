internal import Storage

/// When a search stops before its end: at a time, or when nobody waits for it any more.
///
/// Both are looked at once a window of documents, or once for as much other work; what was found
/// until then is kept, and the answer is marked as partial. Looking may wait for ``SearchTurn``, which
/// costs the search none of its time.
package struct SearchDeadline: Sendable {
  private let seconds: Double
  private let end: Double
  private let isCancelled: (@Sendable () -> Bool)?
  private let wait = SearchTurn.wait

  /// A deadline so many seconds from now.
  ///
  /// - Parameters:
  ///   - seconds: The time; infinite for none.
  ///   - isCancelled: Whether the search is not wanted any more.
  package init(seconds: Double, isCancelled: (@Sendable () -> Bool)? = nil) {
    self.seconds = seconds
    self.isCancelled = isCancelled
    end = Self.now(wait) + seconds
  }

  /// The time without what the search was held up.
  private static func now(_ wait: (@Sendable () -> Double)?) -> Double {
    // It is waited before the clock is read.
    let waited = wait?() ?? 0
    return SystemCall.monotonicSeconds - waited
  }

  private var now: Double { Self.now(wait) }

  /// What bounds a search that is part of the work that runs.
  ///
  /// - Parameters:
  ///   - timeout: Seconds that it may take; `nil` for any time.
  ///   - isCancelled: Whether it is not wanted any more, beside what the ``Cancellation`` of the work says.
  /// - Returns: The deadline; `nil` where nothing bounds the search.
  package static func of(
    _ timeout: Double?, isCancelled: (@Sendable () -> Bool)? = nil
  ) -> SearchDeadline? {
    guard let cancellation = Cancellation.current else {
      guard timeout != nil || isCancelled != nil || SearchTurn.wait != nil else { return nil }
      return SearchDeadline(seconds: timeout ?? .infinity, isCancelled: isCancelled)
    }
    return SearchDeadline(seconds: timeout ?? .infinity) {
      cancellation.isRequested || isCancelled?() == true
    }
  }

  /// Whether the time is up or the search is cancelled.
  package var isOver: Bool {
    isCancelled?() == true || now >= end
  }

  /// Whether a tenth more than the time is up, which is left for showing what was found.
  package var isOverdue: Bool {
    isCancelled?() == true || now >= end + seconds / 10
  }

  /// Whether the time is up or the search is cancelled; then adds a remark to the notes.
  func isReached(_ notes: SearchNotes) -> Bool {
    if isCancelled?() == true {
      notes.add("cancelled: the answer is partial", isPartial: true)
      return true
    }
    if now < end { return false }
    notes.add("stopped after \(seconds) seconds: the answer is partial", isPartial: true)
    return true
  }
}
