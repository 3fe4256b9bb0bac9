package import Storage

/// Values of formats that have types, such as Parquet and Arrow, as the JSON that a record is.
///
/// Whole numbers and decimals digit for digit, other numbers as the shortest decimal that reads back
/// as the same; dates and times after RFC 3339 (``RFC3339``); bytes that are no text as base64. Numbers
/// that are none are written `NaN` and `Infinity`, as readers of JSON Lines take them.
package enum TypedJSON {
  package typealias Output = GrowableBuffer<UInt8>

  package static func append(_ text: String, to output: inout Output) {
    output.append(contentsOf: Array(text.utf8))
  }

  package static func append(integer value: Int64, to output: inout Output) {
    if value < 0 { output.append(0x2d) }
    DecimalDigits.append(value.magnitude, to: &output)
  }

  package static func append<Real: BinaryFloatingPoint & CustomStringConvertible>(
    real: Real, to output: inout Output
  ) {
    if real.isNaN {
      append("NaN", to: &output)
    } else if real.isInfinite {
      append(real < 0 ? "-Infinity" : "Infinity", to: &output)
    } else {
      append(real.description, to: &output)
    }
  }

  /// A decimal number.
  ///
  /// - Parameters:
  ///   - digits: Of the number without its sign and its decimal point.
  ///   - isNegative: There is a minus in front.
  ///   - scale: Digits behind the decimal point; below 0, zeros that follow the digits.
  ///   - output: Grows by the number.
  package static func append(
    decimal digits: String, isNegative: Bool, scale: Int, to output: inout Output
  ) {
    if isNegative { output.append(0x2d) }
    let digits = Array(digits.utf8)
    guard scale > 0 else {
      output.append(contentsOf: digits)
      if scale < 0, digits != [0x30] { output.append(repeating: 0x30, count: min(-scale, 400)) }
      return
    }
    let whole = digits.count - scale
    if whole > 0 {
      output.append(contentsOf: Array(digits[0..<whole]))
    } else {
      output.append(0x30)
    }
    output.append(0x2e)
    if whole < 0 { output.append(repeating: 0x30, count: min(-whole, 400)) }
    output.append(contentsOf: Array(digits[max(0, whole)...]))
  }

  /// Bytes that are no text.
  package static func append(base64 bytes: BufferView<UInt8>, to output: inout Output) {
    output.append(0x22)
    Base64.append(ByteSlice(bytes), to: &output)
    output.append(0x22)
  }

  /// Sixteen bytes that are a UUID.
  package static func append(uuid bytes: BufferView<UInt8>, to output: inout Output) {
    let digits = Array("0123456789abcdef".utf8)
    output.append(0x22)
    for index in 0..<16 {
      if [4, 6, 8, 10].contains(index) { output.append(0x2d) }
      output.append(digits[Int(bytes[index] >> 4)])
      output.append(digits[Int(bytes[index] & 15)])
    }
    output.append(0x22)
  }

  package static func append(date days: Int64, to output: inout Output) {
    output.append(0x22)
    RFC3339.append(days: days, to: &output)
    output.append(0x22)
  }

  /// `digits`: of a tick behind the second: 0, 3, 6 or 9.
  package static func append(timeOfDay ticks: Int64, digits: Int, to output: inout Output) {
    output.append(0x22)
    RFC3339.append(timeOfDay: ticks, digits: digits, to: &output)
    output.append(0x22)
  }

  /// `digits`: of a tick behind the second: 0, 3, 6 or 9.
  package static func append(
    instant ticks: Int64, digits: Int, isUTC: Bool, to output: inout Output
  ) {
    output.append(0x22)
    RFC3339.append(instant: ticks, digits: digits, isUTC: isUTC, to: &output)
    output.append(0x22)
  }
}
