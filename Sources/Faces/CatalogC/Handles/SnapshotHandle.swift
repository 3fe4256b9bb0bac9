public import CCatalog
internal import CatalogService
internal import CorpusIndex
internal import JSONText

/// One commit of an index, or of several that are searched as one.
final class SnapshotHandle: Sendable {
  let corpora: [SearchedCorpus]
  let searcher: CorpusSearcher

  /// `segments`: those that are asked, all when `nil`.
  init(_ corpora: [SearchedCorpus], segments: Range<Int>? = nil) {
    self.corpora = corpora
    // The name under which the catalogue counts by corpus.
    searcher = CorpusSearcher(corpora, corpusFacet: "dataset", segments: segments)
  }

  /// Segments of all corpora.
  var segmentCount: Int { corpora.reduce(0) { $0 + $1.snapshot.segments } }

  /// The same commit, of which some segments are asked.
  func part(_ segments: Range<UInt64>) throws -> SnapshotHandle {
    guard segments.upperBound <= UInt64(segmentCount) else {
      throw CatalogError(
        .usage,
        "there are \(segmentCount) segments, and \(segments.lowerBound) to "
          + "\(segments.upperBound) were asked for",
        remedy: .advice("ask how many there are, in the same snapshot"))
    }
    return SnapshotHandle(
      corpora, segments: Int(segments.lowerBound)..<Int(segments.upperBound))
  }

  static func at(_ pointer: OpaquePointer) -> SnapshotHandle {
    unsafe Handle.object(pointer, as: SnapshotHandle.self)
  }

  func search(_ query: String, _ options: String?) throws -> SearchAnswer {
    var arguments = try Arguments(options, of: "search")
    let options = try arguments.searchOptions()
    try arguments.finish()
    return try searcher.search(query, options: options)
  }

  /// A record by its id in the first corpus that has it.
  func record(_ id: String) throws -> StoredRecord {
    for corpus in corpora {
      if let record = try searcher.record(id, in: corpus.name) { return record }
    }
    throw CatalogError(.notFound, "there is no record \"\(id)\"", at: .value(id))
  }
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_index_snapshot(
  _ index: OpaquePointer!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> OpaquePointer! {
  unsafe catching(error) {
    let handle = unsafe IndexHandle.at(index)
    guard let snapshot = try handle.index.snapshot() else {
      throw CatalogError(
        .notFound, "nothing has been indexed", at: .file(handle.index.path),
        remedy: .engine(.ingest))
    }
    return unsafe Handle.make(
      SnapshotHandle([SearchedCorpus(name: handle.name, snapshot: snapshot)]))
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_close(_ snapshot: OpaquePointer!) {
  unsafe Handle.give(back: snapshot, as: SnapshotHandle.self)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_segments(_ snapshot: OpaquePointer!) -> UInt64 {
  unsafe UInt64(SnapshotHandle.at(snapshot).segmentCount)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_part(
  _ snapshot: OpaquePointer!, _ first: UInt64, _ count: UInt64,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> OpaquePointer! {
  unsafe catching(error) {
    let (end, overflow) = first.addingReportingOverflow(count)
    let part = try unsafe SnapshotHandle.at(snapshot).part(first..<(overflow ? .max : end))
    return unsafe Handle.make(part)
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_generation(_ snapshot: OpaquePointer!) -> UInt64 {
  unsafe SnapshotHandle.at(snapshot).corpora.map(\.snapshot.generation).max() ?? 0
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_records(_ snapshot: OpaquePointer!) -> UInt64 {
  unsafe SnapshotHandle.at(snapshot).searcher.records
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_summary(
  _ snapshot: OpaquePointer!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    let indexes = unsafe SnapshotHandle.at(snapshot).corpora.map { corpus -> JSON in
      guard case .object(let members) = IndexStateAnswer.tree(of: corpus.snapshot.summary) else {
        return .null
      }
      return .object([JSON.Member("dataset", .string(corpus.name))] + members)
    }
    let tree = JSON.object([
      JSON.Member("schema", .string("catalog.summary-of-index/1")),
      JSON.Member("indexes", .array(indexes)),
    ])
    return unsafe CText.copy(tree.bytes)
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_search(
  _ snapshot: OpaquePointer!, _ query: UnsafePointer<CChar>!, _ options: UnsafePointer<CChar>!,
  _ task: OpaquePointer!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    let query = unsafe CText.string(query) ?? ""
    let answer = try unsafe TaskHandle.run(task) {
      try unsafe SnapshotHandle.at(snapshot).search(query, CText.string(options))
    }
    return unsafe CText.copy(FindAnswer(answer, to: query).tree.bytes)
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_count(
  _ snapshot: OpaquePointer!, _ query: UnsafePointer<CChar>!, _ options: UnsafePointer<CChar>!,
  _ task: OpaquePointer!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    var arguments = try Arguments(unsafe CText.string(options), of: "count")
    let options = try arguments.countOptions()
    try arguments.finish()
    let answer = try unsafe TaskHandle.run(task) {
      try unsafe SnapshotHandle.at(snapshot).searcher.count(
        CText.string(query) ?? "", options: options)
    }
    return unsafe CText.copy(CountedAnswer(answer).tree.bytes)
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_record(
  _ snapshot: OpaquePointer!, _ record: UnsafePointer<CChar>!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    let found = try unsafe SnapshotHandle.at(snapshot).record(CText.string(record) ?? "")
    return unsafe CText.copy(found.tree.bytes)
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_hits(
  _ snapshot: OpaquePointer!, _ query: UnsafePointer<CChar>!, _ options: UnsafePointer<CChar>!,
  _ task: OpaquePointer!, _ out: UnsafeMutablePointer<ArrowArrayStream>!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
  unsafe catching(error) {
    let answer = try unsafe TaskHandle.run(task) {
      try unsafe SnapshotHandle.at(snapshot).search(
        CText.string(query) ?? "", CText.string(options))
    }
    unsafe HitStream.make(answer.hits).export(to: out)
    return 0
  } ?? -1
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_snapshot_scan(
  _ snapshot: OpaquePointer!, _ query: UnsafePointer<CChar>!, _ options: UnsafePointer<CChar>!,
  _ task: OpaquePointer!, _ out: UnsafeMutablePointer<ArrowArrayStream>!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
  unsafe catching(error) {
    let task = unsafe TaskHandle.at(task)
    let stream = try task.run {
      try unsafe ScanStream.make(
        SnapshotHandle.at(snapshot), CText.string(query) ?? "", CText.string(options), task)
    }
    unsafe stream.export(to: out)
    return 0
  } ?? -1
}
