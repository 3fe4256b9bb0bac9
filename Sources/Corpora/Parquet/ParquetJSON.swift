internal import Storage

/// Writes values as the JSON that a record of the file is (``TypedJSON``).
enum ParquetJSON {
  typealias Output = GrowableBuffer<UInt8>

  /// Writes the value that stands at a column.
  static func write(_ column: ParquetColumn, into output: inout Output) {
    switch column.leaf.type {
    case .boolean: TypedJSON.append(column.word == 0 ? "false" : "true", to: &output)
    case .int32: write(Int64(Int32(truncatingIfNeeded: column.word)), column, into: &output)
    case .int64: write(Int64(bitPattern: column.word), column, into: &output)
    case .float:
      TypedJSON.append(
        real: Float(bitPattern: UInt32(truncatingIfNeeded: column.word)), to: &output)
    case .double: TypedJSON.append(real: Double(bitPattern: column.word), to: &output)
    case .int96: write(int96: ByteSlice(column.bytes), into: &output)
    case .bytes, .fixedBytes: write(column.bytes, column, into: &output)
    }
  }

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
      TypedJSON.append(
        decimal: "\(value.magnitude)", isNegative: value < 0, scale: scale, to: &output)
    case .date: TypedJSON.append(date: value, to: &output)
    case .time(let unit): TypedJSON.append(timeOfDay: value, digits: unit.digits, to: &output)
    case .timestamp(let unit, let isUTC):
      TypedJSON.append(instant: value, digits: unit.digits, isUTC: isUTC, to: &output)
    default: TypedJSON.append(integer: value, to: &output)
    }
  }

  private static func write(
    _ bytes: BufferView<UInt8>, _ column: ParquetColumn, into output: inout Output
  ) {
    switch column.leaf.annotation {
    case .text, .json: JSONEscaping.append(bytes, to: &output)
    case .decimal(let scale):
      let (digits, isNegative) = WideInteger.digits(ofBigEndian: ByteSlice(bytes))
      TypedJSON.append(decimal: digits, isNegative: isNegative, scale: scale, to: &output)
    case .float16 where bytes.count == 2:
      let bits = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
      TypedJSON.append(real: HalfPrecision.value(bits), to: &output)
    case .uuid where bytes.count == 16: TypedJSON.append(uuid: bytes, to: &output)
    default: TypedJSON.append(base64: bytes, to: &output)
    }
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
