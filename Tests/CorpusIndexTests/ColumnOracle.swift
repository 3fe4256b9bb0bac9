import CorpusIndex
import Foundation
import JSONText
import Records

/// A slow reading of what records hold in their columns, straight from their JSON.
struct ColumnOracle {
  /// A value, and what it is for sorting and comparing.
  enum Value: Hashable {
    case number(DecimalNumber)
    case boolean(Bool)
    case text([UInt8])

    init?(_ json: JSON) {
      switch json {
      case .number(let token):
        guard let number = DecimalNumber(token: Array(token.utf8)) else { return nil }
        self = .number(number)
      case .bool(let truth): self = .boolean(truth)
      case .string(let text): self = .text(Array(text.utf8))
      case .null, .array, .object: return nil
      }
    }

    /// The value of an answer; `nil` for a list.
    init?(_ value: FieldValue) {
      switch value {
      case .integer, .real, .decimal:
        guard let number = DecimalNumber(token: Array(value.text.utf8)) else { return nil }
        self = .number(number)
      case .boolean(let truth): self = .boolean(truth)
      case .string(let text): self = .text(Array(text.utf8))
      case .list: return nil
      }
    }

    private var rank: Int {
      switch self {
      case .number: 0
      case .boolean: 1
      case .text: 2
      }
    }

    static func precedes(_ left: Value, _ right: Value) -> Bool {
      switch (left, right) {
      case (.number(let left), .number(let right)): left < right
      case (.boolean(let left), .boolean(let right)): !left && right
      case (.text(let left), .text(let right)): left.lexicographicallyPrecedes(right)
      default: left.rank < right.rank
      }
    }
  }

  /// What one record has in one column.
  struct Cell: Equatable {
    var values: [Value] = []
    var isList = false
  }

  struct Record {
    var id: String
    var cells: [String: Cell] = [:]
  }

  private(set) var records: [Record] = []
  /// Columns in the order of their first value.
  private(set) var columns: [String] = []

  /// `lines`: records with the keys `id` and `text`, which are no columns.
  init(_ lines: [String]) throws {
    for line in lines {
      let json = try JSONReader.read(line)
      var record = Record(id: json["id"]?.string ?? "")
      for member in Self.lastMembers(json.members ?? [])
      where member.key != "id" && member.key != "text" {
        collect(member.value, at: member.key, isInList: false, into: &record)
      }
      records.append(record)
    }
  }

  private mutating func collect(
    _ json: JSON, at path: String, isInList: Bool, into record: inout Record
  ) {
    switch json {
    case .array(let elements):
      for element in elements { collect(element, at: path, isInList: true, into: &record) }
    case .object(let members):
      for member in Self.lastMembers(members) {
        collect(
          member.value, at: "\(path).\(member.key)", isInList: isInList, into: &record)
      }
    default:
      guard let value = Value(json) else { return }
      if !columns.contains(path) { columns.append(path) }
      record.cells[path, default: Cell()].values.append(value)
      // Two values are a list, whether or not an array holds them.
      if isInList || record.cells[path]?.values.count ?? 0 > 1 {
        record.cells[path]?.isList = true
      }
    }
  }

  /// Of equal keys the last counts.
  private static func lastMembers(_ members: [JSON.Member]) -> [JSON.Member] {
    members.indices.filter { place in
      !members[(place + 1)...].contains { $0.key == members[place].key }
    }.map { members[$0] }
  }

  func values(of column: String) -> [Value] {
    records.flatMap { $0.cells[column]?.values ?? [] }
  }

  // MARK: - Facets and order

  /// Records by value, each value of a record once; `nil` for records without one.
  func facet(_ column: String, of records: [Record]) -> [Value?: UInt64] {
    var counts: [Value?: UInt64] = [:]
    for record in records {
      let values = record.cells[column]?.values ?? []
      if values.isEmpty { counts[nil, default: 0] += 1 }
      for value in Set(values) { counts[value, default: 0] += 1 }
    }
    return counts
  }

  /// Records by their smallest value, or falling by their largest; those without one last.
  func sorted(_ records: [Record], by column: String, isDescending: Bool) -> [Record] {
    func key(_ record: Record) -> Value? {
      let values = record.cells[column]?.values ?? []
      return isDescending ? values.max(by: Value.precedes) : values.min(by: Value.precedes)
    }
    return records.enumerated().sorted { left, right in
      switch (key(left.element), key(right.element)) {
      case (let first?, let second?) where first != second:
        return isDescending ? Value.precedes(second, first) : Value.precedes(first, second)
      case (_?, nil): return true
      case (nil, _?): return false
      default: return left.offset < right.offset
      }
    }.map(\.element)
  }
}

