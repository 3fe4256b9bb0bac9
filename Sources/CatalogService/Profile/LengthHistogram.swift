/// How many texts are how long, in bounded memory.
///
/// Lengths up to 127 have a bucket each, above that 64 buckets stand for every doubling: a
/// percentile is too low by 1.6 % at most. Least, most and mean are exact.
struct LengthHistogram {
  private var buckets: [UInt64] = []
  private(set) var count: UInt64 = 0
  private(set) var sum: UInt64 = 0
  private(set) var least: UInt64 = .max
  private(set) var most: UInt64 = 0

  /// Takes note of a length.
  mutating func add(_ length: Int) {
    let length = UInt64(max(0, length))
    let bucket = Self.bucket(of: length)
    while buckets.count <= bucket { buckets.append(0) }
    buckets[bucket] += 1
    count += 1
    sum += length
    least = min(least, length)
    most = max(most, length)
  }

  /// The mean; 0 when nothing was counted.
  var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }

  /// A length that a share of all, from 0 to 1, does not exceed.
  func percentile(_ share: Double) -> UInt64 {
    guard count > 0 else { return 0 }
    let wanted = max(1, UInt64((share * Double(count)).rounded(.up)))
    var seen: UInt64 = 0
    for (bucket, number) in buckets.enumerated() {
      seen += number
      if seen >= wanted { return min(max(Self.start(of: bucket), least), most) }
    }
    return most
  }

  static func bucket(of length: UInt64) -> Int {
    if length < 128 { return Int(length) }
    let exponent = 63 - length.leadingZeroBitCount
    return (exponent - 6) * 64 + Int(length >> UInt64(exponent - 6))
  }

  static func start(of bucket: Int) -> UInt64 {
    if bucket < 128 { return UInt64(bucket) }
    let exponent = bucket / 64 + 5
    return UInt64(bucket - (exponent - 6) * 64) << UInt64(exponent - 6)
  }
}
