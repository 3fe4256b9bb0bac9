internal import Postings
internal import Segments
internal import Storage
internal import VectorKernels

/// The norms of one field of one segment, and how scores follow from them.
struct FieldScoring: Sendable {
  let norms: ByteSlice
  /// Term scores by frequency and norm code.
  let table: TermScoreTable
  /// Scale of stored bounds: the query's average length over the segment's.
  let boundRatio: Double
  /// Scale of stored floors.
  let floorRatio: Double
  /// Whether stored bounds and floors hold for the query's k1 and b.
  let usesStoredBounds: Bool

  /// Valid while the weights live.
  init(_ part: SearchPart, field: Int, name: String?, weights: QueryWeights) {
    norms = part.segment.field(field).norms
    let lengths = weights.factors[name]
    table = lengths.table
    let summary = part.segment.summary
    let reference =
      Double(summary.tokens[field]) / Double(max(1, summary.fieldDocuments[field]))
    // Term scores grow at most in proportion to the average length, and shrink with it.
    boundRatio = max(1, lengths.averageLength / max(reference, 1))
    floorRatio = min(1, lengths.averageLength / max(reference, 1)) * (1 - 1e-9)
    usesStoredBounds = weights.usesStoredBounds
  }

  /// The exact term score of a document.
  @inline(__always)
  func termScore(frequency: UInt32, document: UInt32) -> Double {
    table.score(frequency: frequency, norm: norms[Int(document)])
  }

  /// An upper bound of the term scores in a block.
  @inline(__always)
  func bound(of block: PostingCursor.Block) -> Double {
    if usesStoredBounds { return min(1, ScoreBound.expand(block.bound) * boundRatio) }
    return bound(highestFrequency: block.highestFrequency, lowestNorm: block.lowestNorm)
  }

  /// An upper bound of the term scores of documents with at most some frequency and at least some
  /// norm code.
  func bound(highestFrequency: UInt8, lowestNorm: UInt8) -> Double {
    // 255 stands for 255 or more.
    highestFrequency == 255 ? 1 : table.score(frequency: UInt32(highestFrequency), norm: lowestNorm)
  }

  /// An upper bound of the term scores in some blocks; `bound` is the largest that they store.
  @inline(__always)
  func bound(stored bound: UInt8) -> Double {
    usesStoredBounds ? min(1, ScoreBound.expand(bound) * boundRatio) : 1
  }

  /// An upper bound of the term scores of a list in a range of documents; 0 when it has none at or
  /// behind `first`.
  ///
  /// The list moves to the block of `first`.
  func bound(
    of cursor: inout PostingCursor, from first: UInt32, through last: UInt32
  ) throws(StorageError) -> Double {
    if usesStoredBounds {
      return try cursor.bound(from: first, through: last).map { bound(stored: $0) } ?? 0
    }
    guard let extremes = try cursor.extremes(from: first, through: last) else { return 0 }
    return bound(
      highestFrequency: extremes.highestFrequency, lowestNorm: extremes.lowestNorm)
  }

  /// The term score that a stored floor stands for.
  func floor(stored floor: UInt8) -> Double {
    usesStoredBounds ? ScoreBound.expand(floor) * floorRatio : 0
  }
}
