import Foundation
import QueryLanguage
import Records
import Storage
import TestSupport
import Testing

@testable import Segments

/// What a column should hold, said the plain way: the values of each document, and which hold lists.
private struct PlainColumn {
  var values: [[ColumnValue]]
  var lists: Set<Int> = []

  func build() -> ColumnBuilder {
    var builder = ColumnBuilder()
    for (document, values) in values.enumerated() {
      for value in values {
        builder.append(value, document: document, isInList: lists.contains(document))
      }
    }
    builder.pad(to: values.count)
    return builder
  }

  func written(order: [UInt32]? = nil) -> GrowableBuffer<UInt8> {
    let builder = build()
    var writer = ByteWriter()
    // Columns stand behind each other in a file, so one does not begin at 0.
    writer.append(UInt64.max)
    if let order {
      order.withView { builder.write(to: &writer, order: $0) }
    } else {
      builder.write(to: &writer)
    }
    var bytes = GrowableBuffer<UInt8>()
    bytes.append(contentsOf: writer.bytes.view[8..<writer.count])
    return bytes
  }
}

/// The kinds of content that lead to different encodings.
private enum Content: String, CaseIterable, CustomTestStringConvertible {
  case allMissing, truth, smallIntegers, labels, largeIntegers, extremeIntegers
  case scores, fewReals, anyReals, decimals
  case hugeNumbers, everything, listsOfTags, listsOfNumbers, listsOfEverything
  case languages, sources, numbers, numberedNames, identifiers, addresses, dates, longTexts,
    mixedTexts

  var testDescription: String { rawValue }

  var type: ColumnFormat.ValueType {
    switch self {
    case .truth: .boolean
    case .smallIntegers, .labels, .largeIntegers, .extremeIntegers, .listsOfNumbers: .integer
    case .scores, .fewReals, .anyReals, .decimals: .real
    case .allMissing, .hugeNumbers, .everything, .listsOfEverything: .mixed
    default: .string
    }
  }

  var encoding: ColumnFormat.Encoding {
    switch self {
    case .allMissing: .none
    case .truth, .labels, .fewReals, .languages, .sources: .dictionary
    case .smallIntegers, .largeIntegers, .extremeIntegers: .integers
    case .scores, .decimals: .decimals
    case .anyReals: .doubles
    case .numbers, .numberedNames: .numbered
    case .identifiers: .fixed
    case .addresses, .dates, .longTexts, .mixedTexts: .blocks
    case .hugeNumbers, .everything: .mixed
    case .listsOfTags, .listsOfNumbers, .listsOfEverything: .lists
    }
  }

  var isLists: Bool { encoding == .lists }

