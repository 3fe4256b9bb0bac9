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

  /// Indexes held at most, and as many by searchers of them, since each holds its files open; those not
  /// searched for longest go first.
  static let limit = 256

  private struct State {
    var opened: RecentValues<String, Opened>
    /// What searches several of them as one, under their ids in order.
    var searchers: RecentValues<[String], CorpusSearcher>
  }

  private let state: Mutex<State>

  init(limit: Int = OpenIndexes.limit) {
    state = Mutex(
      State(opened: RecentValues(limit: limit), searchers: RecentValues(limit: limit)))
  }

  /// The datasets whose indexes are held.
  var ids: Set<String> {
    state.withLock { Set($0.opened.keys).union($0.searchers.keys.joined()) }
  }

  /// Lets go of the indexes of other datasets: what was purged takes its space until nobody holds it.
  func forget(allBut ids: [String]) {
    let kept = Set(ids)
    state.withLock { state in
      state.opened.removeAll { !kept.contains($0) }
      state.searchers.removeAll { !kept.isSuperset(of: $0) }
    }
  }

  /// The newest commit of an index; opened anew only where another one stands in its folder.
  ///
  /// - Throws: What opening throws; nothing is held then.
  func snapshot(of id: String, _ index: CorpusIndex, in home: CatalogHome) throws -> IndexSnapshot?
  {
    // Looked at first: what is committed while the index opens is seen by the next search.
    let mark = try CatalogError.folding { try index.snapshotMark() }
    if let known = state.withLock({ $0.opened.value(of: id) }), known.mark == mark {
      return known.snapshot
    }
    state.withLock { state in
      state.opened.remove(id)
      state.searchers.removeAll { $0.contains(id) }
    }
    guard let snapshot = try index.snapshotIfAny(in: home) else { return nil }
    if let mark {
      state.withLock { $0.opened.keep(Opened(mark: mark, snapshot: snapshot), under: id) }
    }
    return snapshot
  }

  /// What searches some snapshots as one; made anew only where it was made of others.
  ///
  /// It computes what scores depend on, which takes longer than a short search.
  func searcher(of corpora: [SearchedCorpus], corpusFacet: String) -> CorpusSearcher {
    let ids = corpora.map(\.name)
    let known = state.withLock { $0.searchers.value(of: ids) }
    if let known, known.isMade(of: corpora) { return known }
    let searcher = CorpusSearcher(corpora, corpusFacet: corpusFacet)
    // It holds the indexes that it is made of.
    state.withLock { $0.searchers.keep(searcher, under: ids, size: max(1, ids.count)) }
    return searcher
  }
}
