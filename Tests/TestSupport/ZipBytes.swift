/// Writes zip archives.
package enum ZipBytes {
  /// A member as it is to stand in the archive.
  package struct Member {
    package var name: [UInt8]
    package var contents: [UInt8]
    /// 0 as it is, 8 deflated; the bytes of other methods stand as they are given.
    package var method: UInt16
    package var isEncrypted = false
    /// Its numbers stand in the long form of zip64.
    package var isLong = false
    /// Where its header stands, when that is not the truth.
    package var headerOffset: Int?

    package init(_ name: String, _ contents: [UInt8], method: UInt16 = 8) {
      self.name = Array(name.utf8)
      self.contents = contents
      self.method = method
    }

    package init(_ name: String, _ text: String, method: UInt16 = 8) {
      self.init(name, Array(text.utf8), method: method)
    }
  }

  /// An archive of these members in this order.
  ///
  /// - Parameters:
  ///   - members: What it holds.
  ///   - before: Stands in front of the archive, as a program that unpacks itself does.
  ///   - comment: Stands behind it.
  /// - Returns: The bytes of the file.
  package static func archive(
    _ members: [Member], behind before: [UInt8] = [], comment: String = ""
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    var list: [UInt8] = []
    for member in members {
      let packed = Packing.gzip(member.contents)
      let data =
        member.method == 8 ? Array(packed.dropFirst(10).dropLast(8)) : member.contents
      let checksum = Array(packed.suffix(8).prefix(4))
      let offset = member.headerOffset ?? bytes.count
      let flags: UInt16 = member.isEncrypted ? 1 : 0
      let sizes = little(UInt32(data.count)) + little(UInt32(member.contents.count))
      let common =
        little(UInt16(45)) + little(flags) + little(member.method) + little(UInt32(0))
        + checksum
      let nameCount = little(UInt16(member.name.count))
      list += [0x50, 0x4B, 1, 2] + little(UInt16(45)) + common
      let long =
        little(UInt16(1)) + little(UInt16(24)) + little(UInt64(member.contents.count))
        + little(UInt64(data.count)) + little(UInt64(offset))
      let extra = member.isLong ? long : []
      let full = [UInt8](repeating: 0xFF, count: 4)
      list += (member.isLong ? full + full : sizes) + nameCount + little(UInt16(extra.count))
      list += [UInt8](repeating: 0, count: 10)
      list += (member.isLong ? full : little(UInt32(offset))) + member.name + extra
      bytes += [0x50, 0x4B, 3, 4] + common + sizes + nameCount + little(UInt16(0))
      bytes += member.name + data
    }
    let count = little(UInt16(members.count))
    let end =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count + little(UInt32(list.count))
      + little(UInt32(bytes.count)) + little(UInt16(comment.utf8.count)) + Array(comment.utf8)
    return before + bytes + list + end
  }

  private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
