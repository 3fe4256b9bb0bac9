internal import Storage

/// Writes values as the JSON that a record of the file is.
///
/// Whole numbers and decimals digit for digit, other numbers as the shortest decimal that reads back
/// as the same; dates and times after RFC 3339; bytes that are no text as base64. Numbers that are
/// none are written `NaN` and `Infinity`, as readers of JSON Lines take them.
enum ParquetJSON {
  typealias Output = GrowableBuffer<UInt8>

  /// Writes the value that stands at a column.
  static func write(_ column: ParquetColumn, into output: inout Output) {
    switch column.leaf.type {
    case .boolean: append(column.word == 0 ? "false" : "true", to: &output)
    case .int32: write(Int64(Int32(truncatingIfNeeded: column.word)), column, into: &output)
    case .int64: write(Int64(bitPattern: column.word), column, into: &output)
    case .float:
      append(real: Float(bitPattern: UInt32(truncatingIfNeeded: column.word)), to: &output)
    case .double: append(real: Double(bitPattern: column.word), to: &output)
    case .int96: write(int96: ByteSlice(column.bytes), into: &output)
    case .bytes, .fixedBytes: write(column.bytes, column, into: &output)
    }
  }

  // MARK: - Numbers

  private static func write(
    _ value: Int64, _ column: ParquetColumn, into output: inout Output
  ) {
    switch column.leaf.annotation {
    case .integer(let bits, isSigned: false):
      let unsigned =
        column.leaf.type == .int32
        ? UInt64(UInt32(truncatingIfNeeded: value)) : UInt64(bitPattern: value)
      DecimalDigits.append(
        bits >= 64 ? unsigned : unsigned & ((1 << UInt64(max(bits, 0))) - 1), to: &output)
    case .decimal(let scale):
      append(
        decimal: "\(value.magnitude)", isNegative: value < 0, scale: scale, to: &output)
    case .date:
      output.append(0x22)
      RFC3339.append(days: value, to: &output)
      output.append(0x22)
    case .time(let unit):
      output.append(0x22)
      RFC3339.append(timeOfDay: value, digits: unit.digits, to: &output)
      output.append(0x22)
    case .timestamp(let unit, let isUTC):
      output.append(0x22)
      RFC3339.append(instant: value, digits: unit.digits, isUTC: isUTC, to: &output)
      output.append(0x22)
    default:
      if value < 0 { output.append(0x2d) }
      DecimalDigits.append(value.magnitude, to: &output)
    }
  }

  private static func append<Real: BinaryFloatingPoint & CustomStringConvertible>(
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

  /// `digits`: of the number without its decimal point.
  private static func append(
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

  // MARK: - Bytes

  private static func write(
    _ bytes: BufferView<UInt8>, _ column: ParquetColumn, into output: inout Output
  ) {
    switch column.leaf.annotation {
    case .text, .json: JSONEscaping.append(bytes, to: &output)
    case .decimal(let scale):
      let (digits, isNegative) = WideInteger.digits(ofBigEndian: ByteSlice(bytes))
      append(decimal: digits, isNegative: isNegative, scale: scale, to: &output)
    case .float16 where bytes.count == 2:
      let bits = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
      append(real: HalfPrecision.value(bits), to: &output)
    case .uuid where bytes.count == 16: write(uuid: bytes, into: &output)
    default:
      output.append(0x22)
      Base64.append(ByteSlice(bytes), to: &output)
      output.append(0x22)
    }
  }

  private static func write(uuid bytes: BufferView<UInt8>, into output: inout Output) {
    let digits = Array("0123456789abcdef".utf8)
    output.append(0x22)
    for index in 0..<16 {
      if [4, 6, 8, 10].contains(index) { output.append(0x2d) }
      output.append(digits[Int(bytes[index] >> 4)])
      output.append(digits[Int(bytes[index] & 15)])
    }
    output.append(0x22)
  }

  /// Nanoseconds of a day, then the Julian day.
  private static func write(int96 bytes: ByteSlice, into output: inout Output) {
    let nanoseconds = Int64(bitPattern: bytes.load(UInt64.self, at: 0))
    let julian = Int64(bytes.load(UInt32.self, at: 8))
    output.append(0x22)
    RFC3339.append(
      days: julian - 2_440_588, timeOfDay: nanoseconds, digits: 9, isUTC: false, to: &output)
    output.append(0x22)
  }

  private static func append(_ text: String, to output: inout Output) {
    output.append(contentsOf: Array(text.utf8))
  }
}

extension ParquetMetadata.TimeUnit {
  /// Digits of a fraction of a second.
  fileprivate var digits: Int {
    switch self {
    case .milliseconds: 3
    case .microseconds: 6
    case .nanoseconds: 9
    }
  }
}
