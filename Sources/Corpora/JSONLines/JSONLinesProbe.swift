internal import JSONText
internal import Storage

extension JSONLinesFormat {
  /// Lines that are looked at.
  private static var lineCount: Int { 1000 }

  package func probe(_ head: borrowing FileHead) -> FormatVerdict {
    if let kind = head.unread { return .other(detail: "this is \(kind.title)") }
    switch head.text {
    case .utf8(let first): return judgeLines(head, first: first)
    case .otherEncoding(UInt8(ascii: "{")), .otherEncoding(UInt8(ascii: "[")):
      return .unsupported(
        found: "text in another encoding than UTF-8",
        remedy: "convert it, for Chinese mostly with \"iconv -f GB18030 -t UTF-8\"")
    case .empty, .binary, .otherEncoding: return .other(detail: "it is no UTF-8 text")
    }
  }

  private func judgeLines(_ head: borrowing FileHead, first: UInt8) -> FormatVerdict {
    let bytes = head.bytes.view
    if case .records = JSONDocument.look(at: bytes, isWhole: head.isWhole, name: head.name) {
      return .other(detail: "it is JSON over several lines")
    }
    // A byte order mark belongs to the file, not to its first line.
    var start = bytes.count >= 3 && bytes[0..<3].array == [0xEF, 0xBB, 0xBF] ? 3 : 0
    var looked = 0
    while start < bytes.count, looked < Self.lineCount {
      let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start)
      // A line that goes on behind the head cannot be judged by its end.
      if end == nil, !head.isWhole { break }
      let line = bytes[start..<(end ?? bytes.count)]
      start = (end ?? bytes.count) + 1
      guard (0..<line.count).contains(where: { !TextProbe.isSpace(line[$0]) }) else { continue }
      looked += 1
      let value = try? JSONReader.read(line.array, options: .records)
      if case .object = value { return .records }
      if value == nil, looked == 1, first == UInt8(ascii: "[") { break }
    }
    if first == UInt8(ascii: "{") {
      return looked == 0 ? .records : .other(detail: "every line of its beginning is damaged")
    }
    return .other(detail: "no line of its beginning is a JSON object")
  }
}
