/// A number in a condition: whole where it can be, so that large counts compare exactly.
package enum ColumnNumber: Equatable, Sendable {
  case integer(Int64)
  case real(Double)
}

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

  /// The number as columns hold numbers.
  package var number: ColumnNumber? { decimal?.columnNumber }

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

  /// The comparison that holds exactly where this one does not.
  package var opposite: ColumnComparison {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    }
  }

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

/// A test of one column's value.
///
/// A missing value passes ``unknown`` and nothing else, ``not(_:)`` included. A date written short
/// stands for its whole period: `2024-06` equals every value in June, `<= 2024-06` reaches to the
/// month's end, `> 2024-06` begins after it.
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

  /// The test that known values pass exactly where they fail this one; `unknown` and `known`
  /// change places.
  package var negated: ColumnPredicate {
    switch self {
    case .unknown: .known
    case .known: .unknown
    case .compare(let comparison, let literal): .compare(comparison.opposite, literal)
    case .range, .oneOf: .not(self)
    case .not(let inner): inner
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
