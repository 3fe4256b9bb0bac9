package import Storage

/// Some whole lines of one file, not yet parsed.
///
/// Filled by a ``ChunkReader`` and handed to any worker; its memory is used again.
package struct RawChunk: ~Copyable, Sendable {
  /// One line that is not blank.
  package struct Line: BitwiseCopyable, Sendable, Equatable {
    /// First byte in ``RawChunk/bytes``.
    package var start: UInt32
    /// Bytes without the line break; ``tooLong`` for a line that the reader already refused.
    package var count: UInt32

    package static var tooLong: UInt32 { .max }

    package init(start: UInt32, count: UInt32) {
      self.start = start
      self.count = count
    }
  }

  /// Uncompressed bytes as they stand in the file.
  package var bytes = GrowableBuffer<UInt8>()
  /// The lines, in order; blank ones are left out.
  package var lines = GrowableBuffer<Line>()
  /// For each line its number counted from ``firstLine``.
  package var lineNumbers = GrowableBuffer<UInt32>()
  /// Index into the corpus's list of files.
  package var file = 0
  /// Offset of the first byte in the uncompressed file.
  package var offset: UInt64 = 0
  /// Number of the first line in the file, from 1.
  package var firstLine: UInt64 = 1
  /// Running number of the first record over the whole corpus.
  package var firstOrdinal: UInt64 = 0
  /// Number of the chunk, from 0, without gaps: results are put back in order by it.
  package var sequence: UInt64 = 0
  /// Where reading goes on behind this chunk.
  package var end = ChunkReader.Position()

  package init() {}

  /// Memory beyond this is given back when the chunk is emptied.
  private static var usualByteCount: Int { 8 << 20 }

  /// Forgets the lines and keeps the memory, unless a huge line had made it large.
  package mutating func removeAll() {
    if bytes.byteCount > Self.usualByteCount { bytes = GrowableBuffer() }
    bytes.removeAll()
    lines.removeAll()
    lineNumbers.removeAll()
  }
}
