/// The files that the program carries inside itself.
///
/// They are part of the program's read-only data: nothing is read, unpacked or copied until
/// somebody asks, and then only what was asked for.
package enum PackedFiles {
  /// One file.
  package struct File: Sendable, Hashable {
    /// Below its folder, with `/`.
    package var path: String
    package var bytes: [UInt8]
  }

  /// Changes when any file of `Catalog/` changes.
  package static var clustersHash: String { PackedData.catalogHash }

  /// The cluster descriptions of `Catalog/`, as YAML, by path.
  package static var clusters: [File] { files(PackedData.catalog) }

  /// Changes when any file of `Samples/` changes.
  package static var samplesHash: String { PackedData.samplesHash }

  /// The small corpora of `Samples/`, with what describes them, by path.
  package static var samples: [File] { files(PackedData.samples) }

  /// The page that states the query language, as Markdown; empty when it was not packed.
  package static var queryLanguage: String {
    let page = files(PackedData.pages).first { $0.path == "QueryLanguage.md" }
    return page.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }

  /// Takes a literal apart; the packer's layout is described where it is written.
  static func files(_ packed: String) -> [File] {
    var files: [File] = []
    var rest = Substring(packed).utf8
    while let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let header = String(Substring(rest[..<lineEnd])).split(separator: "\t")
      guard header.count == 3, let length = Int(header[2]) else { break }
      let start = rest.index(after: lineEnd)
      guard let end = rest.index(start, offsetBy: length, limitedBy: rest.endIndex) else { break }
      let content = rest[start..<end]
      files.append(
        File(
          path: String(header[0]),
          bytes: header[1] == "base64" ? decodedBase64(content) : Array(content)))
      rest = rest[end...].dropFirst()
    }
    return files
  }

  /// The bytes of a base64 text; other characters are passed over.
  static func decodedBase64(_ text: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var bitCount = 0
    for character in text {
      let value: UInt32
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(character - 65)
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(character - 97 + 26)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(character - 48 + 52)
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: continue
      }
      bits = bits << 6 | value
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
      }
    }
    return bytes
  }
}
