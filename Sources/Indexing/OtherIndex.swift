internal import Records
internal import Segments
internal import Storage

/// An index whose segments another one is going to take over: its newest commit, verified whole.
package struct OtherIndex: Sendable {
  let directory: any Directory
  package let commit: Commit
  /// Values by the path of their column.
  let valueCounts: [String: UInt64]

  /// Reads the commit of a folder and verifies every byte that it names.
  ///
  /// - Throws: ``IndexError`` when the folder has no commit, a byte is damaged, or records were deleted:
  ///   what a delete means is known to its index alone.
  package init(_ path: String) throws(IndexError) {
    let directory = FileSystemDirectory(existing: path)
    self.directory = directory
    let newest: Commit?
    var counts: [String: UInt64] = [:]
    do throws(StorageError) {
      newest = try Commit.newest(in: directory)
      for segment in newest?.segments ?? [] {
        let reader = try segment.open(in: directory)
        try reader.file.verifyAll(Cancellation.check)
        guard reader.summary == segment.summary, UInt64(reader.file.count) == segment.byteCount
        else {
          throw .damaged(
            path: reader.file.path, offset: 0, detail: "the segment is not the one committed")
        }
        for column in reader.columnList.columns {
          counts[column.contents.path, default: 0] += column.contents.valueCount
        }
      }
    } catch {
      throw .storage(error)
    }
    guard let newest else { throw .notFound(path: path) }
    if newest.segments.contains(where: { !$0.deletions.isEmpty }) {
      throw .deletedRecords(path: path)
    }
    commit = newest
    valueCounts = counts
  }

  /// Reads several on some threads, of each index one segment at a time.
  ///
  /// - Parameters:
  ///   - paths: The folders.
  ///   - jobs: Threads, the caller's included.
  ///   - goesOn: Told before each index, and behind the last, how many are done; after `false` no more
  ///     are read.
  /// - Returns: The indexes in the order of their folders.
  /// - Throws: The error of the first that cannot be read; ``IndexError/cancelled`` when reading was not
  ///   to go on.
  package static func open(
    _ paths: [String], jobs: Int, goesOn: (_ done: Int) -> Bool
  ) throws(IndexError) -> [OtherIndex] {
    let opened = OpenedIndexes(count: paths.count)
    @Sendable func open(_ number: Int) {
      opened.note(number, Result { () throws(IndexError) in try OtherIndex(paths[number]) })
    }
    Threads.run(
      min(max(1, jobs), max(1, paths.count)) - 1,
      { _ in while let number = opened.next() { open(number) } }
    ) {
      while true {
        guard goesOn(opened.done) else { return opened.cancel() }
        guard let number = opened.next() else { return }
        open(number)
      }
    }
    return try opened.all()
  }
}

/// What several threads have opened so far.
private final class OpenedIndexes: @unchecked Sendable {
  // Safe: all that changes is guarded by the lock.
  private let lock = Lock()
  private var results: [Result<OtherIndex, IndexError>?]
  private var started = 0
  private var isCancelled = false

  init(count: Int) { results = Array(repeating: nil, count: count) }

  func next() -> Int? {
    lock.withLock {
      guard started < results.count, !isCancelled else { return nil }
      defer { started += 1 }
      return started
    }
  }

  func note(_ number: Int, _ result: Result<OtherIndex, IndexError>) {
    lock.withLock { results[number] = result }
  }

  /// How many are done.
  var done: Int { lock.withLock { results.count { $0 != nil } } }

  /// Starts no more.
  func cancel() { lock.withLock { isCancelled = true } }

  func all() throws(IndexError) -> [OtherIndex] {
    if isCancelled { throw .cancelled }
    var all: [OtherIndex] = []
    for case let result? in results { all.append(try result.get()) }
    return all
  }
}
