internal import Storage

/// The header block of a member of a tar archive (POSIX ustar and pax, and GNU's extensions).
struct TarHeader {
  /// Bytes of a block, to which members are filled up.
  static let blockByteCount = 512

  /// What follows the header.
  enum Kind {
    /// A file.
    case file
    /// The name of the next member, as GNU writes long ones.
    case longName
    /// Values for the next member, as pax writes them.
    case extended
    /// A folder, a link, a device, or values for all members.
    case other
  }

  let kind: Kind
  /// Why the member is no file of data, of one that somebody may take for one.
  let refusal: String?
  /// As the header has it; a longer one may stand in front.
  let name: String
  let byteCount: UInt64

  /// Reads a block; `nil` for one whose checksum is not right.
  init?(_ block: BufferView<UInt8>) {
    guard block.count == Self.blockByteCount,
      let checksum = Self.number(block[148..<156]),
      checksum == Self.checksum(block), let count = Self.number(block[124..<136]), count < 1 << 60
    else { return nil }
    byteCount = count
    let prefix =
      block[257..<262].array == Array("ustar".utf8) && block[262] == 0
      ? Self.text(block[345..<500]) : ""
    let own = Self.text(block[0..<100])
    name = prefix.isEmpty ? own : prefix + "/" + own
    refusal =
      switch block[156] {
      case UInt8(ascii: "1"), UInt8(ascii: "2"): "a link"
      case UInt8(ascii: "3"), UInt8(ascii: "4"): "a device"
      case UInt8(ascii: "6"): "a pipe"
      case UInt8(ascii: "S"): "a sparse file"
      default: nil
      }
    kind =
      switch block[156] {
      case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .file
      case UInt8(ascii: "L"): .longName
      case UInt8(ascii: "x"): .extended
      default: .other
      }
  }

  /// Bytes of the member without its header, filled up to whole blocks.
  var paddedByteCount: UInt64 { Self.padded(byteCount) }

  /// A number of bytes, filled up to whole blocks.
  static func padded(_ byteCount: UInt64) -> UInt64 {
    (byteCount + UInt64(blockByteCount) - 1) / UInt64(blockByteCount) * UInt64(blockByteCount)
  }

  /// Text up to the first null character.
  static func text(_ bytes: BufferView<UInt8>) -> String {
    let end = bytes.firstIndex(of: 0, from: 0) ?? bytes.count
    return bytes[0..<end].text
  }

  /// The value of a key among the values of pax: lines of `length key=value`.
  static func value(_ key: String, in extended: BufferView<UInt8>) -> String? {
    var found: String?
    for line in extended.text.split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else { continue }
      let pair = line[line.index(after: space)...].split(separator: "=", maxSplits: 1)
      if pair.count == 2, pair[0] == key { found = String(pair[1]) }
    }
    return found
  }

  /// A number in octal digits, or, for large ones, as GNU writes it: in binary, highest byte first.
  private static func number(_ bytes: BufferView<UInt8>) -> UInt64? {
    if bytes[0] & 0x80 != 0 {
      var value = UInt64(bytes[0] & 0x7F)
      for index in 1..<bytes.count {
        guard value < 1 << 55 else { return nil }
        value = value << 8 | UInt64(bytes[index])
      }
      return value
    }
    let digits = text(bytes).filter { $0 != " " }
    return digits.isEmpty ? 0 : UInt64(digits, radix: 8)
  }

  /// The sum of all bytes, those of the checksum itself taken for spaces.
  private static func checksum(_ block: BufferView<UInt8>) -> UInt64 {
    var sum: UInt64 = 0
    for index in 0..<block.count { sum += UInt64(148..<156 ~= index ? 0x20 : block[index]) }
    return sum
  }
}
