internal import Foundation
internal import Storage

/// Renumbers documents so that those with common terms stand together.
///
/// Gaps between neighbouring documents of a list shrink, whole blocks become runs, and bounds of
/// blocks become sharper. Recursive graph bisection: documents are split in two, and documents are
/// exchanged between the halves as long as the estimated size of all gaps falls; then each half is
/// split in turn. After L. Dhulipala, I. Kabiljo, B. Karrer, G. Ottaviano, S. Pupyrev and A.
/// Shalita, "Compressing Graphs and Indexes with Recursive Graph Bisection", KDD 2016.
struct DocumentReordering: Sendable {
  /// Fewer documents are not worth it.
  static let leastDocuments = 256
  /// Parts of this size, a block of postings, are left in the order of the source.
  private static let leafSize = 128
  /// Exchanges per split.
  ///
  /// With eight, leaves of 24 documents and nearly all terms the lists of an English corpus are 0.6 %
  /// smaller than as it is, and of a Chinese one 0.3 %, for nine times the work.
  private static let iterations = 2

  /// The frequencies of the terms that are looked at.
  ///
  /// Rarer ones hardly pull documents together, and there are many of them; more frequent ones stand
  /// on both sides anyhow, and are most postings. Of few documents nearly all are taken.
  private static func frequencies(_ documents: Int) -> ClosedRange<UInt32> {
    let least = min(64, max(6, documents / 512))
    let most = max(documents / 48, min(documents / 6, 1000))
    return UInt32(least)...UInt32(max(least, most))
  }

  private let jobs: Int
  private let documentCount: Int
  private let arena = ScratchArena()
  /// Terms of each document, numbered densely, back to back.
  private let terms: BufferView<UInt32>
  private let starts: BufferView<UInt32>
  private let termCount: Int

  init(_ field: FieldVocabularies, documents: BufferView<LogPlace>, jobs: Int) {
    self.jobs = jobs
    documentCount = documents.count
    let words = field.words.terms.count
    let all = words + field.pairs.count
    let lastSeen = arena.make(repeating: UInt32.max, count: all)
    let frequencies = arena.make(repeating: UInt32(0), count: all)
    Self.forEachTerm(field, documents, words: words, lastSeen) { term, _ in
      frequencies[Int(term)] += 1
    }
    // Keep terms that tell documents apart, and number them densely.
    let taken = Self.frequencies(documents.count)
    let dense = arena.make(repeating: UInt32.max, count: all)
    var kept: UInt32 = 0
    var total = 0
    for term in 0..<all where taken.contains(frequencies[term]) {
      dense[term] = kept
      kept += 1
      total += Int(frequencies[term])
    }
    termCount = Int(kept)
    let terms = arena.make(repeating: UInt32(0), uninitializedCount: total)
    let starts = arena.make(repeating: UInt32(0), count: documents.count + 1)
    lastSeen.fill(with: .max)
    var at: UInt32 = 0
    var current = -1
    Self.forEachTerm(field, documents, words: words, lastSeen) { term, document in
      while current < document {
        current += 1
        starts[current] = at
      }
      let number = dense[Int(term)]
      if number != .max {
        terms[Int(at)] = number
        at += 1
      }
    }
    while current < documents.count {
      current += 1
      starts[current] = at
    }
    self.terms = terms
    self.starts = starts
  }

  /// Calls `body` once for each different term of each document.
  @inline(__always)
  private static func forEachTerm(
    _ field: FieldVocabularies, _ documents: BufferView<LogPlace>, words: Int,
    _ lastSeen: BufferView<UInt32>, _ body: (UInt32, Int) -> Void
  ) {
    for document in 0..<documents.count {
      let place = documents[document]
      let worker = Int(place.worker)
      let log = field.views[worker]
      for at in log.range(of: Int(place.local)) {
        let entry = log.entries[at]
        let number = Int(entry & TermLog.Mark.numberMask)
        let term: UInt32
        switch entry & TermLog.Mark.markMask {
        case TermLog.Mark.word: term = UInt32(truncatingIfNeeded: number)
        case TermLog.Mark.pair: term = UInt32(truncatingIfNeeded: words + number)
        default: continue
        }
        if lastSeen[Int(term)] != UInt32(document) {
          lastSeen[Int(term)] = UInt32(document)
          body(term, document)
        }
      }
    }
  }

