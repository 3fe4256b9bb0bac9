/// A value as a condition writes it.
///
/// The same condition runs over corpora whose columns have one name and different types, so a
/// literal keeps its text and, where it reads as one, its number; each column takes what it needs.
package struct ColumnLiteral: Equatable, Sendable {
  package var text: String
  /// The number that the text reads as, digit for digit and with its unit worked out.
  package var decimal: DecimalNumber?

  package init(text: String, decimal: DecimalNumber?) {
    self.text = text
    self.decimal = decimal
  }

  /// `true` or `false` in any case, else `nil`.
  package var boolean: Bool? {
    switch text.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }
}

/// How a value stands to a literal.
package enum ColumnComparison: String, Equatable, Sendable, CaseIterable {
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// It asks which of two comes first, and not whether they are the same.
  package var isOrder: Bool { self != .equal && self != .notEqual }

  /// Whether it holds, given −1, 0 or 1 for a value below, at or above the literal.
  package func holds(_ order: Int) -> Bool {
    switch self {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }
}

/// One end of a range.
package struct ColumnBound: Equatable, Sendable {
  package var value: ColumnLiteral
  package var isInclusive: Bool

  package init(_ value: ColumnLiteral, isInclusive: Bool) {
    self.value = value
    self.isInclusive = isInclusive
  }
}

/// A test of the values that a record has in one column.
///
/// A record passes when any of its values does; it passes ``not(_:)`` and `!=` when it has a value and
/// none passes the inner test. A missing value passes ``unknown`` and nothing else.
///
/// - Numbers compare with numbers, exactly, whatever their size.
/// - Truth values compare with `true` and `false`.
/// - Text equals a literal that is spelled like it. Before and after a number it never stands; before
///   and after a date only text that begins with a year does; else text is compared byte by byte.
/// - A date written short stands for its whole period: `2024-06` equals every value in June,
///   `<= 2024-06` reaches to the month's end, `> 2024-06` begins after it. Day and time may be parted by
///   `T` or a space, `Z` may stand behind them; the clock is compared as it is written.
package indirect enum ColumnPredicate: Equatable, Sendable {
  /// The value is missing.
  case unknown
  /// There is a value.
  case known
  case compare(ColumnComparison, ColumnLiteral)
  /// Between two bounds; a bound that is `nil` is open.
  case range(lower: ColumnBound?, upper: ColumnBound?)
  case oneOf([ColumnLiteral])
  /// There is a value and it does not pass.
  case not(ColumnPredicate)

  /// The test that records with a value pass exactly where they fail this one; `unknown` and `known`
  /// change places.
  ///
  /// No order comparison has an opposite: text is neither below 5 nor at or above it.
  package var negated: ColumnPredicate {
    switch self {
    case .unknown: .known
    case .known: .unknown
    case .compare(.equal, let literal): .compare(.notEqual, literal)
    case .compare(.notEqual, let literal): .compare(.equal, literal)
    case .compare, .range, .oneOf: .not(self)
    case .not(let inner): inner
    }
  }

  /// The test that any single value must pass, and whether records pass when none does.
  ///
  /// Not for ``unknown`` and ``known``, which ask for no value.
  package var ofOneValue: (predicate: ColumnPredicate, isNegated: Bool) {
    switch self {
    case .compare(.notEqual, let literal): return (.compare(.equal, literal), true)
    case .not(let inner):
      let (predicate, isNegated) = inner.ofOneValue
      return (predicate, !isNegated)
    case .unknown, .known, .compare, .range, .oneOf: return (self, false)
    }
  }

  /// Everything that values are compared with.
  package var literals: [ColumnLiteral] {
    switch self {
    case .unknown, .known: []
    case .compare(_, let literal): [literal]
    case .range(let lower, let upper): [lower, upper].compactMap { $0?.value }
    case .oneOf(let literals): literals
    case .not(let inner): inner.literals
    }
  }

  /// Everything that values are asked to be before or after.
  package var orderedLiterals: [ColumnLiteral] {
    switch self {
    case .compare(let comparison, let literal): comparison.isOrder ? [literal] : []
    case .range: literals
    case .not(let inner): inner.orderedLiterals
    case .unknown, .known, .oneOf: []
    }
  }

  /// The same test of other literals.
  package func mapLiterals(_ transform: (ColumnLiteral) -> ColumnLiteral) -> ColumnPredicate {
    func map(_ bound: ColumnBound) -> ColumnBound {
      ColumnBound(transform(bound.value), isInclusive: bound.isInclusive)
    }
    return switch self {
    case .unknown, .known: self
    case .compare(let comparison, let literal): .compare(comparison, transform(literal))
    case .range(let lower, let upper): .range(lower: lower.map(map), upper: upper.map(map))
    case .oneOf(let literals): .oneOf(literals.map(transform))
    case .not(let inner): .not(inner.mapLiterals(transform))
    }
  }
}
