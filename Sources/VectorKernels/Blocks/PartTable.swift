public import Storage

/// What a term frequency counts in documents of each length: f / (f + factor).
///
/// Lends views to the score kernels; valid while their owner lives. Public for the same reason as
/// ``GrowableBuffer``.
public struct PartTable: Sendable {
  /// Frequencies from 0 on, for 256 codes of lengths each.
  public let parts: BufferView<Double>
  /// By code of length.
  public let factors: BufferView<Double>

  /// Frequencies in the table.
  @inlinable public var rows: Int { parts.count / 256 }

  /// A table of what an owner lends.
  @inlinable
  public init(parts: BufferView<Double>, factors: BufferView<Double>) {
    precondition(factors.count == 256 && parts.count % 256 == 0)
    self.parts = parts
    self.factors = factors
  }

  /// f / (f + factor).
  @inlinable @inline(__always)
  public func part(frequency: UInt32, code: UInt8) -> Double {
    let row = Int(frequency)
    if row < rows { return parts[256 * row + Int(code)] }
    return Double(frequency) / (Double(frequency) + factors[Int(code)])
  }
}
