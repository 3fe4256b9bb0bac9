internal import Postings
internal import Segments
internal import Storage
internal import VectorKernels

/// Norms of one field of one segment and what they mean for scores.
struct FieldScoring: Sendable {
  let norms: ByteSlice
  /// The term-frequency part of a score by frequency and norm code.
  let table: PartTable
  /// What a stored bound is multiplied by: the query's average length over the segment's.
  let boundRatio: Double
  /// What a stored floor is multiplied by.
  let floorRatio: Double
  /// Stored bounds and floors hold for the query's k1 and b.
  let usesStoredBounds: Bool

  /// Valid while the weights live.
  init(_ part: SearchPart, field: Int, name: String?, weights: QueryWeights) {
    norms = part.segment.field(field).norms
    let lengths = weights.factors[name]
    table = lengths.table
    let summary = part.segment.summary
    let reference =
      Double(summary.tokens[field]) / Double(max(1, summary.fieldDocuments[field]))
    // The part grows with the average at most in proportion, and shrinks with it.
    boundRatio = max(1, lengths.averageLength / max(reference, 1))
    floorRatio = min(1, lengths.averageLength / max(reference, 1)) * (1 - 1e-9)
    usesStoredBounds = weights.usesStoredBounds
  }

  /// The exact term-frequency part of a document's score.
  @inline(__always)
  func part(frequency: UInt32, document: UInt32) -> Double {
    table.part(frequency: frequency, code: norms[Int(document)])
  }

  /// No document of a block has a larger part.
  @inline(__always)
  func bound(of block: PostingCursor.Block) -> Double {
    if usesStoredBounds { return min(1, ScoreBound.expand(block.bound) * boundRatio) }
    return bound(highestFrequency: block.highestFrequency, lowestNorm: block.lowestNorm)
  }

  /// No document with such a frequency at most, and such a norm code at least, has a larger part.
  func bound(highestFrequency: UInt8, lowestNorm: UInt8) -> Double {
    // 255 says 255 or more.
    highestFrequency == 255 ? 1 : table.part(frequency: UInt32(highestFrequency), code: lowestNorm)
  }

  /// No document of some blocks has a larger part; `bound` is the largest that they store.
  @inline(__always)
  func bound(stored bound: UInt8) -> Double {
    usesStoredBounds ? min(1, ScoreBound.expand(bound) * boundRatio) : 1
  }

  /// No document of a list in a range has a larger part; 0 when there is none at or behind `first`.
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

  /// As many documents as a stored floor is for have a part as large.
  func floor(stored floor: UInt8) -> Double {
    usesStoredBounds ? ScoreBound.expand(floor) * floorRatio : 0
  }
}
