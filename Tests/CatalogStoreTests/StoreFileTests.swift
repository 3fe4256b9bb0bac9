import Datasets
import Foundation
import GRDB
import TestSupport
import Testing

@testable import CatalogStore

@Suite struct StoreFileTests {
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func `a file that is no catalogue is refused`() throws {
    let path = try folder().appendingPathComponent("catalog.sqlite").path
    try Data("These are only words, and many of them. ".utf8 + Data(count: 8192)).write(
      to: URL(fileURLWithPath: path))
    #expect(throws: StoreError.notACatalogue(path: path)) { try CatalogStore(path: path) }
  }

  @Test func `a store whose pages have no checksums is refused`() throws {
    let path = try folder().appendingPathComponent("catalog.sqlite").path
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "CREATE TABLE meta (key TEXT)") }
    try queue.close()
    #expect(throws: StoreError.uncheckedPages(path: path)) { try CatalogStore(path: path) }
  }

  @Test func `a page that is another than was written is named`() throws {
    let path = try folder().appendingPathComponent("catalog.sqlite").path
    let store = try CatalogStore(path: path)
    try store.insert(dataset("web", "description=\(String(repeating: "whale ", count: 2_000))"))
    try store.close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let place = try #require(bytes.range(of: Data("whale whale".utf8)))
    bytes[place.lowerBound] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let damaged = try CatalogStore(path: path)
    #expect(throws: StoreError.damaged(path: path, message: "a page is not what was written")) {
      try damaged.dataset("web")
    }
    let problems = try damaged.check(repair: false).problems
    let page = place.lowerBound / 4096 + 1
    #expect(problems.contains { $0.contains("page \(page) is not what") }, "\(problems)")
  }

  @Test(arguments: [1, 3, 50])
  func `a store of which a page is zeroed is damaged, whoever meets it`(page: Int) throws {
    let path = try folder().appendingPathComponent("catalog.sqlite").path
    let store = try CatalogStore(path: path)
    for number in 0..<40 {
      let text = String(repeating: "whale \(number) ", count: 1_000)
      try store.insert(dataset("d\(number)", "description=\(text)"))
    }
    try store.close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes.replaceSubrange(page * 4096..<(page + 1) * 4096, with: Data(count: 4096))
    try bytes.write(to: URL(fileURLWithPath: path))
    do {
      let damaged = try CatalogStore(path: path)
      for number in 0..<40 { _ = try damaged.dataset("d\(number)") }
      #expect(try !damaged.check(repair: false).problems.isEmpty)
    } catch StoreError.damaged {
      // Which look meets the page depends on what lies in it.
    }
  }

  @Test func `a store of a newer program is refused`() throws {
    let path = try folder().appendingPathComponent("catalog.sqlite").path
    try CatalogStore(path: path).close()
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 the future')") }
    try queue.close()
    #expect(throws: StoreError.newerVersion(path: path)) { try CatalogStore(path: path) }
  }

  @Test func `a transaction lasts once it has ended`() throws {
    let path = try folder().appendingPathComponent("catalog.sqlite").path
    let store = try CatalogStore(path: path)
    let level = try store.writer.writeWithoutTransaction { db in
      try Int.fetchOne(db, sql: "PRAGMA synchronous")
    }
    #expect(level == 2)
  }

  @Test func `a folder that is not there is an error with the path`() throws {
    let path = try folder().appendingPathComponent("missing/catalog.sqlite").path
    let error = #expect(throws: StoreError.self) { try CatalogStore(path: path) }
    guard case .refused(path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `an index made by other rules is made anew`() throws {
    let (store, folder) = try makeStore()
    try store.insert(dataset("web", "name=Web pages", "language=zh"))
    try store.close()
    let queue = try DatabaseQueue(path: folder.appendingPathComponent("catalog.sqlite").path)
    try queue.write {
      try $0.execute(
        sql:
          "DELETE FROM column_chunk; DELETE FROM text_posting; UPDATE meta SET value = '0' WHERE key = 'index'"
      )
    }
    try queue.close()
    let (again, _) = try makeStore(in: folder)
    var query = DatasetQuery()
    query.text = .query("pages")
    query.filters = [.init("language", ["zh"])]
    #expect(try again.list(query).total == 1)
  }

  @Test(arguments: 0..<40)
  func `a damaged index chunk is an error, not a crash`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let chunk = WordChunk.sample
    var bytes = chunk.bytes
    bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
    if !bytes.isEmpty {
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    _ = try? WordChunk(bytes)
    var column = WordColumn()
    _ = try? WordChunk.append(bytes, to: &column)
    _ = try? TermChunk(bytes)
    _ = try? NumberChunk(bytes)
  }

  @Test func `chunks come back as they were`() throws {
    let words = WordChunk.sample
    #expect(try WordChunk(words.bytes).codes == words.codes)
    var numbers = NumberChunk()
    numbers[3] = 1.5
    numbers[4095] = -2
    let back = try NumberChunk(numbers.bytes)
    #expect(back[3] == 1.5 && back[4095] == -2 && back[0].isNaN && back.values.count == 4096)
    var terms = TermChunk()
    terms.entries = [
      .init(place: 0, inNames: 1, positions: [0, 5, 300]),
      .init(place: 4095, inNames: 0, positions: [70_000]),
    ]
    #expect(try TermChunk(terms.bytes).entries == terms.entries)
    #expect(throws: ByteCursor.Damage.self) { try TermChunk(Array(terms.bytes.dropLast())) }
  }
}

extension WordChunk {
  fileprivate static var sample: WordChunk {
    var chunk = WordChunk()
    chunk[0] = [1, 2, 3]
    chunk[7] = [70_000]
    chunk[9] = []
    return chunk
  }
}
