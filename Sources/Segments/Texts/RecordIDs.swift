package import Storage

/// The ids of a segment's records by rank, and back.
///
/// Records without ids of their own go by their ordinals, which need no bytes here. Whole numbers
/// are packed; anything else is kept as strings in LZ4 blocks of 1,024 ids. Numbers that rise with
/// the rank are found by halving, all others through a dictionary of their own.
package struct RecordIDs: Sendable {
  enum Form: UInt8 {
    case ordinals = 0
    case risingNumbers = 1
    case numbers = 2
    case strings = 3
  }

  static let blockIDs = 1024

  private let form: Form
  private let ordinals: RunningNumbers
  private let numbers: PackedNumbers.Reader?
  private let blocks: SectionBytes?
  private let offsets: PackedNumbers.Reader?
  private let sizes: PackedNumbers.Reader?
  private let blocksAt: UInt64
  private let dictionary: RecordIDDictionary?
  private let last = LastBlock()

  init(
    section: SectionBytes?, ordinals: RunningNumbers, dictionary: RecordIDDictionary?
  )
    throws(StorageError)
  {
    self.ordinals = ordinals
    self.dictionary = dictionary
    guard let section else {
      form = .ordinals
      numbers = nil
      blocks = nil
      offsets = nil
      sizes = nil
      blocksAt = 0
      return
    }
    let wrong = section.damaged(at: 0, "the record ids are malformed")
    guard section.count > 0, let form = Form(rawValue: try section.checked(offset: 0, count: 1)[0])
    else { throw wrong }
    self.form = form
    if form == .strings {
      guard section.count >= 17 else { throw wrong }
      let head = try section.checked(offset: 0, count: 17)
      let first = head.load(UInt64.self, at: 1)
      let second = head.load(UInt64.self, at: 9)
      guard
        let offsets = PackedNumbers.Reader(try section.checked(offset: 17, count: first)),
        let sizes = PackedNumbers.Reader(
          try section.checked(offset: 17 &+ first, count: second)), offsets.count == sizes.count + 1
      else { throw wrong }
      self.offsets = offsets
      self.sizes = sizes
      numbers = nil
      blocks = section
      blocksAt = 17 + first + second
    } else {
      guard
        let numbers = PackedNumbers.Reader(
          try section.checked(offset: 1, count: UInt64(section.count - 1))),
        numbers.count == ordinals.count
      else { throw wrong }
      self.numbers = numbers
      blocks = nil
      offsets = nil
      sizes = nil
      blocksAt = 0
    }
  }

  /// The id of the record at a rank.
  package func id(rank: Int) throws(StorageError) -> String {
    switch form {
    case .ordinals:
      return String(ordinals[rank])
    case .risingNumbers, .numbers:
      return numbers.map { String($0[rank]) } ?? ""
    case .strings:
      let text = try string(rank: rank)
      return text.isEmpty ? String(ordinals[rank]) : text
    }
  }

  /// The id as the record has it: empty where the record has none.
  package func stored(rank: Int) throws(StorageError) -> String {
    form == .strings ? try string(rank: rank) : form == .ordinals ? "" : try id(rank: rank)
  }

  private func string(rank: Int) throws(StorageError) -> String {
    guard let blocks, let offsets, let sizes else { return "" }
    let block = rank / Self.blockIDs
    guard block < sizes.count, offsets[block] <= offsets[block + 1] else {
      throw blocks.damaged(at: 0, "the record ids are malformed")
    }
    let size = Int(truncatingIfNeeded: sizes[block] & 0x7fff_ffff)
    var text = ""
    try last.read(block, size: size) { (target) throws(StorageError) in
      let stored = try blocks.checked(
        offset: blocksAt &+ offsets[block], count: offsets[block + 1] - offsets[block])
      try LZ4.decompress(stored.readOnlyView, into: target)
    } divide: { (bytes, pieces) throws(StorageError) in
      var reader = ByteReader(
        bytes.slice, damaged: blocks.damaged(at: 0, "the record ids are malformed"))
      while !reader.isAtEnd {
        let count = try reader.readCount(limit: bytes.count)
        pieces.append(LastBlock.Piece(start: UInt32(reader.offset), count: UInt32(count)))
        _ = try reader.readBytes(count)
      }
    } _: { (bytes, pieces) throws(StorageError) in
      guard rank % Self.blockIDs < pieces.count else {
        throw blocks.damaged(at: 0, "the record ids are malformed")
      }
      let piece = pieces[rank % Self.blockIDs]
      text = bytes[Int(piece.start)..<Int(piece.start) + Int(piece.count)].text
    }
    return text
  }

  /// Some of the records may have ids of their own.
  package var mayHaveIDs: Bool { form != .ordinals }

  /// Some of the records may have no id and go by their running numbers.
  package var mayLackIDs: Bool { form == .ordinals || form == .strings }

  /// The ids as numbers that rise with the rank; `nil` where they are anything else.
  package var risingNumbers: PackedNumbers.Reader? { form == .risingNumbers ? numbers : nil }

  /// The ids stand in a dictionary, by their keys.
  package var hasDictionary: Bool { dictionary != nil }

  /// The ids in the order of their keys; `nil` where ``risingNumbers`` or ordinals stand for them.
  package func sortedIDs() throws(StorageError) -> RecordIDDictionary.Walk? {
    try dictionary?.walk()
  }

  /// The ranks of the records that go by an id: their own, or their running number where they have
  /// none; usually one.
  package func ranks(of id: String) throws(StorageError) -> [Int] {
    var ranks = try ranks(ofStored: id)
    if mayLackIDs, let number = Self.number(id), let rank = try rank(withoutID: number) {
      ranks.append(rank)
    }
    return ranks
  }

  /// The ranks of the records that have an id of their own which is this one.
  package func ranks(ofStored id: String) throws(StorageError) -> [Int] {
    switch form {
    case .ordinals:
      return []
    case .risingNumbers:
      guard let numbers, let number = Self.number(id) else { return [] }
      let rank = numbers.firstIndex(from: number)
      return rank < numbers.count && numbers[rank] == number ? [rank] : []
    case .numbers, .strings:
      guard let dictionary, !id.isEmpty else { return [] }
      let key = Self.key(of: Array(id.utf8))
      var found: [Int] = []
      for rank in try dictionary.ranks(of: ByteSlice(key.view))
      where try self.id(rank: Int(rank)).utf8.elementsEqual(id.utf8) { found.append(Int(rank)) }
      return found
    }
  }

  /// The rank of the record without an id that has a running number.
  package func rank(withoutID ordinal: UInt64) throws(StorageError) -> Int? {
    let rank = ordinals.firstRank(from: ordinal)
    guard rank < ordinals.count, ordinals[rank] == ordinal else { return nil }
    if form == .ordinals { return rank }
    guard form == .strings, try string(rank: rank).isEmpty else { return nil }
    return rank
  }

  /// The ranks of the records with running numbers in a range.
  package func ranks(ofOrdinals range: Range<UInt64>) -> Range<Int> {
    ordinals.firstRank(from: range.lowerBound)..<ordinals.firstRank(from: range.upperBound)
  }

  /// The number that an id spells, when it is spelled as numbers are written back.
  package static func number(_ id: String) -> UInt64? {
    UInt64(id).flatMap { String($0).utf8.elementsEqual(id.utf8) ? $0 : nil }
  }

  /// Bytes of an id up to which its dictionary key is the id itself.
  private static let longestKey = 255
  /// Bytes that the key of a longer id begins with; a checksum follows.
  private static let keptBytes = 247

  /// Two ids with this key may differ.
  package static func isAmbiguous(key: [UInt8]) -> Bool { key.count > keptBytes }

  /// The dictionary key of an id: its bytes, or a prefix and a checksum where it is too long.
  static func key(of bytes: [UInt8]) -> GrowableBuffer<UInt8> {
    var key = GrowableBuffer<UInt8>()
    if bytes.count <= longestKey {
      key.append(contentsOf: bytes)
      return key
    }
    key.append(contentsOf: Array(bytes[0..<keptBytes]))
    let sum = bytes.withView { Checksum.of(ByteSlice($0)) }
    key.append(contentsOf: Array(String(sum, radix: 16).utf8))
    return key
  }
}
