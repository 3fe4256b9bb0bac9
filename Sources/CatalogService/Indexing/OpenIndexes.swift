internal import CorpusIndex
internal import Synchronization

/// Indexes that a search has opened, for the next one: opening takes longer than most searches.
///
/// A command searches once; a server, and a program that embeds the catalogue, search all day.
final class OpenIndexes: Sendable {
  private struct Opened {
    var mark: SnapshotMark
    var snapshot: IndexSnapshot
  }

  /// Indexes held at most, since each holds its files open; those not searched for longest go first.
  static let limit = 256

  private let opened: Mutex<RecentValues<String, Opened>>

  init(limit: Int = OpenIndexes.limit) { opened = Mutex(RecentValues(limit: limit)) }

  /// The datasets whose indexes are held.
  var ids: Set<String> { opened.withLock { Set($0.keys) } }

  /// Lets go of the indexes of other datasets: what was purged takes its space until nobody holds it.
  func forget(allBut ids: [String]) {
    let kept = Set(ids)
    opened.withLock { $0.removeAll { !kept.contains($0) } }
  }

  /// The newest commit of an index; opened anew only where another one stands in its folder.
  ///
  /// - Throws: What opening throws; nothing is held then.
  func snapshot(of id: String, _ index: CorpusIndex, in home: CatalogHome) throws -> IndexSnapshot?
  {
    // Looked at first: what is committed while the index opens is seen by the next search.
    let mark = try CatalogError.folding { try index.snapshotMark() }
    if let known = opened.withLock({ $0.value(of: id) }), known.mark == mark {
      return known.snapshot
    }
    opened.withLock { $0.remove(id) }
    guard let snapshot = try index.snapshotIfAny(in: home) else { return nil }
    if let mark {
      opened.withLock { $0.keep(Opened(mark: mark, snapshot: snapshot), under: id) }
    }
    return snapshot
  }
}
