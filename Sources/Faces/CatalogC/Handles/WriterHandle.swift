public import CCatalog
internal import CatalogService
internal import CorpusIndex
internal import JSONText
internal import Storage

/// Records on their way into an index.
final class WriterHandle: @unchecked Sendable {
  // Safe: everything that changes is used under the lock.
  private let lock = Lock()
  private let handle: IndexHandle
  private var options: WritingOptions
  private var writer: RecordWriter?
  /// Something went wrong on the way, and what was appended is not whole.
  private var isBroken = false

  init(_ handle: IndexHandle, _ options: WritingOptions) {
    self.handle = handle
    self.options = options
  }

  deinit { writer?.discard() }

  static func at(_ pointer: OpaquePointer) -> WriterHandle {
    unsafe Handle.object(pointer, as: WriterHandle.self)
  }

  /// Appends what `next` gives, one part after the other, until it gives none.
  func append(_ task: TaskHandle, _ next: () throws -> (any RecordRows)?) throws {
    try lock.withLock {
      try refuseWhenBroken()
      do {
        try task.run {
          while let rows = try next() {
            if task.isCancelled { throw CancellationError() }
            if rows.count == 0 { continue }
            try opened(for: rows).append(rows, progress: task.step)
          }
        }
      } catch {
        isBroken = true
        throw error
      }
    }
  }

  /// The writer; what fields are is detected in the first rows.
  private func opened(for rows: any RecordRows) throws -> RecordWriter {
    if let writer { return writer }
    let options = try options.options(for: handle.index) { texts, id, columns, limit in
      try FieldPlan(
        detectedIn: rows, textFields: texts, recordID: id, columns: columns, columnLimit: limit)
    }
    let opened = try handle.index.writer(options: options)
    writer = opened
    return opened
  }

  private func refuseWhenBroken() throws {
    guard isBroken else { return }
    throw CatalogError(
      .usage, "an append has failed before, so what was appended is not whole",
      remedy: .advice("close the writer and begin anew"))
  }

  func commit(_ task: TaskHandle) throws -> IndexingAnswer {
    try lock.withLock {
      try refuseWhenBroken()
      guard let writer else { return IndexingAnswer(IngestReport(), of: handle.name) }
      do {
        let report = try task.run { try writer.commit(progress: task.step) }
        self.writer = nil
        options.goesOn()
        return IndexingAnswer(report, of: handle.name)
      } catch {
        isBroken = true
        throw error
      }
    }
  }
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_index_write(
  _ index: OpaquePointer!, _ options: UnsafePointer<CChar>!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> OpaquePointer! {
  unsafe catching(error) {
    var arguments = try Arguments(unsafe CText.string(options), of: "write")
    let options = try WritingOptions(&arguments)
    try arguments.finish()
    return unsafe Handle.make(WriterHandle(IndexHandle.at(index), options))
  }
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_writer_append(
  _ writer: OpaquePointer!, _ stream: UnsafeMutablePointer<ArrowArrayStream>!,
  _ task: OpaquePointer!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
  unsafe catching(error) {
    let handle = unsafe WriterHandle.at(writer)
    let batches = try unsafe ArrowStreamReader(taking: stream)
    try handle.append(unsafe TaskHandle.at(task)) { try batches.next() }
    return 0
  } ?? -1
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_writer_append_json(
  _ writer: OpaquePointer!, _ lines: UnsafePointer<CChar>!, _ size: Int, _ task: OpaquePointer!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
  unsafe catching(error) {
    let handle = unsafe WriterHandle.at(writer)
    var bytes = GrowableBuffer<UInt8>(capacity: size)
    if let lines = unsafe lines {
      // Safe: the caller vouches for `size` bytes, which are copied here and not written to.
      let start = unsafe UnsafeMutableRawPointer(mutating: lines)
      bytes.append(
        contentsOf: unsafe BufferView(
          unsafeBase: start.assumingMemoryBound(to: UInt8.self), count: size))
    }
    var rows: (any RecordRows)? = JSONLineRows(bytes)
    try handle.append(unsafe TaskHandle.at(task)) {
      defer { rows = nil }
      return rows
    }
    return 0
  } ?? -1
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_writer_commit(
  _ writer: OpaquePointer!, _ task: OpaquePointer!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    let answer = try unsafe WriterHandle.at(writer).commit(TaskHandle.at(task))
    return unsafe CText.copy(answer.tree.bytes)
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_writer_close(_ writer: OpaquePointer!) {
  unsafe Handle.give(back: writer, as: WriterHandle.self)
}
