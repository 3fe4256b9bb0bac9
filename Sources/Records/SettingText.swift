/// Texts inside the settings of a file's format, where some signs have a meaning.
package enum SettingText {
  /// A text without a sign, which is written as `%` and two digits, as `%` itself is.
  package static func escaped(_ text: String, _ sign: Character) -> String {
    let code = sign.asciiValue.map { "%" + String($0, radix: 16, uppercase: true) } ?? "\(sign)"
    return text.replacing("%", with: "%25").replacing("\(sign)", with: code)
  }

  /// Several texts as one value.
  package static func list(_ texts: [String]) -> String {
    texts.map { escaped($0, ",") }.joined(separator: ",")
  }

  /// The texts of a value that is a list.
  package static func texts(_ list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: false).map { unescaped($0) }
  }

  package static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
