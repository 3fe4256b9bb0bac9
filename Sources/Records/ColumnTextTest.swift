package import Storage

/// A predicate made ready for strings.
package struct ColumnTextTest: Sendable {
  /// A literal, and whether it is a date that stands for a period.
  package struct Literal: Sendable {
    /// How far a date is written out.
    enum Date: Sendable { case none, year, longer }

    /// The text; that of a moment without the `Z` behind it.
    let bytes: [UInt8]
    let date: Date
    let isNumber: Bool
    /// It is a moment with `Z` or an offset of zero behind it.
    private let isUTC: Bool

    package init(_ literal: ColumnLiteral) {
      let text = Array(literal.text.utf8)
      let zone = Self.zone(of: text)
      let date = Self.date(text.dropLast(zone.count))
      isUTC = date != .none && !zone.isEmpty
      bytes = isUTC ? text.dropLast(zone.count) : text
      self.date = date
      isNumber = literal.decimal != nil
    }

    /// What says behind a time of day that it is UTC.
    private static func zone(of text: [UInt8]) -> ArraySlice<UInt8> {
      for zone in ["Z", "z", "+00:00", "-00:00", "+0000", "+00"] {
        let signs = Array(zone.utf8)
        if text.count > dayLength, text.suffix(signs.count).elementsEqual(signs) {
          return text.suffix(signs.count)
        }
      }
      return []
    }

    /// The length of `YYYY-MM-DD`.
    private static var dayLength: Int { 10 }

    /// It stands for every value that begins with it, or with it and `-`.
    package var isDate: Bool { date != .none }

    /// It is a date with a time of day.
    package var isMoment: Bool { isDate && bytes.count > Self.dayLength }

    /// It begins as every date does: with four digits and the end, or `-` behind them.
    package var beginsWithYear: Bool { bytes.withView { ColumnTextTest.isDated(ByteSlice($0)) } }

    /// It is a date, and its month, day and time are some that a calendar has (ISO 8601; second 60 is a
    /// leap second).
    package var isCalendarDate: Bool {
      func number(at place: Int) -> Int? {
        guard bytes.count >= place + 2 else { return nil }
        return Int(bytes[place] - 0x30) * 10 + Int(bytes[place + 1] - 0x30)
      }
      guard isDate, let century = number(at: 0), let rest = number(at: 2) else { return false }
      let month = number(at: 5) ?? 1
      let isLeap = rest % 4 == 0 && (rest != 0 || century % 4 == 0)
      let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      return (1...12).contains(month) && (1...days[month - 1]).contains(number(at: 8) ?? 1)
        && (number(at: 11) ?? 0) < 24 && (number(at: 14) ?? 0) < 60 && (number(at: 17) ?? 0) <= 60
    }

    /// `YYYY`, or `YYYY-MM` with more fields of `-DD`, `THH`, `:MM`, `:SS` and a fraction behind it.
    private static func date(_ bytes: ArraySlice<UInt8>) -> Date {
      let shape = Array("0000-00-00T00:00:00".utf8)
      let isFraction =
        bytes.count > shape.count + 1 && bytes[shape.count] == UInt8(ascii: ".")
        && bytes[(shape.count + 1)...].allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      guard isFraction || [4, 7, 10, 13, 16, 19].contains(bytes.count) else { return .none }
      for (byte, sign) in zip(bytes, shape) {
        switch sign {
        case 0x30: if byte < 0x30 || byte > 0x39 { return .none }
        case 0x54: if byte != 0x54 && byte != 0x20 { return .none }
        default: if byte != sign { return .none }
        }
      }
      return bytes.count == 4 ? .year : .longer
    }

    /// A date with the zeros that its month and day lack, as in `2024-5-1`; `nil` for any other text.
    package static func padded(_ text: String) -> String? {
      let fields = text.split(separator: "-", omittingEmptySubsequences: false)
      guard (2...3).contains(fields.count), fields[0].utf8.count == 4,
        fields.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }),
        fields.dropFirst().allSatisfy({ (1...2).contains($0.utf8.count) })
      else { return nil }
      let date = fields.map { $0.utf8.count == 1 ? "0\($0)" : String($0) }.joined(separator: "-")
      return date == text ? nil : date
    }

    /// −1, 0 or 1 for a value below, at (or within the period of) or above the literal.
    func order(of value: ByteSlice) -> Int {
      if date != .none, bytes.count > Self.dayLength { return order(ofMoment: value) }
      let order = bytes.withView { value.compare(ByteSlice($0)) }
      if order > 0, date != .none, value.count > bytes.count {
        let isPrefix = bytes.withView { value[0..<bytes.count].compare(ByteSlice($0)) == 0 }
        if isPrefix, date == .longer || value[bytes.count] == 0x2d { return 0 }
      }
      return order.signum()
    }

    /// ``order(of:)`` to a time of day.
    ///
    /// Day and time may be parted by `T` or a space. The clock is compared as it is written; a value with
    /// another offset is never equal to a moment in UTC.
    private func order(ofMoment value: ByteSlice) -> Int {
      let day = Self.dayLength
      let order = bytes.withView {
        value[0..<min(day, value.count)].compare(ByteSlice($0)[0..<day])
      }
      if order != 0 { return order.signum() }
      guard value.count > day else { return -1 }
      let parting = value[day]
      guard
        parting == UInt8(ascii: "T") || parting == UInt8(ascii: "t")
          || parting == UInt8(ascii: " ")
      else { return parting < UInt8(ascii: "T") ? -1 : 1 }
      var end = day + 1
      while end < value.count, value[end] == 0x2e || (value[end] >= 0x30 && value[end] <= 0x3a) {
        end += 1
      }
      let clock = value[(day + 1)..<end]
      let written = min(bytes.count - day - 1, clock.count)
      let clockOrder = bytes.withView {
        clock[0..<written].compare(ByteSlice($0)[(day + 1)..<(day + 1 + written)])
      }
      if clockOrder != 0 { return clockOrder.signum() }
      // A clock that is written shorter stands for the beginning of its minute or second.
      if bytes[(day + 1 + written)...].contains(where: { $0 >= 0x31 && $0 <= 0x39 }) { return -1 }
      let hasOffset = (end..<value.count).contains { value[$0] >= 0x31 && value[$0] <= 0x39 }
      return isUTC && hasOffset ? 1 : 0
    }

    /// −1, 0 or 1 as ``order(of:)``; `nil` where the value does not compare with such a literal.
    ///
    /// Text is neither before nor after a number, and before or after a date only when it is one.
    func comparableOrder(of value: ByteSlice) -> Int? {
      if isDate { return ColumnTextTest.isDated(value) ? order(of: value) : nil }
      return isNumber ? nil : order(of: value)
    }

    /// A byte string that nothing at or within the literal comes before: for pruning only.
    var floor: ArraySlice<UInt8> { date == .none ? bytes[...] : bytes.prefix(Self.dayLength) }

    /// A byte string that nothing at or within the literal reaches: for pruning only.
    var ceiling: [UInt8] { date == .none ? bytes : floor + [0xff] }
  }

  private indirect enum Node: Sendable {
    case always(Bool)
    case compare(ColumnComparison, Literal)
    case range(
      lower: (literal: Literal, isInclusive: Bool)?, upper: (literal: Literal, isInclusive: Bool)?)
    case oneOf([Literal])
    case not(Node)
  }

  private let node: Node

  /// Whether a value begins with a year: four digits and the end, or `-` behind them.
  package static func isDated(_ value: ByteSlice) -> Bool {
    guard value.count == 4 || value.count > 4 && value[4] == UInt8(ascii: "-") else { return false }
    return (0..<4).allSatisfy { value[$0] >= 0x30 && value[$0] <= 0x39 }
  }

  /// Whether a value is a moment on a clock that is not that of UTC, as `2024-07-01T12:00+08:00` is.
  package static func hasOffset(_ value: String) -> Bool {
    let bytes = Array(value.utf8)
    guard bytes.count > 16, bytes.withView({ isDated(ByteSlice($0)) }),
      let sign = bytes[16...].lastIndex(where: {
        $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
      })
    else { return false }
    return bytes[sign...].contains { $0 >= 0x31 && $0 <= 0x39 }
  }

  package init(_ predicate: ColumnPredicate) { node = Self.node(predicate) }

  private static func node(_ predicate: ColumnPredicate) -> Node {
    switch predicate {
    case .unknown: .always(false)
    case .known: .always(true)
    case .compare(let comparison, let literal): .compare(comparison, Literal(literal))
    case .range(let lower, let upper):
      .range(
        lower: lower.map { (Literal($0.value), $0.isInclusive) },
        upper: upper.map { (Literal($0.value), $0.isInclusive) })
    case .oneOf(let literals): .oneOf(literals.map(Literal.init))
    case .not(let inner): .not(node(inner))
    }
  }

  /// Whether a known value passes.
  package func passes(_ value: ByteSlice) -> Bool { Self.passes(node, value) }

  private static func passes(_ node: Node, _ value: ByteSlice) -> Bool {
    switch node {
    case .always(let answer): return answer
    case .compare(let comparison, let literal):
      if !comparison.isOrder { return comparison.holds(literal.order(of: value)) }
      return literal.comparableOrder(of: value).map(comparison.holds) ?? false
    case .range(let lower, let upper):
      if let lower {
        guard let order = lower.literal.comparableOrder(of: value) else { return false }
        if order < 0 || (order == 0 && !lower.isInclusive) { return false }
      }
      if let upper {
        guard let order = upper.literal.comparableOrder(of: value) else { return false }
        if order > 0 || (order == 0 && !upper.isInclusive) { return false }
      }
      return true
    case .oneOf(let literals): return literals.contains { $0.order(of: value) == 0 }
    case .not(let inner): return !passes(inner, value)
    }
  }

  /// Whether some value between two bounds could pass; the bounds are prefixes of values.
  package func mayPass(minimum: ByteSlice, maximum: ByteSlice) -> Bool {
    switch node {
    case .always(let answer): answer
    case .compare(let comparison, let literal):
      switch comparison {
      case .notEqual: true
      case .equal: Self.reaches(literal, minimum, maximum)
      case .less, .lessOrEqual: Self.isAtMostCeiling(minimum, literal)
      case .greater, .greaterOrEqual: Self.isAtLeast(maximum, literal)
      }
    case .range(let lower, let upper):
      (lower.map { Self.isAtLeast(maximum, $0.literal) } ?? true)
        && (upper.map { Self.isAtMostCeiling(minimum, $0.literal) } ?? true)
    case .oneOf(let literals): literals.contains { Self.reaches($0, minimum, maximum) }
    case .not: true
    }
  }

  private static func reaches(
    _ literal: Literal, _ minimum: ByteSlice, _ maximum: ByteSlice
  )
    -> Bool
  {
    isAtMostCeiling(minimum, literal) && isAtLeast(maximum, literal)
  }

  private static func isAtMostCeiling(_ minimum: ByteSlice, _ literal: Literal) -> Bool {
    literal.ceiling.withView { minimum.compare(ByteSlice($0)) <= 0 }
  }

  /// The maximum may be cut, so a literal that begins with it counts as reached.
  private static func isAtLeast(_ maximum: ByteSlice, _ literal: Literal) -> Bool {
    Array(literal.floor).withView { bytes in
      maximum.compare(ByteSlice(bytes[0..<min(bytes.count, maximum.count)])) >= 0
    }
  }
}
