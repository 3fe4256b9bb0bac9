import Storage
import TestSupport
import Testing

@testable import Searching

/// The best of many documents against a plain sort of all.
@Suite struct BestDocumentsTests {
  @Test(arguments: [0, 1, 2, 10, 31, 32, 33, 100, 1000, .max], [0, 1, 33, 64, 100, 5000])
  func `what is kept is what a sort puts first`(limit: Int, count: Int) {
    var random = SeededGenerator.announced("best \(limit) of \(count)")
    // Few different scores, so that places in the source decide often.
    let entries = (0..<count).map { document in
      BestDocuments.Entry(
        document: UInt32(document), score: Float(random.number(0..<50)) / 4,
        rank: count - document)
    }
    var best = BestDocuments(limit: limit)
    var threshold: Float = -.infinity
    for entry in entries where entry.score >= threshold {
      if let lowest = best.insert(entry) { threshold = max(threshold, lowest) }
      if random.once(in: 50), best.isLoose, let lowest = best.tighten() {
        threshold = max(threshold, lowest)
      }
    }
    let expected = entries.sorted {
      $0.score != $1.score ? $0.score > $1.score : $0.document > $1.document
    }
    let found = best.sorted().array
    #expect(found.map(\.document) == expected.prefix(limit).map(\.document))
    #expect(found.map(\.score) == expected.prefix(limit).map(\.score))
    if limit > 0, count >= limit { #expect(threshold <= expected[limit - 1].score) }
  }

  @Test func `a damaged order of the source does no harm`() {
    var best = BestDocuments(limit: 100)
    for document in 0..<150 {
      _ = best.insert(
        BestDocuments.Entry(document: UInt32(document), score: Float(document / 140), rank: 7))
    }
    let found = best.sorted().array
    #expect(found.map(\.score) == (0..<100).map { $0 < 10 ? 1 : 0 })
    #expect(found.allSatisfy { $0.rank == 7 })
  }

  @Test(arguments: [100, 5_000])
  func `scores in an order of their own are kept as well`(limit: Int) {
    let orders: [@Sendable (Int) -> Int] = [
      { $0 }, { 9_999 - $0 }, { _ in 7 }, { min($0, 9_999 - $0) }, { $0 % 100 }, { $0 ^ 0x1555 },
    ]
    for order in orders {
      var best = BestDocuments(limit: limit)
      for document in 0..<10_000 {
        _ = best.insert(
          BestDocuments.Entry(
            document: UInt32(document), score: Float(order(document)), rank: document))
      }
      let expected = (0..<10_000).sorted { (order($0), $1) > (order($1), $0) }.prefix(limit)
      #expect(best.sorted().array.map { Int($0.document) } == Array(expected))
    }
  }
}
