internal import JSONText
package import Storage

/// What the first bytes of a file say it is.
package enum FileProbe: Sendable, Equatable {
  /// One JSON object a line.
  case jsonLines
  /// No bytes at all, or nothing but space.
  case empty
  /// A known format that is not read.
  case unsupported(found: String, remedy: String)
  /// Bytes that are no text.
  case binary
  /// Text, but no records.
  case noRecords(detail: String)
  /// The file's packing is damaged from the start; `detail` says how.
  case damaged(detail: String)

  /// Expanded bytes that are looked at.
  private static var byteCount: Int { 256 << 10 }

  /// Looks into a file.
  ///
  /// - Throws: ``StorageError`` when the file cannot be opened or read.
  package static func look(
    at path: String
  ) throws(StorageError) -> (probe: FileProbe, packing: DecompressingReader.Format) {
    var reader = try DecompressingReader(path: path)
    let head = GrowableBuffer<UInt8>(repeating: 0, count: byteCount)
    do throws(StorageError) {
      let count = try reader.read(into: head.view)
      return (judge(head.view[0..<count], isWhole: count < byteCount), reader.format)
    } catch {
      if case .damaged(_, _, let detail) = error {
        return (.damaged(detail: detail), reader.format)
      }
      throw error
    }
  }

  /// Judges the beginning of a file.
  static func judge(_ bytes: BufferView<UInt8>, isWhole: Bool) -> FileProbe {
    let array = bytes.array
    if let known = knownFormat(array) { return known }
    if array.starts(with: [0xFF, 0xFE]) || array.starts(with: [0xFE, 0xFF]) {
      return .unsupported(
        found: "UTF-16 text", remedy: "convert it with \"iconv -f UTF-16 -t UTF-8\"")
    }
    if array.contains(0) { return .binary }
    let start = array.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let first = array[start...].first(where: { !isSpace($0) }) else { return .empty }
    let controls = array.count { $0 < 0x20 && !isSpace($0) && $0 != 0x1B && $0 != 0x0C }
    if controls > array.count / 20 { return .binary }
    if let other = otherEncoding(array, first: first) { return other }
    return judgeLines(bytes[start..<bytes.count], first: first, isWhole: isWhole)
  }

  private static func judgeLines(
    _ bytes: BufferView<UInt8>, first: UInt8, isWhole: Bool
  ) -> FileProbe {
    var start = 0
    var looked = 0
    while start < bytes.count, looked < 1000 {
      let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start)
      // A line that goes on behind the head cannot be judged by its end.
      if end == nil, !isWhole { break }
      let line = bytes[start..<(end ?? bytes.count)]
      start = (end ?? bytes.count) + 1
      guard (0..<line.count).contains(where: { !isSpace(line[$0]) }) else { continue }
      looked += 1
      let value = try? JSONReader.read(line.array, options: .records)
      if case .object = value { return .jsonLines }
      if value == nil, looked == 1, first == UInt8(ascii: "[") { break }
    }
    if first == UInt8(ascii: "{") {
      if looked == 0 { return .jsonLines }
      return .noRecords(detail: "objects stand over several lines, or every line is damaged")
    }
    if first == UInt8(ascii: "[") {
      return .unsupported(
        found: "one JSON array", remedy: "turn it into lines with \"jq -c '.[]' FILE\"")
    }
    return .noRecords(detail: "no line of its beginning is a JSON object")
  }

  /// Tells text in an older encoding, which would lose most of itself, from a few damaged bytes.
  private static func otherEncoding(_ bytes: [UInt8], first: UInt8) -> FileProbe? {
    var characters = 0
    var replaced = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      characters += 1
      if scalar == "\u{FFFD}" { replaced += 1 }
    }
    // The end of the head may cut one character, and scraped text holds real U+FFFD.
    guard replaced > 8, replaced > characters / 20 else { return nil }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return .binary }
    return .unsupported(
      found: "text in another encoding than UTF-8",
      remedy: "convert it, for Chinese mostly with \"iconv -f GB18030 -t UTF-8\"")
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  // MARK: - Formats known by their first bytes

  private static func knownFormat(_ bytes: [UInt8]) -> FileProbe? {
    func starts(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    let toLines = "export it as JSON Lines first"
    if starts("PAR1") {
      return .unsupported(
        found: "a Parquet file",
        remedy: "turn it into lines with \"duckdb -c \\\"copy (from 'FILE') to 'OUT.jsonl'\\\"\"")
    }
    if starts("ARROW1") { return .unsupported(found: "an Arrow file", remedy: toLines) }
    if starts("WARC/") { return .unsupported(found: "a WARC file", remedy: toLines) }
    if starts("SQLite format 3") {
      return .unsupported(found: "an SQLite database", remedy: toLines)
    }
    if starts("%PDF-") { return .unsupported(found: "a PDF document", remedy: toLines) }
    if starts("PK\u{3}\u{4}") {
      return .unsupported(found: "a ZIP archive", remedy: "unpack it and name the files inside")
    }
    if starts("ustar", at: 257) {
      return .unsupported(
        found: "a tar archive", remedy: "unpack it with \"tar -xf\" and name the folder")
    }
    if starts("BZh") {
      return .unsupported(
        found: "bzip2-compressed", remedy: "pack it anew with \"bzcat FILE | zstd -o FILE.zst\"")
    }
    if bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
      return .unsupported(
        found: "xz-compressed", remedy: "pack it anew with \"xzcat FILE | zstd -o FILE.zst\"")
    }
    if bytes.starts(with: [0x02, 0x21, 0x4C, 0x18]) {
      return .unsupported(
        found: "in the legacy LZ4 format", remedy: "pack it anew with \"lz4 -dc FILE | lz4\"")
    }
    if starts("<?xml") || starts("<mediawiki") {
      return .unsupported(found: "an XML document", remedy: toLines)
    }
    return nil
  }
}
