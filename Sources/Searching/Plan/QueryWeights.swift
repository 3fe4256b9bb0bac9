internal import Postings
internal import QueryLanguage
internal import Storage

/// The different terms of a query, numbered.
final class QueryTerms: Sendable {
  let keys: [TermKey]
  /// Looked into when there are more than a few.
  private let numbers: [TermKey: Int]
  private static let few = 12

  init(_ plans: [Plan]) {
    var terms: Set<TermKey> = []
    for plan in plans { plan.collectTerms(into: &terms) }
    keys = Array(terms)
    var numbers: [TermKey: Int] = [:]
    if keys.count > Self.few {
      for (number, key) in keys.enumerated() { numbers[key] = number }
    }
    self.numbers = numbers
  }

  /// Both terms are of the same field and space.
  func isAlike(_ first: Int, _ second: Int) -> Bool {
    keys[first].space == keys[second].space && keys[first].field == keys[second].field
  }

  /// The number of a term, `nil` for one that the query does not weigh.
  func number(of key: TermKey) -> Int? {
    if keys.count > Self.few { return numbers[key] }
    return keys.firstIndex { $0.bytes == key.bytes && $0 == key }
  }
}

/// Weights and length factors of one query, shared by all segments.
final class QueryWeights: Sendable {
  let formula: BM25
  let terms: QueryTerms
  /// The dictionary entry of each term in each part, part by part.
  private let infos: [TermInfo?]
  private let idfs: [Double]
  let factors: FieldFactors
  /// Rounded bounds refer to the default formula.
  let usesStoredBounds: Bool

  /// `factors`: of the formula.
  init(
    formula: BM25, factors: FieldFactors, terms: QueryTerms, searcher: Searcher
  ) throws(StorageError) {
    self.formula = formula
    self.factors = factors
    self.terms = terms
    usesStoredBounds = formula == BM25()
    var infos: [TermInfo?] = []
    infos.reserveCapacity(terms.keys.count * searcher.parts.count)
    let count = terms.keys.count
    for index in searcher.parts.indices {
      let part = searcher.parts[index]
      // Neighbouring terms of one field and space share a dictionary, which is looked up once.
      var last = -1
      var dictionary: TermDictionary?
      for number in 0..<count {
        if last < 0 || !terms.isAlike(number, last) {
          dictionary = part.dictionary(terms.keys[number])
          last = number
        }
        infos.append(try dictionary?.find(terms.keys[number].bytes))
      }
    }
    let documents = searcher.statistics.documents
    var idfs: [Double] = []
    idfs.reserveCapacity(count)
    for number in 0..<count {
      var frequency: UInt64 = 0
      for index in stride(from: number, to: infos.count, by: count) {
        frequency += UInt64(infos[index]?.documentFrequency ?? 0)
      }
      idfs.append(BM25.idf(documents: documents, frequency: frequency))
    }
    self.infos = infos
    self.idfs = idfs
  }

  /// The postings of a part's lists: of all together, and of the rarest.
  func postings(in part: Int) -> (all: UInt64, rarest: UInt64) {
    var all: UInt64 = 0
    var rarest = UInt64.max
    let count = terms.keys.count
    for number in part * count..<(part + 1) * count {
      let frequency = UInt64(infos[number]?.documentFrequency ?? 0)
      all += frequency
      rarest = min(rarest, frequency)
    }
    return (all, min(rarest, all))
  }

  /// Rarity of a term that the query weighs.
  func idf(_ key: TermKey) -> Double { terms.number(of: key).map { idfs[$0] } ?? 0 }

  /// The weight of a phrase: the sum over its terms.
  func idf(_ phrase: PhrasePlan) -> Double {
    phrase.weighed.reduce(0) { $0 + idf($1) }
  }

  /// The weight of a leaf of a conjunction.
  func weight(of leaf: JoinPlan.Leaf, in plan: JoinPlan) -> Double {
    var sum = 0.0
    for index in leaf.weighed { sum += idfs[plan.weighed[index]] }
    return leaf.share * sum
  }

  /// The dictionary entry of a list's term in a part; see ``info(_:in:index:)``.
  func info(
    _ entry: JoinPlan.Entry, in part: SearchPart, index: Int
  ) throws(StorageError) -> TermInfo? {
    guard let number = entry.number else { return try part.info(entry.key) }
    return infos[index * terms.keys.count + number]
  }

  /// The dictionary entry of a term in a part.
  ///
  /// `index`: the part's index among all. The part itself looks up terms that have no weight.
  func info(_ key: TermKey, in part: SearchPart, index: Int) throws(StorageError) -> TermInfo? {
    guard let number = terms.number(of: key) else { return try part.info(key) }
    return infos[index * terms.keys.count + number]
  }
}
