import Storage

extension TextEncoding {
  /// Text in this encoding; of the two of Chinese, some characters whose second byte is a sign.
  func encoded(_ text: String) -> [UInt8] {
    switch self {
    case .utf8: return Array(text.utf8)
    case .utf16LittleEndian: return text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    case .utf16BigEndian: return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    case .gb18030:
      return text.unicodeScalars.flatMap {
        ["\u{4E02}": [0x81, 0x40], "亅": [0x81, 0x7C], "乗": [0x81, 0x5C]][Character($0)]
          ?? Array("\($0)".utf8)
      }
    case .big5:
      return text.unicodeScalars.flatMap {
        ["功": [0xA5, 0x5C], "育": [0xA8, 0x7C], "一": [0xA4, 0x40]][Character($0)]
          ?? Array("\($0)".utf8)
      }
    case .windows1252:
      return text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
  }

  /// Characters beyond ASCII that ``encoded(_:)`` knows, some with a second byte that is a sign.
  var letters: [String] {
    switch self {
    case .utf8, .utf16LittleEndian, .utf16BigEndian: ["灯", "é", "\u{0A22}", "\u{222C}", "😀"]
    case .gb18030: ["\u{4E02}", "亅", "乗"]
    case .big5: ["功", "育", "一"]
    case .windows1252: ["é", "ß"]
    }
  }
}
