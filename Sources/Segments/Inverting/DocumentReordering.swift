internal import Glibc
internal import Storage
internal import Synchronization

/// Renumbers documents so that those with common terms get neighbouring numbers.
///
/// Gaps between neighbouring documents of a list shrink, whole blocks become runs, and bounds of
/// blocks become sharper. Recursive graph bisection: documents are split in two, and documents are
/// exchanged between the halves as long as the estimated size of all gaps falls; then each half is
/// split in turn. After L. Dhulipala, I. Kabiljo, B. Karrer, G. Ottaviano, S. Pupyrev and A.
/// Shalita, "Compressing Graphs and Indexes with Recursive Graph Bisection", KDD 2016.
struct DocumentReordering: Sendable {
  /// Fewer documents are not renumbered: too little would be gained.
  static let leastDocuments = 256
  /// Parts of this size, two blocks of postings, are left in the order of the source.
  private static let leafSize = 256
  /// Exchanges per split.
  ///
  /// With eight, leaves of 24 documents and nearly all terms the lists of an English corpus are 0.7
  /// % smaller, and of a Chinese one 0.1 %, for nine times the work.
  private static let iterations = 2

  /// The frequencies of the terms that are looked at.
  ///
  /// Rarer terms relate few documents, and there are many of them; more frequent ones occur in both
  /// halves of any split, and make up most postings. With few documents nearly all terms are used.
  private static func frequencies(_ documents: Int) -> ClosedRange<UInt32> {
    let least = min(64, max(6, documents / 512))
    let most = max(documents / 96, min(documents / 6, 500))
    return UInt32(least)...UInt32(max(least, most))
  }

  private let jobs: Int
  private let documentCount: Int
  private let arena: ScratchArena
  /// Terms of each document, numbered densely, back to back.
  private let terms: BufferView<UInt32>
  private let starts: BufferView<UInt32>
  private let termCount: Int

  /// So many documents relate enough terms that some of them will do.
  private static let manyDocuments = 1 << 14
  /// Of many documents, frequencies are estimated from one in so many.
  ///
  /// They only choose terms; counting all would take as long as the exchanges.
  private static let documentsOfSample = 8
  /// Of the terms of many documents, one in so many is looked at.
  private static let termsOfChoice = 2

  /// What one thread records of a term while it visits a sample of its documents.
  private struct Seen: BitwiseCopyable {
    var lastDocument = UInt32.max
    var frequency: UInt32 = 0
  }

  /// The terms of one thread's documents, and how many each document has.
  private final class Share: @unchecked Sendable {
    // Safe: filled by one thread, read after it has ended.
    var terms = GrowableBuffer<UInt32>()
    var counts = GrowableBuffer<UInt32>()
  }

  init(_ field: FieldVocabularies, documents: BufferView<LoggedDocument>, jobs: Int) {
    self.jobs = jobs
    let arena = ScratchArena()
    self.arena = arena
    let count = documents.count
    documentCount = count
    let words = field.words.terms.count
    let all = words + field.pairs.count
    // Each thread has its share of the documents, and eight bytes for every term: not too many.
    let jobs = min(jobs, 4)
    let ranges = (0..<jobs).map { count * $0 / jobs..<count * ($0 + 1) / jobs }
    let isLarge = count >= Self.manyDocuments
    let step = isLarge ? Self.documentsOfSample : 1
    let choice = isLarge ? Self.termsOfChoice : 1
    let seen = ranges.map { _ in arena.make(repeating: Seen(), count: all) }
    Threads.run(jobs) { job in
      let seen = seen[job]
      for document in stride(from: ranges[job].lowerBound, to: ranges[job].upperBound, by: step) {
        Self.forEachTerm(field, documents[document], words: words) { term in
          if seen[Int(term)].lastDocument != UInt32(document) {
            seen[Int(term)].lastDocument = UInt32(document)
            seen[Int(term)].frequency += 1
          }
        }
      }
    }
    // Keep terms that tell documents apart, and number them densely.
    let taken = Self.frequencies(count)
    let dense = arena.make(repeating: UInt32.max, count: all)
    var kept: UInt32 = 0
    for term in 0..<all {
      var frequency: UInt32 = 0
      for sample in seen { frequency += sample[term].frequency }
      guard taken.contains(frequency * UInt32(step)), term % choice == 0 else { continue }
      dense[term] = kept
      kept += 1
    }
    termCount = Int(kept)
    let shares = ranges.map { _ in Share() }
    let lastSeen = ranges.map { _ in arena.make(repeating: UInt32.max, count: Int(kept)) }
    Threads.run(jobs) { job in
      let lastSeen = lastSeen[job]
      let share = shares[job]
      for document in ranges[job] {
        let before = share.terms.count
        Self.forEachTerm(field, documents[document], words: words) { term in
          let number = dense[Int(term)]
          if number != .max, lastSeen[Int(number)] != UInt32(document) {
            lastSeen[Int(number)] = UInt32(document)
            share.terms.append(number)
          }
        }
        share.counts.append(UInt32(share.terms.count - before))
      }
    }
    let terms = arena.makeUninitialized(
      UInt32.self, count: shares.reduce(0) { $0 + $1.terms.count })
    let starts = arena.make(repeating: UInt32(0), count: count + 1)
    var at = 0
    for (share, range) in zip(shares, ranges) {
      var next = at
      for (index, document) in range.enumerated() {
        starts[document] = UInt32(next)
        next += Int(share.counts[index])
      }
      for index in 0..<share.terms.count { terms[at + index] = share.terms[index] }
      at = next
    }
    starts[count] = UInt32(at)
    self.terms = terms
    self.starts = starts
  }

