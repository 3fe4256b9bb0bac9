internal import Segments
package import Storage

extension IndexReader {
  /// The addresses of the records before and behind one in the order of the source, deleted ones passed
  /// over; `nil` at either end.
  ///
  /// Running numbers count over all files of the source, whatever segments hold the records.
  ///
  /// - Complexity: O(segments · log documents), and a walk over the numbers of a segment that has
  ///   deleted records and is renumbered.
  package func neighbours(
    of document: UInt32, in part: Int
  ) throws(StorageError) -> (previous: String?, next: String?) {
    let segment = parts[part].segment
    let ordinal = segment.sources.ordinals[segment.rank(of: document)]
    var previous: (ordinal: UInt64, part: Int, rank: Int)?
    var next: (ordinal: UInt64, part: Int, rank: Int)?
    for (index, part) in parts.enumerated() {
      let ordinals = part.segment.sources.ordinals
      let own = part.segment.recordIDs.ranks(ofOrdinals: ordinal..<max(ordinal, ordinal &+ 1))
      if let rank = part.firstLive((0..<own.lowerBound).reversed()),
        ordinals[rank] >= previous?.ordinal ?? 0
      {
        previous = (ordinals[rank], index, rank)
      }
      if let rank = part.firstLive(own.upperBound..<part.segment.documentCount),
        ordinals[rank] < next?.ordinal ?? .max
      {
        next = (ordinals[rank], index, rank)
      }
    }
    func address(
      _ found: (ordinal: UInt64, part: Int, rank: Int)?
    ) throws(StorageError) -> String? {
      guard let found else { return nil }
      if goesByNumber { return String(found.ordinal) }
      return try parts[found.part].segment.recordIDs.id(rank: found.rank)
    }
    return (try address(previous), try address(next))
  }
}

extension IndexReader.Part {
  /// The first of some ranks whose record is not deleted.
  fileprivate func firstLive(_ ranks: some Sequence<Int>) -> Int? {
    guard let live else { return ranks.first { _ in true } }
    guard segment.order.isRenumbered else { return ranks.first { live.isLive(UInt32($0)) } }
    var isDeleted = [Bool](repeating: false, count: segment.documentCount)
    for document in 0..<UInt32(segment.documentCount) where !live.isLive(document) {
      isDeleted[segment.rank(of: document)] = true
    }
    return ranks.first { !isDeleted[$0] }
  }
}
