package import Storage

extension FileEnvelope.Kind {
  /// A segment of an index.
  package static let segment = FileEnvelope.Kind(number: 1, name: "segment")
  /// The deleted documents of a segment.
  package static let deletions = FileEnvelope.Kind(number: 3, name: "deletions")
}

/// Section numbers of a segment file.
package enum SegmentSection {
  package static let version: UInt16 = 4
  package static let versions: ClosedRange<UInt16> = 4...4

  package static let meta: UInt32 = 1
  package static let textBlocks: UInt32 = 2
  package static let textIndex: UInt32 = 3
  /// File, offset, length and ordinal of each record, by rank.
  package static let places: UInt32 = 4
  /// The rank of each document in the source, when they differ.
  package static let order: UInt32 = 5
  package static let columns: UInt32 = 6
  package static let recordIDs: UInt32 = 7
  /// What records hold besides their texts, by rank.
  package static let restBlocks: UInt32 = 10
  package static let restIndex: UInt32 = 11
  /// What text blocks are compressed with, where that is a dictionary.
  package static let textDictionary: UInt32 = 12
  /// What is in the records, counted.
  package static let profile: UInt32 = 13
  package static let norms: UInt32 = 16
  /// Exact lengths, packed, from which merging computes norms.
  package static let lengths: UInt32 = 17
  package static let termPages: UInt32 = 20
  package static let termIndex: UInt32 = 21
  package static let postings: UInt32 = 22
  package static let positions: UInt32 = 23

  /// The field number of sections that belong to a text field and a term space.
  package static func field(_ field: UInt32, _ space: TermSpace) -> UInt32 {
    field * 4 + space.rawValue
  }

  /// The field number under which record ids are a dictionary.
  package static let recordIDField: UInt32 = 0x0fff_0000
}