  /// Calls `body` for each occurrence of a word or pair in a document.
  @inline(__always)
  private static func forEachTerm(
    _ field: FieldVocabularies, _ logged: LoggedDocument, words: Int, _ body: (UInt32) -> Void
  ) {
    let log = field.views[Int(logged.worker)]
    for at in log.range(of: Int(logged.local)) {
      let entry = log.entries[at]
      let number = Int(entry & TermLog.Mark.numberMask)
      switch entry & TermLog.Mark.markMask {
      case TermLog.Mark.word: body(UInt32(truncatingIfNeeded: number))
      case TermLog.Mark.pair: body(UInt32(truncatingIfNeeded: words + number))
      default: continue
      }
    }
  }

  /// The old number of the document at each new number.
  func order() -> GrowableBuffer<UInt32> {
    let order = GrowableBuffer<UInt32>(repeating: 0, count: documentCount)
    for document in 0..<documentCount { order.view[document] = UInt32(document) }
    let view = order.view
    var ranges = [0..<documentCount]
    if jobs > 1 {
      // Enough parts that threads which are done early find another.
      while ranges.count < 4 * jobs, ranges[0].count > 2 * Self.leafSize {
        let middles = arena.make(repeating: 0, count: ranges.count)
        share(ranges) { worker, index, range in middles[index] = worker.split(view, range) }
        ranges = ranges.indices.flatMap { index in
          [
            ranges[index].lowerBound..<middles[index], middles[index]..<ranges[index].upperBound,
          ]
        }
      }
    }
    share(ranges) { worker, _, range in worker.bisect(view, range) }
    withExtendedLifetime(arena) {}
    return order
  }

