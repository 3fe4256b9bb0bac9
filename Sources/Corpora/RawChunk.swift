package import Records
package import Storage

/// Some whole records of one file, not yet parsed.
///
/// Filled by a ``FormatReader`` and parsed by any worker; its memory is used again. What the bytes
/// and their pieces are is between a format's reader and its parser: lines, members of an archive,
/// columns of a group of rows.
package struct RawChunk: ~Copyable, Sendable {
  /// A range of the bytes.
  package struct Piece: BitwiseCopyable, Sendable, Equatable {
    /// First byte in ``RawChunk/bytes``.
    package var start: UInt32
    /// Bytes; ``refused`` for a record that the reader already refused.
    package var count: UInt32

    package static var refused: UInt32 { .max }

    package init(start: UInt32, count: UInt32) {
      self.start = start
      self.count = count
    }
  }

  /// What was read.
  package var bytes = GrowableBuffer<UInt8>()
  /// Its pieces, in order.
  package var pieces = GrowableBuffer<Piece>()
  /// For each piece its line or row, counted from ``firstNumber``.
  package var numbers = GrowableBuffer<UInt32>()
  /// Where the chunk begins in its file, and the number of its first line or row.
  package var start = FilePosition()
  /// Records that the chunk stands for, bad ones included.
  package var recordCount = 0

  /// What the reader tells the parser about the whole file; `nil` for formats that have nothing to say.
  package var fileDetail: (any Sendable)?

  /// Columns that all of its records have, besides those of the file.
  package var labels: [FileLayout.Label] = []

  /// Attributes that stand beside the file, for each of the pieces.
  package var beside: [SidecarLines] = []

  /// Index into the corpus's list of files.
  package var file = 0
  /// Index of the format in its ``CorpusFormats``.
  package var format = 0
  /// Running number of the first record over the whole corpus.
  package var firstOrdinal: UInt64 = 0
  /// Number of the chunk, from 0, without gaps: results are put back in order by it.
  package var sequence: UInt64 = 0
  /// Where reading goes on behind this chunk.
  package var end = CorpusReader.Position()

  package init() {}

  /// Tells the parser in what encoding lines are, where that is not UTF-8.
  package mutating func note(_ encoding: TextEncoding) {
    if encoding != .utf8 { fileDetail = encoding }
  }

  /// Forgets the records and keeps the memory, unless a huge record had made it large.
  package mutating func removeAll() {
    bytes.removeAllAndShrink()
    pieces.removeAll()
    numbers.removeAll()
    recordCount = 0
    fileDetail = nil
    beside = []
    labels = []
  }
}