  func value(_ index: Int, _ random: inout SeededGenerator) -> ColumnValue {
    switch self {
    case .allMissing: return .missing
    case .truth: return .boolean(random.once(in: 3))
    case .smallIntegers: return .integer(Int64(random.number(0..<1_000)))
    case .labels: return .integer(Int64(random.pick([-5, 0, 7, 1_000_000_007])))
    case .largeIntegers: return .integer(1_700_000_000_000 + Int64(random.number(0..<1 << 40)))
    case .extremeIntegers:
      return .integer(random.pick([.min, .max, 0, -1, Int64(bitPattern: random.next())]))
    case .scores: return ColumnValue(number: Double(random.number(0..<100_000)) / 10_000)
    case .fewReals: return ColumnValue(number: random.pick([0.1, -0.0, 1 / 3, 1e300, -1e300]))
    case .anyReals: return ColumnValue(number: Double.random(in: -1e6..<1e6, using: &random))
    case .decimals:
      return ColumnValue(number: Double(random.number(-4_000_000..<4_000_000)) / 100)
    case .hugeNumbers:
      let digits = String((0..<random.number(1..<40)).map { _ in random.pick(Array("0123456789")) })
      return Self.number(
        (random.once(in: 3) ? "-" : "") + digits
          + random.pick(["", "", ".5", "e9", "e400", "e-400"]))
    case .everything, .listsOfEverything:
      switch random.number(0..<9) {
      case 0, 1: return .integer(Int64(random.number(-5..<40)))
      case 2: return .integer(9_007_199_254_740_992 + Int64(random.number(0..<3)))
      case 3: return Self.number(random.pick(["0.1", "2.5", "1e400", "18446744073709551616"]))
      case 4: return .boolean(random.once(in: 2))
      case 5: return .string(random.pick(["", "n.d.", "true", "3", "0.10", "语言"]))
      case 6: return .string(random.pick(["2024", "2024-06-11", "2023-02", "20245"]))
      default: return .string("t\(random.number(0..<4_000))")
      }
    case .listsOfTags: return .string("tag \(random.number(0..<40))")
    case .listsOfNumbers: return .integer(Int64(random.number(0..<100_000)))
    case .languages: return .string(random.pick(["zh", "en", "", "zh-Hant", "语言"]))
    case .sources: return .string("source \(random.number(0..<300))")
    case .numbers: return .string("\(index * 3)")
    case .numberedNames: return .string("cci4-\(random.number(0..<1_000_000)).txt")
    case .identifiers:
      let digits = Array("0123456789abcdef")
      return .string(
        "<urn:uuid:" + String((0..<32).map { _ in random.pick(digits) }) + ">")
    case .addresses:
      return .string("https://example.org/\(random.number(0..<50))/page/\(random.next())")
    case .dates:
      let day = String(random.number(101..<129)).suffix(2)
      let month = String(random.number(101..<113)).suffix(2)
      let time =
        random.once(in: 2) ? "" : "T\(random.number(10..<24)):\(random.number(10..<60)):00Z"
      return .string("\(random.number(2022..<2026))-\(month)-\(day)\(time)")
    case .longTexts:
      return .string(String(repeating: "长", count: random.number(0..<400)) + "\(random.next())")
    case .mixedTexts:
      return .string(
        String((0..<random.number(0..<12)).map { _ in random.pick(Array("ab漢字é🙂\u{0}")) })
          + "\(index)")
    }
  }

  static func number(_ text: String) -> ColumnValue {
    DecimalNumber(token: Array(text.utf8)).map { ColumnValue($0) } ?? .missing
  }

  func column(
    _ count: Int, missingOnceIn rarity: Int, _ random: inout SeededGenerator
  ) -> PlainColumn {
    var column = PlainColumn(values: [])
    for index in 0..<count {
      if self == .allMissing || rarity > 0 && random.once(in: rarity) {
        column.values.append([])
      } else if isLists && !random.once(in: 3) {
        column.values.append((0..<random.number(1..<5)).map { _ in value(index, &random) })
        column.lists.insert(index)
      } else {
        column.values.append([value(index, &random)])
      }
    }
    return column
  }
}

private func reader(_ bytes: borrowing GrowableBuffer<UInt8>) throws -> ColumnReader {
  try ColumnReader(ColumnBytes(ByteSlice(bytes.view)))
}

