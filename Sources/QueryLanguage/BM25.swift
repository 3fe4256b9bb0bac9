internal import Glibc

/// The ranking formula of records and of descriptions: idf · tf / (tf + k1 (1 − b + b · length / average)).
///
/// idf = ln(1 + (N − df + ½) / (df + ½)). After S. Robertson and H. Zaragoza, "The Probabilistic
/// Relevance Framework: BM25 and Beyond", 2009, without the constant factor k1 + 1.
package struct BM25: Sendable, Equatable {
  /// Saturation of the term frequency; the customary default.
  package static let defaultK1 = 1.2
  /// Weight of the document length; the customary default.
  package static let defaultB = 0.75

  package var k1: Double
  package var b: Double

  package init(k1: Double = defaultK1, b: Double = defaultB) {
    self.k1 = k1
    self.b = b
  }

  /// Rarity of a term in `documents` documents, of which `frequency` hold it; never negative.
  package static func idf(documents: UInt64, frequency: UInt64) -> Double {
    let n = Double(documents)
    let df = Double(frequency)
    return log(1 + (n - df + 0.5) / (df + 0.5))
  }

  /// k1 (1 − b + b · length / average): what a length adds below the fraction.
  package func norm(length: Double, averageLength: Double) -> Double {
    k1 * (1 - b + b * length / averageLength)
  }
}
