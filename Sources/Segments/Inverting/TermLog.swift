internal import Analysis
internal import Storage

/// The tokens of one text field as numbers, in reading order: one worker's share of a flush.
///
/// Nothing is inverted while records come in. A token costs one table look-up and four bytes at
/// the end of the log; lists are made at flush by one counting sort over all logs, which is
/// several times cheaper than growing a list per term, and the same log in any other order of
/// documents yields the same lists renumbered.
struct TermLog: ~Copyable {
  /// What an entry of the log is, in its two highest bits.
  ///
  /// There is one entry per position.
  enum Mark {
    static let word: UInt32 = 0
    /// A pair beginning at this position.
    static let pair: UInt32 = 1 << 30
    /// The last (or only) character of a run.
    static let last: UInt32 = 2 << 30
    /// A position without a token: the gap between two runs.
    static let gap: UInt32 = 3 << 30
    static let numberMask: UInt32 = (1 << 30) - 1
    static let markMask: UInt32 = 3 << 30
  }

  var words = WordTable()
  var pairs = PairTable()
  var characters = CharacterTable()
  /// Character number of the first half of each pair.
  private(set) var pairFirst = GrowableBuffer<UInt32>()
  private(set) var entries: GrowableBuffer<UInt32>
  /// End of each document's entries.
  private(set) var documentEnds = GrowableBuffer<UInt64>()

  /// - Parameter capacity: Entries to reserve address space for; only touched pages cost memory.
  init(capacity: Int) { entries = GrowableBuffer(capacity: capacity) }

  var documentCount: Int { documentEnds.count }

  /// Bytes in use.
  var byteCount: Int {
    entries.count * 4 + documentEnds.byteCount + words.byteCount + pairs.byteCount
      + pairFirst.byteCount + characters.byteCount
  }

  /// Start of a document's entries.
  func start(of document: Int) -> Int { document == 0 ? 0 : Int(documentEnds[document - 1]) }

  /// Length of a document in positions.
  func length(of document: Int) -> UInt32 {
    UInt32(Int(documentEnds[document]) - start(of: document))
  }

  /// Appends the tokens of the next document's text; an empty batch for one without the field.
  ///
  /// `endsDocument`: no other part of the same text follows.
  mutating func append(_ batch: borrowing TokenBatch, endsDocument: Bool = true) {
    let length = Int(batch.length)
    let begin = entries.count
    entries.reserve(length)
    let out = entries.capacityView
    let bytes = batch.bytes.view
    var at = begin
    for index in 0..<batch.pieces.count {
      let piece = batch.pieces[index]
      // Positions that no token takes are gaps.
      let target = begin &+ Int(piece.position)
      while at < target {
        out[at] = Mark.gap
        at &+= 1
      }
      if piece.isRun {
        appendRun(batch.scalars.view, start: Int(piece.start), count: piece.count, out, at)
        at &+= piece.count
      } else {
        out[at] = words.number(of: bytes, start: Int(piece.start), count: piece.count)
        at &+= 1
      }
    }
    while at < begin &+ length {
      out[at] = Mark.gap
      at &+= 1
    }
    entries.setCount(begin + length)
    if endsDocument { documentEnds.append(UInt64(entries.count)) }
  }

  private mutating func appendRun(
    _ scalars: BufferView<UInt32>, start: Int, count: Int, _ out: BufferView<UInt32>, _ at: Int
  ) {
    // Pair slots are cache misses: prefetch those of the next few pairs.
    let ahead = 8
    let end = start &+ count &- 1
    var next = start
    let primed = min(end, start &+ ahead)
    while next < primed {
      pairs.prefetch(PairTable.key(scalars[next], scalars[next &+ 1]))
      next &+= 1
    }
    var from = start
    var target = at
    while from < end {
      if next < end {
        pairs.prefetch(PairTable.key(scalars[next], scalars[next &+ 1]))
        next &+= 1
      }
      let first = scalars[from]
      let number = pairs.number(of: PairTable.key(first, scalars[from &+ 1]))
      if Int(number) == pairFirst.count { pairFirst.append(characters.number(of: first)) }
      out[target] = Mark.pair | number
      from &+= 1
      target &+= 1
    }
    out[target] = Mark.last | characters.number(of: scalars[end])
  }

  /// Forgets everything and keeps the memory.
  mutating func removeAll() {
    words.removeAll()
    pairs.removeAll()
    characters.removeAll()
    pairFirst.removeAll()
    entries.removeAll()
    documentEnds.removeAll()
  }
}
