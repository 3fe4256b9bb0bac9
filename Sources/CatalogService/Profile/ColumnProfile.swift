internal import CorpusIndex
internal import Datasets
internal import JSONText

/// What one metadata column holds, gathered while the records pass.
struct ColumnProfile {
  /// Values that a profile names.
  static let topCount = 10
  /// Characters of a value that are told apart and shown.
  static let shownCharacters = 80

  let name: String
  let type: ColumnType
  private(set) var filled: UInt64 = 0
  private var values = HashSample(capacity: 1 << 14)
  private var frequent = FrequentValues()
  private var least: FieldValue?
  private var most: FieldValue?
  private var sum = 0.0

  init(name: String, type: ColumnType) {
    self.name = name
    self.type = type
  }

  /// Takes note of a value.
  mutating func add(_ value: FieldValue) {
    filled += 1
    let text: String
    switch value {
    case .integer(let number):
      values.add(HashSample.mixed(UInt64(bitPattern: number) &+ 1))
      sum += Double(number)
      text = String(number)
    case .real(let number):
      values.add(HashSample.mixed(number.bitPattern &+ 1))
      sum += number
      text = JSON.double(number).scalarText ?? ""
    case .boolean(let truth): text = truth ? "true" : "false"
    case .string(let string): text = string
    }
    switch value {
    case .boolean, .string: values.add(HashSample.hash(text))
    case .integer, .real: break
    }
    frequent.add(String(text.prefix(Self.shownCharacters)))
    if least.map({ value.precedes($0) }) ?? true { least = value }
    if most.map({ $0.precedes(value) }) ?? true { most = value }
  }

  var tree: JSON {
    let isNumber = type == .integer || type == .real
    let distinct = values.distinct
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("type", .string(type.rawValue)),
      .init("filled", .integer(filled)), .init("distinct", .integer(min(distinct, filled))),
      .init("distinct_exact", .bool(values.isExact)),
    ]
    if let least, let most, type != .boolean {
      members += [.init("min", least.shown), .init("max", most.shown)]
    }
    if isNumber, filled > 0 { members.append(.init("mean", .measured(sum / Double(filled)))) }
    // Where every value is another one, none is worth naming.
    let top = frequent.top(Self.topCount).filter { $0.count > 1 || filled <= 1 }
    if !top.isEmpty, distinct < filled {
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
  /// The order of values of one column.
  fileprivate func precedes(_ other: FieldValue) -> Bool {
    switch (self, other) {
    case (.integer(let left), .integer(let right)): left < right
    case (.real(let left), .real(let right)): left < right
    case (.string(let left), .string(let right)): left < right
    case (.boolean(let left), .boolean(let right)): !left && right
    default: false
    }
  }

  fileprivate var shown: JSON {
    switch self {
    case .integer(let number): .integer(number)
    case .real(let number): .double(number)
    case .boolean(let truth): .bool(truth)
    case .string(let text): .string(String(text.prefix(ColumnProfile.shownCharacters)))
    }
  }
}
