internal import Analysis
internal import Profiling
package import Records
internal import Storage

/// What one worker made of one chunk of records, until the segment takes it over.
package final class PreparedChunk: @unchecked Sendable {
  // Safe: filled by one worker, then read by the thread that writes the segment.
  package var batch: RecordBatch
  var stored: StoredBlocks
  var rests: StoredBlocks
  var worker = 0
  /// Number of the first record in the worker's logs.
  var firstLocal = 0
  package var textBytes: UInt64 = 0

  package init(_ settings: IndexSettings) {
    batch = RecordBatch(schema: settings.schema, keepsRests: settings.store != .none)
    stored = StoredBlocks(fieldCount: settings.schema.textFields.count)
    rests = StoredBlocks(fieldCount: 1)
  }

  /// Gives back what a huge record took, once the segment has taken it over.
  package func shrink() {
    batch.removeAll()
    stored.removeAll()
    rests.removeAll()
  }
}

/// Analyses records on one thread and keeps its share of the coming segment.
package final class SegmentWorker: @unchecked Sendable {
  // Safe: used by one thread at a time; the builder reads the logs between rounds.
  let logs: [FieldLog]
  private let number: Int
  private let analyzer: Analyzer
  /// What texts and rests are compressed with; `nil` where the index keeps none.
  private let store: StoreCompressors?
  private var tokens = TokenBatch()
  private var documents = 0
  /// What is in the texts, for the profile of the coming segment.
  private(set) var profiler: BatchProfiler

  init(number: Int, settings: IndexSettings, analyzer: Analyzer, logCapacity: Int) {
    self.number = number
    self.analyzer = analyzer
    profiler = BatchProfiler(fieldCount: settings.schema.textFields.count)
    store = StoreCompressors(settings.store)
    logs = settings.schema.textFields.indices.map { field in
      FieldLog(capacity: field == 0 ? logCapacity : logCapacity / 8)
    }
  }

  /// Bytes in use by this worker's logs and tables.
  var byteCount: Int { logs.reduce(0) { $0 + $1.log.byteCount } }

  /// Analyses and compresses the records of `chunk.batch`.
  package func prepare(_ chunk: PreparedChunk) {
    chunk.worker = number
    chunk.firstLocal = documents
    chunk.textBytes = 0
    chunk.stored.removeAll()
    chunk.rests.removeAll()
    chunk.stored.compressor = store?.texts
    chunk.rests.compressor = store?.rests
    let fields = logs.count
    for record in 0..<chunk.batch.count {
      for field in 0..<fields {
        let text = chunk.batch.texts[record * fields + field]
        if text.isMissing {
          tokens.removeAll()
          logs[field].log.append(tokens)
        } else {
          append(chunk.batch.view(of: text), to: logs[field])
          chunk.textBytes += UInt64(text.count)
        }
      }
      if store != nil {
        chunk.stored.append(chunk.batch, record: record)
        chunk.rests.append(field: chunk.batch.view(of: chunk.batch.rests[record]))
        chunk.rests.endRecord()
      }
    }
    chunk.stored.endBlock()
    chunk.rests.endBlock()
    profiler.add(chunk.batch)
    documents += chunk.batch.count
  }

  /// Appends the tokens of the next document's text, those of a huge one part by part.
  private func append(_ text: BufferView<UInt8>, to field: FieldLog) {
    let text = Analyzer.analyzed(text)
    var start = 0
    while true {
      let end = TextParts.end(ofPartFrom: start, of: text)
      analyzer.analyze(text[start..<end], into: &tokens)
      field.log.append(tokens, endsDocument: end == text.count)
      start = end
      if end == text.count { break }
    }
    // Of a text that could not be cut; what comes now needs memory too.
    tokens.removeAllAndShrink()
  }

  /// From here on texts are compressed by a method that was found out in the meantime.
  func compressTexts(with method: BlockMethod?) { store?.compressTexts(with: method) }

  func removeAll() {
    for log in logs { log.log.removeAll() }
    profiler.removeAll()
    documents = 0
  }
}
