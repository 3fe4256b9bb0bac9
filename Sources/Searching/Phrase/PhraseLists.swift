internal import Postings
internal import Segments
internal import Storage

/// The lists that a phrase reads in a segment, the rarest first.
struct PhraseLists {
  let field: SegmentField
  let elements: [PhrasePlan.Element]
  let infos: [TermInfo]
  /// Distances of the elements from the phrase's beginning.
  let offsets: [UInt32]
  private let missing: StorageError
  private let scratch: ScratchArena

  /// `missing`: the error to throw where a dictionary has no lists.
  init(
    of phrase: PhrasePlan, _ infos: [TermInfo], in field: SegmentField, missing: StorageError,
    scratch: ScratchArena
  ) {
    let order = infos.indices.sorted {
      (infos[$0].documentFrequency, $0) < (infos[$1].documentFrequency, $1)
    }
    self.field = field
    elements = order.map { phrase.elements[$0] }
    self.infos = order.map { infos[$0] }
    offsets = elements.map(\.offset)
    self.missing = missing
    self.scratch = scratch
  }

  /// A cursor over the documents of an element.
  func cursor(_ index: Int, scratch: ScratchArena) throws(StorageError) -> PostingCursor {
    guard let source = field.source(elements[index].term.space) else { throw missing }
    return try PostingCursor(infos[index], in: source, scratch: scratch)
  }

  /// Opens the list of every element, once.
  func open(_ lists: inout OwningList<PhraseList>) throws(StorageError) {
    guard lists.isEmpty else { return }
    for index in elements.indices {
      let element = elements[index]
      let characterPositions =
        element.source == .listed
        ? nil
        : CharacterPositions(of: element.term, element.source, in: field, scratch: scratch)
      lists.append(
        PhraseList(
          cursor: try cursor(index, scratch: scratch), characterPositions: characterPositions))
    }
  }
}

/// The documents of a phrase's element, and where its positions come from.
struct PhraseList: ~Copyable {
  var cursor: PostingCursor
  /// `nil` when the list has positions itself.
  let characterPositions: CharacterPositions?

  /// Writes the positions in the cursor's current document, rising; `output` is emptied first.
  mutating func positions(into output: inout GrowableBuffer<UInt32>) throws(StorageError) {
    if let characterPositions {
      try characterPositions.positions(in: cursor.document, into: &output)
    } else {
      _ = try cursor.positions(into: &output)
    }
  }
}
