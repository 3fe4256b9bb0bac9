/// A condition of `--where`, as a tree.
indirect enum Condition: Sendable, Hashable {
  case and(Condition, Condition)
  case or(Condition, Condition)
  case not(Condition)
  case compare(DatasetField, Comparison, Operand)
  case isIn(DatasetField, [Operand])
  case isUnknown(DatasetField)

  enum Comparison: String, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
      switch self {
      case .equal: left == right
      case .notEqual: left != right
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual: left >= right
      }
    }
  }

  /// A value as written, and the number that it means, if any.
  struct Operand: Sendable, Hashable {
    var text: String
    var number: Double?
  }
}