  /// The old number of the document at each new number.
  func order() -> GrowableBuffer<UInt32> {
    let order = GrowableBuffer<UInt32>(repeating: 0, count: documentCount)
    for document in 0..<documentCount { order.view[document] = UInt32(document) }
    let view = order.view
    let whole = 0..<documentCount
    var worker = Bisection(self)
    if jobs > 1 {
      let middle = worker.split(view, whole)
      let halves = [whole.lowerBound..<middle, middle..<whole.upperBound]
      Threads.run(2) { half in
        var worker = Bisection(self)
        worker.bisect(view, halves[half])
      }
    } else {
      worker.bisect(view, whole)
    }
    withExtendedLifetime(arena) {}
    return order
  }

  /// One thread's working memory.
  private struct Bisection {
    private let graph: DocumentReordering
    private let scratch = ScratchArena()
    /// Documents of the left and the right half that hold a term.
    private let left: BufferView<UInt32>
    private let right: BufferView<UInt32>
    /// What moving a term's document to the other side saves, known for the current exchange.
    private let toRight: BufferView<Float>
    private let toLeft: BufferView<Float>
    private let stamps: BufferView<UInt32>
    private var stamp: UInt32 = 0
    private let gains: BufferView<Float>
    private let logarithms: BufferView<Float>

    init(_ graph: DocumentReordering) {
      self.graph = graph
      left = scratch.make(repeating: 0, count: graph.termCount)
      right = scratch.make(repeating: 0, count: graph.termCount)
      toRight = scratch.make(repeating: 0, count: graph.termCount)
      toLeft = scratch.make(repeating: 0, count: graph.termCount)
      stamps = scratch.make(repeating: 0, count: graph.termCount)
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
      count(order, lower, into: left)
      count(order, upper, into: right)
      var firsts = lower.map { order[$0] }
      var seconds = upper.map { order[$0] }
      for _ in 0..<DocumentReordering.iterations {
        stamp += 1
        for document in firsts { gains[Int(document)] = gain(document, fromLeft: true, range) }
        for document in seconds { gains[Int(document)] = gain(document, fromLeft: false, range) }
        let view = gains
        firsts.sort { (view[Int($0)], $1) > (view[Int($1)], $0) }
        seconds.sort { (view[Int($0)], $1) > (view[Int($1)], $0) }
        var moved = 0
        while moved < min(firsts.count, seconds.count) {
          let one = firsts[moved]
          let other = seconds[moved]
          if view[Int(one)] + view[Int(other)] <= 0 { break }
          move(one, from: left, to: right)
          move(other, from: right, to: left)
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

    private func count(
      _ order: BufferView<UInt32>, _ range: Range<Int>, into degrees: BufferView<UInt32>
    ) {
      for index in range {
        for at in termRange(order[index]) { degrees[Int(graph.terms[at])] += 1 }
      }
    }

    private func clear(_ order: BufferView<UInt32>, _ range: Range<Int>) {
      for index in range {
        for at in termRange(order[index]) {
          left[Int(graph.terms[at])] = 0
          right[Int(graph.terms[at])] = 0
        }
      }
    }

    private func move(
      _ document: UInt32, from: BufferView<UInt32>, to: BufferView<UInt32>
    ) {
      for at in termRange(document) {
        from[Int(graph.terms[at])] -= 1
        to[Int(graph.terms[at])] += 1
      }
    }

    /// What moving a document to the other half saves, in bits.
    private func gain(_ document: UInt32, fromLeft: Bool, _ range: Range<Int>) -> Float {
      var sum: Float = 0
      for at in termRange(document) {
        let term = Int(graph.terms[at])
        if stamps[term] != stamp { estimate(term, range) }
        sum += fromLeft ? toRight[term] : toLeft[term]
      }
      return sum
    }

    /// The size of a term's gaps: d · log2(n / (d + 1)) on each side, of which the parts with n
    /// cancel when as many documents move either way.
    private func estimate(_ term: Int, _ range: Range<Int>) {
      stamps[term] = stamp
      let a = left[term]
      let b = right[term]
      let here = cost(a, b)
      toRight[term] = a > 0 ? here - cost(a - 1, b + 1) : 0
      toLeft[term] = b > 0 ? here - cost(a + 1, b - 1) : 0
    }

    @inline(__always)
    private func cost(_ a: UInt32, _ b: UInt32) -> Float {
      -(Float(a) * logarithm(a + 1) + Float(b) * logarithm(b + 1))
    }
  }
}
