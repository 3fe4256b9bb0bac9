package import Records
package import Storage

/// A predicate made ready for one column, so that windows are filtered without looking at it again.
package struct ColumnFilter: Sendable {
  indirect enum Test: Sendable {
    case none
    case known
    case unknown
    case integers(ColumnNumberTest<Int64>)
    case doubles(ColumnNumberTest<Double>)
    /// 1 for entries of the dictionary that pass, else 0, and the first and last that do.
    case codes([UInt8], range: ClosedRange<Int>)
    case text(ColumnTextTest)
    /// Packed strings that pass.
    case rows([[UInt8]])
    /// Documents with a value of which any passes, or none does.
    case lists(Test, isNegated: Bool)
  }

  let test: Test

  /// No document passes.
  package var isEmpty: Bool { if case .none = test { true } else { false } }
}

extension ColumnCursor {
  /// Makes a predicate ready for this column.
  package func prepare(_ predicate: ColumnPredicate) throws(StorageError) -> ColumnFilter {
    ColumnFilter(test: try test(predicate))
  }

  private func test(_ predicate: ColumnPredicate) throws(StorageError) -> ColumnFilter.Test {
    if predicate == .unknown { return reader.missingCount == 0 ? .none : .unknown }
    if reader.encoding == .none { return .none }
    if predicate == .known { return .known }
    if let elements {
      let (inner, isNegated) = predicate.ofOneValue
      if inner == .unknown || inner == .known {
        return (inner == .known) != isNegated ? .known : .unknown
      }
      return .lists(try elements.test(inner), isNegated: isNegated)
    }
    switch reader.encoding {
    case .none, .lists: return .none
    case .integers: return .integers(ColumnNumberTest(predicate))
    case .doubles, .decimals: return .doubles(ColumnNumberTest(predicate))
    case .dictionary, .mixed: return try codes(predicate)
    case .numbered: return numbered(predicate) ?? .text(ColumnTextTest(predicate))
    case .fixed: return rows(predicate) ?? .text(ColumnTextTest(predicate))
    case .blocks: return .text(ColumnTextTest(predicate))
    }
  }

  private func codes(_ predicate: ColumnPredicate) throws(StorageError) -> ColumnFilter.Test {
    var passes = [Bool](repeating: false, count: reader.distinctCount)
    switch reader.type {
    case .string:
      let test = ColumnTextTest(predicate)
      for code in passes.indices { passes[code] = test.passes(try reader.dictionaryText(code)) }
    case .integer:
      let test = ColumnNumberTest<Int64>(predicate)
      for code in passes.indices {
        passes[code] = test.passes(Int64(bitPattern: try reader.dictionaryNumber(code)))
      }
    case .real:
      let test = ColumnNumberTest<Double>(predicate)
      for code in passes.indices {
        passes[code] = test.passes(Double(bitPattern: try reader.dictionaryNumber(code)))
      }
    case .boolean:
      // Truth values are the numbers 0 and 1, and so are their literals.
      let test = ColumnNumberTest<Int64>(predicate.withTruthValuesAsNumbers)
      for code in passes.indices {
        passes[code] = test.passes(Int64(bitPattern: try reader.dictionaryNumber(code)))
      }
    case .mixed: try testMixed(predicate, &passes)
    }
    guard let first = passes.firstIndex(of: true), let last = passes.lastIndex(of: true) else {
      return .none
    }
    if !passes.contains(false) { return .known }
    return .codes(passes.map { $0 ? 1 : 0 }, range: first...last)
  }

  /// Tests the entries of a dictionary of mixed values.
  ///
  /// Numbers come first and rise, so that all between two literals stand to every literal alike: one of
  /// each such run is tested.
  private func testMixed(
    _ predicate: ColumnPredicate, _ passes: inout [Bool]
  ) throws(StorageError) {
    let test = ColumnValueTest(predicate)
    func number(_ code: Int) throws(StorageError) -> DecimalNumber? {
      let (kind, entry) = try reader.mixedEntry(code)
      return kind == .number ? DecimalNumber(token: entry.array) : nil
    }
    /// The first code whose number is not before a bound; texts and truth values are behind all.
    func firstCode(
      where isBehind: (DecimalNumber) -> Bool
    ) throws(StorageError) -> Int {
      var low = 0
      var high = passes.count
      while low < high {
        let middle = (low + high) / 2
        if let number = try number(middle), !isBehind(number) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return low
    }
    let numberCount = try firstCode { _ in false }
    var cuts: Set<Int> = [0, numberCount]
    for literal in predicate.literals {
      guard let bound = literal.decimal else { continue }
      cuts.insert(try firstCode { $0 >= bound })
      cuts.insert(try firstCode { $0 > bound })
    }
    let bounds = cuts.sorted()
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      guard let first = try number(start), test.passes(first) else { continue }
      for code in start..<end { passes[code] = true }
    }
    for code in numberCount..<passes.count {
      let (kind, entry) = try reader.mixedEntry(code)
      passes[code] = kind == .boolean ? test.passes(entry[0] != 0) : test.passes(entry)
    }
  }

  /// Equality over numbered strings is equality of numbers.
  private func numbered(_ predicate: ColumnPredicate) -> ColumnFilter.Test? {
    guard let (texts, isNegated) = predicate.plainTexts else { return nil }
    let numbers = texts.compactMap { text in
      Array(text.utf8).withView { reader.template.number(in: ByteSlice($0)) }
    }
    if numbers.isEmpty { return isNegated ? .known : ColumnFilter.Test.none }
    return .integers(ColumnNumberTest(oneOf: numbers, isNegated: isNegated))
  }

  /// Equality over packed strings is equality of rows.
  private func rows(_ predicate: ColumnPredicate) -> ColumnFilter.Test? {
    guard let alphabets = reader.alphabets, let (texts, isNegated) = predicate.plainTexts,
      !isNegated
    else { return nil }
    var rows: [[UInt8]] = []
    for text in texts {
      var row = [UInt8](repeating: 0, count: alphabets.rowSize)
      if Array(text.utf8).withView({ alphabets.pack(ByteSlice($0), into: &row) }) {
        rows.append(row)
      }
    }
    return rows.isEmpty ? ColumnFilter.Test.none : .rows(rows)
  }
}

extension ColumnPredicate {
  /// The strings that it asks equality with, when that is all it asks and none is a date, which
  /// would stand for more than itself; and whether it asks for the opposite.
  fileprivate var plainTexts: (texts: [String], isNegated: Bool)? {
    let literals: [ColumnLiteral]
    var isNegated = false
    switch self {
    case .compare(.equal, let literal): literals = [literal]
    case .compare(.notEqual, let literal):
      literals = [literal]
      isNegated = true
    case .oneOf(let list): literals = list
    case .not(let inner):
      guard let (texts, isInnerNegated) = inner.plainTexts else { return nil }
      return (texts, !isInnerNegated)
    case .unknown, .known, .compare, .range: return nil
    }
    guard literals.allSatisfy({ !ColumnTextTest.Literal($0).isDate }) else { return nil }
    return (literals.map(\.text), isNegated)
  }

  /// The predicate with `true` and `false` read as 1 and 0, and nothing else as a number.
  fileprivate var withTruthValuesAsNumbers: ColumnPredicate {
    mapLiterals { literal in
      ColumnLiteral(
        text: literal.text, decimal: literal.boolean.map { DecimalNumber($0 ? 1 : 0) })
    }
  }
}
