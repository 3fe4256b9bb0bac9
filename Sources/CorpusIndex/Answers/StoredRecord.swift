/// A whole record.
public struct StoredRecord: Sendable, Equatable {
  /// The record.
  public var reference: RecordReference
  /// Its searched texts, the body first.
  public var texts: [RecordText]
  /// Metadata columns with a value.
  public var fields: [RecordField]
  /// The source file, as remembered.
  public var file: String
  /// The record's first byte in the uncompressed file.
  public var offset: UInt64
}
