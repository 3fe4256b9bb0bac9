internal import CatalogService
internal import Foundation
internal import Synchronization

/// The catalogue of a home, opened again when another store stands in its place.
///
/// Changes that other processes make to the store and to indexes are seen by each question anyway; a
/// store that was deleted or replaced would be held open for ever.
final class CurrentCatalog: Sendable {
  private struct State {
    var catalog: Catalog
    var identity: UInt64?
  }

  private let state: Mutex<State>
  private let home: CatalogHome

  init(_ home: CatalogHome) {
    self.home = home
    state = Mutex(State(catalog: Catalog(at: home), identity: nil))
  }

  /// The catalogue as it is now.
  var catalog: Catalog {
    let identity = Self.identity(of: home.store)
    return state.withLock { state in
      if let known = state.identity, known != identity {
        state.catalog = Catalog(at: home)
      }
      state.identity = identity
      return state.catalog
    }
  }

  /// What tells a file from another one of the same name.
  private static func identity(of path: String) -> UInt64? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.systemFileNumber] as? NSNumber)?.uint64Value
  }
}
