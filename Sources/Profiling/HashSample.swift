package import Storage

/// Counts different values and repetitions among any number of them, in bounded memory.
///
/// Values are told apart by 48 bits of a hash. While there is room every hash is kept, and the
/// numbers are exact; then only hashes with so many zero bits at their end, so that the kept ones are
/// an even sample of all values (Gibbons, "Distinct Sampling for Highly-Accurate Answers to Distinct
/// Values Queries and Event Reports", VLDB 2001). Neither the order of the values nor how they were
/// divided between samples that are merged changes what is kept.
package struct HashSample: Sendable, Equatable {
  private static let mask: UInt64 = 1 << 48 - 1

  /// Hashes kept at most.
  package let capacity: Int
  /// One value in 2^level is kept.
  package private(set) var level = 0
  private var counts: [UInt64: UInt64] = [:]

  package init(capacity: Int) { self.capacity = capacity }

  /// Every value is kept.
  package var isExact: Bool { level == 0 }

  /// Takes note of a value that occurs `count` times.
  package mutating func add(_ hash: UInt64, count: UInt64 = 1) {
    let hash = hash & Self.mask
    guard hash.trailingZeroBitCount >= level else { return }
    counts[hash, default: 0] += count
    if counts.count > capacity { raise(to: level + 1) }
  }

  /// Takes over the values of another sample.
  package mutating func merge(_ other: HashSample) {
    if other.level > level { raise(to: other.level) }
    for (hash, count) in other.counts where hash.trailingZeroBitCount >= level {
      counts[hash, default: 0] += count
    }
    if counts.count > capacity { raise(to: level + 1) }
  }

  private mutating func raise(to least: Int) {
    level = least
    repeat {
      counts = counts.filter { $0.key.trailingZeroBitCount >= level }
      if counts.count <= capacity { return }
      level += 1
    } while true
  }

  /// Different values; an estimate unless ``isExact``.
  package var distinct: UInt64 { UInt64(counts.count) << UInt64(level) }

  /// By how much of itself ``distinct`` is off, in 19 of 20 cases at most.
  package var distinctError: Double {
    isExact ? 0 : 2 / Double(max(1, counts.count)).squareRoot()
  }

  /// Values that had been there before; an estimate unless ``isExact``.
  package var repeated: UInt64 {
    counts.values.reduce(UInt64(0)) { $0 + $1 - 1 } << UInt64(level)
  }

  /// By how many ``repeated`` is off, in 19 of 20 cases at most.
  package var repeatedError: UInt64 {
    if isExact { return 0 }
    let squares = counts.values.reduce(0.0) { $0 + Double($1 - 1) * Double($1 - 1) }
    return UInt64(2 * squares.squareRoot()) << UInt64(level)
  }

  // MARK: - Bytes

  package func write(to writer: inout ByteWriter) {
    writer.append(varint: UInt64(level))
    writer.append(varint: UInt64(counts.count))
    var before: UInt64 = 0
    for (hash, count) in counts.sorted(by: { $0.key < $1.key }) {
      writer.append(varint: hash - before)
      writer.append(varint: count)
      before = hash
    }
  }

  package init(from reader: inout ByteReader, capacity: Int) throws(StorageError) {
    self.capacity = capacity
    level = try reader.readCount(limit: 48)
    let count = try reader.readCount(limit: capacity)
    counts.reserveCapacity(count)
    var hash: UInt64 = 0
    for _ in 0..<count {
      hash &+= try reader.readVarint()
      counts[hash] = try reader.readVarint()
    }
  }
}
