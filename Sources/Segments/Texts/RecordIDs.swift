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
  private let ordinals: PackedNumbers.Reader
  private let numbers: PackedNumbers.Reader?
  private let blocks: SectionBytes?
  private let offsets: PackedNumbers.Reader?
  private let sizes: PackedNumbers.Reader?
  private let blocksAt: UInt64
  private let dictionary: TermDictionaryBox?
  private let last = LastBlock()

  /// A look-up of ranks by dictionary key.
  struct TermDictionaryBox: Sendable {
    var find: @Sendable (ByteSlice) throws(StorageError) -> [UInt32]
  }

  init(
    section: SectionBytes?, ordinals: PackedNumbers.Reader, dictionary: TermDictionaryBox?
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
  func stored(rank: Int) throws(StorageError) -> String {
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
    } _: { (bytes) throws(StorageError) in
      var reader = ByteReader(
        bytes.slice, damaged: blocks.damaged(at: 0, "the record ids are malformed"))
      for _ in 0..<rank % Self.blockIDs {
        _ = try reader.readBytes(try reader.readCount(limit: bytes.count))
      }
      text = try reader.readText()
    }
    return text
  }

  /// The ranks of the records with an id; ``SegmentReader/documents(withID:)`` maps
  /// them to documents.
  func ranks(of id: String) throws(StorageError) -> [Int] {
    switch form {
    case .ordinals:
      return Self.number(id).flatMap { rank(of: $0, in: ordinals) }.map { [$0] } ?? []
    case .risingNumbers:
      guard let numbers, let number = Self.number(id) else { return [] }
      return rank(of: number, in: numbers).map { [$0] } ?? []
    case .numbers, .strings:
      guard let dictionary else { return [] }
      let key = RecordIDs.key(of: Array(id.utf8))
      let candidates = try dictionary.find(ByteSlice(key.view))
      var found: [Int] = []
      for rank in candidates where try self.id(rank: Int(rank)) == id { found.append(Int(rank)) }
      if found.isEmpty, form == .strings, let number = Self.number(id),
        let rank = rank(of: number, in: ordinals), try string(rank: rank).isEmpty
      {
        found.append(rank)
      }
      return found
    }
  }

  /// The number that an id spells, when it is spelled as numbers are written back.
  private static func number(_ id: String) -> UInt64? {
    UInt64(id).flatMap { String($0) == id ? $0 : nil }
  }

  private func rank(of number: UInt64, in rising: PackedNumbers.Reader) -> Int? {
    var low = 0
    var high = rising.count
    while low < high {
      let middle = (low + high) / 2
      if rising[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < rising.count && rising[low] == number ? low : nil
  }

  /// The dictionary key of an id: its bytes, or a prefix and a checksum where it is too long.
  static func key(of bytes: [UInt8]) -> GrowableBuffer<UInt8> {
    var key = GrowableBuffer<UInt8>()
    if bytes.count <= 255 {
      key.append(contentsOf: bytes)
      return key
    }
    key.append(contentsOf: Array(bytes[0..<247]))
    let sum = bytes.withView { Checksum.of(ByteSlice($0)) }
    key.append(contentsOf: Array(String(sum, radix: 16).utf8))
    return key
  }
}
