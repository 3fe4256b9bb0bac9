/// A piece of a corpus that one machine indexes by itself, knowing nothing of the others.
///
/// Some whole files, or a part of a large one: lines between two bytes, or row groups of Parquet.
public struct WorkUnit: Sendable, Equatable {
  /// A file, or a part of one, as it was when the unit was planned.
  public struct Part: Sendable, Equatable {
    /// The path under which the file can be opened.
    public var path: String
    /// Bytes of the whole file.
    public var byteCount: UInt64
    /// Last modification of the file, in nanoseconds since 1970.
    public var modifiedNanoseconds: Int64
    /// Name of its format with the settings that it is read with.
    public var format: String
    /// Where the part begins, in what the format counts by: bytes, or rows.
    public var start: UInt64
    /// The line or row there, from 1; `nil` where nobody has counted.
    public var firstNumber: UInt64?
    /// Where it ends; `nil` at the end of the file.
    public var end: UInt64?
    /// Bytes of the file that it takes, about.
    public var size: UInt64
    /// Files of attributes that are read beside it.
    public var attributes: [Attributes]
  }

  /// A file of attributes of the records of another file.
  public struct Attributes: Sendable, Equatable {
    /// What it is called, for people.
    public var name: String
    /// The path under which it can be opened.
    public var path: String
    /// The member of its lines that holds the attributes.
    public var root: String
    /// Bytes of the file.
    public var byteCount: UInt64
    /// Last modification, in nanoseconds since 1970.
    public var modifiedNanoseconds: Int64
  }

  /// In the order of the corpus.
  public var parts: [Part]

  /// Bytes of files that it takes, about.
  public var size: UInt64 { parts.reduce(0) { $0 + $1.size } }
}
