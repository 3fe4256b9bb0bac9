package import Storage

extension ColumnCursor {
  /// A number that orders documents by this column, roughly: a smaller key means a smaller value,
  /// equal keys say nothing and leave the question to ``value(of:)``.
  ///
  /// Keys of columns of any corpora can be compared as far as their types are the same or numbers.
  ///
  /// - Returns: `nil` where the value is missing.
  package func sortKey(of document: Int) throws(StorageError) -> UInt64? {
    switch try value(of: document) {
    case .missing: return nil
    case .boolean(let truth): return truth ? 1 : 0
    case .integer(let number): return Self.key(Double(number))
    case .real(let number): return Self.key(number)
    case .string(let text):
      var key: UInt64 = 0
      var shift: UInt64 = 56
      for byte in text.utf8.prefix(8) {
        key |= UInt64(byte) << shift
        shift = shift &- 8
      }
      return key
    }
  }

  /// The bits of a real, turned so that they rise with it.
  private static func key(_ number: Double) -> UInt64 {
    let bits = number.bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  /// Bounds of a window's keys, so that a sorted search can skip windows that cannot matter.
  ///
  /// - Returns: `nil` when the window has no values.
  package func sortKeyBounds(window index: Int) throws(StorageError) -> ClosedRange<UInt64>? {
    let window = try reader.window(index)
    if reader.encoding == .none || window.missingCount == reader.range(of: index).count {
      return nil
    }
    let low: UInt64
    let high: UInt64
    switch reader.encoding {
    case .integers: (low, high) = (Self.key(Double(window.low)), Self.key(Double(window.high)))
    case .doubles: (low, high) = (Self.key(window.lowReal), Self.key(window.highReal))
    case .decimals:
      (low, high) = (Self.key(reader.decimal(window.low)), Self.key(reader.decimal(window.high)))
    case .none, .dictionary, .numbered, .fixed, .blocks: (low, high) = (0, .max)
    }
    guard low <= high else { throw reader.bytes.damaged(at: 0, "a window's bounds are damaged") }
    return low...high
  }
}
