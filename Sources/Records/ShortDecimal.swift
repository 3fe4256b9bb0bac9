internal import Storage

/// A number of at most eighteen digits, as most data has them: `±magnitude × 10^exponent`, exact.
///
/// What ``DecimalNumber`` is for numbers of any length, without memory of its own.
struct ShortDecimal: Equatable {
  let isNegative: Bool
  /// Without zeros at its end; 0 only for the number 0, whose exponent is 0.
  let magnitude: UInt64
  let exponent: Int

  /// Eighteen digits fit 60 bits.
  private static let maximumDigitCount = 18
  /// Larger powers of ten are left to the exact reading.
  private static let maximumExponent = 10_000

  /// Reads a number in the notation of JSON; `nil` for any that is longer, and for other bytes.
  ///
  /// - Parameters:
  ///   - count: Bytes of the number.
  ///   - byte: The byte at an index.
  @inline(__always)
  init?(count: Int, _ byte: (Int) -> UInt8) {
    var at = 0
    isNegative = count > 0 && byte(0) == UInt8(ascii: "-")
    if isNegative { at = 1 }
    var magnitude: UInt64 = 0
    var exponent = 0
    var digitCount = 0
    var sawPoint = false
    var sawDigit = false
    scan: while at < count {
      let here = byte(at)
      switch here {
      case 0x30...0x39:
        sawDigit = true
        if digitCount > 0 || here != 0x30 { digitCount += 1 }
        if digitCount > Self.maximumDigitCount { return nil }
        magnitude = magnitude * 10 + UInt64(here - 0x30)
        if sawPoint { exponent -= 1 }
      case UInt8(ascii: ".") where !sawPoint: sawPoint = true
      case UInt8(ascii: "e") where sawDigit, UInt8(ascii: "E") where sawDigit:
        guard let power = Self.power(from: at + 1, count, byte) else { return nil }
        exponent += power
        break scan
      default: return nil
      }
      at += 1
    }
    guard sawDigit else { return nil }
    if magnitude == 0 { exponent = 0 }
    while magnitude > 0, magnitude.isMultiple(of: 10) {
      magnitude /= 10
      exponent += 1
    }
    self.magnitude = magnitude
    self.exponent = exponent
  }

  private static func power(from start: Int, _ count: Int, _ byte: (Int) -> UInt8) -> Int? {
    var at = start
    let isNegative = at < count && byte(at) == UInt8(ascii: "-")
    if isNegative || at < count && byte(at) == UInt8(ascii: "+") { at += 1 }
    guard at < count else { return nil }
    var value = 0
    while at < count {
      guard 0x30...0x39 ~= byte(at) else { return nil }
      value = value * 10 + Int(byte(at) - 0x30)
      if value > maximumExponent { return nil }
      at += 1
    }
    return isNegative ? -value : value
  }

  /// The number as a whole one, where its digits are one as they stand.
  var integer: Int64? {
    guard exponent >= 0, exponent + Self.digitCount(magnitude) <= Self.maximumDigitCount else {
      return nil
    }
    let value = Int64(magnitude) * Int64(Self.powers[exponent])
    return isNegative ? -value : value
  }

  /// The nearest double, where one division of doubles that are exact gives it.
  var quotient: Double? {
    // Both are exact: 2^53 has sixteen digits, and 5^22 fits in as many bits.
    guard exponent < 0, exponent >= 1 - Self.powers.count, magnitude < 1_000_000_000_000_000 else {
      return nil
    }
    let value = Double(magnitude) / Self.powers[-exponent]
    return isNegative ? -value : value
  }

  private static func digitCount(_ magnitude: UInt64) -> Int {
    var count = 1
    var rest = magnitude
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    return count
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
