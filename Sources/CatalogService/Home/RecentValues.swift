/// Values under keys, within a limit: those that nobody asked for longest give way to others.
///
/// - Complexity: O(1) for each call, averaged over many.
struct RecentValues<Key: Hashable, Value> {
  private struct Entry {
    var value: Value
    var size: Int
    /// When it was asked for last.
    var turn: UInt64
  }

  /// What the sizes of all values may come to.
  let limit: Int
  /// What they come to.
  private(set) var size = 0

  private var entries: [Key: Entry] = [:]
  /// Keys in the order in which they were asked for.
  ///
  /// They begin at `first`. A key stands here once for each time, and only its last turn counts.
  private var turns: [(key: Key, turn: UInt64)] = []
  private var first = 0
  private var lastTurn: UInt64 = 0

  /// Nothing yet.
  init(limit: Int) { self.limit = limit }

  /// The keys.
  var keys: some Collection<Key> { entries.keys }

  /// The value of a key, which counts as asked for.
  mutating func value(of key: Key) -> Value? {
    guard var entry = entries[key] else { return nil }
    entry.turn = turn(of: key)
    entries[key] = entry
    return entry.value
  }

  /// Puts a value under a key, in place of the one that is there; one larger than the limit is not kept.
  mutating func keep(_ value: Value, under key: Key, size: Int = 1) {
    remove(key)
    guard size <= limit else { return }
    let entry = Entry(value: value, size: size, turn: turn(of: key))
    entries[key] = entry
    self.size += size
    while self.size > limit {
      let oldest = turns[first]
      first += 1
      if entries[oldest.key]?.turn == oldest.turn { remove(oldest.key) }
    }
  }

  /// Lets go of a value.
  mutating func remove(_ key: Key) {
    if let entry = entries.removeValue(forKey: key) { size -= entry.size }
  }

  /// Lets go of the values whose keys do not pass.
  mutating func removeAll(where isUnwanted: (Key) -> Bool) {
    for key in entries.keys where isUnwanted(key) { remove(key) }
  }

  /// Lets go of all.
  mutating func removeAll() { self = RecentValues(limit: limit) }

  private mutating func turn(of key: Key) -> UInt64 {
    if turns.count > 2 * entries.count + 64 {
      turns = turns[first...].filter { entries[$0.key]?.turn == $0.turn }
      first = 0
    }
    lastTurn += 1
    turns.append((key, lastTurn))
    return lastTurn
  }
}
