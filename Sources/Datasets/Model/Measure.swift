package import JSONText

/// One figure about a dataset, as somebody gave it.
///
/// Figures that contradict each other stand side by side, each with its unit, its basis and its
/// source: CCI 4.0 is “35 TB” in its paper, “3000 GB” on its card and 5.7 TB on its host.
package struct Measure: DescriptionPart {
  /// What is counted: ``Metric`` names the usual ones, others are allowed.
  package var metric: String = ""
  /// The number, in ``unit``.
  package var value: Double?
  /// `B`, `kB`, `MB`, `GB`, `TB`, `PB` (decimal), `KiB` … `PiB` (binary) for bytes; free otherwise.
  package var unit: String?
  /// How the number is meant: exactly, about, at least, at most; nil when it was not said.
  package var precision: Precision?
  /// What the number describes.
  package var basis: Basis = .unknown
  /// The tokenizer that counted, for tokens.
  package var tokenizer: String?
  /// The part of the dataset that it covers; nil is the whole.
  package var scope: String?
  /// The figure in the words of the source.
  package var stated: String?
  /// Where it was read.
  package var source: String?
  /// The day it was read or measured (`2026-09-14`).
  package var asOf: String?
  package var note: String?
  package var extra: [JSON.Member] = []

  /// The usual metrics.
  package enum Metric {
    package static let bytes = "bytes"
    package static let records = "records"
    package static let tokens = "tokens"
    package static let files = "files"
    package static let hours = "hours"
  }

  /// How exact a number is.
  package enum Precision: String, Sendable, CaseIterable {
    case exact
    case about
    case atLeast = "at-least"
    case atMost = "at-most"
  }

  /// What a figure describes.
  package enum Basis: String, Sendable, CaseIterable {
    /// Counted by this program over the data itself.
    case measured
    /// What the host stores and serves, compressed or not.
    case hosted
    /// The text after decompression.
    case uncompressed
    /// What its makers say, without saying of what.
    case stated
    case unknown
  }

  package init() {}

  package init(_ metric: String, _ value: Double, unit: String? = nil, basis: Basis = .unknown) {
    self.metric = metric
    self.value = value
    self.unit = unit
    self.basis = basis
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("metric", &metric)
    keys.number("value", &value)
    keys.text("unit", &unit)
    keys.choice("precision", &precision)
    keys.choice("basis", &basis, unknown: .unknown)
    keys.text("tokenizer", &tokenizer)
    keys.text("scope", &scope)
    keys.text("stated", &stated)
    keys.text("source", &source)
    keys.text("as_of", &asOf)
    keys.text("note", &note)
  }
}

extension Measure {
  /// The number in single things or bytes, rounded; nil when the unit is not known.
  package var count: Int64? {
    guard let value, value >= 0, let factor = Self.factor(of: unit) else { return nil }
    return Int64(exactly: (value * factor).rounded())
  }

  /// How many single things or bytes a unit stands for; nil when it is not known.
  package static func factor(of unit: String?) -> Double? {
    guard let unit, !unit.isEmpty else { return 1 }
    return factors[unit]
  }

  private static let factors: [String: Double] = [
    "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15,
    "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824, "TiB": 1_099_511_627_776,
    "PiB": 1_125_899_906_842_624,
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
  ]
}

extension [Measure] {
  /// The one figure that stands for a dataset when only one can be shown.
  ///
  /// What this program measured leads; else the figure that was written first, which is the
  /// author's choice. Figures about a part never stand for the whole.
  package func leading(_ metric: String) -> Measure? {
    let whole = filter { $0.metric == metric && $0.scope == nil && $0.count != nil }
    return whole.first { $0.basis == .measured } ?? whole.first
  }
}
