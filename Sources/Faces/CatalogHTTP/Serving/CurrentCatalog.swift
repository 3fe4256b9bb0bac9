internal import CatalogService
internal import Synchronization

/// The catalogue of a home, opened again when another store stands in its place.
///
/// Changes that other processes make to the store and to indexes are seen by each question anyway.
final class CurrentCatalog: Sendable {
  /// Memory for answers that rest on descriptions alone.
  private static let keptAnswerBytes = 32 << 20

  private struct State {
    var catalog: Catalog
    /// The home has had descriptions while this looked at it.
    var hasBeenThere = false
  }

  private let state: Mutex<State>
  private let home: CatalogHome

  init(_ home: CatalogHome) {
    self.home = home
    let catalog = Self.opened(home)
    state = Mutex(State(catalog: catalog, hasBeenThere: catalog.hasStore))
  }

  /// The catalogue as it is now.
  ///
  /// - Throws: ``CatalogError`` `unavailable` when a home that was there is gone, such as one on a disk
  ///   that is no longer mounted: opening it would make an empty one in its place.
  var catalog: Catalog {
    get throws {
      try state.withLock { state in
        let isThere = state.catalog.hasStore
        if state.hasBeenThere, !isThere {
          throw CatalogError(
            .unavailable, "the home is gone: \(home.path) holds no catalogue any more",
            remedy: .advice("bring it back, or start the server again for a new one"))
        }
        state.hasBeenThere = isThere
        if state.catalog.isOutdated { state.catalog = Self.opened(home) }
        return state.catalog
      }
    }
  }

  /// The catalogue as it was last, wherever its home is now.
  var latest: Catalog { state.withLock { $0.catalog } }

  private static func opened(_ home: CatalogHome) -> Catalog {
    Catalog(at: home, keptAnswerBytes: keptAnswerBytes)
  }
}
