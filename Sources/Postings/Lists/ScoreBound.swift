/// Bounds of term scores as lists store them: one byte, in 255ths.
///
/// A term score is the term-frequency component of BM25, f / (f + k1 (1 − b + b · length /
/// average)), in 0..<1. Block bounds are rounded up, floors down, so that either stays a bound
/// whatever is rounded.
///
/// Public for the same reason as `GrowableBuffer`.
public enum ScoreBound {
  /// Saturation that stored bounds are computed for.
  public static let k1 = 1.2
  /// Weight of the length that stored bounds are computed for.
  public static let b = 0.75

  /// The term score of a frequency in a document of some length, in positions.
  @inlinable
  public static func termScore(frequency: Double, length: Double, average: Double) -> Double {
    frequency / (frequency + k1 * (1 - b + b * length / average))
  }

  /// Rounds a term score up to a byte.
  @inlinable
  public static func quantize(_ score: Double) -> UInt8 {
    UInt8(min(255, (score * 255).rounded(.up)))
  }

  /// The term score that a byte stands for.
  @inlinable
  public static func expand(_ byte: UInt8) -> Double { Double(byte) / 255 }

  /// Rounds a term score down to a byte.
  @inlinable
  public static func quantizeDown(_ score: Double) -> UInt8 { UInt8(score * 255) }
}
