/// A predicate made ready for numbers of one kind: a few closed intervals, or all outside them.
@usableFromInline
package struct ColumnNumberTest<Number: Comparable & Sendable>: Sendable {
  /// Intervals by rising bounds, none empty, not overlapping.
  @usableFromInline package var intervals: [ClosedRange<Number>]
  /// Known values pass when they lie in no interval.
  @usableFromInline package var isNegated = false

  fileprivate init(intervals: [ClosedRange<Number>], isNegated: Bool) {
    self.intervals = intervals
    self.isNegated = isNegated
  }

  /// Whether a known value passes.
  @inlinable
  package func passes(_ value: Number) -> Bool {
    var low = 0
    var high = intervals.count
    while low < high {
      let middle = (low + high) / 2
      if intervals[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    let isInside = low < intervals.count && intervals[low].lowerBound <= value
    return isInside != isNegated
  }
}

extension ColumnNumberTest where Number: ColumnOrdinal {
  /// The test that a predicate is, for known values.
  package init(_ predicate: ColumnPredicate) { self = Self.test(predicate) }

  private static func test(_ predicate: ColumnPredicate) -> Self {
    switch predicate {
    case .unknown: return Self(intervals: [], isNegated: false)
    case .known: return Self(intervals: [Number.lowest...Number.highest], isNegated: false)
    case .compare(let comparison, let literal):
      let points = points([literal])
      // A literal that is no number is neither below nor above any, and differs from all.
      guard let number = literal.decimal else {
        return Self(intervals: [], isNegated: comparison == .notEqual)
      }
      return switch comparison {
      case .equal: Self(intervals: points, isNegated: false)
      case .notEqual: Self(intervals: points, isNegated: true)
      case .less: Self(intervals: between(nil, (number, false)), isNegated: false)
      case .lessOrEqual: Self(intervals: between(nil, (number, true)), isNegated: false)
      case .greater: Self(intervals: between((number, false), nil), isNegated: false)
      case .greaterOrEqual: Self(intervals: between((number, true), nil), isNegated: false)
      }
    case .range(let lower, let upper):
      let bounds = [lower, upper].compactMap { $0 }
      guard bounds.allSatisfy({ $0.value.decimal != nil }) else {
        return Self(intervals: [], isNegated: false)
      }
      return Self(intervals: between(pair(lower), pair(upper)), isNegated: false)
    case .oneOf(let literals): return Self(intervals: points(literals), isNegated: false)
    case .not(let inner):
      var test = test(inner)
      test.isNegated.toggle()
      return test
    }
  }

  private static func pair(_ bound: ColumnBound?) -> (DecimalNumber, Bool)? {
    guard let bound, let number = bound.value.decimal else { return nil }
    return (number, bound.isInclusive)
  }

  /// Numbers that equal one of the given.
  package init(oneOf numbers: [Number], isNegated: Bool) {
    self.intervals = Self.points(numbers)
    self.isNegated = isNegated
  }

  private static func points(_ literals: [ColumnLiteral]) -> [ClosedRange<Number>] {
    var found: [Number] = []
    for literal in literals {
      guard let number = literal.decimal, let low = Number.atLeast(number),
        let high = Number.atMost(number), low == high
      else { continue }
      found.append(low)
    }
    return points(found)
  }

  private static func points(_ numbers: [Number]) -> [ClosedRange<Number>] {
    var result: [ClosedRange<Number>] = []
    for number in numbers.sorted() where result.last?.upperBound != number {
      result.append(number...number)
    }
    return result
  }

  private static func between(
    _ lower: (DecimalNumber, Bool)?, _ upper: (DecimalNumber, Bool)?
  )
    -> [ClosedRange<Number>]
  {
    var low: Number? = Number.lowest
    if let (number, isInclusive) = lower {
      low = Number.atLeast(number)
      // The bound itself is left out only where it is a number of this kind.
      if !isInclusive, let value = low, value == Number.atMost(number) { low = value.successor }
    }
    var high: Number? = Number.highest
    if let (number, isInclusive) = upper {
      high = Number.atMost(number)
      if !isInclusive, let value = high, value == Number.atLeast(number) {
        high = value.predecessor
      }
    }
    guard let low, let high, low <= high else { return [] }
    return [low...high]
  }
}
