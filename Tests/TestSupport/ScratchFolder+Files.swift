import Foundation

extension ScratchFolder {
  /// Copies a folder with its files.
  package static func copy(_ from: String, to: String) throws {
    try FileManager.default.copyItem(atPath: from, toPath: to)
  }

  /// Names and bytes of a folder's files.
  package static func files(in folder: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      files[name] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
    }
    return files
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
