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
    var unread: [UnreadMember] = []
    var name: String?
    var byteCount: UInt64?
    var at: UInt64 = 0
    while try file.read(into: block.view, at: at) == block.count {
      guard let header = TarHeader(block.view) else {
        at += blockByteCount
        // Zeros end an archive, and another one may follow them.
        if (0..<block.count).allSatisfy({ block[$0] == 0 }) { continue }
        unread.append(
          UnreadMember(at: at - blockByteCount, "what follows in the archive is no member"))
        return (members, unread)
      }
      let start = at + blockByteCount
      switch header.kind {
      case .file:
        let count = byteCount ?? header.byteCount
        members.append(
          ArchiveMember(
            name: path(name ?? header.name), byteCount: count,
            place: .bytes(start..<(start + count))))
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
        if let reason = header.refusal {
          unread.append(UnreadMember(name: path(name ?? header.name), reason: reason))
        }
        at = start + header.paddedByteCount
        (name, byteCount) = (nil, nil)
      }
    }
    return (members, unread)
  }

  /// A name as a path in the archive.
  private static func path(_ name: String) -> String {
    let path = name.drop { $0 == "/" }
    return path.hasPrefix("./") ? String(path.dropFirst(2)) : String(path)
  }
}
