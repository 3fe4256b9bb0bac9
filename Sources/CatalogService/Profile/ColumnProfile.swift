internal import CorpusIndex
internal import Datasets
internal import JSONText

/// What one metadata column holds, gathered while the records pass.
struct ColumnProfile {
  /// Values that a profile names.
  static let topCount = 10
  /// Characters of a value that are told apart and shown.
  static let shownCharacters = 80

  private let column: IndexColumn
  private(set) var filled: UInt64 = 0
  private var valueCount: UInt64 = 0
  private var numberCount: UInt64 = 0
  private var values = HashSample(capacity: 1 << 14)
  private var frequent = FrequentValues()
  private var least: FieldValue?
  private var most: FieldValue?
  private var sum = 0.0

  var name: String { column.name }

  init(_ column: IndexColumn) { self.column = column }

  /// Takes note of what a record has.
  mutating func add(_ value: FieldValue) {
    filled += 1
    if case .list(let list) = value {
      for value in list { note(value) }
    } else {
      note(value)
    }
  }

  private mutating func note(_ value: FieldValue) {
    let text = value.text
    valueCount += 1
    switch value {
    case .integer(let number): values.add(HashSample.mixed(UInt64(bitPattern: number) &+ 1))
    case .real(let number): values.add(HashSample.mixed(number.bitPattern &+ 1))
    case .decimal, .boolean, .string, .list: values.add(HashSample.hash(text))
    }
    if let number = value.number {
      numberCount += 1
      sum += number
    }
    frequent.add(String(text.prefix(Self.shownCharacters)))
    if least.map({ value.precedes($0) }) ?? true { least = value }
    if most.map({ $0.precedes(value) }) ?? true { most = value }
  }

  var tree: JSON {
    let distinct = values.distinct
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("type", .string(column.type.rawValue)),
      .init("filled", .integer(filled)), .init("distinct", .integer(min(distinct, valueCount))),
      .init("distinct_exact", .bool(values.isExact)),
    ]
    if column.isList {
      members += [.init("list", .bool(true)), .init("values", .integer(valueCount))]
    }
    if let least, let most, column.type != .boolean {
      members += [.init("min", least.shown), .init("max", most.shown)]
    }
    if numberCount > 0 { members.append(.init("mean", .measured(sum / Double(numberCount)))) }
    // Where every value is another one, none is worth naming.
    let top = frequent.top(Self.topCount).filter { $0.count > 1 || valueCount <= 1 }
    if !top.isEmpty, distinct < valueCount {
      members.append(
        .init(
          "top",
          .array(
            top.map { .keys(["value": .string($0.value), "count": .integer($0.count)]) })))
      if !frequent.isExact { members.append(.init("top_error", .integer(frequent.error))) }
    }
    return .object(members)
  }
}

extension FieldValue {
  /// A number, as exactly as means need it.
  fileprivate var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number
    case .decimal(let digits): Double(digits)
    case .boolean, .string, .list: nil
    }
  }

  private var rank: Int {
    switch self {
    case .integer, .real, .decimal: 0
    case .boolean: 1
    case .string, .list: 2
    }
  }

  /// The order of values of one column: numbers, truth values, text.
  fileprivate func precedes(_ other: FieldValue) -> Bool {
    switch (self, other) {
    case (.integer(let left), .integer(let right)): return left < right
    case (.string(let left), .string(let right)): return left < right
    case (.boolean(let left), .boolean(let right)): return !left && right
    default:
      guard let left = number, let right = other.number else { return rank < other.rank }
      return left < right
    }
  }

  fileprivate var shown: JSON {
    if case .string(let text) = self {
      .string(String(text.prefix(ColumnProfile.shownCharacters)))
    } else {
      tree
    }
  }
}
