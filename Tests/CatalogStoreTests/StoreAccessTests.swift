import Datasets
import Foundation
import GRDB
import TestSupport
import Testing

@testable import CatalogStore

/// Reading a store where nothing may be written.
@Suite struct StoreAccessTests {
  /// What lies in a folder, with its bytes.
  private func files(_ folder: URL) throws -> [String: [UInt8]] {
    try ScratchFolder.files(in: folder.path)
  }

  private func count(_ pool: any DatabaseWriter) throws -> Int? {
    try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM dataset") }
  }

  @Test func `a store at rest is read without a trace`() throws {
    let (store, folder) = try makeStore()
    try store.insert(dataset("web"))
    try store.close()
    let before = try files(folder)
    let file = StoreFile(path: folder.appendingPathComponent("catalog.sqlite").path)
    let reader = try file.openForReading(Configuration())
    #expect(try count(reader) == 1)
    #expect(throws: DatabaseError.self) {
      try reader.write { try $0.execute(sql: "DELETE FROM dataset") }
    }
    try reader.close()
    #expect(try files(folder) == before)
  }

  @Test func `what stands only in the log of a killed process is read too`() throws {
    let (store, folder) = try makeStore()
    try store.insert(dataset("web"))
    try store.insert(dataset("news"))
    // As a kill leaves it: file and log as they are, without the memory that processes share.
    let copy = folder.deletingLastPathComponent().appendingPathComponent("copy #1 \(UUID())")
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    for name in ["catalog.sqlite", "catalog.sqlite-wal"] {
      try FileManager.default.copyItem(
        at: folder.appendingPathComponent(name), to: copy.appendingPathComponent(name))
    }
    let before = try files(copy)
    let file = StoreFile(path: copy.appendingPathComponent("catalog.sqlite").path)
    let reader = try file.openForReading(Configuration())
    #expect(try count(reader) == 2)
    try reader.close()
    #expect(try files(copy) == before)
  }

  @Test func `a path with signs that mean something in an address is taken as it is`() throws {
    let (store, folder) = try makeStore(
      in: FileManager.default.temporaryDirectory.appendingPathComponent("a?b#c%41 白 \(UUID())"))
    try store.insert(dataset("web"))
    try store.close()
    let file = StoreFile(path: folder.appendingPathComponent("catalog.sqlite").path)
    #expect(try count(file.openForReading(Configuration())) == 1)
  }

  @Test(.enabled(if: getuid() != 0))
  func `a store that may not be read is an error with the reason`() throws {
    let (store, folder) = try makeStore()
    try store.close()
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: store.path)
    #expect(throws: StoreError.refused(path: store.path, reason: "Permission denied")) {
      try makeStore(in: folder)
    }
  }

  @Test(.enabled(if: getuid() != 0))
  func `a store that may not be written is read and refuses changes`() throws {
    let (store, folder) = try makeStore()
    try store.insert(dataset("web"))
    try store.close()
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    defer {
      try? FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: folder.path)
    }
    let (reader, _) = try makeStore(in: folder)
    #expect(!reader.isWritable)
    #expect(try reader.dataset("web").id == "web")
    #expect(throws: StoreError.readOnly(path: reader.path)) { try reader.remove("web") }
    let rows = ["web", "news"].map { BulkRow(place: "", id: $0, action: .add(Dataset(id: $0))) }
    let tried = try reader.apply(rows, dryRun: true).verdicts
    #expect(tried.map(\.outcome) == [.unchanged, .added])
    #expect(throws: StoreError.noSuchDataset(id: "news", similar: [])) {
      try reader.dataset("news")
    }
  }
}
