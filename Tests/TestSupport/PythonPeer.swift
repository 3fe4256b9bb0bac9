import Foundation

/// A Python interpreter with the packages that some tests compare with.
///
/// `CATALOG_PYTHON` names it; without, those tests are skipped and say so.
package enum PythonPeer {
  /// The interpreter, when there is one.
  package static let path = ProcessInfo.processInfo.environment["CATALOG_PYTHON"]

  /// Why a test is skipped.
  package static var reason: String {
    "needs CATALOG_PYTHON, a Python with the packages of Tests/requirements.txt"
  }

  /// Runs a script of the project.
  ///
  /// - Returns: What it printed, line by line.
  package static func run(_ script: String, _ arguments: [String]) throws -> [Substring] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "/usr/bin/env")
    process.arguments = [Project.path(script)] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(script: script, arguments: arguments, status: process.terminationStatus)
    }
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
  }

  /// A script that ended badly.
  package struct Failed: Error {
    package var script: String
    package var arguments: [String]
    package var status: Int32
  }
}
