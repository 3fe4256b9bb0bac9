/// A number digit for digit, as it was written: `±digits × 10^exponent`.
///
/// Nothing is rounded, however many digits there are, so whole numbers beyond 64 bits and decimals
/// keep what was said. Two numbers are equal exactly when they are the same number, however each was
/// written.
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

  /// The number that a finite double stands for in a column: the whole number that it is where that
  /// fits 64 bits, else the shortest decimal that reads back as the double.
  package init(shortest value: Double) {
    if let integer = Int64(exactly: value) {
      self.init(integer)
    } else {
      // The description of a finite double is always a number.
      self = DecimalNumber(token: Array(value.description.utf8)) ?? DecimalNumber(0)
    }
  }

  /// Exponents beyond this are refused, so that places of digits can be added without overflow.
  private static let maximumExponent = 1_000_000_000_000_000

  /// Reads a number in the notation of JSON; `nil` when the bytes are no number, or its exponent is
  /// beyond ±10^15.
  ///
  /// - Parameter token: The bytes of a number; a sign in front of the exponent may be left out.
  package init?(token: some Collection<UInt8>) {
    var rest = Array(token)[...]
    var isNegative = false
    if rest.first == UInt8(ascii: "-") {
      isNegative = true
      rest = rest.dropFirst()
    }
    var digits: [UInt8] = []
    var exponent = 0
    var sawPoint = false
    while let byte = rest.first {
      if byte >= 0x30, byte <= 0x39 {
        digits.append(byte - 0x30)
        if sawPoint { exponent -= 1 }
      } else if byte == UInt8(ascii: "."), !sawPoint {
        sawPoint = true
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    guard !digits.isEmpty else { return nil }
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      guard let power = Self.exponent(of: rest.dropFirst()) else { return nil }
      exponent += power
    } else if !rest.isEmpty {
      return nil
    }
    self.init(isNegative: isNegative, digits: digits, exponent: exponent)
  }

  private static func exponent(of bytes: ArraySlice<UInt8>) -> Int? {
    var bytes = bytes
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes = bytes.dropFirst()
    }
    guard !bytes.isEmpty else { return nil }
    var value = 0
    for byte in bytes {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      value = value * 10 + Int(byte - 0x30)
      if value > maximumExponent { return nil }
    }
    return isNegative ? -value : value
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

  /// The number without its decimal places.
  package var truncated: DecimalNumber {
    guard exponent < 0 else { return self }
    return DecimalNumber(isNegative: isNegative, digits: digits.dropLast(-exponent))
  }

  /// The nearest double, rounded once; infinite where the number is too large for any.
  package var double: Double {
    var text = isNegative ? "-" : ""
    for digit in digits { text.unicodeScalars.append(Unicode.Scalar(digit + 0x30)) }
    return digits.isEmpty ? 0 : Double("\(text)e\(exponent)") ?? .nan
  }
}

extension DecimalNumber: Comparable {
  package static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
    if left.sign != right.sign { return left.sign < right.sign }
    return left.isNegative
      ? right.hasSmallerMagnitude(than: left) : left.hasSmallerMagnitude(than: right)
  }

  private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

  private func hasSmallerMagnitude(than other: DecimalNumber) -> Bool {
    // Digits begin with none that is zero, so the place of the first decides.
    let place = digits.count + exponent
    let otherPlace = other.digits.count + other.exponent
    return place != otherPlace
      ? place < otherPlace : digits.lexicographicallyPrecedes(other.digits)
  }
}

extension DecimalNumber: CustomStringConvertible {
  /// Zeros that are written out before a power of ten is shorter to read.
  private static let writtenZeros = 21

  /// The number in the notation of JSON, digit for digit: the same for the same number.
  package var description: String {
    if digits.isEmpty { return "0" }
    let all = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    let sign = isNegative ? "-" : ""
    let place = digits.count + exponent
    if exponent >= 0, exponent <= Self.writtenZeros {
      return sign + all + String(repeating: "0", count: exponent)
    }
    if exponent < 0, place > 0 { return sign + all.prefix(place) + "." + all.suffix(-exponent) }
    if exponent < 0, place > -6 {
      return sign + "0." + String(repeating: "0", count: -place) + all
    }
    let decimals = digits.count > 1 ? "." + all.dropFirst() : ""
    return sign + all.prefix(1) + decimals + "e\(place - 1)"
  }
}