private func places(_ words: BufferView<UInt64>) -> [Int] {
  (0..<words.count * 64).filter { words[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 }
}

struct ColumnTests {
  @Test(arguments: Content.allCases, [0, 1, 63, 128, 4_097])
  private func `every value comes back`(_ content: Content, _ count: Int) throws {
    var random = SeededGenerator.announced("\(content) \(count)")
    for rarity in [0, 2] {
      let column = content.column(count, missingOnceIn: rarity, &random)
      let bytes = column.written()
      let reader = try reader(bytes)
      let known = column.values.flatMap { $0 }
      if count == 4_097 { #expect(reader.type == content.type) }
      #expect(reader.documentCount == count)
      #expect(reader.missingCount == column.values.count(where: \.isEmpty))
      if count == 4_097, rarity == 0 { #expect(reader.encoding == content.encoding) }
      let cursor = reader.cursor()
      let found = try (0..<count).map { try cursor.values(of: $0) }
      #expect(found == column.values)
      #expect((0..<count).filter { cursor.isList($0) } == column.lists.sorted())
      for _ in 0..<min(count, 100) {
        let document = random.number(0..<count)
        #expect(try cursor.values(of: document) == column.values[document])
        for isDescending in [false, true] {
          let values = column.values[document]
          #expect(
            try cursor.sortValue(of: document, isDescending: isDescending)
              == (isDescending ? values.max() : values.min()) ?? .missing)
        }
      }
      if let bounds = try reader.bounds() {
        #expect(bounds.minimum == known.min() && bounds.maximum == known.max())
      }
      if let distinct = try reader.distinctValues(limit: 1_000) {
        #expect(distinct == Set(known).sorted())
      }
      if count < 200 { #expect(bytes.view.array == column.written().view.array) }
    }
  }

  @Test(arguments: Content.allCases)
  private func `documents can be reordered and left out`(_ content: Content) throws {
    var random = SeededGenerator.announced("\(content)")
    let column = content.column(4_500, missingOnceIn: 5, &random)
    let order = (0..<UInt32(4_500)).filter { _ in !random.once(in: 3) }.shuffled(using: &random)
    let bytes = column.written(order: order)
    let cursor = try reader(bytes).cursor()
    #expect(cursor.reader.documentCount == order.count)
    let found = try order.indices.map { try cursor.values(of: $0) }
    #expect(found == order.map { column.values[Int($0)] })
  }

  @Test(arguments: Content.allCases)
  private func `columns of several segments become one`(_ content: Content) throws {
    var random = SeededGenerator.announced("\(content)")
    let first = content.column(4_200, missingOnceIn: 7, &random)
    let second = content.column(1_000, missingOnceIn: 0, &random)
    var merged = ColumnBuilder()
    var expected = PlainColumn(values: [])
    for column in [first, second] {
      let bytes = column.written()
      let kept = (0..<UInt32(column.values.count)).filter { _ in !random.once(in: 4) }
      let cursor = try reader(bytes).cursor()
      for document in kept.map({ Int($0) }) {
        try merged.append(documentOf: cursor, document)
        if column.lists.contains(document) { expected.lists.insert(expected.values.count) }
        expected.values.append(column.values[document])
      }
    }
    var writer = ByteWriter()
    merged.write(to: &writer)
    let cursor = try reader(writer.bytes).cursor()
    let found = try expected.values.indices.map { try cursor.values(of: $0) }
    #expect(found == expected.values)
    // Merging gives the bytes that building at once gives.
    let atOnce = expected.build()
    var again = ByteWriter()
    atOnce.write(to: &again)
    #expect(writer.slice.array == again.slice.array)
  }

  @Test func `a column takes values of a batch`() throws {
    let bytes = GrowableBuffer<UInt8>(repeating: 0, count: 4)
    for (place, byte) in "a1e9".utf8.enumerated() { bytes.view[place] = byte }
    var builder = ColumnBuilder()
    builder.append(.integer(3), document: 0, bytes: bytes.view)
    builder.append(.string(.init(start: 0, count: 2)), document: 2, bytes: bytes.view)
    builder.append(.boolean(true), document: 2, bytes: bytes.view)
    builder.append(
      .decimal(.init(start: 1, count: 3)), document: 3, isInList: true, bytes: bytes.view)
    builder.pad(to: 5)
    let contents = builder.contents(name: "n", path: "p")
    #expect(
      [contents.integers, contents.decimals, contents.booleans, contents.texts, contents.dates]
        == [1, 1, 1, 1, 0])
    #expect(contents.isList && contents.types == [.real, .boolean, .string])
    var writer = ByteWriter()
    builder.write(to: &writer)
    let cursor = try reader(writer.bytes).cursor()
    #expect(
      try (0..<5).map { try cursor.values(of: $0) }
        == [[.integer(3)], [], [.string("a1"), .boolean(true)], [.integer(1_000_000_000)], []])
    // Two values are a list, whether or not an array holds them; so is an array of one.
    #expect((0..<5).map { cursor.isList($0) } == [false, false, true, true, false])
  }

  @Test func `a builder that was emptied begins anew`() throws {
    var builder = ColumnBuilder()
    for index in 0..<10_000 { builder.append(.string("\(index)"), document: index) }
    builder.append(.integer(1), document: 9_999)
    builder.removeAll()
    for index in 0..<10 { builder.append(.string("a"), document: index) }
    var writer = ByteWriter()
    builder.write(to: &writer)
    let reader = try reader(writer.bytes)
    #expect(reader.documentCount == 10 && reader.encoding == .dictionary)
    #expect(try reader.cursor().value(of: 9) == .string("a"))
  }

  @Test func `numbers of every type are in one order`() {
    let rising: [ColumnValue] = [
      Content.number("-1e400"), .real(-1e19), .integer(.min), .integer(-1), .real(-0.5),
      Content.number("-1e-400"), .integer(0), Content.number("1e-400"), .real(0.1),
      Content.number("0.1000000000000000055"), .real(0.5), .integer(9_007_199_254_740_992),
      .integer(9_007_199_254_740_993), .integer(.max), Content.number("9223372036854775808"),
      .real(1e19), Content.number("1e400"), .boolean(false), .boolean(true), .string(""),
      .string("a"), .string("é"), .missing,
    ]
    for (left, first) in rising.enumerated() {
      for (right, second) in rising.enumerated() { #expect((first < second) == (left < right)) }
    }
  }

  @Test(arguments: Content.allCases)
  private func `damaged bytes are an error and never a crash`(_ content: Content) throws {
    var random = SeededGenerator.announced("\(content)")
    let column = content.column(4_200, missingOnceIn: 3, &random)
    let bytes = column.written()
    let filters: [ColumnPredicate] = [
      .unknown, .compare(.greater, ColumnLiteral(text: "3", decimal: DecimalNumber(3))),
      .compare(.equal, ColumnLiteral(text: "zh", decimal: nil)),
    ]
    let words = GrowableBuffer<UInt64>(repeating: 0, count: 64)
    func readAll(_ slice: ByteSlice) throws {
      let reader = try ColumnReader(ColumnBytes(slice))
      let cursor = reader.cursor()
      for document in stride(from: 0, to: reader.documentCount, by: 977) {
        _ = try cursor.values(of: document)
      }
      let counter = ColumnFacetCounter(cursor)
      for predicate in filters {
        let filter = try cursor.prepare(predicate)
        // The short last window, so that many flips can be tried.
        for window in (0..<reader.windowCount).suffix(1) {
          try cursor.fill(window: window, matching: filter, into: words.view)
          try counter.add(window: window, documents: words.view)
        }
      }
      _ = try counter.countedValues()
      _ = try reader.bounds()
      _ = try reader.distinctValues(limit: 10_000)
    }
    for length in [0, 1, 95, 96, 159, 160, bytes.count / 2, bytes.count - 1] {
      #expect(throws: StorageError.self) { try readAll(ByteSlice(bytes.view[0..<length])) }
    }
    // Every byte of header and tables, and some of the rest.
    let tables = Array(0..<min(bytes.count, 96 + 64))
    for place in tables + (0..<60).map({ _ in random.number(0..<bytes.count) }) {
      let flip = UInt8(1 << random.number(0..<8))
      bytes.view[place] ^= flip
      _ = try? readAll(ByteSlice(bytes.view))
      bytes.view[place] ^= flip
    }
  }
}

/// Filters and facets against a scan over plain values.
struct ColumnFilterTests {
  /// The meaning of a predicate, said the plain way.
  private static func passes(_ values: [ColumnValue], _ predicate: ColumnPredicate) -> Bool {
    switch predicate {
    case .unknown: values.isEmpty
    case .known: !values.isEmpty
    case .not(let inner): !values.isEmpty && !passes(values, inner)
    case .compare(.notEqual, let literal):
      !values.isEmpty && !passes(values, .compare(.equal, literal))
    case .oneOf(let literals): values.contains { value in literals.contains { equals(value, $0) } }
    case .compare(.equal, let literal): values.contains { equals($0, literal) }
    case .compare(let comparison, let literal):
      values.contains { order($0, literal).map(comparison.holds) ?? false }
    case .range(let lower, let upper):
      values.contains { value in
        [(lower, 1), (upper, -1)].allSatisfy { bound, sign in
          guard let bound else { return true }
          guard let order = order(value, bound.value) else { return false }
          return bound.isInclusive ? order * sign >= 0 : order * sign > 0
        }
      }
    }
  }

  private static func equals(_ value: ColumnValue, _ literal: ColumnLiteral) -> Bool {
    if case .string(let text) = value { return textOrder(text, literal) == 0 }
    return order(value, literal) == 0
  }

  /// −1, 0, 1, or `nil` when neither is before the other.
  private static func order(_ value: ColumnValue, _ literal: ColumnLiteral) -> Int? {
    switch value {
    case .missing: return nil
    case .boolean(let truth): return literal.boolean.map { (truth ? 1 : 0) - ($0 ? 1 : 0) }
    case .integer, .real, .decimal:
      guard let left = value.number, let right = literal.decimal else { return nil }
      return left < right ? -1 : left > right ? 1 : 0
    case .string(let text):
      if isDate(literal.text) {
        let year = text.utf8.prefix(4)
        let isDated =
          year.count == 4 && year.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
          && (text.utf8.count == 4 || Array(text.utf8)[4] == 0x2d)
        return isDated ? textOrder(text, literal) : nil
      }
      return literal.decimal == nil ? textOrder(text, literal) : nil
    }
  }

  private static func isDate(_ text: String) -> Bool {
    let shape = String(text.map { $0.isASCII && $0.isNumber ? "0" : $0 })
    return [
      "0000", "0000-00", "0000-00-00", "0000-00-00T00", "0000-00-00T00:00", "0000-00-00T00:00:00",
    ].contains(shape)
  }

  private static func textOrder(_ text: String, _ literal: ColumnLiteral) -> Int {
    let left = Array(text.utf8)
    let right = Array(literal.text.utf8)
    if isDate(literal.text), left.starts(with: right) {
      if right.count > 4 || left.count == 4 || left[4] == 0x2d { return 0 }
    }
    return left.lexicographicallyPrecedes(right) ? -1 : left == right ? 0 : 1
  }

  private static func literal(
    _ content: Content, _ values: [[ColumnValue]], _ random: inout SeededGenerator
  ) -> ColumnLiteral {
    func literal(_ value: ColumnValue) -> ColumnLiteral {
      switch value {
      case .missing: ColumnLiteral(text: "zh", decimal: nil)
      case .integer, .real, .decimal:
        ColumnLiteral(text: value.number.map { "\($0)" } ?? "", decimal: value.number)
      case .boolean(let truth): ColumnLiteral(text: "\(truth)", decimal: nil)
      case .string(let text):
        ColumnLiteral(text: text, decimal: Int64(text).map { DecimalNumber($0) })
      }
    }
    switch random.number(0..<5) {
    case 0, 1: return literal(random.pick(values).first ?? .missing)
    case 2: return literal(content.value(random.number(0..<9_000), &random))
    case 3:
      return random.pick([
        literal(.integer(3)), literal(.real(2.5)), literal(.string("")), literal(.string("x")),
        literal(.real(1e30)), literal(.real(-1e30)), literal(.integer(.min)),
        literal(.boolean(true)), literal(.integer(9_007_199_254_740_993)),
        literal(Content.number("1e400")), literal(Content.number("0.1000000000000000055")),
      ])
    default:
      return literal(
        .string(random.pick(["2024", "2024-06", "2023-02-11", "2024-06-11T1", "2024-06-11T12"])))
    }
  }

  @Test(arguments: Content.allCases)
  private func `windows are filtered as a scan would`(_ content: Content) throws {
    var random = SeededGenerator.announced("\(content)")
    for (count, rarity) in [(5_000, 5), (4_096, 0), (130, 2)] {
      var column = content.column(count, missingOnceIn: rarity, &random)
      if count == 5_000 {
        // Sorted values give windows that lie wholly inside or outside.
        column.values.sort { ($0.first ?? .missing) < ($1.first ?? .missing) }
        column.lists = Set(column.values.indices.filter { column.values[$0].count > 1 })
      }
      let bytes = column.written()
      let cursor = try reader(bytes).cursor()
      let words = GrowableBuffer<UInt64>(repeating: .max, count: 64)
      var literal: ColumnLiteral { Self.literal(content, column.values, &random) }
      for round in 0..<12 {
        var predicate: ColumnPredicate
        switch round % 6 {
        case 0: predicate = random.pick([.unknown, .known])
        case 1, 2: predicate = .compare(random.pick(ColumnComparison.allCases), literal)
        case 3:
          predicate = .range(
            lower: random.once(in: 4) ? nil : ColumnBound(literal, isInclusive: random.once(in: 2)),
            upper: random.once(in: 4) ? nil : ColumnBound(literal, isInclusive: random.once(in: 2)))
        case 4: predicate = .oneOf((0..<random.number(0..<5)).map { _ in literal })
        default: predicate = .compare(.equal, literal)
        }
        if round % 4 == 3 { predicate = predicate.negated }
        let filter = try cursor.prepare(predicate)
        for window in 0..<cursor.reader.windowCount {
          try cursor.fill(window: window, matching: filter, into: words.view)
          let first = window * 4_096
          let expected = (first..<min(first + 4_096, count))
            .filter { Self.passes(column.values[$0], predicate) }.map { $0 - first }
          #expect(places(words.view) == expected, "\(predicate)")
        }
      }
    }
  }

  @Test(arguments: Content.allCases)
  private func `facets count the documents chosen`(_ content: Content) throws {
    var random = SeededGenerator.announced("\(content)")
    for rarity in [0, 3] {
      let column = content.column(5_000, missingOnceIn: rarity, &random)
      let bytes = column.written()
      let cursor = try reader(bytes).cursor()
      let counter = ColumnFacetCounter(cursor)
      var expected: [ColumnValue: UInt64] = [:]
      let words = GrowableBuffer<UInt64>(repeating: 0, count: 64)
      for window in 0..<cursor.reader.windowCount {
        for word in 0..<64 { words.view[word] = 0 }
        for document in window * 4_096..<min(5_000, (window + 1) * 4_096)
        where random.once(in: 2) {
          words.view[document % 4_096 / 64] |= 1 << UInt64(document % 64)
          let values = column.values[document]
          for value in Set(values.isEmpty ? [.missing] : values) {
            expected[value, default: 0] += 1
          }
        }
        try counter.add(window: window, documents: words.view)
      }
      #expect(counter.isComplete)
      #expect(counter.missingCount == expected.removeValue(forKey: .missing) ?? 0)
      let found = try counter.countedValues()
      #expect(found.map(\.value) == expected.keys.sorted())
      #expect(found.allSatisfy { expected[$0.value] == $0.count })
    }
  }

  @Test(arguments: [
    ("2024-06-30T23:59:59Z", "2024-06", "<=", true), ("2024-07-01", "2024-06", "<=", false),
    ("2024-06-01", "2024-06", ">", false), ("2024-07-01", "2024-06", ">", true),
    ("2024-06-01", "2024-06", "<", false), ("2024-06-15", "2024-06", "=", true),
    ("2024-06-15", "2024-06", "!=", false), ("2024-06-15", "2024", "=", true),
    ("20245", "2024", "=", false), ("2024", "2024", "=", true),
    ("2024-06-15", "2024-06-15T", "=", false),
    ("2024-06-15T10:20:30.5Z", "2024-06-15T10:20:30", "=", true),
    ("2024-06x", "2024-6", "=", false),
  ])
  func `a date written short stands for its period`(
    _ value: String, _ bound: String, _ sign: String, _ passes: Bool
  ) throws {
    let comparison = try #require(ColumnComparison(rawValue: sign))
    let test = ColumnTextTest(.compare(comparison, ColumnLiteral(text: bound, decimal: nil)))
    #expect(Array(value.utf8).withView { test.passes(ByteSlice($0)) } == passes)
  }
}

struct ColumnPageTests {
  /// Rows of sixteen bytes that are not all zero, as the page shows them.
  private func rows(_ bytes: ByteSlice) -> [String] {
    stride(from: 0, to: bytes.count, by: 16).compactMap { start in
      let row = bytes[start..<min(start + 16, bytes.count)].array
      if row.allSatisfy({ $0 == 0 }) { return nil }
      func hex(_ value: Int) -> String { (value < 16 ? "0" : "") + String(value, radix: 16) }
      return hex(start) + "  " + row.map { hex(Int($0)) }.joined(separator: " ")
    }
  }

  @Test func `the worked example of the page is what is written`() throws {
    var builder = ColumnBuilder()
    for (document, number) in [7, 300, 8].enumerated() {
      builder.append(.integer(Int64(number)), document: document)
    }
    var writer = ByteWriter()
    builder.write(to: &writer)
    let page = try String(
      contentsOfFile: Project.path("Sources/Segments/Segments.docc/Columns.md"), encoding: .utf8)
    let written = rows(writer.slice)
    #expect(page.contains("```\n\(written.joined(separator: "\n"))\n```"), "\(written)")
    #expect(page.contains("\(writer.count) bytes"))
  }
}
