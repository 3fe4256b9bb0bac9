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