/// A condition with its text and its meaning.
indirect enum OracleCondition {
  case unknown(String, isNegated: Bool)
  case compare(String, String, String)
  case oneOf(String, [String], isNegated: Bool)
  case not(OracleCondition)
  case both(OracleCondition, OracleCondition)
  case either(OracleCondition, OracleCondition)

  var text: String {
    func quoted(_ text: String) -> String { "\"\(text)\"" }
    return switch self {
    case .unknown(let column, let isNegated):
      "\(quoted(column)) is \(isNegated ? "not " : "")unknown"
    case .compare(let column, let sign, let literal): "\(quoted(column)) \(sign) \(quoted(literal))"
    case .oneOf(let column, let literals, let isNegated):
      "\(quoted(column)) \(isNegated ? "not " : "")in (\(literals.map(quoted).joined(separator: ",")))"
    case .not(let inner): "not (\(inner.text))"
    case .both(let left, let right): "(\(left.text)) and (\(right.text))"
    case .either(let left, let right): "(\(left.text)) or (\(right.text))"
    }
  }

  /// Whether it holds; `nil` where a missing value leaves it open.
  func holds(_ record: ColumnOracle.Record) -> Bool? {
    func values(_ column: String) -> [ColumnOracle.Value] { record.cells[column]?.values ?? [] }
    switch self {
    case .unknown(let column, let isNegated): return values(column).isEmpty != isNegated
    case .compare(let column, "!=", let literal):
      return values(column).isEmpty ? nil : !values(column).contains { Self.equals($0, literal) }
    case .compare(let column, let sign, let literal):
      if values(column).isEmpty { return nil }
      return values(column).contains { value in
        if sign == "=" { return Self.equals(value, literal) }
        guard let order = Self.order(value, literal) else { return false }
        return switch sign {
        case "<": order < 0
        case "<=": order <= 0
        case ">": order > 0
        default: order >= 0
        }
      }
    case .oneOf(let column, let literals, let isNegated):
      if values(column).isEmpty { return nil }
      return values(column).contains { value in literals.contains { Self.equals(value, $0) } }
        != isNegated
    case .not(let inner): return inner.holds(record).map { !$0 }
    case .both(let left, let right):
      let (first, second) = (left.holds(record), right.holds(record))
      if first == false || second == false { return false }
      return first == nil || second == nil ? nil : true
    case .either(let left, let right):
      let (first, second) = (left.holds(record), right.holds(record))
      if first == true || second == true { return true }
      return first == nil || second == nil ? nil : false
    }
  }

  /// Whether asking it of a corpus is an error: no value could have such an order.
  func isRefused(_ oracle: ColumnOracle) -> Bool {
    switch self {
    case .unknown(let column, _): !oracle.columns.contains(column)
    case .compare(let column, let sign, let literal):
      Self.refuses(oracle, column, literal, isOrder: sign != "=" && sign != "!=")
    case .oneOf(let column, let literals, _):
      literals.contains { Self.refuses(oracle, column, $0, isOrder: false) }
    case .not(let inner): inner.isRefused(oracle)
    case .both(let left, let right), .either(let left, let right):
      left.isRefused(oracle) || right.isRefused(oracle)
    }
  }

  private static func refuses(
    _ oracle: ColumnOracle, _ column: String, _ literal: String, isOrder: Bool
  ) -> Bool {
    let values = oracle.values(of: column)
    var numbers = 0
    var truths = 0
    var texts: [[UInt8]] = []
    for value in values {
      switch value {
      case .number: numbers += 1
      case .boolean: truths += 1
      case .text(let text): texts.append(text)
      }
    }
    if values.isEmpty { return true }
    let number = number(literal)
    if numbers == values.count { return number == nil }
    if truths == values.count { return isOrder || truth(literal) == nil }
    if numbers > 0 || texts.isEmpty { return false }
    let dates = texts.count(where: isDated)
    if !isOrder {
      return truths == 0 && dates == texts.count && !isDated(Array(literal.utf8))
    }
    if isDate(literal), dates > 0 { return false }
    if dates == texts.count, truth(literal) == nil { return true }
    return number != nil
  }

  private static func number(_ literal: String) -> DecimalNumber? {
    DecimalNumber(token: Array(literal.utf8))
  }

  private static func truth(_ literal: String) -> Bool? {
    ["true": true, "false": false][literal]
  }

  /// The literals of these tests are dates of 4, 7 or 10 characters, or moments in UTC.
  private static func isDate(_ literal: String) -> Bool {
    let shape = literal.map { $0.isNumber ? "0" : $0 }
    return ["0000", "0000-00", "0000-00-00", "0000-00-00T00:00:00Z"].contains(String(shape))
  }

  /// What a value begins with that is within the date.
  private static func beginning(_ literal: String) -> [UInt8] {
    Array(literal.utf8.prefix(isDate(literal) ? 19 : .max))
  }

  private static func isDated(_ text: [UInt8]) -> Bool {
    text.count >= 4 && text.prefix(4).allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      && (text.count == 4 || text[4] == 0x2d)
  }

  private static func equals(_ value: ColumnOracle.Value, _ literal: String) -> Bool {
    switch value {
    case .number(let other): return number(literal) == other
    case .boolean(let other): return truth(literal) == other
    case .text(let text):
      let bytes = beginning(literal)
      if text == bytes { return true }
      guard isDate(literal), text.starts(with: bytes) else { return false }
      return bytes.count > 4 || text[4] == 0x2d
    }
  }

  private static func order(_ value: ColumnOracle.Value, _ literal: String) -> Int? {
    switch value {
    case .number(let left):
      return number(literal).map { left < $0 ? -1 : left > $0 ? 1 : 0 }
    case .boolean(let left): return truth(literal).map { (left ? 1 : 0) - ($0 ? 1 : 0) }
    case .text(let text):
      if isDate(literal) ? !isDated(text) : number(literal) != nil { return nil }
      if equals(value, literal) { return 0 }
      return text.lexicographicallyPrecedes(beginning(literal)) ? -1 : 1
    }
  }
}
