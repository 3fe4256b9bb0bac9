/// A format that is known by its first bytes, and is not read unless a ``CorpusFormat`` takes it.
package enum UnreadFormat: Sendable, Equatable, CaseIterable {
  case arrow, webArchive, arc, sqlite, pdf, zip, tar, legacyLZ4, xml, html, utf16, utf32
  case sevenZip, rar, compress, lzma, lzip, lzop, snappy, age, pgp, packed, pointer

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
    } else if let packed = Self.packings.first(where: { bytes.starts(with: $0.mark) }) {
      self = packed.kind
    } else if Self.isLZMA(bytes) {
      self = .lzma
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

  /// What packs or encrypts files, by the marks that these begin with.
  private static let packings: [(mark: [UInt8], kind: UnreadFormat)] =
    [
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip),
      (Array("Rar!\u{1A}\u{7}".utf8), .rar), ([0x1F, 0x9D], .compress),
      (Array("LZIP".utf8), .lzip), ([0x89] + Array("LZO\0\r\n\u{1A}\n".utf8), .lzop),
      ([0xFF, 6, 0, 0] + Array("sNaPpY".utf8), .snappy),
      (Array("age-encryption.org/".utf8), .age),
      (Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8), .age),
      (Array("-----BEGIN PGP MESSAGE-----".utf8), .pgp),
      (Array("version https://git-lfs.github.com/spec/".utf8), .pointer),
      // What is looked at is expanded, so these are the marks of a second packing inside of the first.
      ([0x1F, 0x8B, 8], .packed), ([0x28, 0xB5, 0x2F, 0xFD], .packed),
      ([0x04, 0x22, 0x4D, 0x18], .packed), ([0xFD] + Array("7zXZ\0".utf8), .packed),
    ] + (1...9).map { (Array("BZh\($0)1AY&SY".utf8), .packed) }

  /// Whether it says for sure that there are no records, whatever a format makes of the bytes.
  ///
  /// The mark of UTF-32 begins as that of UTF-16 does, and what stands in place of data is text.
  var excludesRecords: Bool { self == .utf32 || self == .pointer }

  /// The older form of xz has no mark: usual settings, the size of a dictionary that tools make, and a
  /// number of bytes that is unknown or not beyond all reason.
  private static func isLZMA(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 13, bytes[0] == 0x5D, bytes[1] == 0, bytes[2] == 0 else { return false }
    return bytes[5..<13].allSatisfy { $0 == 0xFF } || bytes[10..<13].allSatisfy { $0 == 0 }
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
    case .sevenZip: "a 7z archive"
    case .rar: "a RAR archive"
    case .compress: "packed by compress (.Z)"
    case .lzma: "packed as .lzma"
    case .lzip: "packed by lzip"
    case .lzop: "packed by lzop"
    case .snappy: "packed in Snappy's framing format"
    case .age: "encrypted by age"
    case .pgp: "encrypted by PGP"
    case .packed: "packed twice"
    case .pointer: "a pointer of Git LFS in place of the data"
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
    case .sevenZip: "unpack it with \"7z x FILE\" and name the folder"
    case .rar: "unpack it with \"unrar x FILE\" and name the folder"
    case .compress: "expand it with \"gzip -d FILE\""
    case .lzma: "expand it with \"xz -d FILE\""
    case .lzip: "expand it with \"lzip -d FILE\""
    case .lzop: "expand it with \"lzop -d FILE\""
    case .snappy: "expand it with \"snzip -d FILE\""
    case .age: "decrypt it with \"age -d -i KEY FILE > OTHER\""
    case .pgp: "decrypt it with \"gpg -o OTHER -d FILE\""
    case .packed: "expand it once, so that one packing is left"
    case .pointer: "fetch the data with \"git lfs pull\""
    case .arrow, .webArchive, .sqlite, .pdf, .xml, .html: nil
    }
  }
}
