internal import Postings
internal import QueryLanguage
internal import Records
internal import Segments
internal import Storage
internal import VectorKernels

/// Statistics of everything that is searched, from which scores are computed.
struct CollectionStatistics: Sendable {
  let documents: UInt64
  /// Positions per field name, body under `nil`.
  private let tokens: [String?: UInt64]

  init(_ parts: [SearchPart]) {
    var documents: UInt64 = 0
    var tokens: [String?: UInt64] = [:]
    for part in parts {
      documents += UInt64(part.segment.documentCount)
      for (index, name) in part.segment.settings.schema.textFields.enumerated() {
        let count = part.segment.summary.tokens[index]
        tokens[name, default: 0] += count
        if index == 0 { tokens[nil, default: 0] += count }
      }
    }
    self.documents = documents
    self.tokens = tokens
  }

  /// Mean length of a field over all documents, in positions.
  func averageLength(_ field: String?) -> Double {
    let total = Double(tokens[field] ?? 0)
    return documents == 0 || total == 0 ? 1 : total / Double(documents)
  }

  /// The length factors of every field under a formula.
  func lengthFactors(_ formula: BM25) -> FieldFactors {
    var named: [(name: String, factors: LengthFactors)] = []
    for case .some(let name) in tokens.keys {
      named.append((name, LengthFactors(formula, averageLength: averageLength(name))))
    }
    return FieldFactors(
      body: LengthFactors(formula, averageLength: averageLength(nil)), named: named)
  }
}

/// Length factors and term scores by norm code, for one field over everything that is searched.
final class LengthFactors: Sendable {
  let averageLength: Double
  private let factors: GrowableBuffer<Double>
  private let scores: GrowableBuffer<Double>

  /// Frequencies in the table: most postings have lower ones.
  private static let rows = 32

  init(_ formula: BM25, averageLength: Double) {
    self.averageLength = averageLength
    var factors = GrowableBuffer<Double>(capacity: 256)
    factors.append(contentsOf: formula.factors(averageLength: averageLength))
    var scores = GrowableBuffer<Double>(capacity: Self.rows * 256)
    for row in 0..<Self.rows {
      let frequency = Double(row)
      for code in 0..<256 { scores.append(frequency / (frequency + factors[code])) }
    }
    self.factors = factors
    self.scores = scores
  }

  /// By frequency and norm code; valid while this lives.
  var table: TermScoreTable { TermScoreTable(scores: scores.view, factors: factors.view) }
}

/// The length factors of all fields under one formula.
///
/// The body by name and by default are one field in a corpus and may have different average
/// lengths: in another corpus the name is not the body's.
final class FieldFactors: Sendable {
  let body: LengthFactors
  let named: [(name: String, factors: LengthFactors)]

  init(body: LengthFactors, named: [(name: String, factors: LengthFactors)]) {
    self.body = body
    self.named = named
  }

  subscript(name: String?) -> LengthFactors {
    guard let name else { return body }
    return named.first { $0.name.isWritten(like: name) }?.factors ?? body
  }
}

extension BM25 {
  /// The formula's norm for each norm code.
  fileprivate func factors(averageLength: Double) -> [Double] {
    Norm.table.map { norm(length: Double($0), averageLength: averageLength) }
  }
}
