import Storage

/// Cursors into the memory of a batch while one text is analysed.
///
/// The recipes write through plain views and hand the counts back at the end, because a call into
/// the buffer for every token is several times as dear as the token itself.
struct TokenWriter {
  private(set) var bytes: BufferView<UInt8>
  private(set) var scalars: BufferView<UInt32>
  private(set) var pieces: BufferView<TokenBatch.Piece>
  private var ranges: BufferView<TokenBatch.SourceRange>
  var byteCount = 0
  var scalarCount = 0
  var pieceCount = 0
  private(set) var rangeCount = 0
  /// The position of the next token.
  var position: UInt32 = 0
  let wantsSourceRanges: Bool
  /// Whether a word is longer than a term may be.
  private(set) var hasLongWords = false

  init(_ batch: inout TokenBatch, textByteCount: Int) {
    batch.removeAll()
    batch.bytes.reserve(textByteCount + 128)
    batch.pieces.reserve(textByteCount / 5 + 64)
    bytes = batch.bytes.capacityView
    scalars = batch.scalars.capacityView
    pieces = batch.pieces.capacityView
    ranges = batch.sourceRanges.capacityView
    wantsSourceRanges = batch.wantsSourceRanges
  }

  /// Hands the counts to the batch and shortens words beyond the longest term.
  mutating func finish(_ batch: inout TokenBatch) {
    batch.bytes.setCount(byteCount)
    batch.scalars.setCount(scalarCount)
    batch.pieces.setCount(pieceCount)
    batch.sourceRanges.setCount(rangeCount)
    batch.length = position
    if hasLongWords { LongWord.shorten(&batch) }
  }

  // MARK: - Room

  @inline(__always)
  mutating func reserveBytes(_ extra: Int, _ batch: inout TokenBatch) {
    if byteCount + extra > bytes.count { growBytes(extra, &batch) }
  }

  @inline(never)
  private mutating func growBytes(_ extra: Int, _ batch: inout TokenBatch) {
    batch.bytes.setCount(byteCount)
    batch.bytes.reserve(extra + 256)
    bytes = batch.bytes.capacityView
  }

  @inline(__always)
  mutating func reserveScalars(_ extra: Int, _ batch: inout TokenBatch) {
    if scalarCount + extra > scalars.count { growScalars(extra, &batch) }
  }

  @inline(never)
  private mutating func growScalars(_ extra: Int, _ batch: inout TokenBatch) {
    batch.scalars.setCount(scalarCount)
    batch.scalars.reserve(extra + 256)
    scalars = batch.scalars.capacityView
  }

  @inline(__always)
  mutating func reservePieces(_ extra: Int, _ batch: inout TokenBatch) {
    if pieceCount + extra > pieces.count { growPieces(extra, &batch) }
  }

  @inline(never)
  private mutating func growPieces(_ extra: Int, _ batch: inout TokenBatch) {
    batch.pieces.setCount(pieceCount)
    batch.pieces.reserve(extra + 256)
    pieces = batch.pieces.capacityView
  }

  // MARK: - Tokens

  /// Adds a word whose bytes are written and whose piece has room.
  @inline(__always)
  mutating func addWord(
    start: Int, end: Int, source: Range<Int>, _ batch: inout TokenBatch
  ) {
    let count = end &- start
    pieces[pieceCount] = TokenBatch.Piece(
      start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: count),
      isRun: false, position: position)
    pieceCount &+= 1
    position &+= 1
    if count > LongWord.maximumByteCount { hasLongWords = true }
    if wantsSourceRanges { addRange(source, &batch) }
  }

  /// Adds a run whose scalars, and ranges where wanted, are written.
  mutating func addRun(start: Int, position first: UInt32, _ batch: inout TokenBatch) {
    reservePieces(1, &batch)
    let count = scalarCount - start
    pieces[pieceCount] = TokenBatch.Piece(
      start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: count),
      isRun: true, position: first)
    pieceCount += 1
    position = first + UInt32(truncatingIfNeeded: count)
  }

  /// Adds a code point to the bytes.
  @inline(__always)
  mutating func addBytes(of scalar: UInt32, _ batch: inout TokenBatch) {
    reserveBytes(4, &batch)
    byteCount = UTF8Decoding.encode(scalar, into: bytes, at: byteCount)
  }

  /// Adds a code point of the open run.
  @inline(__always)
  mutating func addScalar(_ scalar: UInt32, source: Range<Int>, _ batch: inout TokenBatch) {
    reserveScalars(1, &batch)
    scalars[scalarCount] = scalar
    scalarCount &+= 1
    if wantsSourceRanges { addRange(source, &batch) }
  }

  /// Adds a source range.
  mutating func addRange(_ source: Range<Int>, _ batch: inout TokenBatch) {
    if rangeCount == ranges.count {
      batch.sourceRanges.setCount(rangeCount)
      batch.sourceRanges.reserve(max(rangeCount, 256))
      ranges = batch.sourceRanges.capacityView
    }
    ranges[rangeCount] = TokenBatch.SourceRange(
      start: UInt32(truncatingIfNeeded: source.lowerBound),
      end: UInt32(truncatingIfNeeded: source.upperBound))
    rangeCount += 1
  }

  /// Takes back the last code point of the open run.
  mutating func dropScalar() {
    scalarCount -= 1
    if wantsSourceRanges { rangeCount -= 1 }
  }
}
