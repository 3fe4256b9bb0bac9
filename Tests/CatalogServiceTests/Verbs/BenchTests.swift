import Testing

@testable import CatalogService

@Suite struct BenchFileTests {
  @Test func `classes begin at their line and gather their queries`() {
    let file = BenchFile(
      """
      first
      #class and2
      +white +whale

      #hashtag is a query
      #class phrase
      "white whale"
      #class and2
      +a +b
      """)
    #expect(
      file.classes == [
        .init(name: "all", queries: ["first"]),
        .init(name: "and2", queries: ["+white +whale", "#hashtag is a query", "+a +b"]),
        .init(name: "phrase", queries: ["\"white whale\""]),
      ])
  }

  @Test(arguments: ["", "\n\n", "#class empty\n"])
  func `a file without queries has no classes`(text: String) {
    #expect(BenchFile(text).classes.isEmpty)
  }

  @Test func `a missing file is no input`() {
    #expect(throws: CatalogError.self) { try BenchFile(contentsOf: "/does/not/exist") }
  }
}

@Suite struct WarmUpTests {
  @Test(arguments: [
    // Slow queries run once each, whatever that takes.
    (3, 60, [0, 1, 2]), (1, 100, [0]),
    // Quick ones go round until the time is over.
    (3, 20, [0, 1, 2, 0, 1]), (2, 30, [0, 1, 0, 1]), (1, 40, [0, 0, 0]), (0, 10, []),
  ])
  func `queries go round until the time is over`(count: Int, cost: Int, expected: [Int]) {
    var passed = Duration.zero
    var order: [Int] = []
    WarmUp(duration: .milliseconds(100)).run(count, elapsed: { passed }) { index in
      passed += .milliseconds(cost)
      order.append(index)
    }
    #expect(order == expected)
  }
}

@Suite struct PercentileTests {
  @Test(arguments: [
    ([1.0], 0.5, 1.0), ([1, 2, 3, 4, 5], 0.5, 3), ([1, 2, 3, 4], 0.5, 2),
    (Array(stride(from: 1.0, through: 100, by: 1)), 0.95, 95),
    (Array(stride(from: 1.0, through: 100, by: 1)), 0.99, 99), ([], 0.5, 0), ([1, 9], 1, 9),
  ])
  func `a percentile is the smallest value that so many do not exceed`(
    values: [Double], part: Double, expected: Double
  ) {
    #expect(Percentile.of(values, part) == expected)
  }
}
