internal import Storage

/// Lists the files of a plain tar archive by their headers.
enum TarDirectory {
  /// Names and values in front of a member are shorter.
  private static let maximumExtensionByteCount: UInt64 = 1 << 20

  /// The files, and what of the archive is none.
  static func members(
    of file: RandomAccessFile
  ) throws(StorageError) -> (members: [ArchiveMember], unread: [UnreadMember]) {
    let blockByteCount = UInt64(TarHeader.blockByteCount)
    let block = GrowableBuffer<UInt8>(repeating: 0, count: TarHeader.blockByteCount)
    var members: [ArchiveMember] = []
    var name: String?
    var byteCount: UInt64?
    var at: UInt64 = 0
    while try file.read(into: block.view, at: at) == block.count {
      guard let header = TarHeader(block.view) else {
        at += blockByteCount
        // Zeros end an archive, and another one may follow them.
        if (0..<block.count).allSatisfy({ block[$0] == 0 }) { continue }
        let rest = UnreadMember(
          name: "byte \(at - blockByteCount)", reason: "what follows in the archive is no member")
        return (members, [rest])
      }
      let start = at + blockByteCount
      switch header.kind {
      case .file:
        let count = byteCount ?? header.byteCount
        let path = (name ?? header.name).drop { $0 == "/" }
        members.append(
          ArchiveMember(
            name: path.hasPrefix("./") ? String(path.dropFirst(2)) : String(path),
            byteCount: count, place: .bytes(start..<(start + count))))
        at = start + TarHeader.padded(count)
        (name, byteCount) = (nil, nil)
      case .longName, .extended:
        let count = min(header.byteCount, maximumExtensionByteCount)
        var contents = GrowableBuffer<UInt8>()
        contents.setCount(try file.read(into: contents.appendUninitialized(Int(count)), at: start))
        if header.kind == .longName {
          name = TarHeader.text(contents.view)
        } else {
          name = TarHeader.value("path", in: contents.view) ?? name
          // Sizes beyond eight gigabytes do not fit the header.
          byteCount = TarHeader.value("size", in: contents.view).flatMap { UInt64($0) }
            .flatMap { $0 < 1 << 60 ? $0 : nil }
        }
        at = start + header.paddedByteCount
      case .other:
        at = start + header.paddedByteCount
        (name, byteCount) = (nil, nil)
      }
    }
    return (members, [])
  }
}
