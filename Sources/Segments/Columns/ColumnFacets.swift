package import Storage

/// Counts how often each value of a column occurs among some documents.
package final class ColumnFacetCounter {
  /// Different values counted outside a dictionary before the counter gives up.
  package static let maximumValues = 1_000_000

  private let cursor: ColumnCursor
  /// Over single values: those of lists, or the column itself.
  private let values: ColumnCursor
  /// Counts by dictionary code.
  private var counts: [UInt64]
  /// Counts of columns without a dictionary.
  private var others: [ColumnValue: UInt64] = [:]
  /// Documents without a value.
  package private(set) var missingCount: UInt64 = 0
  /// False once values were left out because there were more than ``maximumValues``.
  package private(set) var isComplete = true

  package init(_ cursor: ColumnCursor) {
    self.cursor = cursor
    values = cursor.elements ?? cursor
    counts = [UInt64](repeating: 0, count: Self.countersAhead(cursor))
  }

  /// Values that have a counter before any document is added: those of a dictionary.
  package static func countersAhead(_ cursor: ColumnCursor) -> Int {
    let reader = (cursor.elements ?? cursor).reader
    return reader.encoding.isCoded ? reader.distinctCount : 0
  }

  /// Adds the documents of one window.
  ///
  /// - Parameters:
  ///   - index: Below ``ColumnReader/windowCount``.
  ///   - words: 64 words, a bit per document counted.
  /// - Throws: ``StorageError`` when the column is damaged.
  package func add(window index: Int, documents words: BufferView<UInt64>) throws(StorageError) {
    precondition(words.count == ColumnFormat.windowSize / 64, "a window has 64 words")
    let reader = cursor.reader
    if let lists = reader.lists { return try addLists(index, lists, words) }
    let window = try reader.window(index)
    var selected = 0
    for word in 0..<words.count { selected += words[word].nonzeroBitCount }
    if selected == 0 { return }
    guard reader.encoding.isCoded else { return try addValues(index, words) }
    if window.bitmapCount > 0 {
      var found = 0
      try cursor.forEachBitmap(window) { (bitmap) throws(StorageError) in
        guard bitmap.code < counts.count else {
          throw reader.bytes.damaged(at: reader.bitmaps.offset, "a bitmap is of no value")
        }
        let count = try bitmap.count(in: words, reader.bytes)
        counts[bitmap.code] += UInt64(count)
        found += count
      }
      missingCount += UInt64(max(selected - found, 0))
      return
    }
    let count = reader.range(of: index).count
    if window.missingCount == count {
      missingCount += UInt64(selected)
      return
    }
    let known =
      window.known == 0
      ? nil : try reader.bytes.checked(window.known, ColumnFormat.windowSize / 8)
    let low = Int(clamping: window.low)
    try cursor.forEachGroup(window, count: count) { (first, group) throws(StorageError) in
      for half in stride(from: 0, to: group, by: 64) {
        let index = (first + half) / 64
        var word = words[index]
        if let known {
          let present = word & known.load(UInt64.self, at: index * 8)
          missingCount += UInt64((word ^ present).nonzeroBitCount)
          word = present
        }
        while word != 0 {
          let place = half + word.trailingZeroBitCount
          word &= word - 1
          guard place < group else { break }
          let code = low &+ Int(cursor.lows.view[place])
          guard code >= 0, code < counts.count else {
            throw reader.bytes.damaged(at: window.data, "a value lies outside the dictionary")
          }
          counts[code] += 1
        }
      }
    }
  }

  private func addValues(_ index: Int, _ words: BufferView<UInt64>) throws(StorageError) {
    let range = cursor.reader.range(of: index)
    for place in range {
      let bit = place - range.lowerBound
      guard words[bit >> 6] >> UInt64(bit & 63) & 1 == 1 else { continue }
      let value = try cursor.value(of: place)
      if value == .missing { missingCount += 1 } else { add(value) }
    }
  }

  private func add(_ value: ColumnValue) {
    if others.count < Self.maximumValues || others[value] != nil {
      others[value, default: 0] += 1
    } else {
      isComplete = false
    }
  }

  /// Adds documents that hold lists; a value that a document has twice counts once.
  private func addLists(
    _ index: Int, _ lists: ColumnLists, _ words: BufferView<UInt64>
  ) throws(StorageError) {
    let isCoded = values.reader.encoding.isCoded
    var codes: Set<Int> = []
    var seen: Set<ColumnValue> = []
    let documents = cursor.reader.range(of: index)
    for document in documents {
      let bit = document - documents.lowerBound
      guard words[bit >> 6] >> UInt64(bit & 63) & 1 == 1 else { continue }
      let range = try lists.range(of: document)
      if range.isEmpty { missingCount += 1 }
      codes.removeAll(keepingCapacity: true)
      seen.removeAll(keepingCapacity: true)
      for value in range {
        if isCoded {
          let code = try values.code(of: value)
          guard counts.indices.contains(code) else {
            throw cursor.reader.bytes.damaged(at: 0, "a value lies outside the dictionary")
          }
          if codes.insert(code).inserted { counts[code] += 1 }
        } else {
          let value = try values.value(of: value)
          if seen.insert(value).inserted { add(value) }
        }
      }
    }
  }

  /// The values that occurred, with their counts, by rising value.
  package func countedValues() throws(StorageError) -> [(value: ColumnValue, count: UInt64)] {
    var result: [(value: ColumnValue, count: UInt64)] = []
    for (code, count) in counts.enumerated() where count > 0 {
      result.append((try values.reader.dictionaryValue(code), count))
    }
    let rest = others.map { (value: $0.key, count: $0.value) }
    return result + rest.sorted { $0.value < $1.value }
  }
}
