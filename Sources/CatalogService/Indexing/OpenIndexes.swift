internal import CorpusIndex
internal import Synchronization

/// Indexes that a search has opened, for the next one: opening takes longer than most searches.
///
/// A command searches once; a server, and a program that embeds the catalogue, search all day.
final class OpenIndexes: Sendable {
  /// An index that is open.
  struct Opened {
    /// Its newest commit.
    var snapshot: IndexSnapshot
    /// A run has begun after the commit and has not ended.
    var hasUnfinishedRun: Bool
    fileprivate var mark: Mark
  }

  /// What an index was opened from.
  fileprivate struct Mark: Equatable {
    var snapshot: SnapshotMark?
    /// When the registration was written: it tells of a run before the run has written anything.
    var registered: Double?
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
  /// - Throws: What opening throws, and for a folder that belongs to another dataset; nothing is held
  ///   then.
  func opened(_ id: String, _ index: CorpusIndex, in home: CatalogHome) throws -> Opened? {
    let folder = home.index(of: id)
    // Looked at first: what is committed while the index opens is seen by the next search.
    let mark = Mark(
      snapshot: try CatalogError.folding { try index.snapshotMark() },
      registered: FileStatus(folder + "/" + RegistrationFile.name)?.modified)
    if let known = state.withLock({ $0.opened.value(of: id) }), known.mark == mark { return known }
    state.withLock { state in
      state.opened.remove(id)
      state.searchers.removeAll { $0.contains(id) }
    }
    guard let snapshot = try index.snapshotIfAny(in: home) else { return nil }
    // Searches go on without a registration, and with one that is damaged.
    let registration = (try? Registration.read(in: folder)) ?? nil
    let found = Opened(
      snapshot: snapshot,
      hasUnfinishedRun: snapshot.hasUnfinishedRun || registration?.isUnfinished == true,
      mark: mark)
    if mark.snapshot != nil { state.withLock { $0.opened.keep(found, under: id) } }
    return found
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
