internal import Postings

/// New numbers of what stays of the documents, or of the ranks, of a segment that is merged.
///
/// What stays keeps its order behind what the segments before it gave, so a number moves down by
/// what is left out in front of it. A fifth of a byte is held for each, and nothing where all stay.
struct StayingNumbers: Sendable {
  /// The new number of the first that stays.
  let first: UInt32
  /// How many stay.
  let count: Int
  private let total: Int
  /// `nil` where all stay.
  private let live: LiveDocuments?
  /// How many are left out in front of each 64.
  private let leftOut: [UInt32]

  init(first: UInt32, total: Int, live: LiveDocuments?) {
    self.first = first
    self.total = total
    self.live = live
    count = total - (live?.deletedCount ?? 0)
    var leftOut: [UInt32] = []
    if let live {
      var sum: UInt32 = 0
      leftOut.reserveCapacity((total + 63) / 64)
      for group in 0..<(total + 63) / 64 {
        leftOut.append(sum)
        sum += UInt32(live.deleted(among: group).nonzeroBitCount)
      }
    }
    self.leftOut = leftOut
  }

  /// The new number of an old one, ``DocID/end`` where it is left out.
  @inline(__always)
  subscript(old: UInt32) -> UInt32 {
    guard let live else { return first &+ old }
    return moved(old, live)
  }

  @inline(never)
  private func moved(_ old: UInt32, _ live: LiveDocuments) -> UInt32 {
    let group = Int(old >> 6)
    let bits = live.deleted(among: group)
    let bit = UInt64(1) << UInt64(old & 63)
    if bits & bit != 0 { return .end }
    return first &+ old &- leftOut[group] &- UInt32((bits & (bit - 1)).nonzeroBitCount)
  }

  /// Calls `body` with each old number that stays, rising.
  @inline(__always)
  func forEach<Failure: Error>(_ body: (UInt32) throws(Failure) -> Void) throws(Failure) {
    for old in 0..<UInt32(total) where live?.isLive(old) ?? true { try body(old) }
  }
}
