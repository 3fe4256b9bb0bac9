import Foundation
import TestSupport
import Testing

@testable import CatalogCLI

@Suite struct TranscriptTests {
  static let folder = Project.path("Tests/Faces/CatalogCLITests/Transcripts")
  static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?
    .filter { $0.hasSuffix(".txt") }.sorted() ?? []

  @Test(arguments: names)
  func `a session prints what was written down`(name: String) throws {
    try replay(Transcript(file: Self.folder + "/" + name), of: name)
  }

  @Test func `the README's sessions print what it shows`() throws {
    try replay(Transcript(markdown: Project.path("README.md")), of: "README.md")
  }

  /// Runs all steps in one scratch folder that sees the project's samples.
  private func replay(_ transcript: Transcript, of name: String) throws {
    let run = CommandRun()
    try FileManager.default.createSymbolicLink(
      atPath: run.folder + "/Samples", withDestinationPath: Project.path("Samples"))
    #expect(!transcript.steps.isEmpty, "\(name) holds no command")
    for step in transcript.steps {
      // `make demo` builds, then runs exactly this.
      let command = step.command == "make demo" ? "catalog demo" : step.command
      let result = try run.shell(command, merged: true)
      let printed = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !Transcript.isProgress($0) }
        .map { Transcript.masked(String($0), folder: run.folder) }
      let expected = step.expected.map { line in
        Transcript.masked(
          line.replacingOccurrences(of: "/tmp/catalog-demo", with: run.folder + "/catalog-demo"),
          folder: run.folder)
      }
      let trimmed = Array(printed.reversed().drop { $0.isEmpty }.reversed())
      #expect(
        trimmed == expected,
        "\(name):\(step.line): \(step.command)\n\(result.output)")
      #expect(result.status == step.status, "\(name):\(step.line): \(step.command)")
    }
  }
}
