internal import Postings
internal import Segments
internal import Storage

/// What a phrase reads of a segment: its parts, the rarest first.
struct PhraseLists {
  let field: SegmentField
  let parts: [PhrasePlan.Part]
  let infos: [TermInfo]
  /// Distances of the parts from the phrase's beginning.
  let offsets: [UInt32]
  private let missing: StorageError
  private let scratch: ScratchArena

  /// `missing`: what is thrown where a dictionary has no lists.
  init(
    of phrase: PhrasePlan, _ infos: [TermInfo], in field: SegmentField, missing: StorageError,
    scratch: ScratchArena
  ) {
    let order = infos.indices.sorted {
      (infos[$0].documentFrequency, $0) < (infos[$1].documentFrequency, $1)
    }
    self.field = field
    parts = order.map { phrase.parts[$0] }
    self.infos = order.map { infos[$0] }
    offsets = parts.map(\.offset)
    self.missing = missing
    self.scratch = scratch
  }

  /// A walk over a part's documents.
  func cursor(_ part: Int, scratch: ScratchArena) throws(StorageError) -> PostingCursor {
    guard let source = field.source(parts[part].term.space) else { throw missing }
    return try PostingCursor(infos[part], in: source, scratch: scratch)
  }

  /// Opens the list of every part, once.
  func open(_ lists: inout OwningList<PhraseList>) throws(StorageError) {
    guard lists.isEmpty else { return }
    for index in parts.indices {
      let part = parts[index]
      let places =
        part.places == .listed
        ? nil : CharacterPlaces(of: part.term, part.places, in: field, scratch: scratch)
      lists.append(
        PhraseList(cursor: try cursor(index, scratch: scratch), characterPlaces: places))
    }
  }
}

/// The documents of a phrase's part, and where its positions come from.
struct PhraseList: ~Copyable {
  var cursor: PostingCursor
  /// `nil` when the list has positions itself.
  let characterPlaces: CharacterPlaces?

  /// Writes the positions in the document that the cursor stands at, rising; `output` is emptied
  /// first.
  mutating func places(into output: inout GrowableBuffer<UInt32>) throws(StorageError) {
    if let characterPlaces {
      try characterPlaces.positions(in: cursor.document, into: &output)
    } else {
      _ = try cursor.positions(into: &output)
    }
  }
}
