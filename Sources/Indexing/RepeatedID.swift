package import Storage

/// A record id that two records of an index share, and where both stand.
///
/// An index that has one gives up ids as addresses: all its records go by their running numbers.
package struct RepeatedID: Sendable, Equatable {
  /// Where a record stands in its source.
  package struct Place: Sendable, Equatable {
    /// Number of the source file in the commit.
    package var file: UInt32
    /// Byte in the file's expanded content.
    package var offset: UInt64
    /// Running number of the record.
    package var ordinal: UInt64
    /// Line or row in the file, from 1; 0 where it could not be told.
    package var line: UInt64
    /// The record has no id of its own: the id is its running number.
    package var isNumbered: Bool

    package init(
      file: UInt32, offset: UInt64, ordinal: UInt64, line: UInt64 = 0, isNumbered: Bool = false
    ) {
      self.file = file
      self.offset = offset
      self.ordinal = ordinal
      self.line = line
      self.isNumbered = isNumbered
    }
  }

  /// The id, or the running number of a record without one that is another record's id.
  package var id: String
  package var first: Place
  package var second: Place

  package init(id: String, first: Place, second: Place) {
    self.id = id
    self.first = first
    self.second = second
  }

  /// What a commit says in front of it, where 0 says that there is none.
  var kind: UInt8 { first.isNumbered ? 2 : second.isNumbered ? 3 : 1 }

  /// Appends the repeat as bytes of a commit.
  package func write(to bytes: inout ByteWriter) {
    bytes.append(text: id)
    for place in [first, second] {
      bytes.append(place.file)
      bytes.append(place.offset)
      bytes.append(place.ordinal)
      bytes.append(place.line)
    }
  }

  /// `kind`: what the commit says in front of it.
  init(_ kind: UInt8, from reader: inout ByteReader) throws(StorageError) {
    id = try reader.readText()
    first = try Place(from: &reader)
    second = try Place(from: &reader)
    first.isNumbered = kind == 2
    second.isNumbered = kind == 3
  }
}

extension RepeatedID.Place {
  fileprivate init(from reader: inout ByteReader) throws(StorageError) {
    file = try reader.read(UInt32.self)
    offset = try reader.read(UInt64.self)
    ordinal = try reader.read(UInt64.self)
    line = try reader.read(UInt64.self)
    isNumbered = false
  }
}
