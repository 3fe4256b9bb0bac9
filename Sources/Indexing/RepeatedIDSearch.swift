internal import Records
internal import Segments
internal import Storage

/// Looks for an id that two live records of an index share.
///
/// Only ids that one of the added segments has can be such, since those before were looked at when
/// they came. Sorted ids are merged over the segments; where few records come to many, they are
/// looked up instead. Nothing is kept but one bit for each record of a segment with deletions.
struct RepeatedIDSearch {
  /// A segment and what of it counts.
  struct Part {
    var segment: SegmentReader
    var live: LiveDocuments?
    /// Its ids have not been compared with the others yet.
    var isAdded: Bool
  }

  private struct Holder {
    var part: Int
    var rank: Int
  }

  /// A segment is looked up in instead of walked through when it has so many times the records
  /// that came: a look-up takes about as long as so many steps of a walk.
  private static let lookUpFactor = 16

  private let parts: [Part]
  /// By part, a bit for each rank whose record is deleted; `nil` where none is.
  private let deadRanks: [[UInt64]?]
  private let addedCount: Int
  /// By part, the least and the largest of ids that are rising numbers.
  private let ranges: [ClosedRange<UInt64>?]

  init(_ parts: [Part]) {
    self.parts = parts
    deadRanks = parts.map { part in
      guard let live = part.live else { return nil }
      var bits = [UInt64](repeating: 0, count: (part.segment.documentCount + 63) / 64)
      for document in 0..<UInt32(part.segment.documentCount) where !live.isLive(document) {
        let rank = part.segment.rank(of: document)
        bits[rank >> 6] |= 1 << UInt64(rank & 63)
      }
      return bits
    }
    ranges = parts.map { part in
      guard let numbers = part.segment.recordIDs.risingNumbers, numbers.count > 0 else {
        return nil
      }
      return numbers[0]...numbers[numbers.count - 1]
    }
    addedCount = parts.reduce(0) { $0 + ($1.isAdded ? $1.segment.documentCount : 0) }
  }

  /// An id that two records share, with the places of the first two in the order of the source.
  func run() throws(StorageError) -> RepeatedID? {
    var found = try inSortedIDs()
    if found == nil { found = try inNumbers() }
    if found == nil { found = try inRecordsWithoutIDs() }
    guard let found else { return nil }
    var places: [RepeatedID.Place] = []
    for holder in found.holders {
      let segment = parts[holder.part].segment
      let place = segment.sources.place(rank: holder.rank)
      places.append(
        RepeatedID.Place(
          file: place.file, offset: place.offset, ordinal: place.ordinal,
          isNumbered: try segment.recordIDs.stored(rank: holder.rank).isEmpty))
    }
    places.sort { $0.ordinal < $1.ordinal }
    return RepeatedID(id: found.id, first: places[0], second: places[1])
  }

  private typealias Repeat = (id: String, holders: [Holder])

  private func isLive(_ holder: Holder) -> Bool {
    guard let bits = deadRanks[holder.part] else { return true }
    return bits[holder.rank >> 6] & (1 << UInt64(holder.rank & 63)) == 0
  }

  // MARK: - Sorted ids

  /// Merges the sorted ids of the segments that have them.
  private func inSortedIDs() throws(StorageError) -> Repeat? {
    var walks: [(part: Int, walk: RecordIDDictionary.Walk)] = []
    var lookedUp: [Int] = []
    for (number, part) in parts.enumerated() {
      guard let walk = try part.segment.recordIDs.sortedIDs() else { continue }
      if !part.isAdded, part.segment.documentCount > Self.lookUpFactor * addedCount {
        lookedUp.append(number)
      } else if try walk.next() {
        walks.append((number, walk))
      }
    }
    while let key = walks.map(\.walk.key).min(by: { $0.lexicographicallyPrecedes($1) }) {
      var holders: [Holder] = []
      for index in walks.indices.reversed() where walks[index].walk.key == key {
        for rank in try walks[index].walk.ranks() {
          holders.append(Holder(part: walks[index].part, rank: Int(rank)))
        }
        if try !walks[index].walk.next() { walks.remove(at: index) }
      }
      holders.removeAll { !isLive($0) }
      if let found = try repeated(key, holders, lookedUp) { return found }
    }
    return nil
  }

