internal import Postings
internal import Segments
internal import Storage

/// Leaves that match many terms of a dictionary.
extension SegmentBinder {
  func bindExpansion(_ leaf: Int, _ pattern: TermPattern) throws(StorageError) -> Matcher {
    guard let index = part.field(pattern.field) else { return NothingMatcher() }
    let field = part.segment.field(index)
    let count = part.segment.documentCount
    let found = try expansions.documents(.init(part: partIndex, leaf: leaf)) {
      () throws(StorageError) in
      try ExpandedDocuments(documentCount: count) { (bits) throws(StorageError) in
        try TermExpansion(pattern, notes: notes).gather(from: field, into: bits) {
          deadline?.isReached(notes) == true
        }
      }
    }
    return ExpansionMatcher(leaf: leaf, found)
  }

  /// The most words that the end of an open phrase is expanded to; beyond it the answer is partial.
  static let openPhraseLimit = 10_000

  func bindOpenPhrase(
    _ leaf: Int, _ phrase: PhrasePlan, last: TermPattern, offset: UInt32
  ) throws(StorageError) -> Matcher {
    guard let index = part.field(last.field) else { return NothingMatcher() }
    let field = part.segment.field(index)
    // Of the words at the end only those matter that share a document with the rarest other
    // element.
    var rarest: (info: TermInfo, source: PostingSource)?
    for element in phrase.elements {
      guard let info = try part.info(element.term), let source = field.source(element.term.space)
      else {
        return NothingMatcher()
      }
      if info.documentFrequency < rarest?.info.documentFrequency ?? .max { rarest = (info, source) }
    }
    guard let rarest else { return NothingMatcher() }
    let count = part.segment.documentCount
    let found = try expansions.documents(.init(part: partIndex, leaf: leaf)) {
      () throws(StorageError) in
      let candidates = try ExpandedDocuments(documentCount: count) { (bits) throws(StorageError) in
        try ExpandedDocuments.add(rarest.info, in: rarest.source, to: bits, scratch: ScratchArena())
      }
      var words: [[UInt8]] = []
      var isComplete = true
      try candidates.words.withView { bits throws(StorageError) in
        try TermExpansion(last, notes: notes).forEachWord(in: field) {
          (walk, source) throws(StorageError) in
          if deadline?.isReached(notes) == true { return false }
          guard
            try ExpandedDocuments.meets(walk.info, in: source, bits, scratch: ScratchArena())
          else { return true }
          isComplete = words.count < Self.openPhraseLimit
          if isComplete { words.append(walk.term) }
          return isComplete
        }
      }
      if !isComplete {
        notes.add(
          "the last word of a phrase stands for more than \(Self.openPhraseLimit) terms; "
            + "the rest was left out", isPartial: true)
      }
      return try ExpandedDocuments(documentCount: count) { (bits) throws(StorageError) in
        for word in words where deadline?.isReached(notes) != true {
          var whole = phrase
          let key = TermKey(field: last.field, space: .word, bytes: word)
          whole.elements.append(PhrasePlan.Element(term: key, offset: offset))
          let arena = ScratchArena()
          let matcher = try bindPhrase(leaf, whole, scratch: arena)
          let matches = arena.make(repeating: UInt64(0), count: Window.words)
          var window = 0
          while let next = try matcher.nextWindow(from: window), next * Window.size < count {
            try matcher.fill(window: next, into: matches)
            for word in 0..<Window.words { bits[next * Window.words + word] |= matches[word] }
            window = next + 1
          }
          withExtendedLifetime(arena) {}
        }
      }
    }
    return ExpansionMatcher(leaf: leaf, found)
  }
}
