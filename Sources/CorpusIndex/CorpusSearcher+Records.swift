internal import Corpora
internal import Indexing
internal import Records
internal import Searching
internal import Segments
internal import Storage

extension CorpusSearcher {
  /// Calls `body` for every record chosen, corpus by corpus, segment by segment.
  ///
  /// Memory does not grow with the number of records.
  ///
  /// - Parameters:
  ///   - choice: Which records, and what of them.
  ///   - body: Gets one record after the other; `false` stops.
  /// - Throws: ``IndexFailure``, or what `body` throws. What cannot be read is never left out.
  public func forEachRecord(
    _ choice: RecordChoice = RecordChoice(), _ body: (StoredRecord) throws -> Bool
  ) throws {
    try walk(choice) { part, document, reader in
      try body(try reader.record(part, document, readsTexts: choice.readsTexts))
    }
  }

  /// The first records chosen, in the order of the source, whatever segments hold them.
  ///
  /// - Complexity: O(matches · log *count*); texts are read for the records returned alone.
  public func first(_ count: Int, of choice: RecordChoice = RecordChoice()) throws -> [StoredRecord]
  {
    try least(count, of: choice) { reader, part, document in
      reader.ordinal(part, document)
    }
  }

  /// Records chosen at random, the same for the same seed.
  ///
  /// A record's place in the order depends on the seed and on its id alone, so neither segments nor
  /// the number of threads nor the machine change the sample, and a smaller sample is the beginning
  /// of a larger one. Records that share an id stand next to each other.
  ///
  /// - Complexity: O(matches · log *count*); texts are read for the records returned alone.
  public func sample(
    _ count: Int, seed: UInt64, of choice: RecordChoice = RecordChoice()
  ) throws -> [StoredRecord] {
    try least(count, of: choice) { reader, part, document in
      SampleOrder.key(of: try reader.id(part, document), seed: seed)
    }
  }

  // MARK: - Machinery

  private func walk(
    _ choice: RecordChoice, _ body: (Int, UInt32, inout RecordReader) throws -> Bool
  ) throws {
    try IndexFailure.folding {
      let prepared = try searcher.prepare(
        choice.query ?? "*", requiresAll: choice.all, condition: choice.condition)
      var reader = RecordReader(searcher)
      var failure: (any Error)?
      try prepared.forEachMatch { (part, document) throws(StorageError) in
        do { return try body(part, document, &reader) } catch {
          failure = error
          return false
        }
      }
      if let failure { throw failure }
    }
  }

  /// The records with the smallest keys, smallest first; ties by corpus and source order.
  private func least(
    _ count: Int, of choice: RecordChoice,
    key: (inout RecordReader, Int, UInt32) throws -> UInt64
  ) throws -> [StoredRecord] {
    guard count > 0 else { return [] }
    var kept: [RankedRecord] = []
    var limit: RankedRecord?
    try walk(choice) { part, document, reader in
      let candidate = RankedRecord(
        key: try key(&reader, part, document), corpus: searcher.corpus(of: part),
        ordinal: reader.ordinal(part, document), part: part, document: document)
      if let limit, limit < candidate { return true }
      kept.append(candidate)
      // Twice the wanted number is kept before the larger half is dropped.
      if kept.count >= max(64, 2 * count) {
        kept.sort()
        kept.removeLast(kept.count - count)
        limit = kept.last
      }
      return true
    }
    kept.sort()
    return try IndexFailure.folding {
      var reader = RecordReader(searcher)
      return try kept.prefix(count).map {
        try reader.record($0.part, $0.document, readsTexts: choice.readsTexts)
      }
    }
  }
}

/// A record with its place in an order of choice.
private struct RankedRecord: Comparable {
  var key: UInt64
  var corpus: Int
  var ordinal: UInt64
  var part: Int
  var document: UInt32

  static func < (left: RankedRecord, right: RankedRecord) -> Bool {
    (left.key, left.corpus, left.ordinal) < (right.key, right.corpus, right.ordinal)
  }
}

/// The order in which a sample takes records.
enum SampleOrder {
  /// A number that is spread evenly over all ids and differs from seed to seed.
  ///
  /// FNV-1a over the id's UTF-8 bytes (Fowler, Noll and Vo), then the finalizer of SplitMix64
  /// (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), which
  /// alone would leave the low bits of short ids related.
  static func key(of id: String, seed: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ mixed(seed)
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return mixed(hash)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9e37_79b9_7f4a_7c15
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}

/// Reads records of a searcher one after the other, keeping what the last one needed.
struct RecordReader {
  private let searcher: Searcher
  private var part = -1
  private var cursors: [ColumnCursor] = []

  init(_ searcher: Searcher) { self.searcher = searcher }

  /// The record's place in the order of its source.
  func ordinal(_ part: Int, _ document: UInt32) -> UInt64 {
    let segment = searcher.segment(part)
    return segment.sources.ordinals[segment.rank(of: document)]
  }

  func id(_ part: Int, _ document: UInt32) throws(StorageError) -> String {
    try searcher.segment(part).recordID(of: document)
  }

  mutating func record(
    _ part: Int, _ document: UInt32, readsTexts: Bool
  ) throws(StorageError) -> StoredRecord {
    let segment = searcher.segment(part)
    if part != self.part {
      self.part = part
      cursors = segment.columns.map { $0.cursor() }
    }
    let schema = segment.settings.schema
    var fields: [(name: String, value: FieldValue)] = []
    for (index, cursor) in cursors.enumerated() {
      if let value = FieldValue(known: try cursor.value(of: Int(document))) {
        fields.append((schema.columns[index].name, value))
      }
    }
    var texts: [(field: String, text: String)] = []
    if readsTexts {
      try searcher.texts.read(part: part, document: document) { field, text in
        if let text { texts.append((schema.textFields[field], text.text)) }
      }
    }
    let corpus = searcher.corpora[searcher.corpus(of: part)]
    let place = segment.place(of: document)
    let files = corpus.reader.commit.files
    return StoredRecord(
      reference: RecordReference(
        corpus: corpus.name, record: try segment.recordID(of: document)),
      texts: texts, fields: fields,
      file: files.indices.contains(Int(place.file)) ? files[Int(place.file)].path : "",
      offset: place.offset)
  }
}
