package import Storage

/// The tokens of one text, in the order of their positions.
///
/// A batch is filled by ``Analyzer/analyze(_:into:)`` and reused from text to text. It holds two
/// kinds of piece: *words*, whose folded UTF-8 bytes stand in ``bytes``, and *unspaced runs*
/// (Han and the like), whose folded code points stand in ``scalars``, one position each. The
/// reader of a batch makes characters and pairs of a run itself, so nothing is spelled out that
/// can be derived.
@usableFromInline
package struct TokenBatch: ~Copyable {
  /// One word or one unspaced run.
  @usableFromInline
  package struct Piece: BitwiseCopyable, Sendable {
    /// Where it begins: an index into ``TokenBatch/bytes`` (word) or ``TokenBatch/scalars`` (run).
    @usableFromInline package var start: UInt32
    /// Bytes of a word; code points of a run, with the highest bit set.
    @usableFromInline package var countAndKind: UInt32
    /// The position of the word, or of the run's first code point.
    @usableFromInline package var position: UInt32

    @inlinable @inline(__always)
    package init(start: UInt32, count: UInt32, isRun: Bool, position: UInt32) {
      self.start = start
      self.countAndKind = count | (isRun ? 0x8000_0000 : 0)
      self.position = position
    }

    @inlinable package var isRun: Bool { countAndKind & 0x8000_0000 != 0 }
    @inlinable package var count: Int { Int(countAndKind & 0x7fff_ffff) }
  }

  /// Where a token stands in the original text, in UTF-8 bytes, half-open.
  @usableFromInline
  package struct SourceRange: BitwiseCopyable, Sendable, Equatable {
    @usableFromInline package var start: UInt32
    @usableFromInline package var end: UInt32

    @inlinable
    package init(start: UInt32, end: UInt32) {
      self.start = start
      self.end = end
    }
  }

  /// Folded text that words point into; it may hold bytes that belong to no word.
  package var bytes = GrowableBuffer<UInt8>()
  /// Folded code points that runs point into.
  package var scalars = GrowableBuffer<UInt32>()
  /// Words and runs by rising position.
  package var pieces = GrowableBuffer<Piece>()
  /// One range per word and one per code point of a run, in the order of ``pieces``; filled only
  /// when ``wantsSourceRanges`` is set.
  package var sourceRanges = GrowableBuffer<SourceRange>()
  /// Asks the analyzer for ``sourceRanges`` (snippets and highlights need them, indexing not).
  package var wantsSourceRanges = false
  /// The position behind the last token: the text's length in positions, gaps between runs
  /// included.
  package var length: UInt32 = 0

  /// Memory of the analyzer, kept from text to text.
  var folding = FoldingScratch()
  /// The last bytes of a text, filled up with spaces for kernels that read 64.
  var tail = GrowableBuffer<UInt8>(repeating: 0x20, count: 64)

  /// The stemmer used last; a batch belongs to one thread, as a stemmer must.
  var stemmer: Stemmer?

  package init() {}

  /// Forgets the tokens and keeps the memory.
  package mutating func removeAll() {
    bytes.removeAll()
    scalars.removeAll()
    pieces.removeAll()
    sourceRanges.removeAll()
    length = 0
  }

  /// Forgets the tokens, and keeps the memory unless a huge text had made it large.
  package mutating func removeAllAndShrink() {
    bytes.removeAllAndShrink()
    scalars.removeAllAndShrink()
    pieces.removeAllAndShrink()
    sourceRanges.removeAllAndShrink()
    length = 0
  }

  /// Copies the bytes from `index` on, fewer than 64, into ``tail``.
  mutating func copyTail(of text: BufferView<UInt8>, from index: Int) {
    let tail = tail.view
    let left = text.count - index
    for offset in 0..<left { tail[offset] = text[index + offset] }
    tail[left..<64].fill(with: 0x20)
  }
}
