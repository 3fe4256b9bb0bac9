internal import Indexing
internal import JSONText
internal import Records
internal import Segments
internal import Storage

/// Takes records in while ``CorpusIndex/write(options:_:)`` runs.
///
/// Records are gathered in batches and indexed a round at a time, so memory stays within the
/// options' budget however many come.
public final class RecordWriter {
  private let index: CorpusIndex
  private let writer: IndexWriter
  private let source: WrittenRecords
  private let rows: WrittenRows
  private let file: Int
  private let schema: RecordSchema
  private let maximumErrors: Int?
  /// Chunks of rows that are gathered before they are indexed.
  private let capacity: Int
  private let begin = SystemCall.monotonicSeconds
  /// Running number of the next record in the index.
  private var ordinal: UInt64
  /// Records appended so far.
  public private(set) var count: UInt64 = 0
  /// Records indexed so far; rows that are no records are not.
  private var indexed: UInt64 = 0
  private var textBytes: UInt64 = 0

  init(_ index: CorpusIndex, _ writer: IndexWriter, schema: RecordSchema, options: IngestOptions) {
    self.index = index
    self.writer = writer
    self.schema = schema
    maximumErrors = options.maximumErrors
    ordinal = writer.commit.nextOrdinal
    capacity = writer.slotCount
    writer.commit.files.append(
      Commit.SourceFile(
        path: CorpusIndex.written, byteCount: 0, modifiedNanoseconds: 0, firstOrdinal: ordinal))
    file = writer.commit.files.count - 1
    source = WrittenRecords(schema: schema, file: file, capacity: writer.slotCount / 2)
    rows = WrittenRows(
      schema: schema, file: file, slotCount: writer.slotCount, jobs: options.jobs)
  }

  /// Appends a record.
  ///
  /// - Parameter record: With at least one of the index's text fields.
  /// - Throws: ``IndexFailure`` with code `noText` for a record without any, with code `badRecords`
  ///   for a value that its column cannot hold, or when writing fails.
  public func append(_ record: IndexRecord) throws {
    guard schema.textFields.contains(where: { record.texts[$0] != nil }) else {
      throw IndexFailure(
        code: .noText, message: "record \(count) has none of the text fields",
        at: record.id.map { .value($0) },
        remedy: .advice("give \(schema.textFields.joined(separator: " or "))"))
    }
    if rows.waitingCount > 0 { try flush() }
    try source.append(record, number: count, ordinal: ordinal)
    ordinal += 1
    count += 1
    if source.isFull { try flush() }
  }

  /// Appends rows; those that are no records are counted and located in the report, as those of a file
  /// are.
  ///
  /// - Parameters:
  ///   - more: Kept until they are indexed, in this call or a later one.
  ///   - progress: Called when rows were indexed; `false` ends the writing, and nothing is kept.
  /// - Throws: ``IndexFailure``; then nothing more may be appended.
  package func append(
    _ more: any RecordRows, progress: (IngestProgress) -> Bool = { _ in true }
  ) throws {
    if !source.isEmpty { try flush(progress) }
    rows.append(more, ordinal: ordinal, number: count + 1)
    ordinal += UInt64(more.count)
    count += UInt64(more.count)
    if rows.waitingCount >= capacity { try flush(progress) }
  }

  /// Indexes what was gathered.
  private func flush(_ progress: (IngestProgress) -> Bool = { _ in true }) throws {
    try IndexFailure.folding {
      source.seal()
      try run(source, progress)
      if rows.waitingCount > 0 { try run(rows, progress) }
    }
  }

  private func run(_ chunks: any ChunkSource, _ progress: (IngestProgress) -> Bool) throws {
    var records: UInt64 = 0
    var bytes: UInt64 = 0
    var tooMany: IndexFailure?
    let isWhole = try writer.run(chunks) { doneRecords, doneBytes in
      records = doneRecords
      bytes = doneBytes
      tooMany = IndexFailure(rows.problems, allowing: maximumErrors, files: [])
      return tooMany == nil
        && progress(
          IngestProgress(
            phase: .reading, fraction: nil, records: indexed + records, textBytes: textBytes + bytes
          ))
    }
    indexed += records
    textBytes += bytes
    if let tooMany { throw tooMany }
    if !isWhole { throw IndexError.cancelled }
  }

