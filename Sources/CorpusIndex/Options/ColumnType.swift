internal import Records

/// What the values of a metadata column are.
public enum ColumnType: String, Sendable, CaseIterable, Codable {
  case integer, real, boolean, string
  /// Several of these; declared, it takes every value, and text written as a number as that number.
  case mixed
}

extension ColumnType {
  init(_ type: RecordSchema.ColumnType) {
    self =
      switch type {
      case .integer: .integer
      case .real: .real
      case .boolean: .boolean
      case .string: .string
      case .mixed: .mixed
      }
  }

  var schemaType: RecordSchema.ColumnType {
    switch self {
    case .integer: .integer
    case .real: .real
    case .boolean: .boolean
    case .string: .string
    case .mixed: .mixed
    }
  }
}
