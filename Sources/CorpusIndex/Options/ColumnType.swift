internal import Records

/// What the values of a metadata column are.
public enum ColumnType: String, Sendable, CaseIterable, Codable {
  case integer, real, boolean, string
}

extension ColumnType {
  init(_ type: RecordSchema.ColumnType) {
    self =
      switch type {
      case .integer: .integer
      case .real: .real
      case .boolean: .boolean
      case .string: .string
      }
  }

  var schemaType: RecordSchema.ColumnType {
    switch self {
    case .integer: .integer
    case .real: .real
    case .boolean: .boolean
    case .string: .string
    }
  }
}
