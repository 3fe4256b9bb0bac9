internal import JSONText
internal import Records

/// Numbers in formats whose values are all text.
///
/// A text is a number when it is written as one, digits alone or with a sign, a decimal point or an
/// exponent. One that begins with a zero before another digit is none: `007` and `02139` are codes.
enum WrittenNumber {
  /// Whether a text is a number.
  static func matches(_ text: some BidirectionalCollection<UInt8>) -> Bool {
    mayMatch(text) && DecimalNumber(token: text) != nil
  }

  /// Whether a text is a number if its bytes are one in the notation of JSON.
  static func mayMatch(_ text: some BidirectionalCollection<UInt8>) -> Bool {
    let digits = text.dropFirst(text.first == UInt8(ascii: "-") ? 1 : 0)
    guard let first = digits.first, isDigit(first) || first == UInt8(ascii: "."),
      let last = digits.last, isDigit(last)
    else { return false }
    if first == UInt8(ascii: "0"), let second = digits.dropFirst().first, isDigit(second) {
      return false
    }
    return true
  }

  /// A record of texts as a sample counts it: numbers as such.
  static func sampled(_ record: JSON) -> JSON {
    guard case .object(let members) = record else { return record }
    return .object(
      members.map { member in
        guard case .string(let text) = member.value else { return member }
        return matches(Array(text.utf8)) ? JSON.Member(member.key, .number(text)) : member
      })
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
