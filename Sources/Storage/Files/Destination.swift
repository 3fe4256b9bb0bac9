internal import Glibc

/// Where a file that somebody named is written.
///
/// A link leads to its file, and the file is replaced, not the link. What is no regular file, as a
/// device or a pipe, is written into, and so is a file that the output of the process goes to: to put
/// another one in its place would take it from who reads it.
package struct Destination: Sendable {
  /// The folder of the file.
  package let directory: any Directory
  /// The name of the file in there.
  package let name: String
  /// The bytes go into what is there, as they come.
  package let isStream: Bool

  /// So many links are followed, as by the system.
  private static let longestChain = 40

  /// Finds out where a path leads; the file need not be there.
  ///
  /// - Throws: ``StorageError/system(operation:path:code:)`` for links that lead in a circle, and for a
  ///   folder.
  package init(_ path: String) throws(StorageError) {
    isStream = SystemCall.isStream(path)
    let named = path
    var path = path
    var steps = 0
    while !isStream, let target = SystemCall.target(ofLink: path) {
      steps += 1
      if steps > Self.longestChain {
        throw .system(operation: "open", path: named, code: ELOOP)
      }
      path = target.hasPrefix("/") ? target : SystemCall.folder(above: path) + "/" + target
    }
    let folder = SystemCall.folder(above: path)
    directory =
      isStream ? StreamDirectory(path: folder, target: path) : FileSystemDirectory(existing: folder)
    name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    if name.isEmpty || SystemCall.status(path)?.isFolder == true {
      throw .system(operation: "write", path: named, code: EISDIR)
    }
  }

  /// Puts a small file where the path leads: in one step that lasts, or into what is there.
  package static func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
    let destination = try Destination(path)
    try destination.directory.replace(destination.name, with: bytes)
  }
}

/// A folder in which every file is one that is there already and goes on being there.
private struct StreamDirectory: Directory {
  let path: String
  let target: String

  func create(_ name: String) throws(StorageError) -> any WritableFile {
    DescriptorFile(try SystemCall.openStream(target), path: target)
  }

  func rename(_ from: String, to: String) throws(StorageError) {}
  func remove(_ name: String) throws(StorageError) {}
  func synchronize() throws(StorageError) {}
  func list() throws(StorageError) -> [String] { [] }
}
