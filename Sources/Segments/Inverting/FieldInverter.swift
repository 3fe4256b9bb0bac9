internal import Postings
internal import Storage

/// One worker's log of one text field.
final class FieldLog: @unchecked Sendable {
  // Safe: a worker appends while records come in; at flush all threads only read it.
  var log: TermLog

  init(capacity: Int) { log = TermLog(capacity: capacity) }
}

/// Where a document of the coming segment stands in the workers' logs.
struct LogPlace: BitwiseCopyable, Sendable {
  var worker: UInt32
  /// The document's number in that worker's logs.
  var local: UInt32
}

/// A worker's log as plain views, so that loops touch neither objects nor their reference counts.
struct LogViews: Sendable {
  let entries: BufferView<UInt32>
  let documentEnds: BufferView<UInt64>
  let pairFirst: BufferView<UInt32>
  let spellings: BufferView<UInt8>
  let spellingEnds: BufferView<UInt32>
  let pairKeys: BufferView<UInt64>
  let scalars: BufferView<UInt32>

  init(_ owner: FieldLog) {
    entries = owner.log.entries.view
    documentEnds = owner.log.documentEnds.view
    pairFirst = owner.log.pairFirst.view
    spellings = owner.log.words.spellings.view
    spellingEnds = owner.log.words.ends.view
    pairKeys = owner.log.pairs.keys.view
    scalars = owner.log.characters.scalars.view
  }

  /// A document's entries.
  @inline(__always)
  func range(of document: Int) -> Range<Int> {
    (document == 0 ? 0 : Int(documentEnds[document - 1]))..<Int(documentEnds[document])
  }

  /// The spelling of a word.
  @inline(__always)
  func word(_ number: Int) -> BufferView<UInt8> {
    let start = number == 0 ? 0 : Int(spellingEnds[number - 1])
    return spellings[start..<Int(spellingEnds[number])]
  }
}

/// What a field's part of a segment sums up to.
struct FieldTotals: Sendable {
  /// Sum of all lengths, in positions.
  var tokens: UInt64 = 0
  /// Documents with at least one position.
  var documents: UInt64 = 0
}

/// Turns the logs of one field into the sections of a segment: norms, dictionaries, lists.
///
/// A counting sort: terms get their final order, occurrences are counted, then scattered in the
/// order of the coming documents, so every list comes out sorted whatever that order is. Threads
/// share the work first by documents (counting, scattering), then by terms (encoding).
struct FieldInverter: Sendable {
  private let vocabularies: FieldVocabularies
  private let views: [LogViews]
  private let documents: BufferView<LogPlace>
  private let jobs: Int
  private let arena = ScratchArena()
  /// Where each document's positions begin in the field's total order of positions.
  private let bases: BufferView<UInt32>
  private let norms: BufferView<UInt8>
  /// The document at every 256th position.
  private let coarse: BufferView<UInt32>
  /// Room for the sorted positions of one term space after the other.
  private let occurrences: BufferView<UInt32>
  private(set) var totals = FieldTotals()

  /// `documents`: the coming documents, in the order of their numbers.
  init(_ vocabularies: FieldVocabularies, documents: BufferView<LogPlace>, jobs: Int) {
    self.vocabularies = vocabularies
    views = vocabularies.views
    self.documents = documents
    self.jobs = jobs
    bases = arena.make(repeating: 0, count: documents.count + 1)
    norms = arena.make(repeating: 0, count: documents.count)
    var at: UInt32 = 0
    for index in 0..<documents.count {
      let place = documents[index]
      let length = UInt32(views[Int(place.worker)].range(of: Int(place.local)).count)
      bases[index] = at
      norms[index] = Norm.encode(length)
      at += length
      totals.tokens += UInt64(length)
      if length > 0 { totals.documents += 1 }
    }
    bases[documents.count] = at
    // One block for all spaces: fresh memory costs as much as the sorting of it.
    occurrences = arena.make(repeating: UInt32(0), uninitializedCount: Int(at))
    coarse = arena.make(repeating: 0, count: Int(at >> 8) + 1)
    var document = 0
    for slot in 0..<coarse.count {
      while document + 1 < documents.count, bases[document + 1] <= UInt32(slot) << 8 {
        document += 1
      }
      coarse[slot] = UInt32(document)
    }
  }

