internal import CatalogService
internal import Synchronization

/// The catalogue of a home, opened again when another store stands in its place.
///
/// Changes that other processes make to the store and to indexes are seen by each question anyway.
final class CurrentCatalog: Sendable {
  /// Memory for answers that rest on descriptions alone.
  private static let keptAnswerBytes = 32 << 20

  private let current: Mutex<Catalog>
  private let home: CatalogHome

  init(_ home: CatalogHome) {
    self.home = home
    current = Mutex(Self.opened(home))
  }

  /// The catalogue as it is now.
  var catalog: Catalog {
    current.withLock { current in
      if current.isOutdated { current = Self.opened(home) }
      return current
    }
  }

  private static func opened(_ home: CatalogHome) -> Catalog {
    Catalog(at: home, keptAnswerBytes: keptAnswerBytes)
  }
}
