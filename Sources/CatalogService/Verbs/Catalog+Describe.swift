internal import CatalogStore
internal import Datasets
internal import Foundation

extension Catalog {
  /// A dataset's page.
  ///
  /// - Parameter id: Its id, one of its aliases, a title that it alone has, in any language, or the
  ///   address of its homepage; so for every verb that takes a dataset.
  /// - Returns: The page.
  /// - Throws: ``CatalogError`` `notFound` when there is none, with those that were probably meant.
  public func show(_ id: String) throws -> PageAnswer {
    try steady { try page(try store.dataset(id)) }
  }

  /// What a name that somebody has begun to type may become: ids of datasets, names in other
  /// languages once one of their characters stands there, and clusters behind `cluster:`.
  ///
  /// No home is made for it.
  ///
  /// - Parameters:
  ///   - beginning: What stands there.
  ///   - language: The language of the names beside the ids.
  /// - Returns: Completions with the name of what each means, in order.
  /// - Throws: ``CatalogError`` when the catalogue cannot be read.
  public func completions(
    of beginning: String, language: String
  ) throws -> [(text: String, name: String)] {
    try CatalogError.folding {
      let store = try storeForDryRun
      if beginning.hasPrefix(Self.clusterPrefix) {
        return try store.clusters().clusters.map(ListedCluster.init)
          .map { (Self.clusterPrefix + $0.handle, $0.name(in: language)) }
          .filter { $0.0.hasPrefix(beginning) }
      }
      return try store.names(beginningWith: beginning, language: language)
    }
  }

  /// The page of a dataset at hand.
  func page(_ stored: StoredDataset) throws -> PageAnswer {
    try CatalogError.folding {
      PageAnswer(
        stored: stored, cluster: try stored.dataset.cluster.flatMap { try store.cluster($0) },
        contained: try store.parts(of: stored.id), standing: try store.standing(of: stored.id),
        index: try indexState(of: stored.id))
    }
  }

  /// Edits a description: `KEY=VALUE`, `KEY+=VALUE`, `KEY-=VALUE`.
  ///
  /// - Parameters:
  ///   - id: The dataset.
  ///   - edits: What to change; all of it or nothing.
  ///   - revision: The revision that the edits were made for; `nil` edits whatever is there.
  /// - Returns: The page as it is now, and what became of it value by value.
  /// - Throws: ``CatalogError`` `usage` for a key or value that a description does not take,
  ///   `exists` when the dataset has another revision by now.
  public func set(_ id: String, _ edits: [String], revision: Int64? = nil) throws -> EditAnswer {
    try CatalogError.folding {
      let edits = try edits.map { try DatasetEdit(parsing: $0) }
      while true {
        let before = try store.dataset(id)
        do {
          let stored = try store.edit(before.id, edits, expecting: revision ?? before.revision)
          return EditAnswer(
            page: try page(stored),
            changes: DiffAnswer(changes: DatasetDiff(before.dataset, stored.dataset).changes),
            warnings: try warnings(
              stored.dataset.doubts(beyond: before.dataset, today: CatalogStore.currentTime())
                + store.danglingReferences(of: stored.dataset, beyond: before.dataset),
              of: stored.id),
            notes: warnings(edits.flatMap(\.keptWords), of: stored.id))
        } catch StoreError.conflict where revision == nil {
          // Somebody was faster; the edits are made on what is there now.
          continue
        }
      }
    }
  }

  /// Takes a dataset out of every list and search; ``restore(_:)`` brings it back.
  ///
  /// - Parameter id: Its id or another of its names.
  /// - Returns: Its id.
  /// - Throws: ``CatalogError`` `notFound` when there is none.
  @discardableResult
  public func remove(_ id: String) throws -> String {
    try CatalogError.folding {
      let known = try store.dataset(id).id
      try store.remove(known)
      return known
    }
  }

