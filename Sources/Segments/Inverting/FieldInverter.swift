internal import Postings
internal import Storage

/// The totals of one field in a segment.
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
  let vocabularies: FieldVocabularies
  let views: [LogViews]
  let documents: BufferView<LoggedDocument>
  private let jobs: Int
  private let arena = ScratchArena()
  /// Where each document's positions begin in the field's total order of positions.
  let bases: BufferView<UInt32>
  private let norms: BufferView<UInt8>
  /// The document at every 256th position.
  private let coarse: BufferView<UInt32>
  /// The sorted positions of one term space after the other.
  private let occurrences: BufferView<UInt32>
  private(set) var totals = FieldTotals()

  /// `documents`: the coming documents, in the order of their numbers.
  init(_ vocabularies: FieldVocabularies, documents: BufferView<LoggedDocument>, jobs: Int) {
    self.vocabularies = vocabularies
    views = vocabularies.views
    self.documents = documents
    self.jobs = jobs
    bases = arena.make(repeating: 0, count: documents.count + 1)
    norms = arena.make(repeating: 0, count: documents.count)
    var at: UInt32 = 0
    for index in 0..<documents.count {
      let logged = documents[index]
      let length = UInt32(views[Int(logged.worker)].range(of: Int(logged.local)).count)
      bases[index] = at
      norms[index] = Norm.encode(length)
      at += length
      totals.tokens += UInt64(length)
      if length > 0 { totals.documents += 1 }
    }
    bases[documents.count] = at
    // One block for all spaces: fresh memory costs as much as the sorting of it.
    occurrences = arena.makeUninitialized(UInt32.self, count: Int(at))
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
    // Count per thread, then turn counts into each thread's first slots.
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
      inverter.forEachOccurrence(space, in: ranges[job]) { term, position in
        let at = cursor[Int(term)]
        occurrences[Int(at)] = position
        cursor[Int(term)] = at &+ 1
      }
    }
    // Terms cut into one range per thread, of about equal numbers of occurrences.
    let shape = ListShape(
      norms: ByteSlice(norms), hasPositions: space.hasPositions,
      referenceLength: Double(totals.tokens) / Double(max(1, totals.documents)))
    let encoded = (0..<jobs).map { job in
      EncodedTerms(
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
        space, terms: bounds[job]..<bounds[job + 1], starts: starts, into: encoded[job])
    }
    try EncodedTerms.write(encoded, space: space, field: field, to: writer)
    withExtendedLifetime(scratch) {}
  }

  private func encode(
    _ space: TermSpace, terms: Range<Int>, starts: BufferView<UInt32>,
    into encoded: EncodedTerms
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
        let position = occurrences[at]
        // Near documents are walked to, far ones looked up.
        let guess = Int(coarse[Int(position >> 8)])
        if guess > document { document = guess }
        while bases[document &+ 1] <= position { document &+= 1 }
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
      encoded.append(spelling.view, list)
    }
  }
}
