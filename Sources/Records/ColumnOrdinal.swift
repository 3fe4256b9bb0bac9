/// Numbers that have neighbours, so that every comparison becomes a closed interval.
package protocol ColumnOrdinal: Comparable, Sendable {
  static var lowest: Self { get }
  static var highest: Self { get }
  /// The next smaller number, `nil` below the lowest.
  var predecessor: Self? { get }
  /// The next larger number, `nil` above the highest.
  var successor: Self? { get }
  /// The smallest number that is not below another one; `nil` when all are below.
  static func atLeast(_ number: DecimalNumber) -> Self?
  /// The largest number that is not above another one; `nil` when all are above.
  static func atMost(_ number: DecimalNumber) -> Self?
}

extension Int64: ColumnOrdinal {
  package static var lowest: Int64 { .min }
  package static var highest: Int64 { .max }
  package var predecessor: Int64? { self == .min ? nil : self - 1 }
  package var successor: Int64? { self == .max ? nil : self + 1 }

  package static func atLeast(_ number: DecimalNumber) -> Int64? {
    if let integer = number.integer { return integer }
    guard let whole = number.truncated.integer else { return number.isNegative ? .min : nil }
    return number.isNegative ? whole : whole.successor
  }

  package static func atMost(_ number: DecimalNumber) -> Int64? {
    if let integer = number.integer { return integer }
    guard let whole = number.truncated.integer else { return number.isNegative ? nil : .max }
    return number.isNegative ? whole.predecessor : whole
  }
}

/// A double of a column stands for the number that ``DecimalNumber/init(shortest:)`` gives it, which
/// rises with the doubles.
extension Double: ColumnOrdinal {
  package static var lowest: Double { -.infinity }
  package static var highest: Double { .infinity }
  package var predecessor: Double? { self == -.infinity ? nil : nextDown }
  package var successor: Double? { self == .infinity ? nil : nextUp }

  package static func atLeast(_ number: DecimalNumber) -> Double? {
    // Rounded to nearest first: only a result below the number has to move up.
    let nearest = number.double
    if nearest == -.infinity { return -.greatestFiniteMagnitude }
    return nearest == .infinity || DecimalNumber(shortest: nearest) >= number
      ? nearest : nearest.nextUp
  }

  package static func atMost(_ number: DecimalNumber) -> Double? {
    let nearest = number.double
    if nearest == .infinity { return .greatestFiniteMagnitude }
    return nearest == -.infinity || DecimalNumber(shortest: nearest) <= number
      ? nearest : nearest.nextDown
  }
}
