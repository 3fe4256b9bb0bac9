internal import Records

/// What the values of a metadata column are.
public enum ColumnType: String, Sendable, CaseIterable, Codable {
  case integer, real, boolean, string
  /// Several of these; nothing can be declared to be so.
  case mixed

  /// The types that a column can be declared to have.
  public static let declarable: [ColumnType] = [.integer, .real, .boolean, .string]
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

  /// `nil` where every value is taken as it stands.
  var schemaType: RecordSchema.ColumnType? {
    switch self {
    case .integer: .integer
    case .real: .real
    case .boolean: .boolean
    case .string: .string
    case .mixed: nil
    }
  }
}
