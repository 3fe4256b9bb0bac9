package import Records
package import Storage

/// A predicate made ready for one column, so that windows are filtered without looking at it again.
package struct ColumnFilter: Sendable {
  enum Test: Sendable {
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
    switch reader.encoding {
    case .none: return .none
    case .integers: return .integers(ColumnNumberTest(predicate))
    case .doubles, .decimals: return .doubles(ColumnNumberTest(predicate))
    case .dictionary: return try codes(predicate)
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
    }
    guard let first = passes.firstIndex(of: true), let last = passes.lastIndex(of: true) else {
      return .none
    }
    if !passes.contains(false) { return .known }
    return .codes(passes.map { $0 ? 1 : 0 }, range: first...last)
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
