internal import Records
package import Storage

/// A zip or tar archive of data files, each of which can be opened as a file of its own.
///
/// Nothing is unpacked onto disk under a name, so names such as `../x` do no harm; members whose names
/// lead out of the archive are refused all the same. Members of zip and of plain tar archives are read
/// where they stand. A tar archive that is packed as a whole is expanded once, into a file without a
/// name that is gone with the process, because its members have to be read at any place; so is a member
/// that was packed before it went into a zip archive that packs it again.
package final class Archive: Sendable {
  let path: String
  /// In the order of the archive.
  let members: [ArchiveMember]
  let unread: [UnreadMember]
  /// The file in which the members stand.
  private let file: RandomAccessFile
  private let numbers: [ExactText: Int]

  /// Lists the members of an archive; `nil` for a file that is none.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when its list cannot be read.
  package init?(_ whole: RandomAccessFile) throws(StorageError) {
    path = whole.path
    var found: [ArchiveMember]
    var unread: [UnreadMember]
    if try ZipDirectory.isZip(whole) {
      file = whole
      (found, unread) = try ZipDirectory.members(of: whole)
    } else {
      let isPlain = try DecompressingReader.format(of: whole) == .plain
      guard try Self.isTar(whole) else { return nil }
      file = isPlain ? whole : try whole.expanded()
      (found, unread) = try TarDirectory.members(of: file)
      if case .damaged(_, let offset, let detail)? = file.damage {
        unread.append(UnreadMember(at: offset, detail))
      }
    }
    var numbers: [ExactText: Int] = [:]
    var members: [ArchiveMember] = []
    for member in found {
      if let reason = Self.refusal(of: member.name) {
        unread.append(UnreadMember(name: member.name, reason: reason))
      } else if let known = numbers[ExactText(member.name)] {
        // Archives are written on at their end, so the last one counts.
        unread.append(
          UnreadMember(name: member.name, reason: "another member of this name follows it"))
        members[known] = member
      } else {
        numbers[ExactText(member.name)] = members.count
        members.append(member)
      }
    }
    self.members = members
    self.unread = unread
    self.numbers = numbers
  }

  /// Opens a member as a file under a path; `nil` when there is none of this name.
  func open(_ name: String, path: String) throws(StorageError) -> RandomAccessFile? {
    guard let number = numbers[ExactText(name)] else { return nil }
    switch members[number].place {
    case .bytes(let range): return RandomAccessFile(range, of: file, path: path)
    case .zip(let entry): return try entry.open(in: file, path: path)
    case .packedTwice(let entry): return try entry.open(in: file, path: path).expanded()
    }
  }

  private static func isTar(_ file: RandomAccessFile) throws(StorageError) -> Bool {
    var reader = try DecompressingReader(file)
    let block = GrowableBuffer<UInt8>(repeating: 0, count: TarHeader.blockByteCount)
    return try reader.read(into: block.view) == block.count && TarHeader(block.view) != nil
  }

  /// Why a name cannot be that of a file below the archive.
  private static func refusal(of name: String) -> String? {
    if name.unicodeScalars.contains("\0") { return "its name holds a null character" }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains("..") { return "its name leads out of the archive" }
    return parts.last == "" ? "it has no name" : nil
  }
}
