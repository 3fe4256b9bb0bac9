import Storage

/// Checksums of an enveloped file made right, so that changed bytes come as far as the code behind
/// them; the page Format has the byte tables.
enum Sealing {
  /// Bytes at the beginning that say what a file is, and of which version.
  static let headerSize = 16

  /// The file with the header of a sound one, and with the sizes and checksums that belong to its
  /// bytes, as far as it has a directory at all.
  static func sealed(_ bytes: [UInt8], header: ArraySlice<UInt8>) -> [UInt8] {
    let footer = bytes.count - FileEnvelope.footerSize
    guard footer >= FileEnvelope.headerSize else { return bytes }
    var bytes = bytes
    bytes.replaceSubrange(0..<headerSize, with: header)
    let table = Int(clamping: number(at: footer, in: bytes, bytes: 8))
    let pages = Int(number(at: footer + 8, in: bytes, bytes: 4))
    let sections = Int(number(at: footer + 12, in: bytes, bytes: 4))
    let tail = pages * 4 + sections * FileEnvelope.sectionEntrySize
    if table >= FileEnvelope.headerSize, table < footer, tail == footer - table,
      pages == (table + FileEnvelope.pageSize - 1) / FileEnvelope.pageSize
    {
      for page in 0..<pages {
        let start = page * FileEnvelope.pageSize
        let body = Array(bytes[start..<min(start + FileEnvelope.pageSize, table)])
        put(checksum(body), at: table + 4 * page, in: &bytes)
      }
      put(checksum(Array(bytes[table..<footer])), at: footer + 16, in: &bytes)
    }
    put(UInt32(0), at: footer + 20, in: &bytes)
    put(UInt64(bytes.count), at: footer + 24, in: &bytes)
    put(checksum(Array(bytes[..<(footer + 32)])), at: footer + 32, in: &bytes)
    put(FileEnvelope.endMagic, at: footer + 36, in: &bytes)
    return bytes
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withView { Checksum.of($0.slice) }
  }

  private static func number(at offset: Int, in bytes: [UInt8], bytes count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
  }

  private static func put(
    _ number: some FixedWidthInteger, at offset: Int, in bytes: inout [UInt8]
  ) {
    for byte in 0..<number.bitWidth / 8 {
      bytes[offset + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte))
    }
  }
}
