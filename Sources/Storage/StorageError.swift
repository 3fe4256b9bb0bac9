internal import Glibc

/// What can go wrong between bytes and disk.
///
/// A file is one of three things when it cannot be used: *not ours*, of *another version*, or
/// *damaged*; everything else is the system's answer to a call.
package enum StorageError: Error, Equatable, Sendable {
  /// The file does not begin with our magic.
  case notOurs(path: String, expected: String)
  /// The file is ours, of a version this program does not read.
  case otherVersion(path: String, found: UInt16, supported: ClosedRange<UInt16>)
  /// Bytes are missing or changed; `detail` says which and how that was seen.
  case damaged(path: String, offset: UInt64, detail: String)
  /// The file is sound and holds something that this program does not read.
  case unsupported(path: String, detail: String)
  /// The file is not the one any more that an index was made of.
  case stale(path: String, detail: String)
  /// A system call failed; `code` is `errno`.
  case system(operation: String, path: String, code: Int32)
  /// The disk is full; `needed` bytes were to be written.
  case diskFull(path: String, needed: UInt64)
  /// A zstd frame needs a window of `needed` bytes, more than a run with `memory` bytes gives.
  case windowTooLarge(path: String, offset: UInt64, needed: UInt64, memory: UInt64)
  /// A compressed stream ends early or is not valid.
  case compression(format: String, detail: String)
  /// The work is not wanted any more (``Cancellation``).
  case cancelled
}

extension StorageError {
  /// What is the matter with a window that is too large, and what can be done about it; else `nil`.
  package var windowRefusal: (what: String, remedy: String)? {
    guard case .windowTooLarge(_, _, let needed, let memory) = self else { return nil }
    func mebibytes(_ count: UInt64) -> String { "\((count + (1 << 20) - 1) >> 20)MiB" }
    return (
      "a zstd frame with a window of \(mebibytes(needed)), more than half of the \(mebibytes(memory)) "
        + "of memory",
      "give --memory \(mebibytes(2 * needed)), or expand it with \"zstd -d --long=31\""
    )
  }

  /// What the file holds is wrong, and not the way to it: trying again later gives the same.
  package var isOfContents: Bool {
    switch self {
    case .notOurs, .otherVersion, .damaged, .unsupported, .compression: true
    case .system, .diskFull, .stale, .windowTooLarge, .cancelled: false
    }
  }

  /// The system does not let this process at the file, which may well be sound.
  package var isRefusal: Bool {
    guard case .system(_, _, let code) = self else { return false }
    return code == EACCES || code == EPERM
  }

  /// The file that was to be opened, where the error is that there is none.
  package var missingFile: String? {
    guard case .system("open", let path, ENOENT) = self else { return nil }
    return path
  }
}
