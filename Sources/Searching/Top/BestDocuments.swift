internal import Storage

/// The documents of one segment with the highest scores so far.
///
/// With a low limit, documents are kept in order. With a high one, up to twice the limit are
/// collected and the better half is selected, so that a document costs a few nanoseconds instead of
/// the logarithm of a heap. With a low limit a document may be inserted twice, where that is
/// announced: its first score, which must be the higher one, is kept.
struct BestDocuments: ~Copyable {
  /// A document and the key by which it is ordered.
  struct Entry: BitwiseCopyable {
    /// The score's bits above those of its inverted rank in the source: higher is better, and
    /// no two are equal.
    var key: UInt64
    var document: UInt32

    init(document: UInt32, score: Float, rank: Int) {
      // Scores are not negative, so their bits rise with them.
      key = UInt64(score.bitPattern) << 32 | UInt64(~UInt32(truncatingIfNeeded: rank))
      self.document = document
    }

    var score: Float { Float(bitPattern: UInt32(truncatingIfNeeded: key >> 32)) }

    /// Its rank in the order of the source.
    var rank: Int { Int(~UInt32(truncatingIfNeeded: key)) }
  }

  /// Up to this limit documents are kept in order.
  static let few = 32

  /// Whether documents may be inserted twice; for low limits only.
  var noticesRepetition = false
  private let limit: Int
  private var entries: GrowableBuffer<Entry>

  init(limit: Int) {
    // A segment has fewer documents than a UInt32 has values.
    let limit = min(limit, Int(UInt32.max))
    self.limit = limit
    entries = GrowableBuffer(capacity: min(limit <= Self.few ? limit : 2 * limit, 1 << 12))
  }

  /// Inserts a document.
  ///
  /// - Returns: The lowest score among the best, when it has changed.
  mutating func insert(_ entry: Entry) -> Float? {
    if limit > Self.few {
      entries.append(entry)
      return entries.count >= 2 * limit ? tighten() : nil
    }
    if noticesRepetition, holds(entry.document) { return nil }
    if entries.count == limit {
      if limit == 0 || entry.key < entries[limit - 1].key { return nil }
    } else {
      entries.append(entry)
    }
    var slot = entries.count - 1
    while slot > 0, entries[slot - 1].key < entry.key {
      entries[slot] = entries[slot - 1]
      slot -= 1
    }
    entries[slot] = entry
    return entries.count == limit ? entries[limit - 1].score : nil
  }

  private func holds(_ document: UInt32) -> Bool {
    for index in 0..<entries.count where entries[index].document == document { return true }
    return false
  }

  /// Whether at least a quarter more are held than are wanted, so that dropping them pays.
  var isLoose: Bool { entries.count > limit + limit / 4 }

  /// Drops documents that are not among the best.
  ///
  /// - Returns: The lowest score among them, `nil` where there are fewer than wanted.
  mutating func tighten() -> Float? {
    guard limit > 0, entries.count >= limit else { return nil }
    if entries.count > limit {
      select()
      entries.setCount(limit)
    }
    if limit <= Self.few { return entries[limit - 1].score }
    var least = UInt64.max
    for index in 0..<limit { least = min(least, entries[index].key) }
    return Float(bitPattern: UInt32(truncatingIfNeeded: least >> 32))
  }

  /// Moves the best in front, in any order.
  ///
  /// After C. A. R. Hoare, "Algorithm 65: Find", Communications of the ACM, 1961.
  private func select() {
    let entries = entries.view
    var low = 0
    var high = entries.count - 1
    while low < high {
      let pivot = Self.median(
        entries[low].key, entries[(low + high) / 2].key, entries[high].key)
      var left = low
      var right = high
      while left <= right {
        while entries[left].key > pivot { left += 1 }
        while entries[right].key < pivot { right -= 1 }
        if left <= right {
          let moved = entries[left]
          entries[left] = entries[right]
          entries[right] = moved
          left += 1
          right -= 1
        }
      }
      if limit - 1 <= right {
        high = right
      } else if limit - 1 >= left {
        low = left
      } else {
        return
      }
    }
  }

  private static func median(_ one: UInt64, _ two: UInt64, _ three: UInt64) -> UInt64 {
    max(min(one, two), min(max(one, two), three))
  }

  /// The best, best first; valid while this lives.
  mutating func sorted() -> BufferView<Entry> {
    _ = tighten()
    if limit > Self.few { Self.sort(entries.view) }
    return entries.view
  }

  /// Sorts by falling keys.
  ///
  /// Parts are split without branching on the data: scores in the order of documents cannot be
  /// predicted. Where splits stay uneven, another algorithm sorts the rest, so that no order of the
  /// data takes longer than O(*n* log *n*).
  private static func sort(_ entries: BufferView<Entry>) {
    var low = 0
    var high = entries.count
    var unevenSplitsLeft = Int.bitWidth - entries.count.leadingZeroBitCount
    while high - low > 10 {
      // Neither the highest of three nor the lowest: of keys that differ, some are on either side.
      let pivot = median(
        entries[low].key, entries[(low + high) / 2].key, entries[high - 1].key)
      var split = low
      for index in low..<high {
        let entry = entries[index]
        entries[index] = entries[split]
        entries[split] = entry
        split += entry.key > pivot ? 1 : 0
      }
      if min(split - low, high - split) < (high - low) / 8 { unevenSplitsLeft -= 1 }
      // A damaged order of the source can make keys equal, too.
      if split == low || unevenSplitsLeft == 0 {
        return entries[low..<high].sort { $0.key > $1.key }
      }
      if split - low < high - split {
        sort(entries[low..<split])
        low = split
      } else {
        sort(entries[split..<high])
        high = split
      }
    }
    for index in low..<high {
      let entry = entries[index]
      var slot = index
      while slot > low, entries[slot - 1].key < entry.key {
        entries[slot] = entries[slot - 1]
        slot -= 1
      }
      entries[slot] = entry
    }
  }
}
