internal import Storage

/// Size and time of a file.
struct FileStatus {
  /// Bytes.
  var bytes: UInt64
  /// Seconds since 1970.
  var modified: Double
  /// It is a folder.
  var isFolder: Bool

  /// Looks at a file; `nil` when there is none.
  init?(_ path: String) {
    guard let status = SystemCall.status(path) else { return nil }
    bytes = status.bytes
    modified = status.modified
    isFolder = status.isFolder
  }

  /// The archive that a path leads into; `nil` where it leads into no file.
  static func archive(of path: String) -> FileStatus? {
    var above = path[...]
    while let slash = above.lastIndex(of: "/"), slash > above.startIndex {
      above = above[..<slash]
      if let status = FileStatus(String(above)) { return status.isFolder ? nil : status }
    }
    return nil
  }

  /// A file stands at a path, or may stand there in an archive.
  static func isThere(_ path: String) -> Bool {
    FileStatus(path) != nil || archive(of: path) != nil
  }
}
