internal import Foundation

/// Texts in header fields, which hold plain ASCII only: others stand there as `=?base64?…?=`.
enum HeaderText {
  /// The text of a field; `nil` where it is none.
  static func decoded(_ value: String?) -> String? {
    guard let value else { return nil }
    let (start, end) = ("=?base64?", "?=")
    guard value.hasPrefix(start), value.hasSuffix(end), value.count > start.count + end.count else {
      return value
    }
    return Data(base64Encoded: String(value.dropFirst(start.count).dropLast(end.count)))
      .flatMap { String(validating: Array($0), as: UTF8.self) }
  }
}