  /// Brings a removed dataset back as it was.
  ///
  /// - Parameter id: Its id or another of its names.
  /// - Returns: Its id.
  /// - Throws: ``CatalogError`` `notFound` when there is none, `usage` when it is not removed, `exists`
  ///   when an alias was taken since.
  @discardableResult
  public func restore(_ id: String) throws -> String {
    try CatalogError.folding {
      do {
        return try store.restore(id).id
      } catch StoreError.notRemoved(let known) {
        throw CatalogError(
          .usage, "\(known) is not removed, so there is nothing to bring back",
          at: .dataset(known), remedy: .advice("the history names what was removed"))
      }
    }
  }

  /// Gives a dataset of the user's own another id; the former one becomes an alias.
  ///
  /// Where the dataset has that id already, nothing is done.
  ///
  /// - Returns: The page under the new id.
  /// - Throws: ``CatalogError`` `exists` for an id that is taken, `usage` for a built-in dataset,
  ///   `locked` when another process writes to its index.
  public func rename(_ id: String, to new: String) throws -> PageAnswer {
    try DatasetName.validate(new) { .didYouMean([$0]) }
    return try CatalogError.folding {
      let stored = try store.dataset(id)
      let known = stored.id
      if known == new { return try page(stored) }
      try refuseTaken(new, besides: known)
      guard hasFolder(known) else {
        try store.rename(known, to: new)
        return try page(try store.dataset(new))
      }
      if holdsData(new) {
        throw CatalogError(
          .exists, "\(new) has an index already", at: .file(home.index(of: new)),
          remedy: .advice("choose another id"))
      }
      try deleteBlankFolder(of: new)
      try claiming(known) {
        // The move would write the new id over the name of the other dataset.
        try Registration.refuseAnother(in: home.index(of: known))
        try corpus(known).withoutOtherWriters {
          try store.rename(known, to: new, withFolder: true)
          try carryOutLocked(FolderTask(new, .move(from: known)), in: store)
        }
      }
      return try page(try store.dataset(new))
    }
  }

  /// Refuses an id that leads to another dataset.
  private func refuseTaken(_ new: String, besides known: String) throws {
    guard let other = try self.known(new), other.id != known else { return }
    if other.removedAt == nil { throw StoreError.exists(id: new, owner: other.id) }
    throw CatalogError(
      .exists,
      other.id == new
        ? "\(new) was removed and is not purged"
        : "“\(new)” leads to \(other.id), which was removed and is not purged",
      remedy: .restore(other.id))
  }

  /// Deletes removed datasets for good, with their indexes; their sources are never touched.
  ///
  /// - Parameter ids: Which; all removed ones when empty.
  /// - Returns: The ids that are gone.
  /// - Throws: ``CatalogError`` when one was not removed before, and then none is purged; `usage` for one
  ///   whose folder is a link, since the index behind it would stay; `system` for one whose folder belongs
  ///   to another dataset; `locked` when another process writes to an index.
  public func purge(_ ids: [String] = []) throws -> [String] {
    try CatalogError.folding {
      let names = try store.removedIDs(ids.isEmpty ? nil : ids)
      for id in names {
        try refuseLink(home.index(of: id))
        try Registration.refuseAnother(in: home.index(of: id))
      }
      try store.purge(names.filter { !hasFolder($0) })
      for id in names where hasFolder(id) {
        try claiming(id) {
          try corpus(id).withoutOtherWriters {
            try store.purge([id], withFolder: true)
            try carryOutLocked(FolderTask(id, .delete), in: store)
          }
        }
      }
      return names
    }
  }

  /// Refuses to delete a folder of which only a link to it lies in the home.
  private func refuseLink(_ folder: String) throws {
    guard let place = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) else {
      return
    }
    throw CatalogError(
      .usage, "the folder is a link to \(place), and the records there would stay",
      at: .file(folder),
      remedy: .advice("delete what it leads to and the link, then purge again"))
  }
}
