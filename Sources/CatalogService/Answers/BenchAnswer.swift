package import JSONText

/// How fast queries ran, class by class.
public struct BenchAnswer: Sendable {
  /// The figures of one class of queries.
  public struct Class: Sendable {
    /// The class's name.
    public var name: String
    /// Queries in it.
    public var queries: Int
    /// Queries a second by the wall clock.
    public var queriesPerSecond: Double
    /// Queries a second by processor time of the threads.
    public var queriesPerProcessorSecond: Double
    /// Medians of a query's runs over all queries, in microseconds.
    public var latency: Latency
    /// Sum of exact counts; 0 when nothing was counted.
    public var hits: UInt64
    /// Hits returned.
    public var top: Int
    /// Queries a second of the exact count, when it was timed.
    public var countsPerSecond: Double?
  }

  /// Percentiles of a time.
  public struct Latency: Sendable, Equatable {
    /// The 50th percentile.
    public var p50: Double
    /// The 95th percentile.
    public var p95: Double
    /// The 99th percentile.
    public var p99: Double
  }

  /// Time to open the index, in milliseconds.
  public var openMilliseconds: Double
  /// The classes in the order of the file.
  public var classes: [Class]
}

extension BenchAnswer: JSONAnswer {
  package var tree: JSON {
    JSON.keys([
      "schema": .string("catalog.bench/1"),
      "open_ms": .measured(openMilliseconds),
      "classes": .array(classes.map(\.tree)),
    ])
  }
}

extension BenchAnswer.Class: JSONAnswer {
  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("class", .string(name)),
      .init("queries", .integer(queries)),
      .init("qps", .measured(queriesPerSecond)),
      .init("cqps", .measured(queriesPerProcessorSecond)),
      .init("p50_us", .measured(latency.p50)),
      .init("p95_us", .measured(latency.p95)),
      .init("p99_us", .measured(latency.p99)),
      .init("hits", .integer(hits)),
      .init("top", .integer(top)),
    ]
    if let countsPerSecond { tree.append(.init("count_qps", .measured(countsPerSecond))) }
    return .object(tree)
  }
}
