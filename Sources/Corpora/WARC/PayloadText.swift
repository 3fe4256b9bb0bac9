internal import Storage

/// Turns the bytes of a payload into UTF-8, by the charset that it says or shows.
///
/// Looked at in this order, as browsers do (WHATWG, Encoding): a byte order mark, the header, for
/// pages a `meta` element in the first kilobyte. What says nothing is UTF-8 where the bytes are, else
/// GB18030 where they are that without a fault, else windows-1252. Belongs to one thread at a time.
final class PayloadText {
  private var converters: [String: CharsetConverter] = [:]
  /// Names that the library does not know, so that they are asked for once.
  private var unknown: Set<String> = []

  /// Charsets of one crawl, at most; beyond, all are forgotten.
  private static let maximumCount = 64

  /// Appends a payload as UTF-8.
  ///
  /// Bytes of a UTF-8 payload that are none stay as they are, so that whoever reads them on notes
  /// them.
  ///
  /// - Returns: The name of the charset that it was read by, in lower case.
  func append(
    _ bytes: BufferView<UInt8>, _ type: MediaType, to output: inout GrowableBuffer<UInt8>
  ) -> String {
    if let (charset, markByteCount) = Self.mark(bytes) {
      return append(bytes[markByteCount..<bytes.count], charset, to: &output)
    }
    let named = [type.charset, type.use == .html ? Self.meta(bytes) : nil]
      .lazy.compactMap(\.self).map(Self.canonical).first(where: isKnown)
    if let named { return append(bytes, named, to: &output) }
    if bytes.isUTF8 { return append(bytes, "utf-8", to: &output) }
    return append(bytes, isGB18030(bytes) ? "gb18030" : "windows-1252", to: &output)
  }

  private func append(
    _ bytes: BufferView<UInt8>, _ charset: String, to output: inout GrowableBuffer<UInt8>
  ) -> String {
    if let converter = converter(charset) {
      _ = converter.append(bytes, to: &output)
    } else {
      output.append(contentsOf: bytes)
    }
    return charset
  }

  private func isKnown(_ charset: String) -> Bool {
    charset == "utf-8" || converter(charset) != nil
  }

  private func converter(_ charset: String) -> CharsetConverter? {
    if charset == "utf-8" || unknown.contains(charset) { return nil }
    if let known = converters[charset] { return known }
    guard let opened = CharsetConverter(from: Self.libraryNames[charset] ?? charset) else {
      if unknown.count < Self.maximumCount { unknown.insert(charset) }
      return nil
    }
    if converters.count == Self.maximumCount { converters = [:] }
    converters[charset] = opened
    return opened
  }

  /// Whether bytes are GB18030 as a whole, with more than a stray character of it.
  private func isGB18030(_ bytes: BufferView<UInt8>) -> Bool {
    guard let converter = converter("gb18030") else { return false }
    var text = GrowableBuffer<UInt8>()
    let beginning = bytes[0..<min(bytes.count, 64 << 10)]
    let replaced = converter.append(beginning, to: &text)
    // The end of the beginning may cut a character.
    guard replaced <= (beginning.count < bytes.count ? 1 : 0) else { return false }
    let high = (0..<beginning.count).count { beginning[$0] >= 0x80 }
    return high * 10 > beginning.count
  }

  // MARK: - Names

  private static func mark(_ bytes: BufferView<UInt8>) -> (charset: String, byteCount: Int)? {
    switch bytes[0..<min(3, bytes.count)].array {
    case [0xEF, 0xBB, 0xBF]: ("utf-8", 3)
    case let head where head.starts(with: [0xFF, 0xFE]): ("utf-16le", 2)
    case let head where head.starts(with: [0xFE, 0xFF]): ("utf-16be", 2)
    default: nil
    }
  }

  /// What a page says of itself, in either way of writing it: `charset="gbk"` in a `meta` element.
  private static func meta(_ bytes: BufferView<UInt8>) -> String? {
    let head = String(decoding: bytes[0..<min(1024, bytes.count)].array, as: UTF8.self)
      .lowercased()
    guard let meta = head.firstRange(of: "<meta"),
      let key = head[meta.upperBound...].firstRange(of: "charset=")
    else { return nil }
    let value = head[key.upperBound...].drop { "\"' ".contains($0) }
      .prefix { !"\"' ;/>".contains($0) }
    // A page that can say so is not in UTF-16, whatever it says.
    return value.isEmpty ? nil : value.hasPrefix("utf-16") ? "utf-8" : String(value)
  }

  /// One name for charsets with several, and for those that browsers read as a larger one.
  private static func canonical(_ name: String) -> String {
    let name = name.lowercased()
    return aliases[name] ?? name
  }

  private static let aliases = [
    "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8", "utf-16": "utf-16le",
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "big5-hkscs": "big5", "cn-big5": "big5", "x-x-big5": "big5",
    "iso-8859-1": "windows-1252", "iso8859-1": "windows-1252", "latin1": "windows-1252",
    "l1": "windows-1252", "ascii": "windows-1252", "us-ascii": "windows-1252",
    "cp1252": "windows-1252", "iso-8859-9": "windows-1254", "sjis": "shift_jis",
    "shift-jis": "shift_jis", "x-sjis": "shift_jis", "ms_kanji": "shift_jis",
    "ks_c_5601-1987": "euc-kr", "ksc5601": "euc-kr", "x-euc-jp": "euc-jp",
  ]

  /// What the library calls charsets whose usual name means a smaller one there.
  private static let libraryNames = [
    "big5": "BIG5-HKSCS", "shift_jis": "CP932", "euc-kr": "CP949", "windows-1252": "CP1252",
  ]
}
