import Datasets
import Foundation
import TestSupport
import Testing

@testable import BuiltIn

@Suite struct PackedFilesTests {
  private static let root = URL(fileURLWithPath: Project.root)

  @Test func `every cluster file is inside, byte for byte`() throws {
    let files = PackedFiles.clusters
    #expect(files.count == 208)
    for file in files {
      let url = Self.root.appendingPathComponent("Catalog").appendingPathComponent(file.path)
      #expect([UInt8](try Data(contentsOf: url)) == file.bytes, "\(file.path)")
    }
  }

  @Test func `every sample is inside, byte for byte`() throws {
    for file in PackedFiles.samples {
      let url = Self.root.appendingPathComponent("Samples").appendingPathComponent(file.path)
      #expect([UInt8](try Data(contentsOf: url)) == file.bytes, "\(file.path)")
    }
  }

  @Test func `the page of the query language is inside`() throws {
    let url = Self.root.appendingPathComponent(
      "Sources/QueryLanguage/QueryLanguage.docc/QueryLanguage.md")
    #expect(try String(contentsOf: url, encoding: .utf8) == PackedFiles.queryLanguage)
  }

  @Test func `the clusters are readable without their files`() throws {
    let clusters = try BuiltInClusters.read()
    #expect(clusters.flatMap(\.datasets).count == 567)
    #expect(BuiltInClusters.contentHash.count == 32)
  }

  @Test(arguments: 0..<70)
  func `base64 gives back every length`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
    let text = Data(bytes).base64EncodedString()
    #expect(PackedFiles.decodedBase64(text.utf8) == bytes)
    let packed = "a/b.gz\tbase64\t\(text.utf8.count)\n\(text)\nc\ttext\t4\n语\n\n"
    #expect(
      PackedFiles.files(packed) == [
        PackedFiles.File(path: "a/b.gz", bytes: bytes),
        PackedFiles.File(path: "c", bytes: Array("语\n".utf8)),
      ])
  }

  @Test(arguments: ["x", "x\ttext\t5\nab", "x\ttext\t-1\n", "\t\t\n"])
  func `a cut literal gives what is whole`(packed: String) {
    #expect(PackedFiles.files(packed).isEmpty)
  }
}
