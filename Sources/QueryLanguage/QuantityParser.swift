package import Records

/// Reads numbers as people write sizes and counts: `15`, `-0.5`, `1e8`, `100M`, `1B`, `5.2TB`,
/// `4 GiB`, `1_000`, `1,000`, `3万`, `2.5亿`.
///
/// A unit means the same everywhere, whatever is measured, and counts in any case: `K M G T P E` are
/// powers of a thousand, with `i` powers of 1,024, and a `B` behind them (bytes) changes nothing. `B`
/// alone is a billion, as it is in counts of records and tokens.
package enum QuantityParser {
  /// Code points that a number may have.
  static let maximumLength = 1_024

  /// The number that a text is, digit for digit, or `nil` when it is none.
  package static func parse(_ text: String) -> DecimalNumber? {
    var rest = Substring(text).unicodeScalars
    while let last = rest.last, last == " " { rest.removeLast() }
    while let first = rest.first, first == " " { rest.removeFirst() }
    guard rest.count <= maximumLength else { return nil }
    var isNegative = false
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.removeFirst()
    }
    var digits = Digits()
    guard digits.read(from: &rest) else { return nil }
    if rest.first == " " { rest.removeFirst() }
    guard let factor = factor(of: String(rest)) else { return nil }
    return DecimalNumber(
      isNegative: isNegative, digits: digits.all, exponent: digits.exponent
    ).multiplied(by: factor)
  }

  /// Digits, separators, point and exponent before a unit.
  private struct Digits {
    /// All digits without the point.
    var all: [UInt8] = []
    /// Power of ten of the last digit.
    var exponent = 0

    mutating func read(from rest: inout Substring.UnicodeScalarView) -> Bool {
      var sawPoint = false
      var lastWasDigit = false
      while let scalar = rest.first {
        if let digit = scalar.decimalDigit {
          all.append(digit)
          if sawPoint { exponent -= 1 }
          lastWasDigit = true
        } else if scalar == ".", !sawPoint {
          sawPoint = true
          lastWasDigit = false
        } else if scalar == "_", lastWasDigit {
          lastWasDigit = false
        } else if scalar == ",", lastWasDigit, !sawPoint, Self.isThousand(rest.dropFirst()) {
          lastWasDigit = false
        } else {
          break
        }
        rest.removeFirst()
      }
      guard lastWasDigit else { return false }
      readExponent(from: &rest)
      return true
    }

    /// Whether exactly three digits follow, so that a comma in front parts thousands.
    private static func isThousand(_ rest: Substring.UnicodeScalarView) -> Bool {
      let group = rest.prefix { $0.decimalDigit != nil }
      return group.count == 3
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
      rest = ahead
    }
  }

  /// What a unit multiplies by, 1 without one.
  private static func factor(of unit: String) -> UInt64? {
    if let counted = counts[unit.lowercased()] { return counted }
    var letters = Array(unit.lowercased())
    if letters.last == "b" { letters.removeLast() }
    let base: UInt64 = letters.count == 2 && letters[1] == "i" ? 1_024 : 1_000
    guard letters.count == (base == 1_024 ? 2 : 1), let power = prefixes.firstIndex(of: letters[0])
    else { return nil }
    return (0..<power).reduce(base) { product, _ in product * base }
  }

  /// Units that are no prefix of a byte.
  private static let counts: [String: UInt64] = [
    "": 1, "b": 1_000_000_000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000,
    "万亿": 1_000_000_000_000, "萬億": 1_000_000_000_000,
  ]

  /// Prefixes by rising powers, from the first.
  private static let prefixes: [Character] = ["k", "m", "g", "t", "p", "e"]
}

extension Unicode.Scalar {
  /// The value of an ASCII digit.
  fileprivate var decimalDigit: UInt8? {
    value >= 0x30 && value <= 0x39 ? UInt8(value - 0x30) : nil
  }
}
