/// A passage with what was found in it marked.
enum PassageText {
  /// - Parameters:
  ///   - text: The passage.
  ///   - ranges: What to mark, in bytes of UTF-8, half-open.
  /// - Returns: The passage as a piece of a page.
  static func marked(_ text: String, _ ranges: [Range<Int>]) -> HTML {
    let bytes = Array(text.utf8)
    var pieces: [HTML] = []
    var place = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound })
    where range.lowerBound >= place && range.upperBound <= bytes.count {
      pieces.append(HTML(text: String(decoding: bytes[place..<range.lowerBound], as: UTF8.self)))
      pieces.append("<mark>\(String(decoding: bytes[range], as: UTF8.self))</mark>")
      place = range.upperBound
    }
    pieces.append(HTML(text: String(decoding: bytes[place...], as: UTF8.self)))
    return HTML(pieces)
  }
}
