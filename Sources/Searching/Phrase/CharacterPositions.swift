internal import Postings
internal import Segments
internal import Storage

/// The positions of one unspaced character in the documents of a segment.
///
/// Lists keep a single character's positions only where they cannot be derived. Elsewhere they
/// follow from the pairs: the character is where a pair begins with it, and one position behind
/// where a pair ends with it. So a phrase that needs a character at a gap or anywhere joins the
/// lists of those pairs, which costs one walk through the dictionary and is paid by such phrases
/// only.
final class CharacterPositions {
  private let key: TermKey
  private let positionSource: PhrasePlan.PositionSource
  private let field: SegmentField
  private let scratch: ScratchArena
  private var lists = OwningList<ShiftedList>()
  private var isOpen = false
  private var positions = GrowableBuffer<UInt32>()
  private var gathered: [UInt32] = []
  private var asked: UInt32 = 0

  /// A list whose term holds the character, and where in the term.
  private struct ShiftedList: ~Copyable {
    var cursor: PostingCursor
    let shift: UInt32
  }

  /// Lists are opened when positions are first read.
  init(
    of key: TermKey, _ source: PhrasePlan.PositionSource, in field: SegmentField,
    scratch: ScratchArena
  ) {
    self.key = key
    self.positionSource = source
    self.field = field
    self.scratch = scratch
  }

  /// - Complexity: O(pairs that begin with the character); of the whole dictionary where endings
  ///   count.
  private func open() throws(StorageError) {
    isOpen = true
    if let dictionary = field.dictionary(.edge), let source = field.source(.edge),
      let info = try key.bytes.withView({ (view) throws(StorageError) in
        try dictionary.find(ByteSlice(view))
      })
    {
      lists.append(
        ShiftedList(cursor: try PostingCursor(info, in: source, scratch: scratch), shift: 0))
    }
    guard let dictionary = field.dictionary(.pair), let source = field.source(.pair) else { return }
    if positionSource != .endsRun {
      try Self.forEachPair(dictionary, beginningWith: key.bytes) { info throws(StorageError) in
        lists.append(
          ShiftedList(cursor: try PostingCursor(info, in: source, scratch: scratch), shift: 0))
      }
    }
    if positionSource != .beginsRun {
      try Self.forEachPair(dictionary, endingWith: key.bytes) { info throws(StorageError) in
        lists.append(
          ShiftedList(cursor: try PostingCursor(info, in: source, scratch: scratch), shift: 1))
      }
    }
  }

  private static func forEachPair(
    _ dictionary: TermDictionary, beginningWith prefix: [UInt8],
    _ body: (TermInfo) throws(StorageError) -> Void
  ) throws(StorageError) {
    var start = GrowableBuffer<UInt8>()
    start.append(contentsOf: prefix)
    var iterator = try dictionary.terms(from: ByteSlice(start.view))
    while try iterator.next(), iterator.term.starts(with: prefix) { try body(iterator.info) }
  }

  private static func forEachPair(
    _ dictionary: TermDictionary, endingWith suffix: [UInt8],
    _ body: (TermInfo) throws(StorageError) -> Void
  ) throws(StorageError) {
    let nothing = GrowableBuffer<UInt8>()
    var iterator = try dictionary.terms(from: ByteSlice(nothing.view))
    while try iterator.next() {
      if iterator.term.suffix(suffix.count).elementsEqual(suffix) { try body(iterator.info) }
    }
  }

  /// Writes the character's positions in a document, rising, each once.
  func positions(
    in document: UInt32, into output: inout GrowableBuffer<UInt32>
  ) throws(StorageError) {
    if !isOpen { try open() }
    if document < asked { for index in lists.indices { try lists[index].cursor.rewind() } }
    asked = document
    gathered.removeAll(keepingCapacity: true)
    for index in lists.indices {
      guard try lists[index].cursor.advance(to: document) == document else { continue }
      _ = try lists[index].cursor.positions(into: &positions)
      for at in 0..<positions.count { gathered.append(positions[at] + lists[index].shift) }
    }
    gathered.sort()
    output.removeAll()
    for position in gathered where output.count == 0 || output[output.count - 1] != position {
      output.append(position)
    }
  }
}
