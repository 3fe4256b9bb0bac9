internal import QueryLanguage
internal import Storage

/// Documents that satisfy clauses; see ``Query/boolean(_:)``.
final class BooleanMatcher: Matcher {
  private let clauses: [(occurrence: Query.Occurrence, matcher: Matcher)]
  private let must: [Matcher]
  private let should: [Matcher]
  private let mustNot: [Matcher]
  private let documentCount: Int
  private let other: BufferView<UInt64>

  init(
    _ clauses: [(occurrence: Query.Occurrence, matcher: Matcher)], documentCount: Int,
    scratch: ScratchArena
  ) {
    self.clauses = clauses
    self.documentCount = documentCount
    must = clauses.filter { $0.occurrence == .must }.map(\.matcher).sorted { $0.cost < $1.cost }
    should = clauses.filter { $0.occurrence == .should }.map(\.matcher)
    mustNot = clauses.filter { $0.occurrence == .mustNot }.map(\.matcher)
    other = scratch.make(repeating: 0, count: Window.words)
    let cost =
      must.first?.cost
      ?? (should.isEmpty
        ? documentCount : min(documentCount, should.reduce(0) { $0 + $1.cost }))
    super.init(cost: cost)
  }

  override func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    if let leader = must.first {
      try leader.fill(window: window, into: words)
      for matcher in must.dropFirst() {
        if try !narrow(words, window: window, by: matcher, keepMatches: true) { return }
      }
    } else if should.isEmpty {
      EverythingMatcher(documentCount: documentCount).fill(window: window, into: words)
    } else {
      words.fill(with: 0)
      for matcher in should {
        try matcher.fill(window: window, into: other)
        for word in 0..<Window.words { words[word] |= other[word] }
      }
    }
    for matcher in mustNot {
      if try !narrow(words, window: window, by: matcher, keepMatches: false) { return }
    }
  }

  /// Keeps (or drops) the documents that another matcher has; `false` when none is left.
  ///
  /// Few candidates are tested one by one, many are intersected with the matcher's whole window.
  private func narrow(
    _ words: BufferView<UInt64>, window: Int, by matcher: Matcher, keepMatches: Bool
  ) throws(StorageError) -> Bool {
    var candidates = 0
    for word in 0..<Window.words { candidates += words[word].nonzeroBitCount }
    if candidates == 0 { return false }
    if candidates <= 32 {
      let first = Window.first(of: window)
      for word in 0..<Window.words {
        var rest = words[word]
        while rest != 0 {
          let bit = rest & (~rest &+ 1)
          let document = first + UInt32(word * 64 + rest.trailingZeroBitCount)
          if try matcher.matches(document) != keepMatches { words[word] &= ~bit }
          rest &= rest &- 1
        }
      }
      return true
    }
    try matcher.fill(window: window, into: other)
    for word in 0..<Window.words {
      words[word] &= keepMatches ? other[word] : ~other[word]
    }
    return true
  }

  override func nextWindow(from window: Int) throws(StorageError) -> Int? {
    if !must.isEmpty {
      // A match lies in a window in which every clause may have one.
      var target = window
      var index = 0
      while index < must.count {
        guard let next = try must[index].nextWindow(from: target) else { return nil }
        if next > target {
          target = next
          index = 0
        } else {
          index += 1
        }
      }
      return target
    }
    if should.isEmpty { return window * Window.size < documentCount ? window : nil }
    var least: Int?
    for matcher in should {
      if let next = try matcher.nextWindow(from: window) { least = min(least ?? next, next) }
    }
    return least
  }

  override func matches(_ document: UInt32) throws(StorageError) -> Bool {
    for matcher in must where try !matcher.matches(document) { return false }
    if must.isEmpty, !should.isEmpty {
      var any = false
      for matcher in should where try matcher.matches(document) {
        any = true
        break
      }
      if !any { return false }
    }
    for matcher in mustNot where try matcher.matches(document) { return false }
    return true
  }

  override func addScore(of document: UInt32, to sum: inout Double) throws(StorageError) {
    for clause in clauses {
      switch clause.occurrence {
      case .must: try clause.matcher.addScore(of: document, to: &sum)
      case .should:
        if try clause.matcher.matches(document) {
          try clause.matcher.addScore(of: document, to: &sum)
        }
      case .mustNot: break
      }
    }
  }

  override var maximumScore: Double {
    clauses.reduce(0) { $1.occurrence == .mustNot ? $0 : $0 + $1.matcher.maximumScore }
  }

  override func maximumScore(window: Int) throws(StorageError) -> Double {
    var sum = 0.0
    for clause in clauses where clause.occurrence != .mustNot {
      sum += try clause.matcher.maximumScore(window: window)
    }
    return sum
  }

  override func explain(_ document: UInt32, into lines: inout [LeafScore]) throws(StorageError) {
    for clause in clauses where clause.occurrence != .mustNot {
      if try clause.matcher.matches(document) {
        try clause.matcher.explain(document, into: &lines)
      }
    }
  }
}
