package import Storage

/// Walks the terms of a dictionary that an automaton accepts, in byte order.
///
/// Front coding tells how many bytes a term shares with the one before, and for these the
/// automaton's states are known. Terms with a prefix that no accepted term has are skipped, by
/// restarts and by pages where they reach. After K. Schulz and S. Mihov, "Fast String Correction
/// with Levenshtein Automata", 2002, where the dictionary is an automaton as well; here it stays in
/// pages.
package struct TermWalk: ~Copyable {
  private let dictionary: TermDictionary
  private let prefix: [UInt8]
  private var reader: TermReader
  private var pageNumber = 0
  private var entries: DictionaryEntries
  private var target = GrowableBuffer<UInt8>(capacity: 256)

  /// What a walk moved to.
  package enum Step {
    /// An accepted term.
    case term
    /// No term yet, after some pages: the caller may stop here.
    case pause
    /// The end, behind the last term.
    case end
  }

  /// Pages between two pauses.
  private static let pausePages = 64

  /// A walk in front of the first accepted term.
  ///
  /// - Parameters:
  ///   - dictionary: The terms.
  ///   - machine: The automaton that accepts some of them.
  ///   - prefix: Bytes that all accepted terms begin with.
  /// - Throws: ``StorageError`` when a page is malformed.
  package init(
    _ dictionary: TermDictionary, machine: any TermMachine, prefix: [UInt8] = []
  ) throws(StorageError) {
    self.dictionary = dictionary
    self.prefix = prefix
    reader = TermReader(machine)
    target.append(contentsOf: prefix)
    let start = ByteSlice(target.view)
    if start.count > 0 { pageNumber = dictionary.pageNumber(of: start) ?? 0 }
    entries =
      pageNumber < dictionary.pageCount
      ? try dictionary.page(pageNumber).seek(start)
      : dictionary.nothing
  }

  /// The current term; meaningful after a step to one.
  package var term: [UInt8] { entries.term.view.array }

  /// Moves to the following accepted term; `false` behind the last.
  package mutating func next() throws(StorageError) -> Bool {
    while true {
      switch try advance(gathering: nil) {
      case .term: return true
      case .pause: continue
      case .end: return false
      }
    }
  }

  /// Moves to the following accepted term with a list of its own.
  ///
  /// Accepted terms whose postings are stored in the dictionary set the bits of their documents.
  package mutating func nextList(
    gathering bits: BufferView<UInt64>
  ) throws(StorageError) -> Step {
    try advance(gathering: bits)
  }

  /// The entry of the current term, set by ``next()`` and ``nextList(gathering:)``.
  package private(set) var info = TermInfo()

  private mutating func advance(gathering bits: BufferView<UInt64>?) throws(StorageError) -> Step {
    var pages = 0
    while true {
      switch entries.scan(&reader, gathering: bits) {
      case .accepted:
        entries.readInfo()
        if entries.isDamaged { throw dictionary.damage(inPage: pageNumber) }
        info = entries.info
        return .term
      case .dead:
        if isBeyond(entries.term.view) { return .end }
        aim(behind: entries.term.view)
        if entries.skip(towards: ByteSlice(target.view)) { reader.forget() }
      case .pageEnd:
        if entries.isDamaged { throw dictionary.damage(inPage: pageNumber) }
        if try !turnPage() { return .end }
        pages += 1
        if pages == Self.pausePages { return .pause }
      }
    }
  }

  /// Goes on with the next page that may hold accepted terms; `false` when there is none.
  private mutating func turnPage() throws(StorageError) -> Bool {
    pageNumber += 1
    if pageNumber >= dictionary.pageCount { return false }
    // A page that begins below what could come next may be passed over whole.
    let wanted = ByteSlice(target.view)
    if wanted.count > 0, pageNumber + 1 < dictionary.pageCount,
      dictionary.firstTerm(of: pageNumber + 1).compare(wanted) <= 0,
      let found = dictionary.pageNumber(of: wanted)
    {
      pageNumber = max(pageNumber, found)
    }
    entries = try dictionary.page(pageNumber).seek(wanted)
    reader.forget()
    return true
  }

  /// Sets ``target`` to the least bytes above everything that begins with the dead end.
  private mutating func aim(behind term: BufferView<UInt8>) {
    target.removeAll()
    target.append(contentsOf: term[0..<reader.deadEnd])
    var last = reader.deadEnd - 1
    while last > 0, target[last] == 0xff {
      target.setCount(last)
      last -= 1
    }
    target[last] = target[last] == 0xff ? 0xff : target[last] + 1
  }

  /// Whether a term comes behind all terms that begin with the prefix.
  private func isBeyond(_ term: BufferView<UInt8>) -> Bool {
    for index in 0..<min(term.count, prefix.count) where term[index] != prefix[index] {
      return term[index] > prefix[index]
    }
    return false
  }
}
