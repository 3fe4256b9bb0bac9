internal import Storage
internal import VectorKernels

/// A field's length in one document, in positions, as one byte.
///
/// Lengths up to 40 are exact; above, eight steps per doubling, rounded **up**: the decoded value
/// is never less than the real length, so it bounds positions as well as scoring.
package enum Norm {
  /// The code of a length.
  @inlinable
  package static func encode(_ length: UInt32) -> UInt8 {
    if length <= 40 { return UInt8(length) }
    // length - 1 = (8 + m) << s with m in 0..<8: round up to the next step.
    let value = length - 1
    let shift = UInt32(28 - value.leadingZeroBitCount)
    let mantissa = (value >> shift) & 7
    // 32..<64 has shift 2; 41...64 begins behind the exact codes.
    let code = 41 + Int(shift - 2) * 8 + Int(mantissa) - 2
    return UInt8(min(code, 255))
  }

  /// The largest length that a code stands for.
  package static func decode(_ code: UInt8) -> UInt32 { Kernels.normLength(code) }

  /// All 256 lengths.
  package static let table: [UInt32] = (0...255).map { decode(UInt8($0)) }
}
