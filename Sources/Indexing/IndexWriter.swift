internal import Analysis
package import Records
package import Segments
package import Storage

/// Chunks of records to index: read by one thread at a time, parsed by many.
///
/// Chunks live in numbered slots that are used again round after round.
package protocol ChunkSource: AnyObject, Sendable {
  /// Reads the next chunk into a slot; `false` when there is none.
  func read(into slot: Int) throws(IndexError) -> Bool
  /// Parses a slot's chunk; called on several threads, each with a worker number of its own.
  func parse(_ slot: Int, worker: Int, into batch: inout RecordBatch)
  /// Records in the commit how far each file was indexed, once everything up to and including a
  /// slot's chunk has been taken over.
  ///
  /// `directory`: where the index keeps what belongs to a file beside its records.
  func note(
    _ slot: Int, in commit: inout Commit, directory: any Directory
  ) throws(StorageError)
}

/// The one writer of an index: takes records in, publishes commits.
///
/// Work goes in rounds of about 24 MiB: while the workers parse and analyse one round, they read
/// the next. Chunks are dealt to workers by number and taken over in order, so the same input and
/// options always make the same segments.
package final class IndexWriter {
  package let path: String
  /// The folder of the index.
  package let directory: any Directory
  /// The commit published last, with the changes that the next one will publish.
  package var commit: Commit
  private let lock: WriterLock
  private let builder: SegmentBuilder
  private let memory: UInt64
  private let jobs: Int
  private let roundSlots: Int
  private let startsOver: Bool
  /// Whether there are changes that no commit has published.
  package private(set) var hasChanges = false
  private var chunks: [PreparedChunk] = []

  /// Bytes of raw text per chunk.
  package static let chunkByteCount = 768 << 10

  /// Takes the lock and stands behind the newest commit.
  ///
  /// `settings`: for an index that has no commit; an existing one must have the same.
  /// `memory`: anonymous memory for logs, inversion and rounds, in bytes.
  /// `startsOver`: forgets what is indexed; readers keep it until ``finish()``.
  package init(
    _ directory: any Directory, settings: IndexSettings, memory: UInt64, jobs: Int,
    startsOver: Bool = false
  ) throws(IndexError) {
    self.directory = directory
    path = directory.path
    lock = try WriterLock(in: directory)
    do throws(StorageError) {
      let newest = try Commit.newest(in: directory)
      commit = newest.commit ?? Commit(settings: settings)
      if let first = newest.problems.first, newest.commit != nil {
        // A writer must not build on an older state while a newer one lies there damaged.
        throw first
      }
    } catch {
      throw .storage(error)
    }
    self.startsOver = startsOver
    if startsOver {
      var fresh = Commit(settings: settings)
      fresh.generation = commit.generation
      fresh.nextSegment = commit.nextSegment
      commit = fresh
    } else if commit.generation > 0, let what = commit.settings.firstDifference(from: settings) {
      throw .otherSettings(path: directory.path, what: what)
    }
    self.jobs = max(1, jobs)
    // A round is held about four times: raw twice, parsed, compressed.
    let round = min(UInt64(24 << 20), max(memory / 16, 1))
    roundSlots = max(self.jobs, Int(round) / Self.chunkByteCount)
    self.memory = max(memory, 16 << 20) - 4 * round
    let analyzer: Analyzer
    do throws(AnalyzerError) { analyzer = try settings.makeAnalyzer() } catch {
      throw .analyzer(path: directory.path, detail: error.description)
    }
    builder = SegmentBuilder(
      in: directory, settings: settings, analyzer: analyzer, memory: self.memory, jobs: self.jobs)
    chunks = (0..<roundSlots).map { _ in PreparedChunk(schema: settings.schema) }
  }

  /// Slots that a source must have: two rounds.
  package var slotCount: Int { 2 * roundSlots }

  /// Indexes everything a source gives; full segments are published on the way.
  ///
  /// `progress`: called after each round with the number of records and bytes of text
  /// taken over; `false` stops after publishing what is there.
  /// Returns whether the source was read to its end.
  package func run(
    _ source: any ChunkSource, progress: (_ records: UInt64, _ textBytes: UInt64) -> Bool
  ) throws(IndexError) -> Bool {
    var records: UInt64 = 0
    var textBytes: UInt64 = 0
    do throws(IndexError) {
      var base = 0
      var filled = try readRound(source, base: base)
      while filled > 0 {
        let following = base == 0 ? roundSlots : 0
        let next = try process(source, base: base, count: filled, following: following)
        let name = Self.segmentName(commit.nextSegment)
        for slot in 0..<filled {
          try store { () throws(StorageError) in try builder.append(chunks[slot], name: name) }
          records += UInt64(chunks[slot].batch.count)
          textBytes += chunks[slot].textBytes
          try store { () throws(StorageError) in
            try source.note(base + slot, in: &commit, directory: directory)
          }
        }
        base = following
        filled = next
        let isFull =
          builder.memoryNeeded >= memory || builder.positions > 3 << 30
          || builder.documentCount > Int(Int32.max) - (1 << 26)
        if isFull, filled > 0 { try publish() }
        if !progress(records, textBytes) {
          // A fresh start that was interrupted leaves the old index as it is.
          if !startsOver { try publish() }
          return false
        }
      }
      return true
    } catch {
      builder.abandon()
      throw error
    }
  }

  private func readRound(_ source: any ChunkSource, base: Int) throws(IndexError) -> Int {
    var count = 0
    while count < roundSlots, try source.read(into: base + count) { count += 1 }
    return count
  }

  /// Parses and analyses one round on all workers, which read the next one on the way.
  ///
  /// - Returns: Chunks read for the next round.
  private func process(
    _ source: any ChunkSource, base: Int, count: Int, following: Int
  ) throws(IndexError) -> Int {
    let workers = builder.workers
    let chunks = chunks
    let jobs = jobs
    let reader = RoundReader(source, base: following, slots: roundSlots)
    Threads.run(jobs) { job in
      for slot in stride(from: job, to: count, by: jobs) {
        reader.readOneIfFree()
        source.parse(base + slot, worker: job, into: &chunks[slot].batch)
        workers[job].prepare(chunks[slot])
      }
      while reader.readOne() {}
    }
    return try reader.result.get()
  }

  private func store<Value>(_ body: () throws(StorageError) -> Value) throws(IndexError) -> Value {
    do throws(StorageError) { return try body() } catch { throw .storage(error) }
  }

  /// Writes what is gathered as a segment and publishes a commit that names it; a fresh start
  /// publishes at its end only.
  package func publish() throws(IndexError) {
    try writeSegment()
    if !startsOver { try publishCommit() }
  }

  /// Writes what is left, publishes everything and merges as ``MergePolicy`` decides.
  package func finish() throws(IndexError) {
    try writeSegment()
    try publishCommit()
    while let run = MergePolicy.next(sizes, limit: mergeLimit) {
      try merge(run)
      try publishCommit()
    }
  }

  /// Merges all segments into as few as the memory allows.
  package func mergeAll() throws(IndexError) {
    let runs = MergePolicy.all(sizes, limit: mergeLimit)
    if runs.isEmpty { return }
    // From the back, so that the ranges in front stay what they are.
    for run in runs.reversed() { try merge(run) }
    try publishCommit()
  }

  /// The lists of a merged segment are held in memory; texts are not.
  private var mergeLimit: UInt64 { memory * (commit.settings.storesText ? 2 : 1) }

  private var sizes: [MergePolicy.Size] {
    commit.segments.map {
      MergePolicy.Size(
        bytes: $0.byteCount, documents: UInt64($0.summary.documents), deleted: $0.deletedCount)
    }
  }

  /// Replaces a run of segments by one, for the next commit.
  private func merge(_ run: Range<Int>) throws(IndexError) {
    let (summary, name, bytes) = try store {
      () throws(StorageError) -> (SegmentSummary, String, UInt64) in
      var inputs: [SegmentMerger.Input] = []
      for entry in commit.segments[run] {
        let segment = try SegmentReader(directory.path(of: entry.name))
        inputs.append(
          SegmentMerger.Input(
            segment: segment,
            live: entry.deletions.isEmpty
              ? nil
              : try LiveDocuments(
                path: directory.path(of: entry.deletions), count: segment.documentCount)))
      }
      let name = Self.segmentName(commit.nextSegment)
      let (summary, bytes) = try SegmentMerger(inputs).write(to: directory, name: name)
      return (summary, name, bytes)
    }
    commit.nextSegment += 1
    hasChanges = true
    let merged =
      summary.documents == 0
      ? [] : [Commit.Segment(name: name, byteCount: bytes, summary: summary)]
    commit.segments.replaceSubrange(run, with: merged)
  }

  private func writeSegment() throws(IndexError) {
    if builder.documentCount > 0 {
      let name = Self.segmentName(commit.nextSegment)
      let (summary, bytes) = try store { () throws(StorageError) in
        try builder.finish(name: name)
      }
      commit.segments.append(Commit.Segment(name: name, byteCount: bytes, summary: summary))
      commit.nextSegment += 1
      hasChanges = true
    }
  }

  /// Publishes the commit and removes files that no commit names.
  package func publishCommit() throws(IndexError) {
    commit.generation += 1
    do throws(IndexError) {
      try store { () throws(StorageError) in
        // The names of new segments must be durable before a commit that counts on them.
        try directory.synchronize()
        try commit.write(to: directory)
      }
    } catch {
      commit.generation -= 1
      throw error
    }
    hasChanges = false
    // Files that cannot be removed now are removed after a later commit.
    try? sweep()
  }

  package static func segmentName(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".segment"
  }

  /// Removes files that neither the newest two commits nor the lock account for.
  package func sweep() throws(StorageError) {
    let names = try directory.list()
    let kept = names.compactMap(Commit.generation(of:)).sorted(by: >).prefix(2)
    var used: Set<String> = ["write.lock"]
    for generation in kept {
      let name = Commit.name(generation)
      used.insert(name)
      guard let commit = try? Commit(path: directory.path(of: name)) else { continue }
      used.formUnion(commit.fileNames)
    }
    for name in names where !used.contains(name) && Self.isOurs(name) {
      try directory.remove(name)
    }
  }

  /// Only names that writers make are ever removed.
  private static func isOurs(_ name: String) -> Bool {
    name.hasSuffix(".segment") || name.hasSuffix(".deletions") || name.hasSuffix(".checkpoints")
      || name.hasSuffix(".tmp") || name == SegmentBuilder.pendingName
      || Commit.generation(of: name) != nil
  }

  /// Marks documents as deleted, for the next commit.
  ///
  /// `documents`: per segment of ``commit``, the documents to delete.
  /// Returns how many were alive.
  package func delete(_ documents: [[UInt32]]) throws(IndexError) -> UInt64 {
    var deleted: UInt64 = 0
    for (index, list) in documents.enumerated() where !list.isEmpty {
      let entry = commit.segments[index]
      let count = Int(entry.summary.documents)
      let before = try store { () throws(StorageError) in
        entry.deletions.isEmpty
          ? LiveDocuments(count: count)
          : try LiveDocuments(path: directory.path(of: entry.deletions), count: count)
      }
      let after = before.deleting(list)
      guard after.deletedCount > before.deletedCount else { continue }
      let name = "\(entry.name.dropLast(8))-\(commit.generation + 1).deletions"
      try store { () throws(StorageError) in try after.write(to: directory, name: name) }
      commit.segments[index].deletions = name
      commit.segments[index].deletedCount = UInt64(after.deletedCount)
      deleted += UInt64(after.deletedCount - before.deletedCount)
      hasChanges = true
    }
    return deleted
  }

  /// Marks all records of some source files as deleted, for the next commit.
  package func delete(recordsOf files: Set<UInt32>) throws(IndexError) {
    if files.isEmpty { return }
    hasChanges = true
    var documents: [[UInt32]] = []
    for entry in commit.segments {
      let segment = try store { () throws(StorageError) in
        try SegmentReader(directory.path(of: entry.name))
      }
      documents.append(
        (0..<UInt32(segment.documentCount)).filter { files.contains(segment.place(of: $0).file) })
    }
    _ = try delete(documents)
  }
}

extension IndexSettings {
  /// The first setting in which two differ, for messages.
  package func firstDifference(from other: IndexSettings) -> String? {
    if analyzer != other.analyzer { return "analyzer" }
    if analyzerVersion != other.analyzerVersion { return "analyzer version" }
    if analyzerOptions != other.analyzerOptions { return "set of stop words or stemming" }
    if schema.textFields != other.schema.textFields { return "text fields" }
    if schema.recordID != other.schema.recordID { return "record id" }
    if schema.columns != other.schema.columns { return "columns" }
    if storesText != other.storesText { return "store" }
    return nil
  }
}
