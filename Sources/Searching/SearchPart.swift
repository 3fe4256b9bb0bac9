internal import Indexing
internal import Postings
internal import Records
internal import Segments
internal import Storage

/// A segment of one of the corpora that are searched, with its live documents.
final class SearchPart: Sendable {
  /// Index of the corpus among those searched.
  let corpus: Int
  /// Index of the segment in its commit.
  let number: Int
  let segment: SegmentReader
  let live: LiveDocuments?
  /// Text fields by name.
  let fields: [ExactText: Int]

  init(corpus: Int, number: Int, part: IndexReader.Part) {
    self.corpus = corpus
    self.number = number
    segment = part.segment
    live = part.live
    var fields: [ExactText: Int] = [:]
    for (index, name) in part.segment.settings.schema.textFields.enumerated() {
      fields[ExactText(name)] = index
    }
    self.fields = fields
  }

  /// The field of a name; the body for `nil`.
  func field(_ name: String?) -> Int? {
    guard let name else { return segment.settings.schema.textFields.isEmpty ? nil : 0 }
    return fields[ExactText(name)]
  }

  /// The dictionary that holds a term, if any does.
  func dictionary(_ key: TermKey) -> TermDictionary? {
    field(key.field).flatMap { segment.field($0).dictionary(key.space) }
  }

  /// The dictionary entry of a term in this segment.
  func info(_ key: TermKey) throws(StorageError) -> TermInfo? {
    try dictionary(key)?.find(key.bytes)
  }

  /// A cursor over a term's list.
  func cursor(
    _ key: TermKey, _ info: TermInfo, scratch: ScratchArena
  ) throws(StorageError)
    -> PostingCursor?
  {
    guard let field = field(key.field), let source = segment.field(field).source(key.space) else {
      return nil
    }
    return try PostingCursor(info, in: source, scratch: scratch)
  }
}

extension TermDictionary {
  /// What is known of a term; `nil` where it is not here.
  func find(_ term: [UInt8]) throws(StorageError) -> TermInfo? {
    try term.withView { view throws(StorageError) in try find(ByteSlice(view)) }
  }
}