  /// Completes the holders of a key from the segments that were not walked through.
  private func repeated(
    _ key: [UInt8], _ walked: [Holder], _ lookedUp: [Int]
  ) throws(StorageError) -> Repeat? {
    if RecordIDs.isAmbiguous(key: key) { return try repeatedLong(walked, lookedUp) }
    let id = String(decoding: key, as: UTF8.self)
    var holders = walked
    if holders.contains(where: { parts[$0.part].isAdded }) {
      for part in lookedUp { holders += try owners(of: id, in: part) }
    }
    if let number = RecordIDs.number(id) { holders += try numbered(number) }
    return isRepeat(holders) ? (id, holders) : nil
  }

  /// Keys of long ids end in a checksum, so equal keys may belong to different ids.
  private func repeatedLong(
    _ walked: [Holder], _ lookedUp: [Int]
  ) throws(StorageError) -> Repeat? {
    // By bytes: composed and decomposed letters make two ids.
    var byID: [[UInt8]: [Holder]] = [:]
    for holder in walked {
      let id = try parts[holder.part].segment.recordIDs.stored(rank: holder.rank)
      byID[Array(id.utf8), default: []].append(holder)
    }
    for key in byID.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let id = String(decoding: key, as: UTF8.self)
      var holders = byID[key] ?? []
      if holders.contains(where: { parts[$0.part].isAdded }) {
        for part in lookedUp { holders += try owners(of: id, in: part) }
      }
      if isRepeat(holders) { return (id, holders) }
    }
    return nil
  }

  /// Two records at least, and one of them came just now.
  private func isRepeat(_ holders: [Holder]) -> Bool {
    holders.count > 1 && holders.contains { parts[$0.part].isAdded }
  }

  /// Live records of a segment whose own id this is.
  private func owners(of id: String, in part: Int) throws(StorageError) -> [Holder] {
    try parts[part].segment.recordIDs.ranks(ofStored: id)
      .map { Holder(part: part, rank: $0) }.filter(isLive)
  }

  // MARK: - Numbers

  /// Live records whose id is a number in a segment of rising numbers, or that have no id and this
  /// running number.
  private func numbered(_ number: UInt64) throws(StorageError) -> [Holder] {
    var holders: [Holder] = []
    for (index, part) in parts.enumerated() {
      if let range = ranges[index] {
        if range.contains(number) { holders += try owners(of: String(number), in: index) }
      } else if part.segment.recordIDs.mayLackIDs,
        let rank = try part.segment.recordIDs.rank(withoutID: number)
      {
        holders.append(Holder(part: index, rank: rank))
      }
    }
    return holders.filter(isLive)
  }

  /// Compares the numbers of added segments with rising ones with everything else.
  private func inNumbers() throws(StorageError) -> Repeat? {
    for (index, part) in parts.enumerated() where part.isAdded {
      guard let numbers = part.segment.recordIDs.risingNumbers, let range = ranges[index] else {
        continue
      }
      // Segments of an ordinary corpus follow each other, and nothing is to be looked up.
      let meetsOthers = parts.indices.contains { other in
        other != index && (ranges[other]?.overlaps(range) ?? true)
      }
      guard meetsOthers else { continue }
      for rank in 0..<numbers.count where isLive(Holder(part: index, rank: rank)) {
        var holders = try numbered(numbers[rank])
        for (other, part) in parts.enumerated() where part.segment.recordIDs.hasDictionary {
          holders += try owners(of: String(numbers[rank]), in: other)
        }
        if holders.count > 1 { return (String(numbers[rank]), holders) }
      }
    }
    return nil
  }

  /// Compares the running numbers of added records without ids with all ids.
  private func inRecordsWithoutIDs() throws(StorageError) -> Repeat? {
    for (index, part) in parts.enumerated() where part.isAdded {
      let ids = part.segment.recordIDs
      guard ids.mayHaveIDs, ids.mayLackIDs else { continue }
      for rank in 0..<part.segment.documentCount {
        let holder = Holder(part: index, rank: rank)
        guard isLive(holder), try ids.stored(rank: rank).isEmpty else { continue }
        let id = String(part.segment.sources.ordinals[rank])
        var holders = [holder]
        for other in parts.indices { holders += try owners(of: id, in: other) }
        if holders.count > 1 { return (id, holders) }
      }
    }
    return nil
  }
}
