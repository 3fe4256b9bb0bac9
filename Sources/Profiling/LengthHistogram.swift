package import Storage

/// How many texts are how long, in bounded memory.
///
/// Lengths up to 127 have a bucket each, above that 64 buckets stand for every doubling: a
/// percentile is too low by 1.6 % at most. Least, most and mean are exact.
package struct LengthHistogram: Sendable, Equatable {
  private var buckets: [UInt64] = []
  package private(set) var count: UInt64 = 0
  package private(set) var sum: UInt64 = 0
  package private(set) var least: UInt64 = .max
  package private(set) var most: UInt64 = 0

  package init() {}

  /// Takes note of a length.
  package mutating func add(_ length: Int) {
    let length = UInt64(max(0, length))
    let bucket = Self.bucket(of: length)
    while buckets.count <= bucket { buckets.append(0) }
    buckets[bucket] += 1
    count += 1
    sum += length
    least = min(least, length)
    most = max(most, length)
  }

  /// Takes over the lengths of another histogram.
  package mutating func merge(_ other: LengthHistogram) {
    while buckets.count < other.buckets.count { buckets.append(0) }
    for index in other.buckets.indices { buckets[index] += other.buckets[index] }
    count += other.count
    sum += other.sum
    least = min(least, other.least)
    most = max(most, other.most)
  }

  /// Texts without a character.
  package var emptyCount: UInt64 { buckets.first ?? 0 }

  /// The mean; 0 when nothing was counted.
  package var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }

  /// A length that a share of all, from 0 to 1, does not exceed.
  package func percentile(_ share: Double) -> UInt64 {
    guard count > 0 else { return 0 }
    let wanted = max(1, UInt64((share * Double(count)).rounded(.up)))
    var seen: UInt64 = 0
    for (bucket, number) in buckets.enumerated() {
      seen += number
      if seen >= wanted { return min(max(Self.start(of: bucket), least), most) }
    }
    return most
  }

  /// Texts by length, a step for each doubling: those from `from` on and below the next step's.
  ///
  /// From the first step that has any to the last; exact, since buckets end at powers of two.
  package var doublings: [(from: UInt64, count: UInt64)] {
    var steps: [(from: UInt64, count: UInt64)] = []
    for (bucket, number) in buckets.enumerated() {
      let start = Self.start(of: bucket)
      let from = start == 0 ? 0 : UInt64(1) << UInt64(63 - start.leadingZeroBitCount)
      if steps.last?.from == from {
        steps[steps.count - 1].count += number
      } else if number > 0 || !steps.isEmpty {
        steps.append((from, number))
      }
    }
    while steps.last?.count == 0 { steps.removeLast() }
    return steps
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

  // MARK: - Bytes

  /// Buckets that hold a length of 64 bits.
  private static let bucketLimit = bucket(of: .max) + 1

  package func write(to writer: inout ByteWriter) {
    writer.append(varint: count)
    guard count > 0 else { return }
    for number in [sum, least, most] { writer.append(varint: number) }
    writer.append(varint: UInt64(buckets.count { $0 > 0 }))
    var before = 0
    for (bucket, number) in buckets.enumerated() where number > 0 {
      writer.append(varint: UInt64(bucket - before))
      writer.append(varint: number)
      before = bucket
    }
  }

  package init(from reader: inout ByteReader) throws(StorageError) {
    count = try reader.readVarint()
    guard count > 0 else { return }
    sum = try reader.readVarint()
    least = try reader.readVarint()
    most = try reader.readVarint()
    var bucket = 0
    for _ in 0..<(try reader.readCount(limit: Self.bucketLimit)) {
      bucket += try reader.readCount(limit: Self.bucketLimit - bucket - 1)
      while buckets.count <= bucket { buckets.append(0) }
      buckets[bucket] = try reader.readVarint()
    }
  }
}