  /// Calls `body` once for each range, on as many threads as there are jobs.
  private func share(
    _ ranges: [Range<Int>],
    _ body: @escaping @Sendable (_ worker: inout Bisection, _ index: Int, Range<Int>) -> Void
  ) {
    let next = Atomic(0)
    Threads.run(min(jobs, ranges.count)) { _ in
      var worker = Bisection(self)
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < ranges.count else { return }
        body(&worker, index, ranges[index])
      }
    }
  }

  /// What is known of a term within the range that is split.
  private struct Term: BitwiseCopyable {
    /// Documents of the left and the right half that hold it.
    var left: UInt32 = 0
    var right: UInt32 = 0
    /// The exchange that the savings belong to.
    var exchange: UInt32 = 0
    /// What moving one of its documents to the other side saves.
    var toRight: Float = 0
    var toLeft: Float = 0
  }

  /// One thread's working memory.
  private struct Bisection {
    private let graph: DocumentReordering
    private let scratch = ScratchArena()
    private let terms: BufferView<Term>
    private var exchange: UInt32 = 0
    private let gains: BufferView<Float>
    private let logarithms: BufferView<Float>

    init(_ graph: DocumentReordering) {
      self.graph = graph
      terms = scratch.make(repeating: Term(), count: graph.termCount)
      gains = scratch.make(repeating: 0, count: graph.documentCount)
      logarithms = scratch.make(repeating: 0, count: 4096)
      for value in 1..<4096 { logarithms[value] = Float(log2(Double(value))) }
    }

    @inline(__always)
    private func logarithm(_ value: UInt32) -> Float {
      value < 4096 ? logarithms[Int(value)] : log2(Float(value))
    }

    mutating func bisect(_ order: BufferView<UInt32>, _ range: Range<Int>) {
      if range.count <= DocumentReordering.leafSize {
        // Within a leaf the order of the source is as good as any.
        var leaf = range.map { order[$0] }
        leaf.sort()
        for (index, document) in leaf.enumerated() { order[range.lowerBound + index] = document }
        return
      }
      let middle = split(order, range)
      bisect(order, range.lowerBound..<middle)
      bisect(order, middle..<range.upperBound)
    }

    /// Exchanges documents between the halves of a range; returns where the right half begins.
    mutating func split(_ order: BufferView<UInt32>, _ range: Range<Int>) -> Int {
      let middle = range.lowerBound + range.count / 2
      let lower = range.lowerBound..<middle
      let upper = middle..<range.upperBound
      for index in lower {
        for at in termRange(order[index]) { terms[Int(graph.terms[at])].left += 1 }
      }
      for index in upper {
        for at in termRange(order[index]) { terms[Int(graph.terms[at])].right += 1 }
      }
      var firsts = lower.map { order[$0] }
      var seconds = upper.map { order[$0] }
      for _ in 0..<DocumentReordering.iterations {
        exchange += 1
        for document in firsts { gains[Int(document)] = gain(document, fromLeft: true) }
        for document in seconds { gains[Int(document)] = gain(document, fromLeft: false) }
        let view = gains
        firsts.sort { (view[Int($0)], $1) > (view[Int($1)], $0) }
        seconds.sort { (view[Int($0)], $1) > (view[Int($1)], $0) }
        var moved = 0
        while moved < min(firsts.count, seconds.count) {
          let one = firsts[moved]
          let other = seconds[moved]
          if view[Int(one)] + view[Int(other)] <= 0 { break }
          for at in termRange(one) {
            terms[Int(graph.terms[at])].left -= 1
            terms[Int(graph.terms[at])].right += 1
          }
          for at in termRange(other) {
            terms[Int(graph.terms[at])].left += 1
            terms[Int(graph.terms[at])].right -= 1
          }
          firsts[moved] = other
          seconds[moved] = one
          moved += 1
        }
        if moved * 50 < range.count { break }
      }
      for (index, document) in firsts.enumerated() { order[lower.lowerBound + index] = document }
      for (index, document) in seconds.enumerated() { order[upper.lowerBound + index] = document }
      clear(order, range)
      return middle
    }

    private func termRange(_ document: UInt32) -> Range<Int> {
      Int(graph.starts[Int(document)])..<Int(graph.starts[Int(document) + 1])
    }

    private func clear(_ order: BufferView<UInt32>, _ range: Range<Int>) {
      for index in range {
        for at in termRange(order[index]) {
          terms[Int(graph.terms[at])].left = 0
          terms[Int(graph.terms[at])].right = 0
        }
      }
    }

    /// What moving a document to the other half saves, in bits.
    private func gain(_ document: UInt32, fromLeft: Bool) -> Float {
      var sum: Float = 0
      for at in termRange(document) {
        let number = Int(graph.terms[at])
        if terms[number].exchange != exchange { terms[number] = estimated(terms[number]) }
        sum += fromLeft ? terms[number].toRight : terms[number].toLeft
      }
      return sum
    }

    /// The size of a term's gaps: d · log2(n / (d + 1)) on each side, of which the parts with n
    /// cancel when as many documents move either way.
    private func estimated(_ term: Term) -> Term {
      var term = term
      let a = term.left
      let b = term.right
      let here = cost(a, b)
      term.exchange = exchange
      term.toRight = a > 0 ? here - cost(a - 1, b + 1) : 0
      term.toLeft = b > 0 ? here - cost(a + 1, b - 1) : 0
      return term
    }

    @inline(__always)
    private func cost(_ a: UInt32, _ b: UInt32) -> Float {
      -(Float(a) * logarithm(a + 1) + Float(b) * logarithm(b + 1))
    }
  }
}
