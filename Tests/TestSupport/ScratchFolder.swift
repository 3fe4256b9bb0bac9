internal import Foundation

/// A folder of a test's own that goes away with it.
package final class ScratchFolder: Sendable {
  /// The whole path.
  package let path: String

  package init() {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("catalog-test-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      preconditionFailure("no scratch folder: \(error)")
    }
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, making the folders above it, and returns its whole path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) -> String {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    } catch {
      preconditionFailure("cannot write \(name): \(error)")
    }
    return url.path
  }

  /// Writes text as UTF-8.
  @discardableResult
  package func write(_ text: String, to name: String) -> String {
    write(Array(text.utf8), to: name)
  }
}