  /// Writes all sections of the field.
  func write(to writer: EnvelopeWriter, field: UInt32) throws(StorageError) {
    try writer.beginSection(SegmentSection.norms, field: field)
    try writer.append(ByteSlice(norms))
    try writer.endSection()
    let lengths = GrowableBuffer<UInt64>(repeating: 0, count: documents.count)
    for document in 0..<documents.count {
      lengths.view[document] = UInt64(bases[document + 1] - bases[document])
    }
    var packed = ByteWriter()
    PackedNumbers.write(lengths.view, to: &packed)
    try writer.beginSection(SegmentSection.lengths, field: field)
    try writer.append(packed.slice)
    try writer.endSection()
    try writeSpace(.word, terms: vocabularies.words.terms.count, writer, field)
    let characters = vocabularies.characters.terms.count
    if characters > 0 {
      try writeSpace(.pair, terms: vocabularies.pairs.count, writer, field)
      try writeSpace(.character, terms: characters, writer, field)
      // The gap and every character.
      try writeSpace(.edge, terms: 1 + characters, writer, field)
    }
    withExtendedLifetime(arena) {}
  }

  // MARK: - Terms

  /// Spells a term out.
  private func spell(
    _ space: TermSpace, _ term: Int, into spelling: inout GrowableBuffer<UInt8>
  ) {
    spelling.removeAll()
    switch space {
    case .word:
      let reference = vocabularies.words.terms[term]
      spelling.append(contentsOf: views[reference.worker].word(reference.number))
    case .pair:
      let key = vocabularies.pairs.keys[term]
      spelling.append(scalar: UInt32(key >> 21))
      spelling.append(scalar: UInt32(key & 0x1f_ffff))
    case .character: spell(character: term, into: &spelling)
    case .edge: if term > 0 { spell(character: term - 1, into: &spelling) }
    }
  }

  private func spell(character: Int, into spelling: inout GrowableBuffer<UInt8>) {
    let reference = vocabularies.characters.terms[character]
    spelling.append(scalar: views[reference.worker].scalars[reference.number])
  }

  // MARK: - Counting sort

  /// Calls `body` with the final term number and the total position of every occurrence in some
  /// documents, in order.
  @inline(__always)
  private func forEachOccurrence(
    _ space: TermSpace, in range: Range<Int>,
    _ body: (UInt32, UInt32) -> Void
  ) {
    for index in range {
      let place = documents[index]
      let worker = Int(place.worker)
      let log = views[worker]
      let range = log.range(of: Int(place.local))
      let start = range.lowerBound
      let end = range.upperBound
      let entries = log.entries
      let base = bases[index]
      switch space {
      case .word:
        for at in start..<end {
          let entry = entries[at]
          if entry & TermLog.Mark.markMask == TermLog.Mark.word {
            body(entry, base &+ UInt32(truncatingIfNeeded: at &- start))
          }
        }
      case .pair:
        for at in start..<end {
          let entry = entries[at]
          if entry & TermLog.Mark.markMask == TermLog.Mark.pair {
            body(
              entry & TermLog.Mark.numberMask,
              base &+ UInt32(truncatingIfNeeded: at &- start))
          }
        }
      case .character:
        let firsts = vocabularies.pairCharacters
        for at in start..<end {
          let entry = entries[at]
          let mark = entry & TermLog.Mark.markMask
          let number = Int(entry & TermLog.Mark.numberMask)
          let place = base &+ UInt32(truncatingIfNeeded: at &- start)
          if mark == TermLog.Mark.pair {
            body(firsts[number], place)
          } else if mark == TermLog.Mark.last {
            body(UInt32(truncatingIfNeeded: number), place)
          }
        }
      case .edge:
        forEachEdge(log, from: start, to: end, base: base, body)
      }
    }
  }

