internal import CLanguages
package import Storage

/// The language of a text, by CLD2, which tells 83 languages apart by runs of four letters, and
/// those that have a script to themselves by it.
///
/// What CLD2 does not call reliable is unknown here: short texts, lists, program code.
package enum LanguageDetector {
  /// The tag of a text whose language is not known.
  package static let unknown = "und"
  /// The tag of a text without a letter.
  package static let none = "zxx"
  /// Bytes from the beginning of a text that are looked at.
  package static let window = 1024

  /// The language of a text as a BCP 47 tag, judged by its first ``window`` bytes.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - hasLetters: The text has letters.
  /// - Returns: The tag; ``unknown`` or ``none``.
  package static func tag(of text: BufferView<UInt8>, hasLetters: Bool) -> String {
    guard hasLetters else { return none }
    let beginning = text.beginning(window)
    // Safe: the view has `count` bytes, and the answer is a constant that ends with a zero.
    guard let code = unsafe cl_language(beginning.base, beginning.count) else { return unknown }
    let tag = unsafe String(cString: code)
    return former[tag] ?? (tag.hasPrefix("xx") ? unknown : tag)
  }

  /// Tags that CLD2 has in the form of before they changed.
  private static let former = ["iw": "he", "jw": "jv", "in": "id", "ji": "yi", "mo": "ro"]
}

extension BufferView<UInt8> {
  /// As many whole characters from the beginning as fit a number of bytes.
  func beginning(_ limit: Int) -> BufferView<UInt8> {
    guard count > limit else { return self }
    var end = limit
    while end > 0, self[end] & 0xc0 == 0x80 { end -= 1 }
    return self[0..<end]
  }
}
