/// What a description says against taking one of its figures for exact.
package struct FigureDoubts: Sendable, Hashable {
  /// The number is a rounding or a bound.
  package var precision: Measure.Precision?
  /// The least and the most that the description gives, where they differ.
  package var range: ClosedRange<Int64>?
  /// The tokenizer that counted, for tokens; others count otherwise.
  package var tokenizer: String?
  /// What is said of the number.
  package var note: String?

  /// Nothing is said against it.
  package init() {}
}

extension [Measure] {
  /// What there is to say of the figure that stands for a dataset.
  package func doubts(about metric: String) -> FigureDoubts {
    var doubts = FigureDoubts()
    guard let figure = leading(metric) else { return doubts }
    doubts.precision = figure.precision == .exact ? nil : figure.precision
    doubts.tokenizer = figure.tokenizer
    doubts.note = figure.note
    if let (least, most) = spread(of: metric), let low = least.count, let high = most.count {
      doubts.range = low...high
    }
    return doubts
  }

  /// The smallest and the largest figure about the whole, where they contradict each other; roundings
  /// of one figure do not.
  package func spread(of metric: String) -> (least: Measure, most: Measure)? {
    let whole = filter { $0.metric == metric && $0.scope == nil && $0.count != nil }
    guard let least = whole.min(by: { $0.count ?? 0 < $1.count ?? 0 }), let low = least.count,
      let most = whole.max(by: { $0.count ?? 0 < $1.count ?? 0 }), let high = most.count,
      low > 0, Double(high) > 1.05 * Double(low)
    else { return nil }
    return (least, most)
  }
}
