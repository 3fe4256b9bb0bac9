internal import Storage

/// The path of a file inside an archive: that of the archive, a slash, and the member's name.
///
/// No file of the system can have such a path, since nothing stands below a file.
struct ArchivePath: Equatable {
  let archive: String
  let member: String

  /// Takes a path apart; `nil` for one that leads into no file.
  ///
  /// `held`: a file that is at hand and cannot be looked up by its path.
  init?(_ path: String, held: String? = nil) {
    var end = path.endIndex
    while let slash = path[..<end].lastIndex(of: "/"), slash > path.startIndex {
      let above = String(path[..<slash])
      let kind = above == held ? .regular : (try? FileStatus.of(above))?.kind
      switch kind {
      case .regular:
        archive = above
        member = String(path[path.index(after: slash)...])
        return
      case .folder, .other: return nil
      case nil: end = slash
      }
    }
    return nil
  }
}
