package import Storage

/// The most frequent of any number of values, in bounded memory.
///
/// While there is room every value has its count. Then the counts of all are lowered until half of
/// them are gone (Misra and Gries, "Finding Repeated Elements", 1982), so a value that stays was
/// counted too low by ``low`` at most, and one that is left out did not come more often than
/// ``omitted``. Summaries of parts are merged with the same two bounds (Agarwal and others,
/// "Mergeable Summaries", PODS 2012).
package struct FrequentValues: Sendable, Equatable {
  private struct Entry: Sendable, Equatable {
    var text: String
    var count: UInt64
  }

  /// Values counted at most, times two.
  private static let working = 4096
  /// Values that are written, and that remain when summaries are merged.
  package static let kept = 128
  /// Characters of a value that are shown.
  package static let shownCharacters = 80

  /// By hash: values are told apart by all of their bytes, and shown by their beginning.
  private var entries: [UInt64: Entry] = [:]
  /// By how much a count may be too low.
  package private(set) var low: UInt64 = 0
  /// How often a value that is left out may have come.
  package private(set) var omitted: UInt64 = 0

  package init() {}

  /// No value is there.
  package var isEmpty: Bool { entries.isEmpty }

  /// Every count is the true one.
  package var isExact: Bool { low == 0 }

  /// Takes note of a value that occurs `count` times.
  package mutating func add(_ hash: UInt64, count: UInt64, text: () -> String) {
    if entries[hash] != nil {
      entries[hash]?.count += count
      return
    }
    entries[hash] = Entry(text: Self.beginning(text()), count: count)
    guard entries.count > 2 * Self.working else { return }
    let sorted = entries.values.map(\.count).sorted(by: >)
    let lowered = sorted[Self.working]
    low += lowered
    omitted = max(omitted, low)
    entries = entries.compactMapValues {
      $0.count > lowered ? Entry(text: $0.text, count: $0.count - lowered) : nil
    }
  }

  /// As much of a text as is shown.
  private static func beginning(_ text: String) -> String {
    text.utf8.count <= shownCharacters ? text : String(text.prefix(shownCharacters))
  }

  /// Takes over what another part counted.
  package mutating func merge(_ other: FrequentValues) {
    let isMissingHere = other.entries.keys.contains { entries[$0] == nil }
    let isMissingThere = entries.keys.contains { other.entries[$0] == nil }
    low =
      max(low, isMissingHere ? omitted : 0) + max(other.low, isMissingThere ? other.omitted : 0)
    omitted += other.omitted
    for (hash, entry) in other.entries {
      entries[hash, default: Entry(text: entry.text, count: 0)].count += entry.count
    }
    trim()
  }

  /// Leaves the most frequent ones.
  private mutating func trim() {
    guard entries.count > Self.kept else { return }
    let sorted = sorted
    omitted = max(omitted, sorted[Self.kept].value.count + low)
    entries = Dictionary(uniqueKeysWithValues: sorted.prefix(Self.kept).map { ($0.key, $0.value) })
  }

  /// By falling counts; ties by the value.
  private var sorted: [(key: UInt64, value: Entry)] {
    entries.sorted {
      ($1.value.count, $0.value.text, $0.key) < ($0.value.count, $1.value.text, $1.key)
    }
  }

  /// The most frequent values with their counts; ties by the value.
  package func top(_ limit: Int) -> [(value: String, count: UInt64)] {
    sorted.prefix(limit).map { ($0.value.text, $0.value.count) }
  }

  // MARK: - Bytes

  package func write(to writer: inout ByteWriter) {
    var kept = self
    kept.trim()
    writer.append(varint: kept.low)
    writer.append(varint: kept.omitted)
    writer.append(varint: UInt64(kept.entries.count))
    for (hash, entry) in kept.sorted {
      writer.append(hash)
      writer.append(varint: entry.count)
      writer.append(text: entry.text)
    }
  }

  package init(from reader: inout ByteReader) throws(StorageError) {
    low = try reader.readVarint()
    omitted = try reader.readVarint()
    for _ in 0..<(try reader.readCount(limit: Self.kept)) {
      let hash = try reader.read(UInt64.self)
      let count = try reader.readVarint()
      entries[hash] = Entry(text: try reader.readText(), count: count)
    }
  }
}
