internal import CorpusIndex
internal import Dispatch
internal import Synchronization

/// How to time queries.
public struct BenchOptions: Sendable {
  /// The file of queries.
  public var queries: String
  /// Hits to rank.
  public var limit = SearchOptions().limit
  /// Also times the exact count.
  public var counts = false
  /// Runs of each query; the median counts.
  public var runs = 5
  /// Threads that share the queries of a class.
  public var threads = 1
  /// Cores that each query may use.
  public var cores = 1

  /// The defaults for a file of queries.
  public init(queries: String) { self.queries = queries }
}

extension Catalog {
  /// Times queries in this process: from the prepared query to ranked ids and scores.
  ///
  /// Everything is loaded once. Before a class is timed its queries run untimed, round and round for
  /// as long as ``WarmUp`` asks, and each once more right before its own timed runs. Exact counts are
  /// timed apart from ranking.
  ///
  /// - Parameters:
  ///   - ids: Datasets to search; all indexed ones when empty.
  ///   - options: The queries and how often to run them.
  /// - Returns: The figures of each class.
  /// - Throws: ``CatalogError`` `notFound` when nothing is indexed, `badQuery` for the first query
  ///   that does not parse.
  public func bench(_ ids: [String] = [], options: BenchOptions) throws -> BenchAnswer {
    let file = try BenchFile(contentsOf: options.queries)
    let start = ContinuousClock.now
    let scope = try scope(ids)
    if let failure = scope.coverage.failures.first {
      throw failure.error
    }
    guard !scope.corpora.isEmpty else {
      throw CatalogError(.notFound, "nothing is indexed", remedy: .addData())
    }
    let searcher = scope.searcher
    let open = (ContinuousClock.now - start).milliseconds
    let classes = try file.classes.map { group in
      try QueryTimer(searcher: searcher, options: options).time(group)
    }
    return BenchAnswer(openMilliseconds: open, classes: classes)
  }
}

/// Runs the queries of one class.
private struct QueryTimer {
  let searcher: CorpusSearcher
  let options: BenchOptions

  /// What was measured of one query.
  private struct Sample: Sendable {
    var wall: Double
    var processor: Double
    var countWall: Double?
    var top: Int
    var hits: UInt64
  }

  func time(_ group: BenchFile.Class) throws -> BenchAnswer.Class {
    var search = SearchOptions()
    search.limit = options.limit
    search.exactTotal = false
    search.snippets = false
    search.threads = options.cores
    let prepared = try group.queries.map { query in
      try CatalogError.folding { try searcher.prepare(query, options: search) }
    }
    try warmUp(prepared)
    return figures(group.name, try samples(of: prepared))
  }

  /// Runs the queries untimed, on every thread that will time them.
  private func warmUp(_ queries: [PreparedQuery]) throws {
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: options.threads) { _ in
      let start = ContinuousClock.now
      do {
        try WarmUp().run(queries.count, elapsed: { ContinuousClock.now - start }) { index in
          try CatalogError.folding {
            _ = try queries[index].run(limit: options.limit)
            if options.counts { _ = try queries[index].count() }
          }
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// Every query's sample; with several threads, each takes the next query that is left.
  private func samples(of queries: [PreparedQuery]) throws -> [Sample] {
    guard options.threads > 1 else { return try queries.map(sample) }
    let next = Atomic(0)
    let collected = Mutex<[(Int, Result<Sample, any Error>)]>([])
    DispatchQueue.concurrentPerform(iterations: options.threads) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < queries.count else { return }
        let result = Result { try sample(queries[index]) }
        collected.withLock { $0.append((index, result)) }
      }
    }
    let results = collected.withLock { $0 }
    return try results.sorted { $0.0 < $1.0 }.map { try $0.1.get() }
  }

  private func sample(_ query: PreparedQuery) throws -> Sample {
    try CatalogError.folding {
      let top = try query.run(limit: options.limit)
      var walls: [Double] = []
      var processors: [Double] = []
      for _ in 0..<options.runs {
        let processor = Host.threadProcessorSeconds()
        let start = ContinuousClock.now
        _ = try query.run(limit: options.limit)
        walls.append((ContinuousClock.now - start).milliseconds * 1e-3)
        processors.append(Host.threadProcessorSeconds() - processor)
      }
      var sample = Sample(
        wall: median(walls), processor: median(processors), countWall: nil, top: top, hits: 0)
      if options.counts {
        sample.hits = try query.count()
        let times = try (0..<options.runs).map { _ in
          let start = ContinuousClock.now
          _ = try query.count()
          return (ContinuousClock.now - start).milliseconds * 1e-3
        }
        sample.countWall = median(times)
      }
      return sample
    }
  }

  private func figures(_ name: String, _ samples: [Sample]) -> BenchAnswer.Class {
    let walls = samples.map(\.wall).sorted()
    // Threads share the queries, so the class takes that part of the summed time.
    let wall = walls.reduce(0, +) / Double(options.threads)
    let processor = samples.reduce(0) { $0 + $1.processor }
    let count = Double(samples.count)
    let counted = samples.compactMap(\.countWall)
    return BenchAnswer.Class(
      name: name, queries: samples.count,
      queriesPerSecond: wall > 0 ? count / wall : 0,
      queriesPerProcessorSecond: processor > 0 ? count / processor : 0,
      latency: .init(
        p50: Percentile.of(walls, 0.5) * 1e6, p95: Percentile.of(walls, 0.95) * 1e6,
        p99: Percentile.of(walls, 0.99) * 1e6),
      hits: samples.reduce(0) { $0 + $1.hits }, top: samples.reduce(0) { $0 + $1.top },
      countsPerSecond: counted.isEmpty
        ? nil : count / (counted.reduce(0, +) / Double(options.threads)))
  }

  private func median(_ values: [Double]) -> Double { Percentile.of(values.sorted(), 0.5) }
}

/// Rounds of queries before any is timed.
///
/// A class of quick queries is over before the processor has left its slow clock and learnt its
/// branches, and each class begins in a quiet process: what is timed then is the start.
struct WarmUp {
  /// How long queries are run, at least.
  var duration = Duration.milliseconds(100)

  /// Calls `body` for every query once, then goes on round and round until the time is over.
  func run(
    _ count: Int, elapsed: () -> Duration, _ body: (Int) throws -> Void
  ) rethrows {
    for index in 0..<count { try body(index) }
    var next = 0
    while count > 0, elapsed() < duration {
      try body(next)
      next = (next + 1) % count
    }
  }
}

/// Ranks in a sorted list of measurements.
enum Percentile {
  /// The smallest value that at least the given part of all values does not exceed.
  static func of(_ sorted: [Double], _ part: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let rank = Int((part * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }
}
