internal import Records

/// One value of a column, taken out of its segment.
///
/// Values are ordered so that hits can be sorted by a column over corpora of any types: truth
/// values, then numbers, then strings by their bytes; missing values last.
package enum ColumnValue: Equatable, Sendable, Hashable {
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
  case string(String)
  case missing

  private var rank: Int {
    switch self {
    case .boolean: 0
    case .integer, .real: 1
    case .string: 2
    case .missing: 3
    }
  }
}

extension ColumnValue: Comparable {
  package static func < (left: ColumnValue, right: ColumnValue) -> Bool {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): left < right
    case (.real(let left), .real(let right)): left < right
    case (.integer(let left), .real(let right)):
      right >= 0x1p63
        || Int64.atMost(.real(right)).map { left < $0 || (left == $0 && Double($0) < right) }
          ?? false
    case (.real(let left), .integer(let right)):
      Int64.atLeast(.real(left)).map { $0 < right || ($0 == right && left < Double($0)) } ?? false
    case (.boolean(let left), .boolean(let right)): !left && right
    case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    default: left.rank < right.rank
    }
  }
}

/// Numbers that have neighbours, so that every comparison becomes a closed interval.
protocol ColumnOrdinal: Comparable, Sendable {
  static var lowest: Self { get }
  static var highest: Self { get }
  /// The next smaller number, `nil` below the lowest.
  var predecessor: Self? { get }
  /// The next larger number, `nil` above the highest.
  var successor: Self? { get }
  /// The smallest number that is not below another one; `nil` when all are below.
  static func atLeast(_ number: ColumnNumber) -> Self?
  /// The largest number that is not above another one; `nil` when all are above.
  static func atMost(_ number: ColumnNumber) -> Self?
}

extension Int64: ColumnOrdinal {
  static var lowest: Int64 { .min }
  static var highest: Int64 { .max }
  var predecessor: Int64? { self == .min ? nil : self - 1 }
  var successor: Int64? { self == .max ? nil : self + 1 }

  static func atLeast(_ number: ColumnNumber) -> Int64? {
    switch number {
    case .integer(let value): value
    case .real(let value):
      value <= -0x1p63 ? .min : value >= 0x1p63 ? nil : Int64(value.rounded(.up))
    }
  }

  static func atMost(_ number: ColumnNumber) -> Int64? {
    switch number {
    case .integer(let value): value
    case .real(let value):
      value >= 0x1p63 ? .max : value < -0x1p63 ? nil : Int64(value.rounded(.down))
    }
  }
}

extension Double: ColumnOrdinal {
  static var lowest: Double { -.infinity }
  static var highest: Double { .infinity }
  var predecessor: Double? { self == -.infinity ? nil : nextDown }
  var successor: Double? { self == .infinity ? nil : nextUp }

  static func atLeast(_ number: ColumnNumber) -> Double? {
    switch number {
    case .real(let value): value
    case .integer(let value):
      // Rounded to nearest first: only a result below the number has to move up.
      Double(value).isBelow(value) ? Double(value).nextUp : Double(value)
    }
  }

  static func atMost(_ number: ColumnNumber) -> Double? {
    switch number {
    case .real(let value): value
    case .integer(let value):
      Double(value).isAbove(value) ? Double(value).nextDown : Double(value)
    }
  }

  private func isBelow(_ value: Int64) -> Bool { self < 0x1p63 && Int64(self) < value }
  private func isAbove(_ value: Int64) -> Bool { self >= 0x1p63 || Int64(self) > value }
}
