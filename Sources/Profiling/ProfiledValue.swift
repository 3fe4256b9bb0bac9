package import Records
internal import Storage

/// A value of a column as a profile names it.
package enum ProfiledValue: Sendable, Equatable {
  case number(DecimalNumber)
  case boolean(Bool)
  /// The beginning of a text.
  case text(String)

  private var rank: Int {
    switch self {
    case .number: 0
    case .boolean: 1
    case .text: 2
    }
  }

  /// The order of values of one column: numbers, truth values, texts by their bytes.
  func precedes(_ other: ProfiledValue) -> Bool {
    switch (self, other) {
    case (.number(let left), .number(let right)): left < right
    case (.boolean(let left), .boolean(let right)): !left && right
    case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    default: rank < other.rank
    }
  }

  // MARK: - Bytes

  /// Appends a value, or that there is none.
  static func write(_ value: ProfiledValue?, to writer: inout ByteWriter) {
    switch value {
    case nil: writer.append(UInt8(0))
    case .number(let number):
      writer.append(UInt8(1))
      writer.append(text: number.description)
    case .boolean(let truth): writer.append(UInt8(truth ? 3 : 2))
    case .text(let text):
      writer.append(UInt8(4))
      writer.append(text: text)
    }
  }

  static func read(from reader: inout ByteReader) throws(StorageError) -> ProfiledValue? {
    switch try reader.read(UInt8.self) {
    case 1: DecimalNumber(token: Array(try reader.readText().utf8)).map { .number($0) }
    case 2: .boolean(false)
    case 3: .boolean(true)
    case 4: .text(try reader.readText())
    default: nil
    }
  }
}
