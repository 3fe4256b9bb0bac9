package import Storage

extension RecordBatch {
  /// A metadata value as it stands in a record.
  package enum Value: BitwiseCopyable, Sendable, Equatable {
    case integer(Int64)
    /// A number that the shortest decimal of the double is exactly, and that is no whole one of 64
    /// bits.
    case real(Double)
    /// Any other number, as it is written.
    case decimal(Text)
    case boolean(Bool)
    case string(Text)
  }

  /// One value of one record.
  package struct Entry: BitwiseCopyable, Sendable, Equatable {
    /// Index into ``RecordBatch/columns``.
    package var column: UInt32
    /// The value stands in a list, maybe as its only element.
    package var isInList: Bool
    package var value: Value

    package init(column: UInt32, isInList: Bool = false, value: Value) {
      self.column = column
      self.isInList = isInList
      self.value = value
    }
  }
}

extension RecordBatch.Value {
  /// Digits that every double keeps: a decimal of so many is the shortest of its double.
  private static var safeDigitCount: Int { 15 }

  /// What a number is, from the bytes in which it is written; `nil` when they are none.
  ///
  /// `text`: where the bytes stand, for numbers that need them.
  package static func number(
    _ token: BufferView<UInt8>, at text: RecordBatch.Text
  ) -> RecordBatch.Value? {
    if let known = shortNumber(token) { return known }
    guard let decimal = DecimalNumber(token: token.array) else { return nil }
    return number(decimal) ?? .decimal(text)
  }

  /// The same for numbers of usual length, without memory of their own; `nil` leaves it open.
  private static func shortNumber(_ token: BufferView<UInt8>) -> RecordBatch.Value? {
    guard let decimal = ShortDecimal(count: token.count, { token[$0] }) else { return nil }
    if let integer = decimal.integer { return .integer(integer) }
    if let quotient = decimal.quotient { return .real(quotient) }
    guard let double = Double(token.text), double.isFinite, Int64(exactly: double) == nil else {
      return nil
    }
    // What a double is written as is the shortest decimal that reads back as it.
    let shortest = Array(double.description.utf8)
    return ShortDecimal(count: shortest.count) { shortest[$0] } == decimal ? .real(double) : nil
  }

  /// A number that fits eight bytes.
  package static func number(_ decimal: DecimalNumber) -> RecordBatch.Value? {
    if let integer = decimal.integer { return .integer(integer) }
    let double = decimal.double
    guard double.isFinite else { return nil }
    let place = decimal.digits.count + decimal.exponent
    let isSafe = decimal.digits.count <= safeDigitCount && place > -290 && place < 290
    return isSafe || DecimalNumber(shortest: double) == decimal ? .real(double) : nil
  }
}

extension RecordSchema.ColumnType {
  /// A value as a column of this type holds it, or `nil` where it does not fit.
  ///
  /// Text that spells a number or a truth value fits columns of those; a column of text takes
  /// numbers and truth values as they are written, which `append` keeps.
  package func fitted(
    _ value: RecordBatch.Value, in bytes: BufferView<UInt8>,
    append: (String) -> RecordBatch.Text
  ) -> RecordBatch.Value? {
    switch (self, value) {
    case (.string, .string), (.real, .integer), (.real, .real), (.real, .decimal),
      (.integer, .integer), (.boolean, .boolean), (.mixed, _):
      return value
    case (.string, .integer(let number)): return .string(append("\(number)"))
    case (.string, .real(let number)): return .string(append("\(DecimalNumber(shortest: number))"))
    case (.string, .decimal(let text)): return .string(text)
    case (.string, .boolean(let truth)): return .string(append("\(truth)"))
    case (.integer, .decimal(let text)):
      return DecimalNumber(token: Self.view(text, bytes).array).flatMap {
        $0.exponent >= 0 ? value : nil
      }
    case (.real, .string(let text)), (.integer, .string(let text)):
      return RecordBatch.Value.number(Self.view(text, bytes), at: text).flatMap {
        fitted($0, in: bytes, append: append)
      }
    case (.boolean, .integer(let number)):
      return (0...1).contains(number) ? .boolean(number == 1) : nil
    case (.boolean, .string(let text)):
      switch Self.view(text, bytes).text {
      case "true", "True", "1": return .boolean(true)
      case "false", "False", "0": return .boolean(false)
      default: return nil
      }
    case (.integer, .real), (.integer, .boolean), (.real, .boolean), (.boolean, .real),
      (.boolean, .decimal):
      return nil
    }
  }

  private static func view(
    _ text: RecordBatch.Text, _ bytes: BufferView<UInt8>
  ) -> BufferView<UInt8> {
    bytes[Int(text.start)..<Int(text.start) + Int(text.count)]
  }
}
