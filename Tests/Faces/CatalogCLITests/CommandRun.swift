import Foundation
import TestSupport
import Testing

/// Runs the built `catalog` in a scratch folder, as a user would.
struct CommandRun {
  /// What a run printed and how it ended.
  struct Result {
    var output: String
    var messages: String
    var status: Int32
  }

  private let scratch = ScratchFolder()

  /// The folder that commands run in.
  var folder: String { scratch.path }

  /// The folder of the command: `CATALOG_BIN`, or where the test program was built too.
  static let products: String = {
    if let folder = ProcessInfo.processInfo.environment["CATALOG_BIN"] { return folder }
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    var folder = (program as NSString).deletingLastPathComponent
    while folder != "/", !FileManager.default.isExecutableFile(atPath: folder + "/catalog") {
      folder = (folder as NSString).deletingLastPathComponent
    }
    return folder
  }()

  /// Writes a file into the folder.
  func write(_ text: String, to name: String) { scratch.write(Array(text.utf8), to: name) }

  /// Runs a shell line with `catalog` in its path and a home inside the folder.
  ///
  /// - Parameters:
  ///   - line: What to run.
  ///   - merged: Messages go where results go, as on a terminal.
  /// - Returns: What was printed, and the exit status.
  /// - Throws: When no shell can be started.
  func shell(_ line: String, merged: Bool = false) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = [
      "PATH": Self.products + ":/usr/bin:/bin", "CATALOG_HOME": folder + "/home",
      "HOME": folder, "TMPDIR": folder, "USER": "tester", "LANG": "C.UTF-8",
    ]
    process.standardInput = FileHandle.nullDevice
    let output = folder + "/.output"
    let messages = folder + "/.messages"
    _ = FileManager.default.createFile(atPath: output, contents: nil)
    _ = FileManager.default.createFile(atPath: messages, contents: nil)
    let outputHandle = try #require(FileHandle(forWritingAtPath: output))
    process.standardOutput = outputHandle
    process.standardError =
      merged ? outputHandle : try #require(FileHandle(forWritingAtPath: messages))
    try process.run()
    process.waitUntilExit()
    defer {
      try? FileManager.default.removeItem(atPath: output)
      try? FileManager.default.removeItem(atPath: messages)
    }
    return Result(
      output: try String(contentsOfFile: output, encoding: .utf8),
      messages: try String(contentsOfFile: messages, encoding: .utf8),
      status: process.terminationStatus)
  }
}
