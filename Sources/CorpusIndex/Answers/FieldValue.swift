package import JSONText
internal import Records
internal import Segments
internal import Storage

/// A metadata value.
public enum FieldValue: Sendable, Hashable {
  case integer(Int64)
  case real(Double)
  /// A number that neither of these is, in the notation of JSON.
  case decimal(String)
  case boolean(Bool)
  case string(String)
  case list([FieldValue])

  /// The value as people read it.
  public var text: String {
    switch self {
    case .integer(let value): String(value)
    case .real(let value): "\(DecimalNumber(shortest: value))"
    case .decimal(let digits): digits
    case .boolean(let value): value ? "true" : "false"
    case .string(let value): value
    case .list(let values): values.map(\.text).joined(separator: ", ")
    }
  }
}

extension FieldValue {
  /// `nil` for a missing value.
  init?(_ value: ColumnValue?) {
    switch value {
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .decimal(let value): self = .decimal("\(value)")
    case .boolean(let value): self = .boolean(value)
    case .string(let value): self = .string(value)
    case .missing, nil: return nil
    }
  }

  /// What a document has in a column; `nil` when it has nothing.
  init?(of document: Int, in cursor: ColumnCursor) throws(StorageError) {
    let values = try cursor.values(of: document)
    if cursor.isList(document) {
      self = .list(values.compactMap { FieldValue($0) })
    } else {
      self.init(values.first)
    }
  }
}

extension FieldValue {
  /// The value in JSON.
  package var tree: JSON {
    switch self {
    case .integer(let value): .integer(value)
    case .real, .decimal: .number(text)
    case .boolean(let value): .bool(value)
    case .string(let value): .string(value)
    case .list(let values): .array(values.map(\.tree))
    }
  }
}
