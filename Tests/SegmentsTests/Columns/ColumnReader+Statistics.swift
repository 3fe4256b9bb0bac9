import Storage

@testable import Segments

/// The statistics that a column's header and dictionary state, as values.
extension ColumnReader {
  /// The smallest and the largest value; `nil` for columns without values and for strings without a
  /// dictionary.
  func bounds() throws(StorageError) -> (minimum: ColumnValue, maximum: ColumnValue)? {
    switch encoding {
    case .none, .numbered, .fixed, .blocks, .lists: nil
    case .integers:
      (.integer(Int64(bitPattern: minimumBits)), .integer(Int64(bitPattern: maximumBits)))
    case .doubles:
      (
        ColumnValue(number: Double(bitPattern: minimumBits)),
        ColumnValue(number: Double(bitPattern: maximumBits))
      )
    case .decimals:
      (
        ColumnValue(number: decimal(Int64(bitPattern: minimumBits))),
        ColumnValue(number: decimal(Int64(bitPattern: maximumBits)))
      )
    case .dictionary, .mixed: (try dictionaryValue(0), try dictionaryValue(distinctCount - 1))
    }
  }

  /// All different values, rising, when the column has a dictionary of at most `limit` of them.
  func distinctValues(limit: Int) throws(StorageError) -> [ColumnValue]? {
    guard encoding.isCoded, distinctCount <= limit else { return encoding == .none ? [] : nil }
    var values: [ColumnValue] = []
    for code in 0..<distinctCount { values.append(try dictionaryValue(code)) }
    return values
  }
}
