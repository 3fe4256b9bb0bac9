/// The most frequent of any number of values, in bounded memory.
///
/// While there is room every value has its count. Then the counts of all are lowered until half of
/// them are gone (Misra and Gries, "Finding Repeated Elements", 1982), so a value that stays was
/// counted too low by ``error`` at most, and any value more frequent than that is still there.
struct FrequentValues {
  /// Values kept at most.
  static let capacity = 4096

  private var counts: [String: UInt64] = [:]
  /// By how much a count may be too low.
  private(set) var error: UInt64 = 0

  /// Every count is the true one.
  var isExact: Bool { error == 0 }

  /// Takes note of a value.
  mutating func add(_ value: String) {
    counts[value, default: 0] += 1
    guard counts.count > 2 * Self.capacity else { return }
    let sorted = counts.values.sorted(by: >)
    let lowered = sorted[Self.capacity]
    error += lowered
    counts = counts.compactMapValues { $0 > lowered ? $0 - lowered : nil }
  }

  /// The most frequent values with their counts; ties by the value.
  func top(_ limit: Int) -> [(value: String, count: UInt64)] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit)
      .map { ($0.key, $0.value) }
  }
}
