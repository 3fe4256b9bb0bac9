internal import JSONText
internal import Records
internal import Storage

extension JSONLinesFormat {
  /// Lines that are looked at.
  private static var lineCount: Int { 1000 }

  package func probe(_ head: borrowing FileHead) -> FormatVerdict {
    if let kind = head.unread, kind != .utf16 { return .other(detail: "this is \(kind.title)") }
    if let found = otherEncoding(of: head) {
      return judge(head, in: found.encoding, isGuess: found.isGuess)
    }
    switch head.text {
    case .utf8(let first):
      return Self.judge(head.bytes.view, isWhole: head.isWhole, name: head.name, first: first)
    case .empty, .binary, .otherEncoding: return .other(detail: "it is no UTF-8 text")
    }
  }

  /// The encoding of a file that is not UTF-8, as decided or as its bytes show.
  private func otherEncoding(
    of head: borrowing FileHead
  ) -> (encoding: TextEncoding, isGuess: Bool)? {
    let isBinary: Bool
    switch head.text {
    case .otherEncoding: isBinary = false
    case .binary: isBinary = true
    case .utf8 where head.unread == .utf16: isBinary = false
    // JSON is UTF-8 unless it cannot be, whatever is decided of tables beside it.
    case .utf8, .empty: return nil
    }
    let found: (encoding: TextEncoding, isGuess: Bool) =
      encoding.map { ($0, false) } ?? TextEncoding.detect(head.bytes.view)
    // UTF-16 has zero bytes as binary files do.
    return found.encoding == .utf8 || isBinary && found.encoding.unitByteCount == 1 ? nil : found
  }

  private func judge(
    _ head: borrowing FileHead, in encoding: TextEncoding, isGuess: Bool
  ) -> FormatVerdict {
    var decoded = GrowableBuffer<UInt8>()
    do throws(StorageError) {
      var transcoder = try Transcoder(from: encoding, path: head.name)
      let bytes = head.bytes.view
      let start = encoding.markByteCount(in: bytes)
      transcoder.append(bytes[start..<bytes.count], isLast: head.isWhole, to: &decoded)
    } catch {
      return .other(detail: "it is in an encoding that this system cannot convert")
    }
    let text = decoded.view
    let start = JSONExtent.skipSpaces(text, from: 0)
    guard start < text.count, [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(text[start]) else {
      return .other(detail: "it is text in \(encoding.rawValue), and begins with no object")
    }
    guard
      case .records = Self.judge(
        text, isWhole: head.isWhole, name: head.name, first: text[start])
    else {
      return .unsupported(
        found: "JSON in \(encoding.rawValue) that is not in lines",
        remedy: "convert it with \"iconv -f \(encoding.rawValue.uppercased()) -t UTF-8\"")
    }
    return .settled(
      FormatSettings(["encoding": encoding.rawValue]),
      guess: isGuess ? FormatVerdict.guess(of: encoding) : nil)
  }

  /// Judges lines in UTF-8; `first`: the first byte that is no space.
  private static func judge(
    _ bytes: BufferView<UInt8>, isWhole: Bool, name: String, first: UInt8
  ) -> FormatVerdict {
    if case .records = JSONDocument.look(at: bytes, isWhole: isWhole, name: name) {
      return .other(detail: "it is JSON over several lines")
    }
    // A byte order mark belongs to the file, not to its first line.
    var start = TextEncoding.utf8.markByteCount(in: bytes)
    var looked = 0
    while start < bytes.count, looked < lineCount {
      let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start)
      // A line that goes on behind the head cannot be judged by its end.
      if end == nil, !isWhole { break }
      let line = bytes[start..<(end ?? bytes.count)]
      start = (end ?? bytes.count) + 1
      guard (0..<line.count).contains(where: { !TextProbe.isSpace(line[$0]) }) else { continue }
      looked += 1
      let value = try? JSONReader.read(line.array, options: .records)
      if let value, case .object = value {
        let isAlone =
          looked == 1 && isWhole && name.hasSuffix(".json")
          && JSONExtent.skipSpaces(bytes, from: min(start, bytes.count)) == bytes.count
        guard isAlone, let doubt = JSONDocument.doubt(value) else { return .records }
        return .settled(FormatSettings(), guess: doubt)
      }
      if value == nil, looked == 1, first == UInt8(ascii: "[") { break }
    }
    if first == UInt8(ascii: "{") {
      return looked == 0 ? .records : .other(detail: "every line of its beginning is damaged")
    }
    return .other(detail: "no line of its beginning is a JSON object")
  }
}
