package import Storage

/// Parsed records, back to back in a few flat buffers.
///
/// Readers fill a batch, the index consumes it; both reuse it. Nothing here is an object per
/// record: strings are ranges of ``bytes``.
package struct RecordBatch: ~Copyable {
  /// A string inside ``RecordBatch/bytes``.
  package struct Text: BitwiseCopyable, Sendable, Equatable {
    package var start: UInt32
    /// Bytes, or `UInt32.max` where the record has no such field.
    package var count: UInt32

    @inlinable
    package init(start: UInt32, count: UInt32) {
      self.start = start
      self.count = count
    }

    /// The field is absent or null.
    @inlinable package static var missing: Text { Text(start: 0, count: .max) }
    @inlinable package var isMissing: Bool { count == .max }
  }

  /// Where a record stands in its corpus.
  ///
  /// Offset and length are an address that the file's format alone understands; the index keeps them.
  package struct Place: BitwiseCopyable, Sendable, Equatable {
    /// Index into the corpus's list of files.
    package var file: UInt32
    /// Of a record that is a range of bytes, their number.
    package var length: UInt32
    /// Of a record that is a range of bytes, the first one's place in the expanded file.
    package var offset: UInt64
    /// Running number over the whole corpus, from 0; bad records count too.
    package var ordinal: UInt64

    @inlinable
    package init(file: UInt32, offset: UInt64, length: UInt32, ordinal: UInt64) {
      self.file = file
      self.length = length
      self.offset = offset
      self.ordinal = ordinal
    }
  }

  /// UTF-8 of all strings; valid, readers replace invalid bytes by U+FFFD.
  package var bytes = GrowableBuffer<UInt8>()
  /// One place per record.
  package var places = GrowableBuffer<Place>()
  /// Record ids as text, one per record; `.missing` where there is none.
  package var ids = GrowableBuffer<Text>()
  /// `places.count * textFieldCount` texts, record by record.
  package var texts = GrowableBuffer<Text>()
  /// Metadata of all records, record by record, in the order in which a record names it; missing
  /// values have no entry.
  package var entries = GrowableBuffer<Entry>()
  /// Where each record's entries end.
  package var entryEnds = GrowableBuffer<UInt32>()
  /// What the columns of ``entries`` are.
  package var columns: [RecordSchema.Column]
  /// Values at paths that were left out because there are columns enough.
  package var leftOutValueCount: UInt64 = 0
  /// Some of those paths are not in ``columns``.
  package var hasUnnamedPaths = false

  /// What each record holds besides its texts (``RecordRest``), where ``keepsRests``: one per record.
  package var rests = GrowableBuffer<Text>()

  /// Parsers fill ``rests``.
  package let keepsRests: Bool
  package let textFieldCount: Int

  /// An empty batch.
  ///
  /// - Parameters:
  ///   - schema: What records are parsed with.
  ///   - keepsRests: Records are wanted whole.
  package init(schema: RecordSchema, keepsRests: Bool = false) {
    self.keepsRests = keepsRests
    textFieldCount = schema.textFields.count
    columns = schema.columns
  }

  /// The entries of one record.
  package func entryRange(of record: Int) -> Range<Int> {
    (record == 0 ? 0 : Int(entryEnds[record - 1]))..<Int(entryEnds[record])
  }

  /// Records held.
  package var count: Int { places.count }

  /// The bytes of a string; empty for a missing one.
  package func view(of text: Text) -> BufferView<UInt8> {
    text.isMissing
      ? bytes.view[0..<0] : bytes.view[Int(text.start)..<Int(text.start) + Int(text.count)]
  }

  /// Forgets the records and keeps the memory, unless a huge record had made it large.
  package mutating func removeAll() {
    bytes.removeAllAndShrink()
    places.removeAll()
    ids.removeAll()
    texts.removeAll()
    entries.removeAll()
    entryEnds.removeAll()
    leftOutValueCount = 0
    hasUnnamedPaths = false
    rests.removeAll()
  }
}
