internal import Storage

/// A file inside an archive.
struct ArchiveMember: Sendable {
  /// Its path in the archive, as it is written; it is looked up and never followed.
  let name: String
  /// Bytes of the file that it is opened as.
  let byteCount: UInt64
  let place: Place

  enum Place: Sendable {
    /// The bytes of the file stand here.
    case bytes(Range<UInt64>)
    /// Behind a header of its own.
    case zip(ZipEntry)
    /// The same, with another packing inside that of the archive, by its name.
    case packedTwice(ZipEntry)
  }
}

/// What of an archive cannot be read as a file, and why.
struct UnreadMember: Sendable {
  let name: String
  let reason: String
  /// The archive is damaged there, so that data may be missing whatever it was called.
  var isDamage = false
}

extension UnreadMember {
  /// Damage at a place of the archive.
  init(at offset: UInt64, _ reason: String) {
    self.init(name: "byte \(offset)", reason: reason, isDamage: true)
  }
}
