internal import Records
package import Storage

/// How one text field is filled.
package struct FieldProfile: Sendable, Equatable {
  /// Records that have the field, be it without a character.
  package private(set) var present: UInt64 = 0
  package private(set) var bytes: UInt64 = 0
  /// Lengths in code points of the texts that are there.
  package private(set) var lengths = LengthHistogram()

  package init() {}

  /// Code points.
  package var characters: UInt64 { lengths.sum }

  mutating func add(bytes: Int, characters: Int) {
    present += 1
    self.bytes += UInt64(bytes)
    lengths.add(characters)
  }

  mutating func merge(_ other: FieldProfile) {
    present += other.present
    bytes += other.bytes
    lengths.merge(other.lengths)
  }

  func write(to writer: inout ByteWriter) {
    writer.append(varint: bytes)
    lengths.write(to: &writer)
  }

  init(from reader: inout ByteReader) throws(StorageError) {
    bytes = try reader.readVarint()
    lengths = try LengthHistogram(from: &reader)
    present = lengths.count
  }
}

/// What is in the records of a segment or an index, counted while they are read.
///
/// Profiles of parts are merged into the one of the whole. Nothing is taken out again: records that
/// were deleted, or whose file was replaced, are counted as ``removed`` beside what they brought in.
package struct CorpusProfile: Sendable, Equatable {
  /// Different bodies that are counted exactly; beyond, repetitions are estimated.
  package static let textCapacity = 1 << 16

  /// Records counted.
  package var records: UInt64 = 0
  /// Those of them that are no longer in the index.
  package var removed: UInt64 = 0
  /// One per text field, the body first.
  package var fields: [FieldProfile]
  /// Bodies by their hash; empty ones are left out.
  package var bodies = HashSample(capacity: textCapacity)
  /// A sample of the bodies, measured.
  package var sample = TextSample()
  /// In the order of their first value.
  package var columns: [ColumnProfile] = []

  /// An empty profile of records with some text fields.
  package init(fieldCount: Int) {
    fields = Array(repeating: FieldProfile(), count: fieldCount)
  }

  /// Takes note of a text of a record.
  ///
  /// - Parameters:
  ///   - text: Valid UTF-8 inside a ``GrowableBuffer``.
  ///   - field: The number of its field, 0 is the body.
  /// - Returns: The text's characters.
  @discardableResult
  package mutating func add(_ text: BufferView<UInt8>, field: Int) -> Int {
    let digest = TextDigest(text)
    fields[field].add(bytes: text.count, characters: digest.characters)
    if field == 0, text.count > 0 { bodies.add(digest.hash) }
    return digest.characters
  }

  /// Takes over the profile of another part of the same corpus.
  package mutating func merge(_ other: CorpusProfile) {
    records += other.records
    removed += other.removed
    for (index, field) in other.fields.enumerated() where fields.indices.contains(index) {
      fields[index].merge(field)
    }
    bodies.merge(other.bodies)
    sample.merge(other.sample)
    for column in other.columns {
      if let place = columns.firstIndex(where: {
        $0.contents.name.isWritten(like: column.contents.name)
      }) {
        columns[place].merge(column)
      } else {
        columns.append(column)
      }
    }
  }

  // MARK: - Bytes

  package func write(to writer: inout ByteWriter) {
    writer.append(varint: records)
    writer.append(varint: removed)
    writer.append(varint: UInt64(fields.count))
    for field in fields { field.write(to: &writer) }
    bodies.write(to: &writer)
    sample.write(to: &writer)
    writer.append(varint: UInt64(columns.count))
    for column in columns { column.write(to: &writer) }
  }

  package init(from reader: inout ByteReader) throws(StorageError) {
    records = try reader.readVarint()
    removed = try reader.readVarint()
    fields = []
    for _ in 0..<(try reader.readCount(limit: 1 << 16)) {
      fields.append(try FieldProfile(from: &reader))
    }
    bodies = try HashSample(from: &reader, capacity: Self.textCapacity)
    sample = try TextSample(from: &reader)
    for _ in 0..<(try reader.readCount(limit: 1 << 20)) {
      columns.append(try ColumnProfile(from: &reader))
    }
  }
}
