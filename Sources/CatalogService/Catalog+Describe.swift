internal import CatalogStore
internal import Datasets
internal import Foundation

extension Catalog {
  /// A dataset's page.
  public func show(_ id: String) throws -> PageAnswer {
    let stored = try CatalogError.folding { try store.dataset(id) }
    return PageAnswer(stored: stored, index: try indexState(of: stored.id))
  }

  /// Edits a description: `KEY=VALUE`, `KEY+=VALUE`, `KEY-=VALUE`.
  ///
  /// - Throws: ``CatalogError`` `usage` for a key or value that a description does not take;
  ///   nothing is half done.
  public func set(_ id: String, _ edits: [String]) throws -> PageAnswer {
    let stored = try CatalogError.folding {
      try store.edit(id, try edits.map { try DatasetEdit(parsing: $0) })
    }
    return PageAnswer(stored: stored, index: try indexState(of: stored.id))
  }

  /// Takes a dataset out of every list and search; ``restore(_:)`` brings it back.
  public func remove(_ id: String) throws {
    try CatalogError.folding { try store.remove(id) }
  }

  /// Brings a removed dataset back as it was.
  public func restore(_ id: String) throws {
    _ = try CatalogError.folding { try store.restore(id) }
  }

  /// Deletes removed datasets for good, with their indexes.
  ///
  /// - Parameter ids: Which; all removed ones when empty.
  /// - Returns: The ids that are gone.
  /// - Throws: ``CatalogError`` when one was not removed before.
  public func purge(_ ids: [String] = []) throws -> [String] {
    let gone = try CatalogError.folding { try store.purge(ids.isEmpty ? nil : ids) }
    for (id, _) in gone { try deleteIndex(of: id) }
    return gone.map(\.id)
  }

  /// Removes the index folder and the registration of a dataset; the source is never touched.
  private func deleteIndex(of id: String) throws {
    try CatalogError.folding {
      for path in [home.index(of: id), registrationPath(id)]
      where FileManager.default.fileExists(atPath: path) {
        try FileManager.default.removeItem(atPath: path)
      }
    }
  }
}
