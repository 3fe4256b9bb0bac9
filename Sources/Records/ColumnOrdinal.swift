/// Numbers that have neighbours, so that every comparison becomes a closed interval.
package protocol ColumnOrdinal: Comparable, Sendable {
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
  package static var lowest: Int64 { .min }
  package static var highest: Int64 { .max }
  package var predecessor: Int64? { self == .min ? nil : self - 1 }
  package var successor: Int64? { self == .max ? nil : self + 1 }

  package static func atLeast(_ number: ColumnNumber) -> Int64? {
    switch number {
    case .integer(let value): value
    case .real(let value):
      value <= -0x1p63 ? .min : value >= 0x1p63 ? nil : Int64(value.rounded(.up))
    }
  }

  package static func atMost(_ number: ColumnNumber) -> Int64? {
    switch number {
    case .integer(let value): value
    case .real(let value):
      value >= 0x1p63 ? .max : value < -0x1p63 ? nil : Int64(value.rounded(.down))
    }
  }
}

extension Double: ColumnOrdinal {
  package static var lowest: Double { -.infinity }
  package static var highest: Double { .infinity }
  package var predecessor: Double? { self == -.infinity ? nil : nextDown }
  package var successor: Double? { self == .infinity ? nil : nextUp }

  package static func atLeast(_ number: ColumnNumber) -> Double? {
    switch number {
    case .real(let value): value
    case .integer(let value):
      // Rounded to nearest first: only a result below the number has to move up.
      Double(value).isBelow(value) ? Double(value).nextUp : Double(value)
    }
  }

  package static func atMost(_ number: ColumnNumber) -> Double? {
    switch number {
    case .real(let value): value
    case .integer(let value):
      Double(value).isAbove(value) ? Double(value).nextDown : Double(value)
    }
  }

  private func isBelow(_ value: Int64) -> Bool { self < 0x1p63 && Int64(self) < value }
  private func isAbove(_ value: Int64) -> Bool { self >= 0x1p63 || Int64(self) > value }
}
