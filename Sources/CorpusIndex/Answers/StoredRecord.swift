/// A record, with as much of it as was asked for.
public struct StoredRecord: Sendable, Equatable {
  /// The record.
  public var reference: RecordReference
  /// Its searched texts, the body first.
  public var texts: [RecordText]
  /// The record as it stands in its source.
  ///
  /// One JSON value in UTF-8, keys in order, numbers in their characters, without space between
  /// tokens. A record of another format than JSON is the value that its format makes of it.
  public var value: [UInt8]
  /// Metadata columns with a value.
  public var fields: [RecordField]
  /// The source file, as remembered.
  public var file: String
  /// The record's first byte in the uncompressed file.
  public var offset: UInt64
  /// The records beside it, where they were asked for.
  public var neighbours: RecordNeighbours?
}

/// The records before and behind one in the order of its source.
public struct RecordNeighbours: Sendable, Equatable {
  /// The address of the record before it; `nil` for the first one.
  public var previous: String?
  /// The address of the record behind it; `nil` for the last one.
  public var next: String?
}
