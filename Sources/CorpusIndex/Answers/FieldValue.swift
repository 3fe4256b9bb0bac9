package import JSONText
internal import Segments

/// A metadata value.
public enum FieldValue: Sendable, Hashable {
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
  case string(String)

  /// The value as people read it.
  public var text: String {
    switch self {
    case .integer(let value): String(value)
    case .real(let value): value.description
    case .boolean(let value): value ? "true" : "false"
    case .string(let value): value
    }
  }
}

extension FieldValue {
  /// `nil` for a missing value.
  init?(_ value: ColumnValue?) {
    switch value {
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .boolean(let value): self = .boolean(value)
    case .string(let value): self = .string(value)
    case .missing, nil: return nil
    }
  }
}

extension FieldValue {
  /// The value in JSON.
  package var tree: JSON {
    switch self {
    case .integer(let value): .integer(value)
    case .real(let value): .double(value)
    case .boolean(let value): .bool(value)
    case .string(let value): .string(value)
    }
  }
}
