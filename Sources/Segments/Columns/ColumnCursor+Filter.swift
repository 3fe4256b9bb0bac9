internal import Records
package import Storage

/// Filtering a column, a window of documents at a time.
extension ColumnCursor {
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
    if let lists = reader.lists, let elements {
      return try fillLists(index, lists, elements, filter.test, words)
    }
    let window = try reader.window(index)
    let count = reader.range(of: index).count
    if case .unknown = filter.test {
      try fillKnown(window, count: count, words)
      for word in 0..<words.count { words[word] = ~words[word] & Self.mask(word, count) }
      return
    }
    if window.missingCount == count || reader.encoding == .none { return }
    switch filter.test {
    case .none, .unknown, .lists: return
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

  private func fillLists(
    _ index: Int, _ lists: ColumnLists, _ elements: ColumnCursor, _ test: ColumnFilter.Test,
    _ words: BufferView<UInt64>
  ) throws(StorageError) {
    let documents = reader.range(of: index)
    var elementWindow = -1
    /// Whether any of some elements passes.
    func anyPasses(
      _ range: Range<Int>, _ filter: ColumnFilter
    ) throws(StorageError) -> Bool {
      for element in range {
        let window = element / ColumnFormat.windowSize
        if window != elementWindow {
          try elements.fill(window: window, matching: filter, into: elementWords.view)
          elementWindow = window
        }
        let bit = element % ColumnFormat.windowSize
        if elementWords[bit >> 6] >> UInt64(bit & 63) & 1 == 1 { return true }
      }
      return false
    }
    for document in documents {
      let range = try lists.range(of: document)
      let passes: Bool
      switch test {
      case .unknown: passes = range.isEmpty
      case .known: passes = !range.isEmpty
      case .lists(let inner, let isNegated):
        let any = try anyPasses(range, ColumnFilter(test: inner))
        passes = !range.isEmpty && any != isNegated
      default: passes = false
      }
      if passes { Self.set(document - documents.lowerBound, words) }
    }
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
          // The sign of a difference instead of a branch, which could not be predicted.
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
}
