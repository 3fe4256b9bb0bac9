/// A number digit for digit, as it was written: `±digits × 10^exponent`.
///
/// Nothing is rounded, however many digits there are, so whole numbers beyond 64 bits and decimals
/// keep what was said until a column decides how it compares.
package struct DecimalNumber: Hashable, Sendable {
  package let isNegative: Bool
  /// From 0 to 9, most significant first, without zeros at either end; empty for zero.
  package let digits: [UInt8]
  /// The power of ten of the last digit.
  package let exponent: Int

  /// A number from its digits, which may begin and end with zeros.
  package init(isNegative: Bool = false, digits: some Sequence<UInt8>, exponent: Int = 0) {
    var digits = Array(digits.drop { $0 == 0 })
    var exponent = exponent
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    self.digits = digits
    self.exponent = digits.isEmpty ? 0 : exponent
    self.isNegative = isNegative && !digits.isEmpty
  }

  package init(_ value: Int64) {
    self.init(isNegative: value < 0, digits: "\(value.magnitude)".utf8.map { $0 - 0x30 })
  }

  /// The number times a whole one, exactly.
  ///
  /// - Parameter factor: Up to 2^60, so that ten times it still fits a word.
  /// - Returns: The product, digit for digit.
  package func multiplied(by factor: UInt64) -> DecimalNumber {
    precondition(factor <= 1 << 60, "the factor of a unit fits 60 bits")
    var product: [UInt8] = []
    product.reserveCapacity(digits.count + 19)
    var carry: UInt64 = 0
    for digit in digits.reversed() {
      let sum = UInt64(digit) * factor + carry
      product.append(UInt8(sum % 10))
      carry = sum / 10
    }
    while carry > 0 {
      product.append(UInt8(carry % 10))
      carry /= 10
    }
    return DecimalNumber(isNegative: isNegative, digits: product.reversed(), exponent: exponent)
  }

  /// The number as a whole one of 64 bits, if it is one.
  package var integer: Int64? {
    guard exponent >= 0, digits.count + exponent <= 19 else { return nil }
    // Built below zero, because the least number has no positive twin.
    var value: Int64 = 0
    for place in 0..<digits.count + exponent {
      let digit = place < digits.count ? digits[place] : 0
      let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tenfold.subtractingReportingOverflow(Int64(digit))
      if overflow || carry { return nil }
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// The nearest double, rounded once; infinite where the number is too large for any.
  package var double: Double {
    var text = isNegative ? "-" : ""
    for digit in digits { text.unicodeScalars.append(Unicode.Scalar(digit + 0x30)) }
    return digits.isEmpty ? 0 : Double("\(text)e\(exponent)") ?? .nan
  }

  /// The number as columns hold numbers: whole where it can be, else the nearest double.
  package var columnNumber: ColumnNumber {
    integer.map { .integer($0) } ?? .real(double)
  }
}
