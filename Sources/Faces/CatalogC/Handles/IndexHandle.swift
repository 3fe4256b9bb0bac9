internal import CCatalog
internal import CatalogService
internal import CorpusIndex
internal import JSONText

/// The index of one folder.
final class IndexHandle: Sendable {
  let index: CorpusIndex
  /// The name that answers have for it: that of its folder.
  let name: String

  init(_ path: String) throws {
    index = try CorpusIndex(at: path)
    name = path.split(separator: "/").last.map(String.init) ?? path
  }

  static func at(_ pointer: OpaquePointer) -> IndexHandle {
    unsafe Handle.object(pointer, as: IndexHandle.self)
  }
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_abi_version() -> UInt32 { UInt32(CATALOG_ABI_VERSION) }

/// The version as C text, which is never freed.
@safe private enum Version {
  nonisolated(unsafe) static let text = unsafe UnsafePointer(CText.copy(Catalog.version))
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_version() -> UnsafePointer<CChar>! { unsafe Version.text }

/// As `catalog.h` describes it.
@c @implementation
public func catalog_index_open(
  _ path: UnsafePointer<CChar>!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> OpaquePointer! {
  unsafe catching(error) {
    guard let path = unsafe CText.string(path), !path.isEmpty else {
      throw CatalogError(.usage, "an index needs the path of a folder")
    }
    return unsafe Handle.make(try IndexHandle(path))
  }
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_index_close(_ index: OpaquePointer!) {
  unsafe Handle.give(back: index, as: IndexHandle.self)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_index_ingest(
  _ index: OpaquePointer!, _ sources: UnsafePointer<CChar>!, _ options: UnsafePointer<CChar>!,
  _ task: OpaquePointer!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    let handle = unsafe IndexHandle.at(index)
    let task = unsafe TaskHandle.at(task)
    var named = try Arguments(
      "{\"sources\": \(unsafe CText.string(sources) ?? "[]")}", of: "ingest")
    let paths = try named.texts("sources")
    var arguments = try Arguments(unsafe CText.string(options), of: "ingest")
    let reading = try arguments.reading()
    let writing = try WritingOptions(&arguments)
    try arguments.finish()
    try reading.validate()
    let listing = try SourceListing(paths, reading: reading, memory: writing.memory)
    let ingest = try writing.options(for: handle.index) { texts, id, columns, limit in
      try listing.detect(
        textFields: texts, recordID: id, columns: columns, columnLimit: limit
      ).fields
    }
    let report = try task.run {
      try handle.index.ingest(listing, options: ingest, progress: task.step)
    }
    return unsafe CText.copy(IndexingAnswer(report, of: handle.name).tree.bytes)
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_index_take_over(
  _ index: OpaquePointer!, _ others: UnsafePointer<CChar>!, _ options: UnsafePointer<CChar>!,
  _ task: OpaquePointer!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    let handle = unsafe IndexHandle.at(index)
    let task = unsafe TaskHandle.at(task)
    var named = try Arguments(
      "{\"others\": \(unsafe CText.string(others) ?? "[]")}", of: "take over")
    let indexes = try named.objects("others") { other in
      OtherCorpusIndex(path: try other.required("path"), name: try other.required("name"))
    }
    var arguments = try Arguments(unsafe CText.string(options), of: "take over")
    let replacing = try arguments.flag("replacing") ?? false
    let resources = try arguments.resources()
    try arguments.finish()
    var options = IngestOptions()
    options.memory = resources.memory ?? options.memory
    options.jobs = resources.jobs ?? options.jobs
    let report = try task.run {
      try handle.index.takeOver(
        indexes, replacing: replacing, options: options, progress: task.step)
    }
    return unsafe CText.copy(IndexingAnswer(report, of: handle.name).tree.bytes)
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_index_delete(
  _ index: OpaquePointer!, _ selection: UnsafePointer<CChar>!, _ task: OpaquePointer!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    let handle = unsafe IndexHandle.at(index)
    var arguments = try Arguments(unsafe CText.string(selection), of: "delete")
    let query = try arguments.text("query")
    let records = try arguments.texts("records")
    try arguments.finish()
    let answer = try unsafe TaskHandle.run(task) {
      switch (query, records.isEmpty) {
      case (let query?, true):
        return try handle.index.delete(surelyMatching: query, of: handle.name)
      case (nil, false):
        let (deleted, missing) = try handle.index.delete(records: records)
        return DeletedAnswer(deleted, from: handle.name, missing: missing)
      default:
        throw CatalogError(.usage, "delete takes “query” or “records”, one of the two")
      }
    }
    return unsafe CText.copy(answer.tree.bytes)
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_index_merge(
  _ index: OpaquePointer!, _ memory: UInt64, _ task: OpaquePointer!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
  unsafe catching(error) {
    let index = unsafe IndexHandle.at(index).index
    try unsafe TaskHandle.run(task) { try index.merge(memory: memory == 0 ? 1 << 30 : memory) }
    return 0
  } ?? -1
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_index_check(
  _ index: OpaquePointer!, _ repair: Int32, _ task: OpaquePointer!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    let handle = unsafe IndexHandle.at(index)
    let report = try unsafe TaskHandle.run(task) { try handle.index.check(repair: repair != 0) }
    return unsafe CText.copy(CheckAnswer(report, of: handle.name).tree.bytes)
  } ?? nil
}
