internal import Storage

/// The time by which a list must be there.
///
/// The clock is read once for each piece of a text, each condition, each facet and each row: all of these
/// are asked for, in any number.
struct ListingDeadline: Sendable {
  private let seconds: Double
  private let end: Double

  /// A deadline so many seconds from now; `nil` for none.
  init(seconds: Double?) {
    self.seconds = seconds ?? .infinity
    end = SystemCall.monotonicSeconds + self.seconds
  }

  /// Throws ``StoreError/late(seconds:)`` once the time is up.
  func check() throws(StoreError) {
    if SystemCall.monotonicSeconds >= end { throw .late(seconds: seconds) }
  }
}
