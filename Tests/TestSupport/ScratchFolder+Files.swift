import Foundation

extension ScratchFolder {
  /// Copies a folder with its files.
  package static func copy(_ from: String, to: String) throws {
    try FileManager.default.copyItem(atPath: from, toPath: to)
  }

  /// Names and bytes of a folder's files.
  package static func files(in folder: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try names(in: folder) { files[name] = try bytes(of: folder + "/" + name) }
    return files
  }

  /// Names of a folder's files.
  package static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }

  /// The bytes of a file.
  package static func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Replaces the bytes of a file.
  package static func replace(_ path: String, with bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// Removes a file.
  package static func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: path)
  }
}
