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
}
