package import Records

/// Reads numbers as people write sizes and counts: `15`, `-0.5`, `1e8`, `100M`, `5.2TB`, `4GiB`,
/// `1_000`, `3万`, `2.5亿`.
///
/// Letters count in any case: `k m g t p e` are powers of a thousand, with `i` powers of 1,024, and
/// a closing `b` (bytes) changes nothing.
package enum QuantityParser {
  /// The number that a text is, or `nil` when it is none or too large for a `Double`.
  ///
  /// Whole numbers within 64 bits come back exactly, whatever their unit.
  package static func parse(_ text: String) -> ColumnNumber? {
    var rest = Substring(text).unicodeScalars
    guard rest.count <= 64 else { return nil }
    var isNegative = false
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.removeFirst()
    }

    var digits = Decimal()
    guard digits.read(from: &rest) else { return nil }
    guard let factor = factor(of: rest) else { return nil }

    if let whole = digits.whole(times: factor, isNegative: isNegative) { return .integer(whole) }
    // Text to the nearest double first, so that a plain number is rounded once.
    guard let plain = Double(digits.text) else { return nil }
    let value = plain * Double(factor.multiplier)
    guard value.isFinite else { return nil }
    return .real(isNegative ? -value : value)
  }

  private struct Factor {
    var multiplier: Int64
  }

  /// Digits, point and exponent before a unit.
  private struct Decimal {
    /// All digits without the point; `nil` once they do not fit.
    var mantissa: UInt64? = 0
    /// Power of ten of the mantissa.
    var exponent = 0
    /// What `Double` reads.
    var text = ""

    mutating func read(from rest: inout Substring.UnicodeScalarView) -> Bool {
      var sawDigit = false
      var sawPoint = false
      var lastWasDigit = false
      while let scalar = rest.first {
        if let digit = scalar.decimalDigit {
          append(digit, afterPoint: sawPoint)
          text.unicodeScalars.append(scalar)
          sawDigit = true
          lastWasDigit = true
        } else if scalar == ".", !sawPoint {
          sawPoint = true
          lastWasDigit = false
          if !sawDigit { text += "0" }
          text += "."
        } else if scalar == "_", lastWasDigit {
          lastWasDigit = false
        } else {
          break
        }
        rest.removeFirst()
      }
      guard sawDigit, lastWasDigit else { return false }
      readExponent(from: &rest)
      return true
    }

    private mutating func append(_ digit: UInt64, afterPoint: Bool) {
      if let value = mantissa {
        let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = scaled.addingReportingOverflow(digit)
        mantissa = overflow || carry ? nil : sum
      }
      if afterPoint { exponent -= 1 }
    }

    /// `e8`, `E-3`; an `e` without digits is left for the unit (exa).
    private mutating func readExponent(from rest: inout Substring.UnicodeScalarView) {
      guard let first = rest.first, first == "e" || first == "E" else { return }
      var ahead = rest.dropFirst()
      var isNegative = false
      if let sign = ahead.first, sign == "-" || sign == "+" {
        isNegative = sign == "-"
        ahead.removeFirst()
      }
      var power = 0
      var count = 0
      while let digit = ahead.first?.decimalDigit {
        power = min(power * 10 + Int(digit), 10_000)
        count += 1
        ahead.removeFirst()
      }
      guard count > 0 else { return }
      exponent += isNegative ? -power : power
      text += "e\(isNegative ? -power : power)"
      rest = ahead
    }

    /// The exact whole number, if it is one and fits.
    func whole(times factor: Factor, isNegative: Bool) -> Int64? {
      guard var value = mantissa else { return nil }
      if value == 0 { return 0 }
      // Powers of ten are taken from the digits before the factor multiplies, so that
      // 9007199254740993.0 and 5.2TB stay exact.
      var power = exponent
      while power < 0, value % 10 == 0 {
        value /= 10
        power += 1
      }
      var (product, overflow) = value.multipliedReportingOverflow(by: UInt64(factor.multiplier))
      if overflow { return nil }
      while power < 0 {
        guard product % 10 == 0 else { return nil }
        product /= 10
        power += 1
      }
      while power > 0 {
        (product, overflow) = product.multipliedReportingOverflow(by: 10)
        if overflow { return nil }
        power -= 1
      }
      if isNegative {
        return product <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- product) : nil
      }
      return Int64(exactly: product)
    }
  }

  private static func factor(of unit: Substring.UnicodeScalarView) -> Factor? {
    var letters = Array(unit)
    if letters.isEmpty { return Factor(multiplier: 1) }
    if letters == ["万"] || letters == ["萬"] { return Factor(multiplier: 10_000) }
    if letters == ["亿"] || letters == ["億"] { return Factor(multiplier: 100_000_000) }
    if let last = letters.last, last == "b" || last == "B" { letters.removeLast() }
    if letters.isEmpty { return Factor(multiplier: 1) }
    var base: Int64 = 1_000
    if letters.count == 2, letters[1] == "i" || letters[1] == "I" {
      base = 1_024
      letters.removeLast()
    }
    guard letters.count == 1 else { return nil }
    let power: Int
    switch letters[0] {
    case "k", "K": power = 1
    case "m", "M": power = 2
    case "g", "G": power = 3
    case "t", "T": power = 4
    case "p", "P": power = 5
    case "e", "E": power = 6
    default: return nil
    }
    var multiplier: Int64 = 1
    for _ in 0..<power { multiplier *= base }
    return Factor(multiplier: multiplier)
  }
}

extension Unicode.Scalar {
  /// The value of an ASCII digit.
  fileprivate var decimalDigit: UInt64? {
    value >= 0x30 && value <= 0x39 ? UInt64(value - 0x30) : nil
  }
}
