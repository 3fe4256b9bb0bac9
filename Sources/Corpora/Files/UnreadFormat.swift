/// A format that is known by its first bytes, and is not read unless a ``CorpusFormat`` takes it.
package enum UnreadFormat: Sendable, Equatable, CaseIterable {
  case arrow, webArchive, arc, sqlite, pdf, zip, tar, legacyLZ4, xml, html, utf16, utf32

  /// What a file is by its first bytes; `nil` for what is not known.
  init?(_ bytes: [UInt8]) {
    func starts(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    if starts("ARROW1") {
      self = .arrow
    } else if starts("WARC/") {
      self = .webArchive
    } else if starts("filedesc://") {
      self = .arc
    } else if starts("SQLite format 3") {
      self = .sqlite
    } else if starts("%PDF-") {
      self = .pdf
    } else if starts("PK\u{3}\u{4}") {
      self = .zip
    } else if starts("ustar", at: 257) {
      self = .tar
    } else if bytes.starts(with: [0x02, 0x21, 0x4C, 0x18]) {
      self = .legacyLZ4
    } else if starts("<?xml") || starts("<mediawiki") {
      self = .xml
    } else if ["<!doctype html", "<html"].contains(where: { Self.starts(bytes, $0) }) {
      self = .html
    } else if Self.isUTF32(bytes) {
      self = .utf32
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      self = .utf16
    } else {
      return nil
    }
  }

  /// A mark of four bytes, one of which begins as that of UTF-16 does.
  private static func isUTF32(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF])
  }

  /// Whether bytes begin, behind space, with a tag in letters of either case.
  private static func starts(_ bytes: [UInt8], _ tag: String) -> Bool {
    let start = bytes.drop(while: TextProbe.isSpace).prefix(tag.utf8.count)
    return String(decoding: start, as: UTF8.self).lowercased() == tag
  }

  /// What it is, for messages.
  var title: String {
    switch self {
    case .arrow: "an Arrow file"
    case .webArchive: "a WARC file"
    case .arc: "a web archive in the older ARC format"
    case .sqlite: "an SQLite database"
    case .pdf: "a PDF document"
    case .zip: "a packed ZIP archive"
    case .tar: "a tar archive"
    case .legacyLZ4: "in the legacy LZ4 format"
    case .xml: "an XML document"
    case .html: "an HTML page"
    case .utf16: "UTF-16 text"
    case .utf32: "UTF-32 text"
    }
  }

  /// What can be done about it where a tool of everybody takes the data out of its packing; `nil` where
  /// it has to become another format.
  var unpacking: String? {
    switch self {
    case .tar: "unpack it with \"tar -xf\" and name the folder"
    case .zip: "expand it, so that the archive lies open"
    case .legacyLZ4: "pack it anew with \"lz4 -dc FILE | lz4\""
    case .utf16: "convert it with \"iconv -f UTF-16 -t UTF-8\""
    case .utf32: "convert it with \"iconv -f UTF-32 -t UTF-8\""
    case .arc: "turn it into WARC with \"warcio recompress FILE.arc.gz FILE.warc.gz\""
    case .arrow, .webArchive, .sqlite, .pdf, .xml, .html: nil
    }
  }
}
