internal import Records
import Storage

/// A predicate made ready for numbers of one kind: a few closed intervals, or all outside them.
struct ColumnNumberTest<Number: ColumnOrdinal>: Sendable {
  /// Intervals by rising bounds, none empty, not overlapping.
  var intervals: [ClosedRange<Number>]
  /// Known values pass when they lie in no interval.
  var isNegated = false

  private init(intervals: [ClosedRange<Number>], isNegated: Bool) {
    self.intervals = intervals
    self.isNegated = isNegated
  }

  /// The test that a predicate is, for known values.
  init(_ predicate: ColumnPredicate) { self = Self.test(predicate) }

  private static func test(_ predicate: ColumnPredicate) -> Self {
    switch predicate {
    case .unknown: return Self(intervals: [], isNegated: false)
    case .known: return Self(intervals: [Number.lowest...Number.highest], isNegated: false)
    case .compare(let comparison, let literal):
      let points = points([literal])
      // A literal that is no number is neither below nor above any, and differs from all.
      guard let number = literal.number else {
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
      guard bounds.allSatisfy({ $0.value.number != nil }) else {
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

  private static func pair(_ bound: ColumnBound?) -> (ColumnNumber, Bool)? {
    guard let bound, let number = bound.value.number else { return nil }
    return (number, bound.isInclusive)
  }

  /// Numbers that equal one of the given.
  init(oneOf numbers: [Number], isNegated: Bool) {
    self.intervals = Self.points(numbers)
    self.isNegated = isNegated
  }

  private static func points(_ literals: [ColumnLiteral]) -> [ClosedRange<Number>] {
    var found: [Number] = []
    for literal in literals {
      guard let number = literal.number, let low = Number.atLeast(number),
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
    _ lower: (ColumnNumber, Bool)?, _ upper: (ColumnNumber, Bool)?
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

  /// Whether a known value passes.
  func passes(_ value: Number) -> Bool {
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

/// A predicate made ready for strings.
struct ColumnTextTest: Sendable {
  /// A literal, and whether it is a date that stands for a period.
  struct Literal: Sendable {
    /// How far a date is written out.
    enum Date: Sendable { case none, year, longer }

    var bytes: [UInt8]
    var date: Date

    init(_ literal: ColumnLiteral) {
      bytes = Array(literal.text.utf8)
      date = Self.date(bytes)
    }

    /// It stands for every value that begins with it, or with it and `-`.
    var isDate: Bool { date != .none }

    /// `YYYY`, or `YYYY-MM` with more fields of `-DD`, `THH`, `:MM`, `:SS` behind it.
    private static func date(_ bytes: [UInt8]) -> Date {
      let shape = Array("0000-00-00T00:00:00".utf8)
      guard [4, 7, 10, 13, 16, 19].contains(bytes.count) else { return .none }
      for (byte, sign) in zip(bytes, shape) {
        switch sign {
        case 0x30: if byte < 0x30 || byte > 0x39 { return .none }
        case 0x54: if byte != 0x54 && byte != 0x20 { return .none }
        default: if byte != sign { return .none }
        }
      }
      return bytes.count == 4 ? .year : .longer
    }

    /// −1, 0 or 1 for a value below, at (or within the period of) or above the literal.
    func order(of value: ByteSlice) -> Int {
      let order = bytes.withView { value.compare(ByteSlice($0)) }
      if order > 0, date != .none, value.count > bytes.count {
        let isPrefix = bytes.withView { value[0..<bytes.count].compare(ByteSlice($0)) == 0 }
        if isPrefix, date == .longer || value[bytes.count] == 0x2d { return 0 }
      }
      return order.signum()
    }

    /// A byte string that nothing at or within the literal reaches: for pruning only.
    var ceiling: [UInt8] { date == .none ? bytes : bytes + [0xff] }
  }

  private indirect enum Node: Sendable {
    case always(Bool)
    case compare(ColumnComparison, Literal)
    case range(
      lower: (literal: Literal, isInclusive: Bool)?, upper: (literal: Literal, isInclusive: Bool)?)
    case oneOf([Literal])
    case not(Node)
  }

  private let node: Node

  init(_ predicate: ColumnPredicate) { node = Self.node(predicate) }

  private static func node(_ predicate: ColumnPredicate) -> Node {
    switch predicate {
    case .unknown: .always(false)
    case .known: .always(true)
    case .compare(let comparison, let literal): .compare(comparison, Literal(literal))
    case .range(let lower, let upper):
      .range(
        lower: lower.map { (Literal($0.value), $0.isInclusive) },
        upper: upper.map { (Literal($0.value), $0.isInclusive) })
    case .oneOf(let literals): .oneOf(literals.map(Literal.init))
    case .not(let inner): .not(node(inner))
    }
  }

  /// Whether a known value passes.
  func passes(_ value: ByteSlice) -> Bool { Self.passes(node, value) }

  private static func passes(_ node: Node, _ value: ByteSlice) -> Bool {
    switch node {
    case .always(let answer): return answer
    case .compare(let comparison, let literal): return comparison.holds(literal.order(of: value))
    case .range(let lower, let upper):
      if let lower {
        let order = lower.literal.order(of: value)
        if order < 0 || (order == 0 && !lower.isInclusive) { return false }
      }
      if let upper {
        let order = upper.literal.order(of: value)
        if order > 0 || (order == 0 && !upper.isInclusive) { return false }
      }
      return true
    case .oneOf(let literals): return literals.contains { $0.order(of: value) == 0 }
    case .not(let inner): return !passes(inner, value)
    }
  }

  /// Whether some value between two bounds could pass; the bounds are prefixes of values.
  func mayPass(minimum: ByteSlice, maximum: ByteSlice) -> Bool {
    switch node {
    case .always(let answer): answer
    case .compare(let comparison, let literal):
      switch comparison {
      case .notEqual: true
      case .equal: Self.reaches(literal, minimum, maximum)
      case .less, .lessOrEqual: Self.isAtMostCeiling(minimum, literal)
      case .greater, .greaterOrEqual: Self.isAtLeast(maximum, literal)
      }
    case .range(let lower, let upper):
      (lower.map { Self.isAtLeast(maximum, $0.literal) } ?? true)
        && (upper.map { Self.isAtMostCeiling(minimum, $0.literal) } ?? true)
    case .oneOf(let literals): literals.contains { Self.reaches($0, minimum, maximum) }
    case .not: true
    }
  }

  private static func reaches(
    _ literal: Literal, _ minimum: ByteSlice, _ maximum: ByteSlice
  )
    -> Bool
  {
    isAtMostCeiling(minimum, literal) && isAtLeast(maximum, literal)
  }

  private static func isAtMostCeiling(_ minimum: ByteSlice, _ literal: Literal) -> Bool {
    literal.ceiling.withView { minimum.compare(ByteSlice($0)) <= 0 }
  }

  /// The maximum may be cut, so a literal that begins with it counts as reached.
  private static func isAtLeast(_ maximum: ByteSlice, _ literal: Literal) -> Bool {
    literal.bytes.withView { bytes in
      maximum.compare(ByteSlice(bytes[0..<min(bytes.count, maximum.count)])) >= 0
    }
  }
}