  /// Commits what was appended.
  ///
  /// - Parameter progress: Called on the way; `false` ends the writing, and nothing is kept, as long as
  ///   rows are being indexed.
  /// - Returns: What was indexed.
  /// - Throws: ``IndexFailure``; nothing indexed before is lost.
  package func commit(
    progress: (IngestProgress) -> Bool = { _ in true }
  ) throws -> IngestReport {
    try IndexFailure.folding {
      try flush(progress)
      func step(_ phase: IngestProgress.Phase) {
        _ = progress(
          IngestProgress(phase: phase, fraction: nil, records: indexed, textBytes: textBytes))
      }
      step(.writing)
      let problems = rows.problems
      writer.commit.files[file].records = indexed
      writer.commit.files[file].isComplete = true
      if let found = problems.byFile[file] { writer.commit.files[file].problems.take(found) }
      var report = IngestReport()
      report.recordsKeptOut = try writer.finish(willMerge: { step(.merging) })
      report.repeatedID = RepeatedRecordID(writer.commit)
      report.records = indexed
      report.textBytes = textBytes
      report.take(problems, files: [])
      report.leftOutColumns = LeftOutColumns(
        writer.commit.columns, values: writer.leftOutValueCount)
      try report.takeColumns(of: index)
      report.seconds = SystemCall.monotonicSeconds - begin
      return report
    }
  }

  /// Gives up what was appended since the last commit; nothing of it is left.
  ///
  /// What another run had read before it was cut short stays for the next one.
  package func discard() { writer.discard() }
}

/// Records in memory as chunks for the index writer.
private final class WrittenRecords: ChunkSource, @unchecked Sendable {
  // Safe: filled by the caller's thread between runs; during a run a slot belongs to one worker.
  private final class Slot {
    var batch: RecordBatch
    /// Running number behind that of the last record.
    var end: UInt64 = 0
    private var numbers: [ExactText: Int] = [:]

    init(schema: RecordSchema) {
      batch = RecordBatch(schema: schema, keepsRests: true)
      for (number, column) in batch.columns.enumerated() {
        numbers[ExactText(column.name)] = number
      }
    }

    /// The number of a column in the batch, which learns it here.
    func column(named name: String) -> Int {
      if let known = numbers[ExactText(name)] { return known }
      numbers[ExactText(name)] = batch.columns.count
      batch.columns.append(RecordSchema.Column(name: name, path: name))
      return batch.columns.count - 1
    }
  }

  private let schema: RecordSchema
  private let file: Int
  private let capacity: Int
  private var filled: [Slot] = []
  private var current: Slot
  private var offset: UInt64 = 0
  /// Slots handed out in this run, by slot number.
  private var reading: [Int: Slot] = [:]
  private var next = 0

  init(schema: RecordSchema, file: Int, capacity: Int) {
    self.schema = schema
    self.file = file
    self.capacity = max(1, capacity)
    current = Slot(schema: schema)
  }

  /// A round's worth of records is gathered.
  var isFull: Bool { filled.count >= capacity }

  /// Nothing is gathered.
  var isEmpty: Bool { filled.isEmpty && current.batch.count == 0 }

  func append(_ record: IndexRecord, number: UInt64, ordinal: UInt64) throws {
    let entries = current.batch.entries.count
    do { try appendColumns(of: record, number: number) } catch {
      current.batch.entries.setCount(entries)
      throw error
    }
    let before = current.batch.bytes.count
    current.batch.ids.append(text(record.id))
    for field in schema.textFields { current.batch.texts.append(text(record.texts[field])) }
    current.batch.entryEnds.append(UInt32(current.batch.entries.count))
    current.batch.rests.append(rest(of: record))
    let length = current.batch.bytes.count - before
    current.batch.places.append(
      RecordBatch.Place(
        file: UInt32(file), offset: offset, length: UInt32(clamping: length), ordinal: ordinal))
    offset += UInt64(length)
    current.end = ordinal + 1
    if current.batch.bytes.count >= IndexWriter.chunkByteCount { seal() }
  }

  /// Ends the batch being filled.
  func seal() {
    if current.batch.count == 0 { return }
    filled.append(current)
    current = Slot(schema: schema)
  }

  private func text(_ string: String?) -> RecordBatch.Text {
    string.map { text($0) } ?? .missing
  }

  private func text(_ string: String) -> RecordBatch.Text {
    let start = current.batch.bytes.count
    current.batch.bytes.append(contentsOf: Array(string.utf8))
    return RecordBatch.Text(
      start: UInt32(start), count: UInt32(current.batch.bytes.count - start))
  }

  /// Columns go by name, so that the same records make the same index.
  private func appendColumns(of record: IndexRecord, number: UInt64) throws {
    for (name, value) in record.columns.sorted(by: { $0.key < $1.key }) {
      let local = current.column(named: name)
      let column = current.batch.columns[local]
      let values: [FieldValue] = if case .list(let list) = value { list } else { [value] }
      func refuse(_ reason: String) -> IndexFailure {
        IndexFailure(
          code: .badRecords, message: "record \(number): \(reason)", at: .value(name),
          remedy: .advice("leave the value out, or change it"))
      }
      guard values.count <= RecordSchema.valueCountLimit else {
        throw refuse(
          "\(values.count) values, and a column holds \(RecordSchema.valueCountLimit) of a record")
      }
      for single in values {
        if case .string(let text) = single, text.utf8.count > RecordSchema.valueByteLimit {
          throw refuse(
            "\(text.utf8.count) bytes, and a column holds \(RecordSchema.valueByteLimit)")
        }
        guard var known = self.value(single) else { throw refuse("no single value") }
        if let type = column.type {
          guard
            let fitted = type.fitted(known, in: current.batch.bytes.view, append: { text($0) })
          else { throw refuse("no \(type.rawValue), as the column was declared") }
          known = fitted
        }
        current.batch.entries.append(
          RecordBatch.Entry(
            column: UInt32(local), isInList: values.count != 1 || value != single, value: known))
      }
    }
  }

