import Storage
import TestSupport

/// A file with the bytes of one input, for code that reads files.
struct InputFile: Sendable {
  private let folder = ScratchFolder()
  let path: String

  /// `name`: what the code sees.
  init(name: String) { path = folder.path + "/" + name }

  /// Puts the bytes of an input in place of those of the last.
  func write(_ bytes: [UInt8]) throws { try ScratchFolder.replace(path, with: bytes) }
}
