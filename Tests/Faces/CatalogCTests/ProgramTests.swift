import Foundation
import TestSupport
import Testing

/// A program in C that uses all of the header, compiled as its users would.
@Suite struct ProgramTests {
  /// The folder of the built products, where the library is.
  private static let products: String = {
    var folder = (CommandLine.arguments[0] as NSString).deletingLastPathComponent
    while folder != "/", !FileManager.default.fileExists(atPath: folder + "/libCatalogC.so") {
      folder = (folder as NSString).deletingLastPathComponent
    }
    return folder
  }()

  @Test func `a program in C uses all of the header`() throws {
    let folder = ScratchFolder()
    let library = Self.products
    try #require(library != "/", "the library CatalogC was not built")
    let program = folder.path + "/program"
    try Self.run(
      "/usr/bin/cc",
      [
        "-std=c11", "-Wall", "-Wextra", "-Werror", "-I",
        Project.path("Sources/Faces/CatalogC/include"),
        Project.path("Tests/Faces/CatalogCTests/program.c"), "-o", program, "-L", library,
        "-lCatalogC", "-lpthread", "-Wl,-rpath," + library,
      ])
    try FileManager.default.createDirectory(
      atPath: folder.path + "/work", withIntermediateDirectories: true)
    try Self.run(program, [folder.path + "/work"])
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let messages = Pipe()
    process.standardError = messages
    try process.run()
    let said = String(
      decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program): \(said)")
  }
}
