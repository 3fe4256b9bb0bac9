package import Records
package import Storage

/// What one metadata column holds, in memory that does not grow with the number of records.
package struct ColumnProfile: Sendable, Equatable {
  /// Different values that are counted exactly; beyond, their number is estimated.
  private static let distinctCapacity = 2048

  /// Name, path, and how many values are of which type.
  package var contents: ColumnContents
  /// Records that have a value.
  package var filled: UInt64 = 0
  package private(set) var distinct = HashSample(capacity: distinctCapacity)
  package private(set) var frequent = FrequentValues()
  /// Names of servers, where values are addresses on the web.
  package private(set) var hosts = FrequentValues()
  package private(set) var least: ProfiledValue?
  package private(set) var most: ProfiledValue?
  /// Of all numbers, rounded as doubles are.
  package private(set) var sum = 0.0

  /// An empty profile of a column.
  package init(name: String, path: String) { contents = ColumnContents(name: name, path: path) }

  /// Values of all records; a record with a list has several.
  package var valueCount: UInt64 { contents.numbers + contents.booleans + contents.texts }

  // MARK: - Gathering

  /// Takes note of a text, UTF-8 inside a ``GrowableBuffer``, that occurs `count` times; its type is
  /// not counted.
  package mutating func add(_ text: BufferView<UInt8>, count: UInt64 = 1) {
    let hash = TextDigest(text).hash
    distinct.add(hash, count: count)
    frequent.add(hash, count: count) { text.beginning(4 * FrequentValues.shownCharacters).text }
    if let host = HostName.range(in: text) {
      let name = text[host].text.lowercased()
      // The hash is of the name in small letters, which may lie anywhere.
      var bytes = GrowableBuffer<UInt8>()
      bytes.append(contentsOf: Array(name.utf8))
      hosts.add(TextDigest(bytes.view).hash, count: count) { name }
    }
  }

  /// Takes note of a whole number; its type and bounds are not counted.
  package mutating func add(_ number: Int64) {
    add(TextDigest.hash(UInt64(bitPattern: number)), Double(number)) { "\(number)" }
  }

  /// Takes note of a double; its type and bounds are not counted.
  package mutating func add(_ number: Double) {
    if let whole = Int64(exactly: number) { return add(whole) }
    add(TextDigest.hash(number.bitPattern), number) { "\(DecimalNumber(shortest: number))" }
  }

  /// Takes note of any number; its type and bounds are not counted.
  package mutating func add(_ number: DecimalNumber) {
    if let whole = number.integer { return add(whole) }
    let text = number.description
    var bytes = GrowableBuffer<UInt8>()
    bytes.append(contentsOf: Array(text.utf8))
    add(TextDigest(bytes.view).hash, number.double) { text }
  }

  /// Takes note of truth values; their type and bounds are not counted.
  package mutating func add(_ truth: Bool, count: UInt64 = 1) {
    if count == 0 { return }
    let hash = TextDigest.hash(truth ? 2 : 1)
    distinct.add(hash, count: count)
    frequent.add(hash, count: count) { truth ? "true" : "false" }
  }

  private mutating func add(_ hash: UInt64, _ value: Double, text: () -> String) {
    sum += value
    distinct.add(hash)
    frequent.add(hash, count: 1, text: text)
  }

  /// Takes note of a value that may be the least or the most.
  package mutating func bound(_ value: ProfiledValue) {
    var value = value
    if case .text(let text) = value {
      value = .text(String(text.prefix(FrequentValues.shownCharacters)))
    }
    if least.map({ value.precedes($0) }) ?? true { least = value }
    if most.map({ $0.precedes(value) }) ?? true { most = value }
  }

  /// Takes over what another part of the same column holds.
  package mutating func merge(_ other: ColumnProfile) {
    contents.formUnion(other.contents)
    filled += other.filled
    distinct.merge(other.distinct)
    frequent.merge(other.frequent)
    hosts.merge(other.hosts)
    sum += other.sum
    if let value = other.least { bound(value) }
    if let value = other.most { bound(value) }
  }

  // MARK: - Bytes

  package func write(to writer: inout ByteWriter) {
    contents.write(to: &writer)
    writer.append(varint: filled)
    distinct.write(to: &writer)
    frequent.write(to: &writer)
    hosts.write(to: &writer)
    ProfiledValue.write(least, to: &writer)
    ProfiledValue.write(most, to: &writer)
    writer.append(bits: sum)
  }

  package init(from reader: inout ByteReader) throws(StorageError) {
    contents = try ColumnContents(from: &reader)
    filled = try reader.readVarint()
    distinct = try HashSample(from: &reader, capacity: Self.distinctCapacity)
    frequent = try FrequentValues(from: &reader)
    hosts = try FrequentValues(from: &reader)
    least = try ProfiledValue.read(from: &reader)
    most = try ProfiledValue.read(from: &reader)
    sum = Double(bitPattern: try reader.read(UInt64.self))
  }
}
