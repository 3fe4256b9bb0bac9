internal import Storage

/// The bytes of one file, expanded, for readers that cut them into chunks at places of their own.
///
/// What follows the last whole record of a chunk is kept and begins the next one.
struct ChunkInput: ~Copyable {
  private var input: DecompressingReader
  private var rest = GrowableBuffer<UInt8>()
  /// What of the rest was handed out again already.
  private var restStart = 0
  private var isAtEnd = false
  /// What ended the file early.
  private(set) var failure: StorageError?
  /// Offset in the expanded file at which it counts as ended.
  private let endOffset: UInt64

  private init(_ input: consuming DecompressingReader, endOffset: UInt64) {
    self.input = input
    self.endOffset = endOffset
  }

  /// Opens a file at a byte of it, expanded.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the file ends before.
  static func open(
    _ file: RandomAccessFile, from offset: UInt64, options: ReadingOptions
  ) throws(StorageError) -> ChunkInput {
    ChunkInput(
      try DecompressingReader.open(file, at: offset, options: options),
      endOffset: options.endOffset)
  }

  /// Everything was read and handed out, as far as it can be.
  var hasEnded: Bool { isAtEnd && restStart == rest.count }

  var path: String { input.file.path }
  var isPlain: Bool { input.format == .plain }
  var consumedByteCount: UInt64 { input.compressedOffset }
  var checkpoints: [DecompressingReader.Checkpoint] { input.checkpoints }

  /// Puts what was kept into an empty chunk, so much of it at most.
  ///
  /// A long record that was given up may leave a great many short ones, too many for one chunk.
  mutating func begin(_ chunk: inout RawChunk, _ wanted: Int) { handOut(to: &chunk, wanted) }

  /// Reads on behind what a chunk holds.
  mutating func fill(_ chunk: inout RawChunk, _ wanted: Int) {
    guard !hasEnded, !handOut(to: &chunk, wanted) else { return }
    let before = chunk.bytes.count
    let left = endOffset - min(endOffset, input.uncompressedOffset)
    let wanted = Int(min(UInt64(wanted), left))
    let target = chunk.bytes.appendUninitialized(wanted)
    chunk.bytes.setCount(before)
    do throws(StorageError) {
      let got = try input.read(into: target)
      chunk.bytes.setCount(before + got)
      isAtEnd = got == 0
    } catch {
      failure = error
      isAtEnd = true
    }
  }

  /// Ends a chunk at a place and keeps what follows.
  mutating func cut(_ chunk: inout RawChunk, at place: Int) {
    if restStart < rest.count {
      // What the chunk holds came from there.
      restStart -= chunk.bytes.count - place
    } else {
      rest.removeAll()
      restStart = 0
      rest.append(contentsOf: chunk.bytes.view[place..<chunk.bytes.count])
    }
    chunk.bytes.setCount(place)
  }

  /// Appends bytes that were kept; `false` when there are none.
  @discardableResult private mutating func handOut(
    to chunk: inout RawChunk, _ wanted: Int
  ) -> Bool {
    let end = min(rest.count, restStart + wanted)
    guard restStart < end else { return false }
    chunk.bytes.append(contentsOf: rest.view[restStart..<end])
    restStart = end
    return true
  }
}
