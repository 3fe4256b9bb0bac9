internal import CatalogStore

/// The descriptions that the program carries inside itself.
enum BuiltInClusters {
  /// The layer for the store.
  static var layer: BuiltInLayer? { nil }
}
