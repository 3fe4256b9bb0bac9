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

  @Test func `an open change of another process keeps nobody from reading`() throws {
    let (first, folder) = try makeStore()
    try first.insert(dataset("web"))
    try first.close()
    let path = folder.appendingPathComponent("catalog.sqlite").path
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: path, configuration: configuration)
    try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    // Without patience, whatever needs the right to write fails.
    let store = try CatalogStore(path: path, patience: 0)
    #expect(try store.dataset("web").id == "web")
    #expect(try store.list(DatasetQuery()).total == 1)
    let error = #expect(throws: StoreError.self) { try store.remove("web") }
    guard case .locked(path, let owner) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(owner?.hasPrefix("process \(getpid()) (") == true, "\(owner ?? "nobody")")
    try other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    try store.remove("web")
    #expect(try store.list(DatasetQuery()).total == 0)
    try other.close()
    try store.close()
    try FileManager.default.removeItem(at: folder)
  }

  @Test func `a store that is up to date is opened while another process has the turn`() throws {
    let (first, folder) = try makeStore()
    try first.insert(dataset("web"))
    try first.close()
    let turn = try #require(StoreFile(path: first.path).takeTurn(waitingAtMost: 0))
    let start = ContinuousClock.now
    let (store, _) = try makeStore(in: folder)
    #expect(store.isWritable && ContinuousClock.now - start < .seconds(10))
    try store.remove("web")
    withExtendedLifetime(turn) {}
  }

  @Test func `on a full disk a store is read, and a change names the cause`() throws {
    let (first, folder) = try makeStore()
    try first.insert(dataset("web"))
    // What stands only in the log is read too.
    let file = StoreFile(path: first.path)
    let full = StoreError.diskFull(path: first.path, needed: 4096)
    let connections = try file.open(Configuration(), full)
    #expect(try count(connections.writer) == 1)
    #expect(connections.denial == full)
    #expect(throws: full) {
      try StoreFile(path: first.path + "-none").open(Configuration(), full)
    }
    try first.close()
    try FileManager.default.removeItem(at: folder)
  }
}
