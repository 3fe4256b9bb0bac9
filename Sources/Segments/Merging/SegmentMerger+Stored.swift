internal import Records
internal import Storage

/// Texts and rests of the records that stay, compressed again.
///
/// Blocks could be copied where nothing is deleted and dictionaries agree; they seldom do, and
/// expanding and compressing is the small part of a merge.
extension SegmentMerger {
  /// Writes the sections that keep records whole.
  func writeStored(_ writer: EnvelopeWriter) throws(StorageError) {
    let texts = textMethod
    try writeBlocks(
      to: writer, blocks: SegmentSection.textBlocks, index: SegmentSection.textIndex,
      StoredBlocks(
        fieldCount: settings.schema.textFields.count, compressor: BlockCompressor(texts))
    ) { (segment, rank, blocks) throws(StorageError) in
      try segment.readText(atRank: rank) { _, text in blocks.append(field: text) }
    }
    if case .zstd(let dictionary?) = texts { try writer.write(dictionary) }
    try writeBlocks(
      to: writer, blocks: SegmentSection.restBlocks, index: SegmentSection.restIndex,
      StoredBlocks(fieldCount: 1, compressor: StoreCompressors(settings.store)?.rests)
    ) { (segment, rank, blocks) throws(StorageError) in
      try segment.readRest(atRank: rank) { blocks.append(field: $0) }
    }
  }

  /// The method of the largest segment that has a dictionary, whose texts will mostly be alike.
  private var textMethod: BlockMethod {
    guard settings.store == .zstd else { return .lz4 }
    let known = inputs.filter { $0.segment.textDictionary != nil }
    let largest = known.max { $0.segment.documentCount < $1.segment.documentCount }
    return .zstd(largest?.segment.textDictionary)
  }

  private func writeBlocks(
    to writer: EnvelopeWriter, blocks section: UInt32, index indexSection: UInt32,
    _ empty: consuming StoredBlocks,
    _ copy: (SegmentReader, Int, inout StoredBlocks) throws(StorageError) -> Void
  ) throws(StorageError) {
    var blocks = empty
    var index = StoredIndex()
    try writer.beginSection(section, alignment: 4096)
    for input in inputs {
      try input.ranks.forEach { (rank) throws(StorageError) in
        try copy(input.segment, Int(rank), &blocks)
        blocks.endRecord()
        if blocks.bytes.count >= 1 << 20 {
          try Cancellation.check()
          index.append(blocks)
          try writer.append(ByteSlice(blocks.bytes.view))
          blocks.removeFinished()
        }
      }
    }
    blocks.endBlock()
    index.append(blocks)
    try writer.append(ByteSlice(blocks.bytes.view))
    try writer.endSection()
    try index.write(to: writer, section: indexSection)
  }
}

extension EnvelopeWriter {
  /// Writes the dictionary of text blocks as its section.
  func write(_ dictionary: ZstdDictionary) throws(StorageError) {
    try beginSection(SegmentSection.textDictionary)
    var bytes = ByteWriter(capacity: dictionary.bytes.count)
    bytes.append(dictionary.bytes)
    try append(bytes.slice)
    try endSection()
  }
}
