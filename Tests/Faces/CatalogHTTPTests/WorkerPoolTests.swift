import CatalogService
import Foundation
import Synchronization
import Testing

@testable import CatalogHTTP

@Suite struct WorkerPoolTests {
  /// What long jobs have done, and whether they may end.
  private final class Ledger: Sendable {
    let rounds = Mutex<[Int: Int]>([:])
    private let isOver = Atomic(false)

    var mayEnd: Bool { isOver.load(ordering: .relaxed) }
    func end() { isOver.store(true, ordering: .relaxed) }
    var fewest: Int { rounds.withLock { $0.values.min() ?? 0 } }
    var started: Int { rounds.withLock(\.count) }
  }

  @Test(.timeLimit(.minutes(2)))
  func `a short search is answered while more long ones run than there are places`() async throws {
    let fixture = try await ServerFixture()
    defer { withExtendedLifetime(fixture) {} }
    let catalog = Catalog(at: fixture.home)
    let expected = try catalog.count("/.*/").count.records
    #expect(expected > 10)
    let pool = WorkerPool(
      name: "test", threads: 2, queueLimit: 20, turns: JobTurns(places: 1, seconds: 0.001))
    let ledger = Ledger()
    defer { ledger.end() }
    let long = 12
    try await withThrowingTaskGroup(of: UInt64.self) { group in
      for number in 0..<long {
        group.addTask {
          try await pool.run {
            var records: UInt64 = 0
            repeat {
              records = try catalog.count("/.*/", timeout: 600).count.records
              ledger.rounds.withLock { $0[number, default: 0] += 1 }
            } while !ledger.mayEnd
            return records
          }
        }
      }
      // None of them ends, and yet each gets on.
      defer { ledger.end() }
      while ledger.started < long || ledger.fewest < 3 {
        try await Task.sleep(for: .milliseconds(1))
      }
      #expect(pool.waiting >= long - 2)
      for _ in 0..<3 {
        let found = try await pool.run { try catalog.find("tide").records.total }
        #expect(found > 0)
      }
      #expect(!ledger.mayEnd)
      ledger.end()
      var answers: [UInt64] = []
      for try await records in group { answers.append(records) }
      #expect(answers == Array(repeating: expected, count: long))
    }
    #expect(pool.waiting == 0)
  }

  @Test(.timeLimit(.minutes(2)))
  func `what is more than may wait is refused, be it for a thread or for its turn`()
    async throws
  {
    let fixture = try await ServerFixture()
    defer { withExtendedLifetime(fixture) {} }
    let catalog = Catalog(at: fixture.home)
    let pool = WorkerPool(
      name: "test", threads: 1, queueLimit: 3, turns: JobTurns(places: 1, seconds: 0))
    let mayEnd = Mutex(false)
    let ended = Atomic(0)
    var refused = 0
    for _ in 0..<8 {
      do {
        try pool.start {
          while !mayEnd.withLock({ $0 }) { _ = try? catalog.count("/.*/", timeout: 600) }
          ended.wrappingAdd(1, ordering: .relaxed)
        }
      } catch { refused += 1 }
    }
    #expect(refused > 0 && pool.waiting <= 3)
    mayEnd.withLock { $0 = true }
    while ended.load(ordering: .relaxed) < 8 - refused {
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `what nobody waits for any more is ended, or not begun`() async throws {
    let fixture = try await ServerFixture()
    defer { withExtendedLifetime(fixture) {} }
    let catalog = Catalog(at: fixture.home)
    let pool = WorkerPool(name: "test", threads: 1, queueLimit: 20)
    let begun = Ledger()
    let clients = (0..<4).map { _ in ClientPresence() }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for (number, client) in clients.enumerated() {
        group.addTask {
          do {
            _ = try await pool.run(for: client) {
              begun.rounds.withLock { $0[number, default: 0] += 1 }
              // An answer that was cut short says so, and only the client's leaving cuts it short.
              while try catalog.count("/.*/", timeout: 600).isExact {}
            }
            return false
          } catch is WorkerPool.Left { return true }
        }
      }
      while begun.started == 0 || pool.waiting < clients.count - 1 {
        try await Task.sleep(for: .milliseconds(1))
      }
      for client in clients { client.leave() }
      for try await isLeft in group { #expect(isLeft) }
    }
    #expect(begun.started == 1)
    #expect(try await pool.run(for: ClientPresence()) { try catalog.count("tide").isExact })
  }

  @Test func `the time that a search is held up is not taken off its own`() async throws {
    let fixture = try await ServerFixture()
    defer { withExtendedLifetime(fixture) {} }
    let catalog = Catalog(at: fixture.home)
    let looks = Atomic(0)
    let answer = try CorpusSearcher.takingTurns({
      if looks.wrappingAdd(1, ordering: .relaxed).oldValue == 0 { return 0 }
      if looks.load(ordering: .relaxed) == 2 { usleep(2_100_000) }
      return 2.1
    }) { try catalog.count("/.*/", timeout: 2) }
    let count = looks.load(ordering: .relaxed)
    #expect(count > 2)
    #expect(answer.isExact)
  }
}