  /// Calls `body` for the gaps between runs (term 0) and for the characters (their rank + 1) that
  /// are alone in their run or stand beside a word.
  @inline(__always)
  private func forEachEdge(
    _ log: LogViews, from start: Int, to end: Int, base: UInt32, _ body: (UInt32, UInt32) -> Void
  ) {
    let entries = log.entries
    let firsts = vocabularies.pairCharacters
    var isInRun = false
    // What stands in front of the position: a word, or the end of a run and then only gaps.
    var isBehindWord = false
    var gapStart = Int.max
    for at in start..<end {
      let entry = entries[at]
      let mark = entry & TermLog.Mark.markMask
      let number = entry & TermLog.Mark.numberMask
      if mark == TermLog.Mark.word {
        isBehindWord = true
        gapStart = Int.max
        continue
      }
      if mark == TermLog.Mark.gap {
        isBehindWord = false
        continue
      }
      let place = base &+ UInt32(truncatingIfNeeded: at &- start)
      if !isInRun, gapStart < at {
        for gap in gapStart..<at { body(0, base &+ UInt32(truncatingIfNeeded: gap &- start)) }
      }
      if mark == TermLog.Mark.pair {
        if isBehindWord { body(firsts[Int(number)] &+ 1, place) }
        isInRun = true
      } else {
        let isBeforeWord =
          at &+ 1 < end && entries[at &+ 1] & TermLog.Mark.markMask == TermLog.Mark.word
        if !isInRun || isBeforeWord { body(number &+ 1, place) }
        isInRun = false
        gapStart = at &+ 1
      }
      isBehindWord = false
    }
  }

  /// Documents cut into one range per thread, of about equal numbers of positions.
  private func documentRanges() -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for job in 0..<jobs {
      let target = UInt64(bases[documents.count]) * UInt64(job + 1) / UInt64(jobs)
      var end = start
      while end < documents.count, UInt64(bases[end + 1]) <= target { end += 1 }
      if job == jobs - 1 { end = documents.count }
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }

  private func writeSpace(
    _ space: TermSpace, terms: Int, _ writer: EnvelopeWriter, _ field: UInt32
  ) throws(StorageError) {
    let scratch = ScratchArena()
    let ranges = documentRanges()
    // Count per thread, then turn counts into each thread's first places.
    let cursors = ranges.map { _ in scratch.make(repeating: UInt32(0), count: terms) }
    let inverter = self
    Threads.run(jobs) { job in
      let counts = cursors[job]
      inverter.forEachOccurrence(space, in: ranges[job]) { term, _ in
        counts[Int(term)] &+= 1
      }
    }
    let starts = scratch.make(repeating: UInt32(0), count: terms + 1)
    var total: UInt32 = 0
    for term in 0..<terms {
      starts[term] = total
      for cursor in cursors {
        let count = cursor[term]
        cursor[term] = total
        total += count
      }
    }
    starts[terms] = total
    let occurrences = self.occurrences
    Threads.run(jobs) { job in
      let cursor = cursors[job]
      inverter.forEachOccurrence(space, in: ranges[job]) { term, place in
        let at = cursor[Int(term)]
        occurrences[Int(at)] = place
        cursor[Int(term)] = at &+ 1
      }
    }
    // Terms cut into one range per thread, of about equal numbers of occurrences.
    let shape = ListShape(
      norms: ByteSlice(norms), hasPositions: space.hasPositions,
      referenceLength: Double(totals.tokens) / Double(max(1, totals.documents)))
    let parts = (0..<jobs).map { job in
      SpacePart(
        shape: shape, spelling: space.spelling, reservesFront: job == 0,
        occurrences: Int(total) / jobs)
    }
    var cuts = [0]
    for job in 1...jobs {
      let target = UInt64(total) * UInt64(job) / UInt64(jobs)
      var cut = cuts[job - 1]
      while cut < terms, job == jobs || UInt64(starts[cut]) < target { cut += 1 }
      cuts.append(job == jobs ? terms : cut)
    }
    let bounds = cuts
    Threads.run(jobs) { job in
      inverter.encode(
        space, terms: bounds[job]..<bounds[job + 1], starts: starts, into: parts[job])
    }
    try SpacePart.write(parts, space: space, field: field, to: writer)
    withExtendedLifetime(scratch) {}
  }

