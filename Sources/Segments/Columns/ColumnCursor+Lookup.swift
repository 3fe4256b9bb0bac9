package import Records
package import Storage

/// Looking for a value without a document, before a search.
extension ColumnCursor {
  /// Whether some document has a value that equals a literal.
  ///
  /// - Parameters:
  ///   - literal: The value.
  ///   - budget: How many values may be read where no dictionary lists them; less afterwards.
  /// - Returns: `nil` when the budget ends before the answer.
  /// - Throws: ``StorageError`` when the column is damaged.
  package func holds(
    _ literal: ColumnLiteral, budget: inout Int
  ) throws(StorageError) -> Bool? {
    let values = elements ?? self
    if let found = try values.isListed(literal) { return found }
    let filter = try values.prepare(.compare(.equal, literal))
    switch filter.test {
    case .none: return false
    case .known, .codes: return true
    default: break
    }
    let words = GrowableBuffer<UInt64>(repeating: 0, count: ColumnFormat.windowSize / 64)
    for index in 0..<values.reader.windowCount {
      budget -= values.reader.range(of: index).count
      if budget < 0 { return nil }
      try values.fill(window: index, matching: filter, into: words.view)
      if (0..<words.count).contains(where: { words.view[$0] != 0 }) { return true }
    }
    return false
  }

  /// Looks into a dictionary of strings, which rise; `nil` for another column, and for a date, which
  /// stands for more than itself.
  private func isListed(_ literal: ColumnLiteral) throws(StorageError) -> Bool? {
    guard reader.encoding == .dictionary, reader.type == .string,
      !ColumnTextTest.Literal(literal).isDate
    else { return nil }
    let wanted = Array(literal.text.utf8)
    var low = 0
    var high = reader.distinctCount
    while low < high {
      let middle = (low + high) / 2
      let entry = try reader.dictionaryText(middle)
      let order = wanted.withView { entry.compare(ByteSlice($0)) }
      if order == 0 { return true }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return false
  }

  /// Calls `body` with the texts of the column, each once where a dictionary lists them.
  ///
  /// - Parameters:
  ///   - budget: How many values may be read; less afterwards.
  ///   - body: Gets a text.
  /// - Throws: ``StorageError`` when the column is damaged.
  package func forEachText(
    budget: inout Int, _ body: (String) -> Void
  ) throws(StorageError) {
    let values = elements ?? self
    let isListed = values.reader.encoding.isCoded
    let count = isListed ? values.reader.distinctCount : values.reader.documentCount
    for place in 0..<count {
      budget -= 1
      if budget < 0 { return }
      let value =
        isListed
        ? try values.reader.dictionaryValue(place) : try values.value(of: place)
      if case .string(let text) = value { body(text) }
    }
  }
}
