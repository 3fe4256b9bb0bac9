import Storage
import Synchronization
import TestSupport
import Testing

@testable import CorpusIndex

/// Work that is cancelled, at whatever point, ends as cancelled and leaves the index as it was.
@Suite struct CancellationTests {
  private let folder = ScratchFolder()

  /// What can be cancelled.
  enum Work: CaseIterable {
    case merge, check, repair, delete, deleteByID, takeOver, search, count, pattern

    var changes: Bool {
      switch self {
      case .merge, .delete, .deleteByID, .takeOver: true
      case .check, .repair, .search, .count, .pattern: false
      }
    }

    func run(_ index: CorpusIndex, beside other: CorpusIndex) throws {
      switch self {
      case .merge: try index.merge(jobs: 2)
      case .check: #expect(try index.check().problems == [])
      case .repair: #expect(try index.check(repair: true).problems == [])
      case .delete: _ = try index.delete(matching: "whale")
      case .deleteByID: _ = try index.delete(records: ["r1", "r41"])
      case .takeOver:
        _ = try index.takeOver([OtherCorpusIndex(path: other.path, name: "other")])
      case .search: #expect(try index.searcher().search("north whale").coverage.notes == [])
      case .count: #expect(try index.searcher().count("whale").coverage.notes == [])
      case .pattern: #expect(try index.searcher().search("/.*h.*/").coverage.notes == [])
      }
    }
  }

  /// An index of several segments, made anew.
  private func made(_ name: String, _ ranges: [Range<Int>]) throws -> CorpusIndex {
    let index = try CorpusIndex(at: "\(folder.path)/\(name)")
    var options = SmallIndex.options
    for (number, range) in ranges.enumerated() {
      let file = folder.write(SmallIndex.lines(range), to: "\(name)-\(number).jsonl")
      options.removesMissing = false
      _ = try index.ingest([file], options: options)
    }
    return index
  }

  @Test(arguments: Work.allCases)
  func `cancelled work leaves the index as it was`(_ work: Work) throws {
    let other = try made("other", [200..<230])
    var index = try made("index-0", [0..<40, 40..<70])
    let before = try SmallIndex.answers(index)
    var cancelled = 0
    // The first time that it is looked at, the second, and later ones further apart.
    var allowed = 0
    while true {
      let (count, limit) = (Counter(), allowed)
      do {
        try Cancellation.$current.withValue(Cancellation { count.next() >= limit }) {
          try work.run(index, beside: other)
        }
        break
      } catch let failure as IndexFailure {
        #expect(failure.code == .cancelled)
        cancelled += 1
      }
      #expect(try SmallIndex.answers(index) == before)
      #expect(try index.check().problems == [])
      allowed += 1 + allowed / 2
    }
    #expect(cancelled > 0)
    // Whatever was begun before is no hindrance.
    index = try CorpusIndex(at: index.path)
    #expect(try index.check().problems == [])
    #expect(try (SmallIndex.answers(index) == before) == (!work.changes || work == .merge))
  }
}

private final class Counter: Sendable {
  private let count = Atomic(0)

  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