  private func encode(
    _ space: TermSpace, terms: Range<Int>, starts: BufferView<UInt32>,
    into part: SpacePart
  ) {
    var list = PostingBuffer()
    var spelling = GrowableBuffer<UInt8>(capacity: 256)
    for term in terms {
      let start = Int(starts[term])
      let end = Int(starts[term + 1])
      if start == end { continue }
      list.removeAll()
      var at = start
      var document = Int(coarse[Int(occurrences[start] >> 8)])
      while at < end {
        let place = occurrences[at]
        // Near documents are walked to, far ones looked up.
        let guess = Int(coarse[Int(place >> 8)])
        if guess > document { document = guess }
        while bases[document &+ 1] <= place { document &+= 1 }
        let base = bases[document]
        let limit = bases[document &+ 1]
        var frequency: UInt32 = 0
        if space.hasPositions {
          while at < end, occurrences[at] < limit {
            list.positions.append(occurrences[at] &- base)
            frequency &+= 1
            at &+= 1
          }
        } else {
          while at < end, occurrences[at] < limit {
            frequency &+= 1
            at &+= 1
          }
        }
        list.documents.append(UInt32(truncatingIfNeeded: document))
        list.frequencies.append(frequency)
      }
      spell(space, term, into: &spelling)
      part.append(spelling.view, list)
    }
  }
}

/// The lists and dictionary pages that one thread encodes.
final class SpacePart: @unchecked Sendable {
  // Safe: filled by one thread, read after it has ended.
  private var lists: PostingListBuilder
  private var dictionary: TermDictionaryBuilder
  private let hasPositions: Bool

  /// An empty part.
  ///
  /// - Parameters:
  ///   - shape: What its lists look like.
  ///   - spelling: How its terms are written.
  ///   - reservesFront: Whether eight bytes are kept in front of all positions, as the first part
  ///     does.
  ///   - occurrences: About how many will come. Room for them is set aside, and only what is used
  ///     costs memory.
  // A call of its own: inlined where nothing varies, it makes the optimiser lose an object.
  @inline(never)
  init(
    shape: ListShape, spelling: TermSpelling, reservesFront: Bool, occurrences: Int = 0
  ) {
    lists = PostingListBuilder(shape: shape)
    hasPositions = shape.hasPositions
    let room = occurrences + occurrences / 2
    lists.postings.reserve(room)
    if hasPositions { lists.positions.reserve(room) }
    if reservesFront, hasPositions { lists.positions.append(repeating: 0, count: 8) }
    dictionary = TermDictionaryBuilder(
      hasPositions: hasPositions, spelling: spelling,
      positionsStart: UInt64(lists.positions.count))
  }

  func append(_ term: BufferView<UInt8>, _ list: borrowing PostingBuffer) {
    if list.documents.count <= Int(TermInfo.inlineLimit), Self.fitsInline(list) {
      dictionary.append(term, inline: list)
    } else {
      dictionary.append(term, lists.append(list))
    }
  }

  /// A very frequent term of one document would burst a dictionary page.
  private static func fitsInline(_ list: borrowing PostingBuffer) -> Bool {
    list.positions.count <= 64
  }

  static func write(
    _ parts: [SpacePart], space: TermSpace, field: UInt32, to writer: EnvelopeWriter
  ) throws(StorageError) {
    let number = SegmentSection.field(field, space)
    try writer.beginSection(SegmentSection.postings, field: number)
    for part in parts { try writer.append(ByteSlice(part.lists.postings.view)) }
    try writer.endSection()
    if space.hasPositions {
      try writer.beginSection(SegmentSection.positions, field: number)
      for part in parts { try writer.append(ByteSlice(part.lists.positions.view)) }
      try writer.endSection()
    }
    var whole = TermDictionaryBuilder(hasPositions: space.hasPositions, spelling: space.spelling)
    var postings: UInt64 = 0
    var positions: UInt64 = 0
    for part in parts {
      var taken = TermDictionaryBuilder(hasPositions: space.hasPositions, spelling: space.spelling)
      swap(&taken, &part.dictionary)
      whole.append(taken, postingsShift: postings, positionsShift: positions)
      postings += UInt64(part.lists.postings.count)
      positions += UInt64(part.lists.positions.count)
    }
    var index = ByteWriter()
    whole.finish(index: &index)
    try writer.beginSection(SegmentSection.termPages, field: number)
    try writer.append(ByteSlice(whole.pages.view))
    try writer.endSection()
    try writer.beginSection(SegmentSection.termIndex, field: number)
    try writer.append(index.slice)
    try writer.endSection()
  }
}
