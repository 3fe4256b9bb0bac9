import CatalogStore
import CorpusIndex
import Foundation
import Storage
import TestSupport
import Testing

@testable import CatalogService

/// What a system refuses is told as what it is, with what helps against that.
@Suite struct SystemErrorTests {
  private static let path = "/home/catalog.sqlite"

  /// Errors of the system with the words and the advice that belong to each.
  static let errors: [(code: Int32, words: String, advice: String)] = [
    (EIO, "Input/output error", "see that the disk is sound"),
    (ENOSPC, "the disk is full", "free some space"),
    (EDQUOT, "quota", "free some space"),
    (EROFS, "Read-only file system", "the file system is read-only"),
    (EACCES, "Permission denied", "ask its owner for permission"),
  ]

  @Test(arguments: errors)
  func `a write that failed is told by its cause`(code: Int32, words: String, advice: String) {
    let storage: StorageError =
      code == ENOSPC
      ? .diskFull(path: Self.path, needed: 1)
      : .system(operation: "write", path: Self.path, code: code)
    let ways: [any Error] = [
      StoreError(writing: Self.path, failedWith: code), storage,
    ]
    for error in ways.map({ CatalogError(folding: $0) }) {
      #expect(error.message.contains(words), "\(error)")
      #expect(error.remedy?.description.hasPrefix(advice) == true, "\(error)")
      #expect(error.location == .file(Self.path) && error.code.exitStatus == 74)
      #expect((error.code == .diskFull) == [ENOSPC, EDQUOT].contains(code))
    }
  }

  @Test func `a home that is a file says so`() throws {
    let scratch = ScratchFolder()
    let path = scratch.write([], to: "home")
    for work in [{ _ = try Catalog(at: path).list() }, { _ = try Catalog(at: path).status() }] {
      let error = #expect(throws: CatalogError.self) { try work() }
      #expect(error?.message.contains("is a file") == true && error?.location == .file(path))
      #expect(error?.code == .system && error?.remedy != nil)
    }
    #expect(Catalog(at: path).hasStore)
  }

  @Test(.enabled(if: getuid() != 0), arguments: [".segment", "commit-", ""])
  func `a file that may not be read is for its owner to mend`(name: String) async throws {
    let fixture = CorpusFixture()
    _ = try await fixture.catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    let folder = fixture.catalog.home.index(of: "whales")
    let found = try FileManager.default.contentsOfDirectory(atPath: folder).first {
      $0.contains(name)
    }
    let path = name.isEmpty ? folder : try folder + "/" + #require(found)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    let catalog = Catalog(at: fixture.catalog.home)
    let failures = try catalog.count("whale").coverage.failures
    let remedies =
      try failures.map(\.error.remedy) + catalog.status().datasets.map(\.index.remedy)
      + catalog.check(repair: true).problems.map(\.remedy)
    #expect(remedies.count >= 3)
    for remedy in remedies {
      #expect(remedy?.description.contains("ask its owner") == true, "\(remedies)")
    }
    try FileManager.default.setAttributes(
      [.posixPermissions: try #require(mode)], ofItemAtPath: path)
    #expect(try catalog.check().problems.isEmpty)
    #expect(try catalog.count("whale").count.records == 2)
  }
}
