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
  /// Records in the commit what could not be used of each file so far; called between rounds.
  func noteProblems(in commit: inout Commit)
  /// Bytes of memory that reading takes besides chunks, counted as part of that of the writer.
  var heldByteCount: UInt64 { get }
  /// Tells parsers which paths became columns; called between rounds, while nothing is parsed.
  func learn(_ columns: ColumnLedger)
}

extension ChunkSource {
  package func noteProblems(in commit: inout Commit) {}
  package var heldByteCount: UInt64 { 0 }
  package func learn(_ columns: ColumnLedger) {}
}

/// The one writer of an index: takes records in, publishes commits.
///
/// Work goes in rounds of about 24 MiB: while the workers parse and analyse one round, they read
/// the next. Chunks are dealt to workers by number and taken over in order, so the same input and
/// options always make the same segments. Full segments are published on the way as an
/// ``UnfinishedRun``, and a commit at the end: searches see whole runs.
package final class IndexWriter {
  /// What a writer is wanted for.
  package enum Purpose: Sendable {
    /// To add records; takes up a run that was cut short.
    case adding
    /// To index everything again; readers keep what there is until ``IndexWriter/finish(locating:)``.
    case startingOver
    /// To delete or merge; leaves a run that was cut short where it is.
    case maintaining
  }

  package let path: String
  /// The folder of the index.
  package let directory: any Directory
  /// The commit published last, with the changes that the next one will publish.
  package var commit: Commit
  /// The commit whose place the next one takes with everything indexed again; else `nil`.
  package let replaced: Commit?
  /// Why deletes of an index that is begun anew are not known any more; one error for each.
  package let unreadDeletes: [StorageError]
  let lock: WriterLock
  private let builder: SegmentBuilder
  private let memory: UInt64
  /// Bytes that merging may hold in memory; the rest lies on the disk on the way.
  let mergeMemory: UInt64
  let jobs: Int
  private let roundSlots: Int
  private let purpose: Purpose
  /// Source files of ``commit`` that no run of this writer brought, and which of them were retired.
  private let firstFile: Int
  private let retiredBefore: Set<UInt32>
  /// What another run had written before it was cut short is part of ``commit``.
  private let tookUp: Bool
  /// Segments that no commit has named yet.
  var added: Set<String> = []
  /// Whether there are changes that no commit has published.
  package internal(set) var hasChanges = false
  private var chunks: [PreparedChunk] = []

  /// Bytes of raw text per chunk.
  package static let chunkByteCount = 768 << 10

  /// Takes the lock and stands behind the newest commit.
  ///
  /// `settings`: for an index that has no commit; an existing one must have the same.
  /// `memory`: anonymous memory for logs, inversion and rounds, in bytes.
  package init(
    _ directory: any Directory, settings: IndexSettings, memory: UInt64, jobs: Int,
    for purpose: Purpose
  ) throws(IndexError) {
    self.directory = directory
    path = directory.path
    self.purpose = purpose
    lock = try WriterLock(in: directory)
    let start: Start
    do throws(StorageError) {
      start = try Start(in: directory, settings: settings, for: purpose)
    } catch {
      throw .storage(error)
    }
    commit = start.commit
    replaced = start.replaced
    unreadDeletes = start.unreadDeletes
    firstFile = start.firstFile
    retiredBefore = start.retiredBefore
    added = start.added
    hasChanges = start.tookUp
    tookUp = start.tookUp
    if purpose != .startingOver, commit.generation > 0 || start.tookUp,
      let what = commit.settings.firstDifference(from: settings)
    {
      throw .otherSettings(path: directory.path, what: what)
    }
    self.jobs = max(1, jobs)
    // Some of it is taken at once, and nobody has more than the machine.
    let memory = min(memory, SystemCall.memoryByteCount)
    // A round is held about four times: raw twice, parsed, compressed.
    let round = min(UInt64(24 << 20), max(memory / 16, 1))
    roundSlots = max(self.jobs, Int(round) / Self.chunkByteCount)
    mergeMemory = memory
    self.memory = max(memory, 16 << 20) - 4 * round
    let analyzer: Analyzer
    do throws(AnalyzerError) { analyzer = try settings.makeAnalyzer() } catch {
      throw .analyzer(path: directory.path, detail: error.description)
    }
    builder = SegmentBuilder(
      in: directory, settings: settings, analyzer: analyzer, memory: self.memory, jobs: self.jobs)
    chunks = (0..<roundSlots).map { _ in PreparedChunk(settings) }
  }

  /// Values of the records taken in that are in no column because there are enough of them.
  package var leftOutValueCount: UInt64 { builder.leftOutValueCount }

  /// Slots that a source must have: two rounds.
  package var slotCount: Int { 2 * roundSlots }

  /// Indexes everything a source gives; full segments are published on the way, as an unfinished run.
  ///
  /// `progress`: called after each round with the number of records and bytes of text
  /// taken over; `false` stops after publishing what is there.
  /// Returns whether the source was read to its end.
  package func run(
    _ source: any ChunkSource, progress: (_ records: UInt64, _ textBytes: UInt64) -> Bool
  ) throws(IndexError) -> Bool {
    var records: UInt64 = 0
    var textBytes: UInt64 = 0
    builder.ledger = commit.columns
    source.learn(commit.columns)
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
          chunks[slot].shrink()
        }
        commit.columns = builder.ledger
        source.learn(commit.columns)
        base = following
        filled = next
        let isFull =
          builder.memoryNeeded >= memory - min(source.heldByteCount, memory / 4 * 3)
          || builder.positions > 3 << 30
          || builder.documentCount > Int(Int32.max) - (1 << 26)
        if isFull, filled > 0 { try publish(source) }
        if !progress(records, textBytes) {
          try publish(source)
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

  func store<Value>(_ body: () throws(StorageError) -> Value) throws(IndexError) -> Value {
    do throws(StorageError) { return try body() } catch { throw .storage(error) }
  }

  /// Writes what is gathered as a segment and publishes how far the run has come.
  private func publish(_ source: any ChunkSource) throws(IndexError) {
    try writeSegment()
    source.noteProblems(in: &commit)
    let first = replaced == nil ? firstFile : 0
    let run = UnfinishedRun(
      settings: commit.settings, number: (replaced ?? commit).finishedRuns + 1,
      startsOver: replaced != nil, firstFile: UInt64(first),
      files: Array(commit.files[first...]),
      segments: commit.segments.filter { added.contains($0.name) },
      nextSegment: commit.nextSegment, nextOrdinal: commit.nextOrdinal,
      columns: commit.columns)
    try store { () throws(StorageError) in
      // The names of new segments must be durable before a file that counts on them.
      try directory.synchronize()
      try run.write(to: directory)
    }
  }

  /// Gives up what this writer has taken in and not committed, and removes its files.
  ///
  /// Where it took up a run that was cut short, that one stays as it is now, for the next writer. What
  /// cannot be removed is swept after a later commit.
  package func discard() {
    builder.abandon()
    if tookUp { return }
    try? directory.remove(UnfinishedRun.name)
    try? IndexFiles.sweep(directory)
  }

  /// Gives up the records of a source file, for the next commit.
  package func retire(_ file: Int) {
    commit.files[file].isRetired = true
    commit.files[file].checkpoints = ""
    hasChanges = true
  }

  /// Gives a source file, or a part of one, another size and time.
  ///
  /// Places to expand it from are bound to both, and forgotten with them: its records are expanded
  /// from its start until it is indexed anew.
  package func setIdentity(of file: Int, byteCount: UInt64, modifiedNanoseconds: Int64) {
    let identity = CheckpointFile.Source(
      byteCount: byteCount, modifiedNanoseconds: modifiedNanoseconds)
    if commit.files[file].identity == identity { return }
    commit.files[file].byteCount = byteCount
    commit.files[file].modifiedNanoseconds = modifiedNanoseconds
    commit.files[file].checkpoints = ""
    hasChanges = true
  }

  /// Segments that a commit has at most, as far as ``MergePolicy`` finds some to merge: a reader maps all of
  /// them, and Linux gives a process 65,530 mappings (`vm.max_map_count`).
  package var mostSegments = 1 << 15

  /// Writes what is left, publishes everything as one commit and merges as ``MergePolicy`` decides.
  ///
  /// Answers do not wait for merges, but for those without which there are more than ``mostSegments``.
  ///
  /// - Parameters:
  ///   - locating: Tells the line or row of a record whose id is another's; 0 when it cannot.
  ///   - willMerge: Called before each merge.
  /// - Returns: New records that stay out because they were deleted before.
  /// - Throws: ``IndexError``; searches then see the commit before, or this one.
  @discardableResult
  package func finish(
    locating: (RepeatedID.Place) -> UInt64 = { _ in 0 }, willMerge: () -> Void = {}
  ) throws(IndexError) -> UInt64 {
    try writeSegment()
    let stayingOut = try settleDeletions()
    while commit.segments.count > mostSegments, let run = MergePolicy.next(sizes) {
      willMerge()
      try merge(run)
    }
    try compareIDs(locating: locating)
    if purpose != .maintaining { commit.finishedRuns += 1 }
    do throws(IndexError) { try publishCommit() } catch {
      if purpose != .maintaining { commit.finishedRuns -= 1 }
      throw error
    }
    var merged: UInt64 = 0
    while let run = MergePolicy.next(sizes) {
      willMerge()
      merged += commit.segments[run].reduce(0) { $0 + $1.byteCount }
      // Everything is committed, so that merges which are cut short are left to a later commit.
      do throws(IndexError) { try merge(run) } catch .storage(.cancelled) { break }
      if merged >= Self.mergedByteCount {
        try publishCommit()
        merged = 0
      }
    }
    if hasChanges { try publishCommit() }
    return stayingOut
  }

  /// Bytes that are merged for each commit: one that names thousands of small segments takes longer to
  /// write than some of them to merge.
  private static let mergedByteCount: UInt64 = 64 << 20

  private func writeSegment() throws(IndexError) {
    if builder.documentCount > 0 {
      let name = Self.segmentName(commit.nextSegment)
      let (summary, bytes) = try store { () throws(StorageError) in
        try builder.finish(name: name)
      }
      commit.segments.append(Commit.Segment(name: name, byteCount: bytes, summary: summary))
      commit.nextSegment += 1
      added.insert(name)
      hasChanges = true
    }
  }

  /// Marks what is deleted in added segments, and the records of files retired since the last
  /// commit in all others.
  private func settleDeletions() throws(IndexError) -> UInt64 {
    let retired = commit.retiredFiles
    let newlyRetired = retired.subtracting(retiredBefore)
    let deletes = try openDeletes()
    var stayingOut: UInt64 = 0
    for index in commit.segments.indices {
      if added.contains(commit.segments[index].name) {
        stayingOut += try settle(index, deletes: deletes, retired: retired)
      } else if !newlyRetired.isEmpty {
        _ = try settle(index, deletes: nil, retired: retired)
      }
    }
    return stayingOut
  }

  /// Publishes the commit and removes files that no commit names.
  package func publishCommit() throws(IndexError) {
    commit.generation += 1
    if let replaced { commit.nextOrdinal = max(commit.nextOrdinal, replaced.nextOrdinal) }
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
    added.removeAll()
    // Files that cannot be removed now are removed after a later commit.
    try? IndexFiles.sweep(directory)
  }

  package static func segmentName(_ number: UInt64) -> String {
    Commit.numbered(number) + ".segment"
  }
}

extension IndexSettings {
  /// The first setting of the other that differs, for messages: "another store".
  package func firstDifference(from other: IndexSettings) -> String? {
    if analyzer != other.analyzer { return "another analyzer" }
    if analyzerVersion != other.analyzerVersion { return "another version of its analyzer" }
    if analyzerOptions != other.analyzerOptions { return "other stop words or another stemmer" }
    if schema.textFields != other.schema.textFields { return "other text fields" }
    if schema.recordID != other.schema.recordID { return "another record id" }
    if schema.columns != other.schema.columns || schema.columnLimit != other.schema.columnLimit {
      return "other columns"
    }
    if store != other.store { return "another store" }
    return nil
  }
}
