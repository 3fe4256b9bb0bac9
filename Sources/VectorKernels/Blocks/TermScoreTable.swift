public import Storage

/// Term scores by frequency and document length: f / (f + length factor), the term-frequency
/// component of BM25, in 0..<1.
///
/// A term adds its weight times this to a document's score. Lends views to the score kernels; valid
/// while their owner lives. Public for the same reason as ``GrowableBuffer``.
public struct TermScoreTable: Sendable {
  /// For frequencies from 0 on, 256 scores each, by norm code.
  public let scores: BufferView<Double>
  /// Length factors by norm code.
  public let factors: BufferView<Double>

  /// Frequencies in the table; the scores of higher ones are computed.
  @inlinable public var rows: Int { scores.count / 256 }

  /// A table over views that an owner lends.
  ///
  /// - Precondition: 256 factors, and scores for whole frequencies.
  @inlinable
  public init(scores: BufferView<Double>, factors: BufferView<Double>) {
    precondition(factors.count == 256 && scores.count % 256 == 0)
    self.scores = scores
    self.factors = factors
  }

  /// f / (f + factor) for a frequency and a norm code.
  @inlinable @inline(__always)
  public func score(frequency: UInt32, norm: UInt8) -> Double {
    let row = Int(frequency)
    if row < rows { return scores[256 * row + Int(norm)] }
    return Double(frequency) / (Double(frequency) + factors[Int(norm)])
  }
}
