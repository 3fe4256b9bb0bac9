internal import Corpora
internal import Storage

extension ArrowColumn {
  typealias Output = GrowableBuffer<UInt8>

  private static let null = Array("null".utf8)

  /// Writes a value as JSON, as the reader of Parquet does.
  func write(_ index: Int, into output: inout Output) {
    if isNull(index) { return output.append(contentsOf: Self.null) }
    if let words = dictionary.first {
      guard case .integer(let bytes, let isSigned) = field.type else {
        return output.append(contentsOf: Self.null)
      }
      let word = Int(integer(index, bytes: bytes, isSigned: isSigned))
      guard (0..<words.count).contains(word) else {
        return output.append(contentsOf: Self.null)
      }
      return words.write(word, into: &output)
    }
    switch field.type {
    case .null: output.append(contentsOf: Self.null)
    case .boolean:
      let byte = unsafe first?.load(fromByteOffset: (offset + index) >> 3, as: UInt8.self) ?? 0
      TypedJSON.append(byte >> UInt8((offset + index) & 7) & 1 == 0 ? "false" : "true", to: &output)
    case .integer(8, isSigned: false):
      DecimalDigits.append(
        UInt64(bitPattern: integer(index, bytes: 8, isSigned: true)), to: &output)
    case .integer(let bytes, let isSigned):
      TypedJSON.append(
        integer: integer(index, bytes: bytes, isSigned: isSigned), to: &output)
    case .real(let bytes): writeReal(index, bytes: bytes, into: &output)
    case .text(let layout): JSONEscaping.append(bytes(index, layout), to: &output)
    case .binary(let layout): TypedJSON.append(base64: bytes(index, layout), to: &output)
    case .fixedBinary(let width):
      TypedJSON.append(base64: bytes(index, width: width), to: &output)
    case .uuid: TypedJSON.append(uuid: bytes(index, width: 16), to: &output)
    case .decimal(let width, let scale):
      writeDecimal(bytes(index, width: width), scale: scale, into: &output)
    case .date(let bytes):
      let value = integer(index, bytes: bytes, isSigned: true)
      TypedJSON.append(
        date: bytes == 4 ? value : Self.quotient(value, 86_400_000), to: &output)
    case .time(let bytes, let digits):
      let ticks = integer(index, bytes: bytes, isSigned: true)
      TypedJSON.append(timeOfDay: ticks, digits: digits, to: &output)
    case .timestamp(let digits, let isUTC):
      let ticks = integer(index, bytes: 8, isSigned: true)
      TypedJSON.append(instant: ticks, digits: digits, isUTC: isUTC, to: &output)
    case .list(let layout): writeList(elements(index, layout), into: &output)
    case .structure: writeMembers(offset + index, into: &output)
    case .map: writeMap(elements(index, .offsets32), into: &output)
    }
  }

  private func writeReal(_ index: Int, bytes: Int, into output: inout Output) {
    switch bytes {
    case 2:
      let bits = unsafe number(index, UInt16.self, in: first) ?? 0
      TypedJSON.append(real: HalfPrecision.value(bits), to: &output)
    case 4: TypedJSON.append(real: unsafe number(index, Float.self, in: first) ?? 0, to: &output)
    default: TypedJSON.append(real: unsafe number(index, Double.self, in: first) ?? 0, to: &output)
    }
  }

  /// `bytes`: two's complement, least significant byte first.
  private func writeDecimal(_ bytes: BufferView<UInt8>, scale: Int, into output: inout Output) {
    let (digits, isNegative) = Array(bytes.array.reversed()).withView {
      WideInteger.digits(ofBigEndian: ByteSlice($0))
    }
    TypedJSON.append(decimal: digits, isNegative: isNegative, scale: scale, to: &output)
  }

  private func writeList(_ range: Range<Int>, into output: inout Output) {
    output.append(0x5b)
    if let child = children.first {
      for element in range {
        if element > range.lowerBound { output.append(0x2c) }
        child.write(element, into: &output)
      }
    }
    output.append(0x5d)
  }

  /// Writes the members that stand at a place of the arrays below.
  private func writeMembers(_ place: Int, into output: inout Output) {
    output.append(0x7b)
    for (number, child) in children.enumerated() {
      if number > 0 { output.append(0x2c) }
      output.append(contentsOf: field.children[number].key)
      child.write(place, into: &output)
    }
    output.append(0x7d)
  }

  /// A map with text for keys becomes an object, any other a list of keys and values.
  private func writeMap(_ range: Range<Int>, into output: inout Output) {
    guard let entries = children.first, entries.children.count == 2 else {
      return output.append(contentsOf: Self.null)
    }
    guard entries.field.children[0].isText else { return writeList(range, into: &output) }
    output.append(0x7b)
    for entry in range {
      if entry > range.lowerBound { output.append(0x2c) }
      let place = entries.offset + entry
      entries.children[0].write(place, into: &output)
      output.append(0x3a)
      entries.children[1].write(place, into: &output)
    }
    output.append(0x7d)
  }

  /// Rounded down, also below 0.
  private static func quotient(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}
