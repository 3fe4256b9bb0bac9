internal import Records
internal import Storage

/// The sections of a segment that keep records whole: texts, and what else a record holds.
///
/// They are apart, so that a passage is shown without expanding the rest.
struct StoredRecords: Sendable {
  let texts: StoredTextReader
  /// What the blocks of texts have in common, where they have a dictionary.
  let dictionary: ZstdDictionary?
  private let rests: StoredTextReader
  private let restBlocks: SectionBytes

  init(_ file: EnvelopeReader, _ settings: IndexSettings, documents: Int) throws(StorageError) {
    func section(_ kind: UInt32, _ name: String) throws(StorageError) -> SectionBytes {
      guard let section = file.section(kind) else {
        throw .damaged(path: file.path, offset: 0, detail: "the section \(name) is missing")
      }
      return section
    }
    if let kept = file.section(SegmentSection.textDictionary) {
      dictionary = ZstdDictionary(try kept.all().array)
      if dictionary == nil { throw kept.damaged(at: 0, "the dictionary is malformed") }
    } else {
      dictionary = nil
    }
    let isZstd = settings.store == .zstd
    texts = try StoredTextReader(
      blocks: section(SegmentSection.textBlocks, "textBlocks"),
      index: section(SegmentSection.textIndex, "textIndex"),
      fieldCount: settings.schema.textFields.count, method: isZstd ? .zstd(dictionary) : .lz4)
    restBlocks = try section(SegmentSection.restBlocks, "restBlocks")
    rests = try StoredTextReader(
      blocks: restBlocks, index: section(SegmentSection.restIndex, "restIndex"), fieldCount: 1,
      method: isZstd ? .zstd(nil) : .lz4)
  }

  /// Calls `body` with what a record holds besides its texts.
  func readRest(
    rank: Int, _ body: (BufferView<UInt8>) throws(StorageError) -> Void
  ) throws(StorageError) {
    var failure: StorageError? = restBlocks.damaged(at: 0, "a record has no rest")
    try rests.read(rank: rank) { _, rest in
      guard let rest else { return }
      failure = nil
      do throws(StorageError) { try body(rest) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes the value of every record and forgets it.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` for the first that cannot be made.
  func check(documents: Int) throws(StorageError) {
    var bytes = GrowableBuffer<UInt8>()
    var value = GrowableBuffer<UInt8>()
    var fields: [Range<Int>?] = []
    for rank in 0..<documents {
      try Cancellation.check()
      bytes.removeAll()
      value.removeAll()
      fields.removeAll(keepingCapacity: true)
      try texts.read(rank: rank) { _, text in
        let start = bytes.count
        if let text { bytes.append(contentsOf: text) }
        fields.append(text == nil ? nil : start..<bytes.count)
      }
      try readRest(rank: rank) { (rest) throws(StorageError) in
        do throws(RecordRest.Malformed) {
          try RecordRest.appendValue(
            rest: rest.slice, texts: bytes.view.slice, fields: fields, to: &value)
        } catch {
          throw restBlocks.damaged(at: 0, error.detail)
        }
      }
    }
  }
}
