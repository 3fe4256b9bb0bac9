/// Counts different values and repetitions among any number of them, in bounded memory.
///
/// Values are told apart by a 64-bit hash. While there is room every hash is kept, and the numbers
/// are exact; then only hashes with so many zero bits at their end, so that the kept ones are an
/// even sample of all values (Gibbons, "Distinct Sampling for Highly-Accurate Answers to Distinct
/// Values Queries and Event Reports", VLDB 2001).
struct HashSample {
  /// Hashes kept at most.
  let capacity: Int
  /// One value in 2^level is kept.
  private(set) var level = 0
  private var counts: [UInt64: UInt32] = [:]

  init(capacity: Int = 1 << 17) { self.capacity = capacity }

  /// Every value is kept.
  var isExact: Bool { level == 0 }

  /// Takes note of a value.
  mutating func add(_ hash: UInt64) {
    guard hash.trailingZeroBitCount >= level else { return }
    counts[hash, default: 0] &+= 1
    while counts.count > capacity {
      level += 1
      counts = counts.filter { $0.key.trailingZeroBitCount >= level }
    }
  }

  /// Different values; an estimate unless ``isExact``.
  var distinct: UInt64 { UInt64(counts.count) << UInt64(level) }

  /// Values that had been there before; an estimate unless ``isExact``.
  var repeated: UInt64 {
    counts.values.reduce(UInt64(0)) { $0 + UInt64($1 - 1) } << UInt64(level)
  }

  /// A hash of a text, the same on every machine: FNV-1a, mixed.
  static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return mixed(hash)
  }

  /// A hash of a number.
  static func mixed(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ value >> 33) &* 0xff51_afd7_ed55_8ccd
    value = (value ^ value >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return value ^ value >> 33
  }
}
