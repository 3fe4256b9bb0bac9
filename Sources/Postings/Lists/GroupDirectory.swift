internal import Storage

/// The directory of a list of more than one group: an entry for each group, by which a cursor finds
/// the group of a document without reading the groups before it.
///
/// Holds no bytes of a list that has one group. The page Format has the byte table.
struct GroupDirectory: Sendable {
  /// Bytes of an entry.
  static let entryByteCount = 24

  /// Offsets in an entry.
  enum Offset {
    /// u32: the last document of the group.
    static let lastDocument = 0
    /// u8: the largest bound of the group's blocks.
    static let bound = 4
    /// u8: the highest frequency in the group, 255 for 255 or more.
    static let highestFrequency = 5
    /// u8: the lowest norm in the group.
    static let lowestNorm = 6
    /// u64: where the group begins, from the start of the list.
    static let start = 8
    /// u64: where the group's positions begin, from the start of the list's positions.
    static let positions = 16
  }

  private let bytes: ByteSlice

  /// `bytes`: ``entryByteCount`` for each group.
  init(_ bytes: ByteSlice) { self.bytes = bytes }

  /// Offset of a group's entry in the directory.
  @inline(__always)
  static func entry(_ group: Int) -> Int { group * entryByteCount }

  @inline(__always)
  func lastDocument(_ group: Int) -> UInt32 {
    bytes.load(UInt32.self, at: Self.entry(group) + Offset.lastDocument)
  }

  @inline(__always)
  func bound(_ group: Int) -> UInt8 { bytes[Self.entry(group) + Offset.bound] }

  func highestFrequency(_ group: Int) -> UInt8 {
    bytes[Self.entry(group) + Offset.highestFrequency]
  }

  func lowestNorm(_ group: Int) -> UInt8 { bytes[Self.entry(group) + Offset.lowestNorm] }

  func start(_ group: Int) -> UInt64 {
    bytes.load(UInt64.self, at: Self.entry(group) + Offset.start)
  }

  func positions(_ group: Int) -> UInt64 {
    bytes.load(UInt64.self, at: Self.entry(group) + Offset.positions)
  }

  /// The first group at or after `first` whose last document is at least `target`, or `count`, the
  /// number of groups.
  ///
  /// - Complexity: O(log *d*) in the distance, by galloping, since most targets are near.
  func firstGroup(reaching target: UInt32, from first: Int, count: Int) -> Int {
    var next = first
    var step = 1
    while next + step < count, lastDocument(next + step) < target {
      next += step
      step *= 2
    }
    var high = min(next + step, count)
    while next < high {
      let middle = (next + high) / 2
      if lastDocument(middle) < target { next = middle + 1 } else { high = middle }
    }
    return next
  }
}
