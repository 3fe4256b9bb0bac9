package import Records

/// One value of a column, taken out of its segment.
///
/// A number has one form, whatever it was written as and however its column keeps it: two values are
/// equal exactly when they are the same value. Values are ordered so that hits can be sorted by a
/// column over corpora of any types: numbers, then truth values, then texts by their bytes; missing
/// values last.
package enum ColumnValue: Sendable {
  case integer(Int64)
  /// A number that the shortest decimal of the double is exactly, and that is no whole one of 64 bits.
  case real(Double)
  /// Any other number.
  case decimal(DecimalNumber)
  case boolean(Bool)
  case string(String)
  case missing

  /// A number of a column of doubles.
  init(number: Double) { self = Int64(exactly: number).map { .integer($0) } ?? .real(number) }

  /// A number, in its one form.
  package init(_ number: DecimalNumber) {
    switch RecordBatch.Value.number(number) {
    case .integer(let integer): self = .integer(integer)
    case .real(let real): self = .real(real)
    default: self = .decimal(number)
    }
  }

  /// The number that it is.
  package var number: DecimalNumber? {
    switch self {
    case .integer(let number): DecimalNumber(number)
    case .real(let number): DecimalNumber(shortest: number)
    case .decimal(let number): number
    case .boolean, .string, .missing: nil
    }
  }

  private var rank: Int {
    switch self {
    case .integer, .real, .decimal: 0
    case .boolean: 1
    case .string: 2
    case .missing: 3
    }
  }
}

extension ColumnValue: Hashable {
  /// Texts are equal when their bytes are, as conditions compare them.
  package static func == (left: ColumnValue, right: ColumnValue) -> Bool {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): left == right
    case (.real(let left), .real(let right)): left == right
    case (.decimal(let left), .decimal(let right)): left == right
    case (.boolean(let left), .boolean(let right)): left == right
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.missing, .missing): true
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .integer(let number): hasher.combine(number)
    case .real(let number): hasher.combine(number)
    case .decimal(let number): hasher.combine(number)
    case .boolean(let truth): hasher.combine(truth)
    case .string(let text): for byte in text.utf8 { hasher.combine(byte) }
    case .missing: hasher.combine(0)
    }
  }
}

extension ColumnValue: Comparable {
  package static func < (left: ColumnValue, right: ColumnValue) -> Bool {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): return left < right
    case (.real(let left), .real(let right)): return left < right
    case (.integer(let left), .real(let right)):
      return Int64.atMost(right).map { left <= $0 } ?? false
    case (.real(let left), .integer(let right)):
      return Int64.atMost(left).map { $0 < right } ?? true
    case (.boolean(let left), .boolean(let right)): return !left && right
    case (.string(let left), .string(let right)):
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    default:
      if left.rank != right.rank { return left.rank < right.rank }
      guard let left = left.number, let right = right.number else { return false }
      return left < right
    }
  }
}

extension Int64 {
  /// The largest whole number that is not above a real; `nil` when all are above.
  fileprivate static func atMost(_ real: Double) -> Int64? {
    real >= 0x1p63 ? .max : real < -0x1p63 ? nil : Int64(real.rounded(.down))
  }
}