  /// `nil` for what is no single value: a list in a list, a number that is none.
  private func value(_ value: FieldValue) -> RecordBatch.Value? {
    switch value {
    case .integer(let number): .integer(number)
    case .boolean(let truth): .boolean(truth)
    case .string(let string): .string(text(string))
    case .real(let number):
      number.isFinite ? self.value(.decimal("\(DecimalNumber(shortest: number))")) : nil
    case .decimal(let digits):
      DecimalNumber(token: Array(digits.utf8)).flatMap {
        RecordBatch.Value.number($0) ?? .decimal(text(digits))
      }
    case .list: nil
    }
  }

  /// The record's value has its id, its texts and its columns as members, in the order of the plan.
  private func rest(of record: IndexRecord) -> RecordBatch.Text {
    let start = current.batch.bytes.count
    var rest = RecordRestWriter()
    rest.begin(&current.batch.bytes)
    if let name = schema.recordID, let id = record.id {
      rest.append(name, json: JSON.string(id).bytes, to: &current.batch.bytes)
    }
    for (number, field) in schema.textFields.enumerated() where record.texts[field] != nil {
      rest.append(field, text: number, to: &current.batch.bytes)
    }
    for column in schema.columns {
      guard let value = record.columns[column.name] else { continue }
      rest.append(column.path, json: value.tree.bytes, to: &current.batch.bytes)
    }
    rest.end(&current.batch.bytes)
    return RecordBatch.Text(
      start: UInt32(start), count: UInt32(current.batch.bytes.count - start))
  }

  // MARK: - ChunkSource

  func read(into slot: Int) throws(IndexError) -> Bool {
    guard next < filled.count else {
      filled.removeAll()
      next = 0
      return false
    }
    reading[slot] = filled[next]
    next += 1
    return true
  }

  func parse(_ slot: Int, worker: Int, into batch: inout RecordBatch) {
    if let held = reading[slot] { swap(&batch, &held.batch) }
  }

  func note(_ slot: Int, in commit: inout Commit, directory: any Directory) {
    if let held = reading[slot] { commit.nextOrdinal = held.end }
  }
}

extension CorpusIndex {
  /// Indexes records made by a program, and commits when the closure returns.
  ///
  /// ```swift
  /// try index.write(options: options) { writer in
  ///   for record in records { try writer.append(record) }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - options: Fields (needed for an index that does not exist), analyzer, memory, threads;
  ///     records are always kept, because there is no file to read them from.
  ///   - body: Appends records; when it throws, none of them is kept.
  /// - Returns: What was indexed.
  /// - Throws: ``IndexFailure``, or what `body` throws.
  @discardableResult
  public func write(
    options: IngestOptions = IngestOptions(), _ body: (RecordWriter) throws -> Void
  ) throws -> IngestReport {
    let writer = try writer(options: options)
    do {
      try body(writer)
      return try writer.commit()
    } catch {
      writer.discard()
      throw error
    }
  }

  /// A writer for callers that cannot append in one closure; one of ``RecordWriter/commit(progress:)`` and
  /// ``RecordWriter/discard()`` ends it.
  ///
  /// - Throws: ``IndexFailure``, with code `locked` while another writes.
  package func writer(options: IngestOptions = IngestOptions()) throws -> RecordWriter {
    try IndexFailure.folding {
      var options = options
      if options.method.store == .none { options.method.store = .lz4 }
      let settings = try settings(for: nil, options: options)
      let writer = try IndexWriter(
        FileSystemDirectory(creating: path), settings: settings,
        memory: options.memory, jobs: options.jobs,
        for: options.rebuild ? .startingOver : .adding)
      writer.retireUnfinishedRecords()
      return RecordWriter(self, writer, schema: settings.schema, options: options)
    }
  }

  /// The path of records that came from a program instead of a file.
  static var written: String { "" }
}

extension IndexWriter {
  /// Gives up records of programs that were killed before they committed: nobody can read them to
  /// their end.
  func retireUnfinishedRecords() {
    for (number, file) in commit.files.enumerated()
    where file.path == CorpusIndex.written && !file.isComplete && !file.isRetired {
      retire(number)
    }
  }
}
