internal import Storage

/// One file of a tar archive, at its place in bytes that hold it whole.
struct TarMember {
  /// The path as it is written, which is never followed.
  var name: String
  /// Where its contents stand.
  var contents: Range<Int>

  /// The key that the members of one sample share: the path up to the first dot of the file's name.
  var key: String { Self.parts(of: name).key }

  /// What the member is of its sample: all behind that dot, in lower case.
  var suffix: String { Self.parts(of: name).suffix }

  static func parts(of name: String) -> (key: String, suffix: String) {
    let start = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    guard let dot = name[start...].firstIndex(of: ".") else { return (name, "") }
    return (String(name[..<dot]), name[name.index(after: dot)...].lowercased())
  }

  /// The files in bytes that begin with a header.
  ///
  /// `isCut`: the bytes may end in the middle of the last file, which is then told as well.
  static func all(in bytes: BufferView<UInt8>, isCut: Bool = false) -> [TarMember] {
    var members: [TarMember] = []
    var name: String?
    var at = 0
    let block = TarHeader.blockByteCount
    while at + block <= bytes.count, let header = TarHeader(bytes[at..<(at + block)]) {
      let start = at + block
      guard isCut || header.byteCount <= UInt64(bytes.count - start) else { break }
      let contents = start..<start + Int(min(header.byteCount, UInt64(bytes.count - start)))
      switch header.kind {
      case .longName: name = TarHeader.text(bytes[contents])
      case .extended: name = TarHeader.value("path", in: bytes[contents]) ?? name
      case .file:
        members.append(TarMember(name: name ?? header.name, contents: contents))
        name = nil
      case .other: name = nil
      }
      guard header.paddedByteCount <= UInt64(bytes.count - start) else { break }
      at = start + Int(header.paddedByteCount)
    }
    return members
  }
}
