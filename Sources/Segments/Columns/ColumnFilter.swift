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

  // MARK: - Windows

  /// Sets the bits of the documents in a window that pass.
  ///
  /// - Parameters:
  ///   - index: Below ``ColumnReader/windowCount``.
  ///   - filter: Made by ``prepare(_:)`` of a cursor over the same column.
  ///   - words: 64 words, overwritten whole; bits behind the last document are 0.
  /// - Throws: ``StorageError`` when the column is damaged.
  package func fill(
    window index: Int, matching filter: ColumnFilter, into words: BufferView<UInt64>
  )
    throws(StorageError)
  {
    precondition(words.count == ColumnFormat.windowSize / 64, "a window has 64 words")
    words.fill(with: 0)
    if case .none = filter.test { return }
    let window = try reader.window(index)
    let count = reader.range(of: index).count
    if case .unknown = filter.test {
      try fillKnown(window, count: count, words)
      for word in 0..<words.count { words[word] = ~words[word] & Self.mask(word, count) }
      return
    }
    if window.missingCount == count || reader.encoding == .none { return }
    switch filter.test {
    case .none, .unknown: return
    case .known: return try fillKnown(window, count: count, words)
    case .integers(let test):
      try fillNumbers(window, test, count: count, words)
    case .doubles(let test):
      try fillReals(window, test, count: count, words)
    case .codes(let passes, let range):
      if try fillBitmaps(window, passes, count: count, words) { return }
      if Int(clamping: window.low) > range.upperBound
        || Int(clamping: window.high) < range.lowerBound
      {
        return
      }
      try fillCodes(window, passes, count: count, words)
    case .text(let test):
      if reader.encoding != .numbered,
        !test.mayPass(minimum: window.lowText, maximum: window.highText)
      {
        return
      }
      try fillTexts(index, window, test, count: count, words)
    case .rows(let rows):
      try fillRows(window, rows, count: count, words)
    }
    if window.known != 0 {
      let known = try reader.bytes.checked(window.known, ColumnFormat.windowSize / 8)
      for word in 0..<words.count { words[word] &= known.load(UInt64.self, at: word * 8) }
    }
  }

  /// The bits of documents in a word that exist.
  static func mask(_ word: Int, _ count: Int) -> UInt64 {
    let bits = count - word * 64
    return bits >= 64 ? .max : bits <= 0 ? 0 : 1 << UInt64(bits) - 1
  }

  private func fillAll(_ words: BufferView<UInt64>, count: Int) {
    for word in 0..<words.count { words[word] = Self.mask(word, count) }
  }

  private func fillKnown(
    _ window: ColumnReader.Window, count: Int, _ words: BufferView<UInt64>
  )
    throws(StorageError)
  {
    if window.missingCount == count || reader.encoding == .none { return }
    fillAll(words, count: count)
    guard window.known != 0 else { return }
    let known = try reader.bytes.checked(window.known, ColumnFormat.windowSize / 8)
    for word in 0..<words.count { words[word] &= known.load(UInt64.self, at: word * 8) }
  }

  private func fillNumbers(
    _ window: ColumnReader.Window, _ test: ColumnNumberTest<Int64>, count: Int,
    _ words: BufferView<UInt64>
  ) throws(StorageError) {
    let low = window.low
    let high = window.high
    if test.intervals.count <= 1 {
      // One interval: compare differences, or none when the window lies within or without.
      let interval = test.intervals.first
      guard let interval, interval.lowerBound <= high, interval.upperBound >= low else {
        if test.isNegated { fillAll(words, count: count) }
        return
      }
      if interval.lowerBound <= low, interval.upperBound >= high {
        if !test.isNegated { fillAll(words, count: count) }
        return
      }
      if window.bits <= 32 {
        let from = UInt64(bitPattern: max(interval.lowerBound, low) &- low)
        let to = UInt64(bitPattern: min(interval.upperBound, high) &- low)
        try fillDifferences(
          window, from: UInt32(truncatingIfNeeded: from), to: UInt32(truncatingIfNeeded: to),
          isNegated: test.isNegated, count: count, words)
        return
      }
    }
    try forEachGroup(window, count: count) { first, group in
      for place in 0..<group {
        let difference =
          UInt64(lows.view[place]) | (window.bits > 32 ? UInt64(highs.view[place]) << 32 : 0)
        let value = Int64(bitPattern: UInt64(bitPattern: low) &+ difference)
        if test.passes(value) { Self.set(first + place, words) }
      }
    }
  }

  /// Documents whose difference from the window's smallest number lies between two.
  private func fillDifferences(
    _ window: ColumnReader.Window, from: UInt32, to: UInt32, isNegated: Bool, count: Int,
    _ words: BufferView<UInt64>
  ) throws(StorageError) {
    let span = UInt64(to &- from)
    let flip: UInt64 = isNegated ? .max : 0
    try forEachGroup(window, count: count) { first, group in
      let values = lows.view
      for half in stride(from: 0, to: group, by: 64) {
        var word: UInt64 = 0
        for place in 0..<min(64, group - half) {
          // The sign of a difference and no branch: which way it goes is anybody's guess.
          let isOutside = (span &- UInt64(values[half + place] &- from)) >> 63
          word |= (isOutside ^ 1) << UInt64(place)
        }
        let index = (first + half) / 64
        words[index] = (word ^ flip) & Self.mask(index, count)
      }
    }
  }

  private func fillCodes(
    _ window: ColumnReader.Window, _ passes: [UInt8], count: Int, _ words: BufferView<UInt64>
  ) throws(StorageError) {
    let low = Int(clamping: window.low)
    try forEachGroup(window, count: count) { (first, group) throws(StorageError) in
      let values = lows.view
      for half in stride(from: 0, to: group, by: 64) {
        var word: UInt64 = 0
        for place in 0..<min(64, group - half) {
          let code = low &+ Int(values[half + place])
          guard code >= 0, code < passes.count else {
            throw reader.bytes.damaged(at: window.data, "a value lies outside the dictionary")
          }
          word |= UInt64(passes[code]) << UInt64(place)
        }
        words[(first + half) / 64] = word
      }
    }
  }

  private func fillReals(
    _ window: ColumnReader.Window, _ test: ColumnNumberTest<Double>, count: Int,
    _ words: BufferView<UInt64>
  ) throws(StorageError) {
    let isDecimal = reader.encoding == .decimals
    let low = isDecimal ? reader.decimal(window.low) : window.lowReal
    let high = isDecimal ? reader.decimal(window.high) : window.highReal
    if test.intervals.allSatisfy({ $0.upperBound < low || $0.lowerBound > high }) {
      if test.isNegated { fillAll(words, count: count) }
      return
    }
    if test.intervals.contains(where: { $0.lowerBound <= low && $0.upperBound >= high }) {
      if !test.isNegated { fillAll(words, count: count) }
      return
    }
    if isDecimal, test.intervals.count == 1, window.bits <= 32 {
      // Decimals rise with their whole numbers, so the interval is one of whole numbers.
      let interval = test.intervals[0]
      let from = wholes(window, below: { $0 < interval.lowerBound })
      let to = wholes(window, below: { $0 <= interval.upperBound })
      if from >= to {
        if test.isNegated { fillAll(words, count: count) }
        return
      }
      try fillDifferences(
        window, from: UInt32(clamping: from), to: UInt32(clamping: to &- 1),
        isNegated: test.isNegated, count: count, words)
    } else if isDecimal {
      let base = UInt64(bitPattern: window.low)
      try forEachGroup(window, count: count) { first, group in
        for place in 0..<group {
          let difference =
            UInt64(lows.view[place]) | (window.bits > 32 ? UInt64(highs.view[place]) << 32 : 0)
          let value = reader.decimal(Int64(bitPattern: base &+ difference))
          if test.passes(value) { Self.set(first + place, words) }
        }
      }
    } else {
      let slice = try reader.bytes.checked(window.data, count * 8)
      if test.intervals.count == 1 {
        let interval = test.intervals[0]
        let flip: UInt64 = test.isNegated ? 1 : 0
        for place in 0..<count {
          let value = Double(bitPattern: slice.load(UInt64.self, at: place * 8))
          let isFrom: UInt64 = value >= interval.lowerBound ? 1 : 0
          let isTo: UInt64 = value <= interval.upperBound ? 1 : 0
          words[place >> 6] |= (isFrom & isTo ^ flip) << UInt64(place & 63)
        }
        return
      }
      for place in 0..<count {
        let value = Double(bitPattern: slice.load(UInt64.self, at: place * 8))
        if test.passes(value) { Self.set(place, words) }
      }
    }
  }

  /// How many differences of a window of decimals, counted from 0, give values below a bound.
  private func wholes(_ window: ColumnReader.Window, below isBelow: (Double) -> Bool) -> UInt64 {
    var low: UInt64 = 0
    var high = UInt64(bitPattern: window.high &- window.low) &+ 1
    while low < high {
      let middle = low + (high - low) / 2
      if isBelow(reader.decimal(Int64(bitPattern: UInt64(bitPattern: window.low) &+ middle))) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private func fillTexts(
    _ index: Int, _ window: ColumnReader.Window, _ test: ColumnTextTest, count: Int,
    _ words: BufferView<UInt64>
  ) throws(StorageError) {
    var buffer = GrowableBuffer<UInt8>(capacity: 256)
    let first = index * ColumnFormat.windowSize
    for place in 0..<count {
      buffer.removeAll()
      try appendText(of: first + place, window, to: &buffer)
      if test.passes(ByteSlice(buffer.view)) { Self.set(place, words) }
    }
  }

  private func fillRows(
    _ window: ColumnReader.Window, _ rows: [[UInt8]], count: Int, _ words: BufferView<UInt64>
  ) throws(StorageError) {
    let size = reader.alphabets?.rowSize ?? 0
    let slice = try reader.bytes.checked(window.data, count * size)
    for row in rows {
      row.withView { row in
        let wanted = ByteSlice(row)
        for place in 0..<count
        where slice[place * size..<(place + 1) * size].compare(wanted) == 0 {
          Self.set(place, words)
        }
      }
    }
  }

  @inline(__always)
  static func set(_ place: Int, _ words: BufferView<UInt64>) {
    words[place >> 6] |= 1 << UInt64(place & 63)
  }

  /// Unpacks a window in groups of 128 and calls `body` with each group's first place and size.
  func forEachGroup(
    _ window: ColumnReader.Window, count: Int,
    _ body: (_ first: Int, _ group: Int) throws(StorageError) -> Void
  ) throws(StorageError) {
    for first in stride(from: 0, to: count, by: 128) {
      let group = min(128, count - first)
      try unpack(window, documents: count, first: first, count: group)
      try body(first, group)
    }
  }

  // MARK: - Bitmaps

  /// Answers from the bitmaps of values, when the window has them.
  ///
  /// - Returns: `false` when it has none.
  private func fillBitmaps(
    _ window: ColumnReader.Window, _ passes: [UInt8], count: Int, _ words: BufferView<UInt64>
  ) throws(StorageError) -> Bool {
    guard window.bitmapCount > 0 else { return false }
    try forEachBitmap(window) { (bitmap) throws(StorageError) in
      guard bitmap.code < passes.count else {
        throw reader.bytes.damaged(at: reader.bitmaps.offset, "a bitmap is of no value")
      }
      if passes[bitmap.code] != 0 { try bitmap.add(to: words, count: count, reader.bytes) }
    }
    return true
  }

  /// The documents of one value in one window.
  struct Bitmap {
    var code: Int
    var kind: ColumnFormat.BitmapKind
    /// Documents listed.
    var documentCount: Int
    var offset: UInt64

    /// Sets the bits of its documents.
    func add(to words: BufferView<UInt64>, count: Int, _ bytes: ColumnBytes) throws(StorageError) {
      switch kind {
      case .all:
        for word in 0..<words.count { words[word] = ColumnCursor.mask(word, count) }
      case .words:
        let slice = try bytes.checked(offset, ColumnFormat.windowSize / 8)
        for word in 0..<words.count {
          words[word] |= slice.load(UInt64.self, at: word * 8) & ColumnCursor.mask(word, count)
        }
      case .list:
        let slice = try bytes.checked(offset, documentCount * 2)
        for index in 0..<documentCount {
          let place = Int(slice.load(UInt16.self, at: index * 2))
          guard place < count else {
            throw bytes.damaged(at: offset, "a bitmap reaches past its window")
          }
          ColumnCursor.set(place, words)
        }
      }
    }

    /// How many of its documents are among the given.
    func count(in words: BufferView<UInt64>, _ bytes: ColumnBytes) throws(StorageError) -> Int {
      var total = 0
      switch kind {
      case .all: for word in 0..<words.count { total += words[word].nonzeroBitCount }
      case .words:
        let slice = try bytes.checked(offset, ColumnFormat.windowSize / 8)
        for word in 0..<words.count {
          total += (words[word] & slice.load(UInt64.self, at: word * 8)).nonzeroBitCount
        }
      case .list:
        let slice = try bytes.checked(offset, documentCount * 2)
        for index in 0..<documentCount {
          let place = Int(slice.load(UInt16.self, at: index * 2))
          guard place < ColumnFormat.windowSize else {
            throw bytes.damaged(at: offset, "a bitmap reaches past its window")
          }
          total += Int(words[place >> 6] >> UInt64(place & 63) & 1)
        }
      }
      return total
    }
  }

  func forEachBitmap(
    _ window: ColumnReader.Window, _ body: (Bitmap) throws(StorageError) -> Void
  ) throws(StorageError) {
    let size = ColumnFormat.bitmapEntrySize
    let table = try reader.bytes.checked(
      reader.bitmaps.offset + UInt64(window.firstBitmap * size), window.bitmapCount * size)
    for index in 0..<window.bitmapCount {
      let at = index * size
      guard let kind = ColumnFormat.BitmapKind(rawValue: table.load(UInt16.self, at: at + 4)) else {
        throw reader.bytes.damaged(at: reader.bitmaps.offset, "a bitmap's entry is damaged")
      }
      try body(
        Bitmap(
          code: Int(table.load(UInt32.self, at: at)), kind: kind,
          documentCount: Int(table.load(UInt16.self, at: at + 6)),
          offset: table.load(UInt64.self, at: at + 8)))
    }
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
