internal import Postings
internal import Storage

/// The lists and dictionary pages of a range of terms, encoded by one thread.
final class EncodedTerms: @unchecked Sendable {
  // Safe: filled by one thread, read after it has ended.
  private var lists: PostingListBuilder
  private var dictionary: TermDictionaryBuilder
  private let hasPositions: Bool
  private let folder: String?

  /// A range without terms.
  ///
  /// - Parameters:
  ///   - shape: What its lists look like.
  ///   - spelling: How its terms are written.
  ///   - reservesFront: Whether eight bytes are kept in front of all positions, as the first range
  ///     does.
  ///   - occurrences: An estimate of how many will come. Address space is reserved for them; only
  ///     used pages cost memory.
  ///   - folder: On whose disk the bytes lie; see ``GrowableBuffer/init(onDiskOf:)``.
  // A call of its own: inlined where nothing varies, it makes the optimiser lose an object.
  @inline(never)
  init(
    shape: ListShape, spelling: TermSpelling, reservesFront: Bool, occurrences: Int = 0,
    onDiskOf folder: String? = nil
  ) {
    self.folder = folder
    lists = PostingListBuilder(shape: shape, onDiskOf: folder)
    hasPositions = shape.hasPositions
    let estimate = occurrences + occurrences / 2
    lists.postings.reserve(estimate)
    if hasPositions { lists.positions.reserve(estimate) }
    if reservesFront, hasPositions { lists.positions.append(repeating: 0, count: 8) }
    dictionary = TermDictionaryBuilder(
      hasPositions: hasPositions, spelling: spelling,
      positionsStart: UInt64(lists.positions.count), onDiskOf: folder)
  }

  /// Appends a term behind those before, and its list.
  func append(_ term: BufferView<UInt8>, _ list: borrowing PostingBuffer) {
    if list.documents.count <= Int(TermInfo.inlineLimit), Self.fitsInline(list) {
      dictionary.append(term, inline: list)
    } else {
      dictionary.append(term, lists.append(list))
    }
  }

  /// A very frequent term of one document would overflow a dictionary page.
  private static func fitsInline(_ list: borrowing PostingBuffer) -> Bool {
    list.positions.count <= 64
  }

  /// Writes ranges that follow each other as the sections of one term space.
  static func write(
    _ ranges: [EncodedTerms], space: TermSpace, field: UInt32, to writer: EnvelopeWriter
  ) throws(StorageError) {
    let number = SegmentSection.field(field, space)
    try writer.beginSection(SegmentSection.postings, field: number)
    for range in ranges { try writer.append(ByteSlice(range.lists.postings.view)) }
    try writer.endSection()
    if space.hasPositions {
      try writer.beginSection(SegmentSection.positions, field: number)
      for range in ranges { try writer.append(ByteSlice(range.lists.positions.view)) }
      try writer.endSection()
    }
    var whole = TermDictionaryBuilder(
      hasPositions: space.hasPositions, spelling: space.spelling,
      onDiskOf: ranges.first?.folder)
    var postings: UInt64 = 0
    var positions: UInt64 = 0
    for range in ranges {
      var taken = TermDictionaryBuilder(hasPositions: space.hasPositions, spelling: space.spelling)
      swap(&taken, &range.dictionary)
      whole.append(taken, postingsShift: postings, positionsShift: positions)
      postings += UInt64(range.lists.postings.count)
      positions += UInt64(range.lists.positions.count)
    }
    var index = ByteWriter()
    whole.finish(index: &index)
    try writer.beginSection(SegmentSection.termPages, field: number)
    try writer.append(ByteSlice(whole.pages.view))
    try writer.endSection()
    try writer.beginSection(SegmentSection.termIndex, field: number)
    try writer.append(index.slice)
    try writer.endSection()
    // Not left to the end of the objects: the optimised build (Swift 6.3) does not end the noncopyable
    // parts of these, and an index kept the lists of all its segments in memory while it was made.
    for range in ranges { range.lists.end() }
  }
}
