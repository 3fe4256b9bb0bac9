internal import BuiltIn
internal import CatalogStore
// Answers are made of the engine's types, so whoever imports the service has them.
@_exported public import CorpusIndex
internal import Datasets
internal import Foundation
internal import Glibc
internal import Storage
internal import Synchronization

/// A catalogue of datasets and the full-text indexes of those that are at hand.
///
/// Every face (the command, HTTP, C) calls this one type. Making it costs nothing: the store is
/// opened by the first call that needs it, and a home that does not exist is made then.
public final class Catalog: Sendable {
  /// The folder of the catalogue.
  public let home: CatalogHome
  /// Defaults for what a call leaves open.
  public let configuration: CatalogConfiguration

  private let opened = Mutex<OpenStore?>(nil)
  /// Indexes that searches have opened.
  let openIndexes = OpenIndexes()
  /// Answers that rest on descriptions alone.
  let keptAnswers: KeptAnswers

  /// A catalogue in a home.
  ///
  /// - Parameters:
  ///   - home: The home.
  ///   - configuration: Defaults for what a call leaves open.
  ///   - keptAnswerBytes: Memory for answers that rest on descriptions alone, each of which is given again
  ///     until a description changes. Worth it for who asks all day, as a server does.
  public init(
    at home: CatalogHome, configuration: CatalogConfiguration = CatalogConfiguration(),
    keptAnswerBytes: Int = 0
  ) {
    self.home = home
    self.configuration = configuration
    keptAnswers = KeptAnswers(byteLimit: keptAnswerBytes)
  }

  /// A catalogue in a folder.
  public convenience init(
    at path: String, configuration: CatalogConfiguration = CatalogConfiguration()
  ) {
    self.init(at: CatalogHome(path), configuration: configuration)
  }

  /// The descriptions; opened, made and filled with the built-in clusters when first asked for.
  var store: CatalogStore {
    get throws {
      try opened.withLock { opened in
        if let opened { return opened.store }
        guard PathText.isUTF8(home.path) else {
          throw CatalogError(
            .usage, "the path of a home must be UTF-8", at: .file(home.path),
            remedy: .advice("--home DIR names another folder"))
        }
        if FileStatus(home.path)?.isFolder == false {
          throw CatalogError(
            .system, "the home is a file, where a folder should be", at: .file(home.path),
            remedy: .advice("--home DIR names another folder"))
        }
        let fresh = try CatalogError.folding {
          try SystemCall.makeFolders(home.path, isPrivate: true)
          let home = home
          return try OpenStore(
            at: home.store, builtIn: Self.builtIn, author: Host.userName,
            holdsData: { home.holdsData($0) })
        }
        if fresh.store.isWritable { try finishFolderTasks(in: fresh.store) }
        opened = fresh
        return fresh.store
      }
    }
  }

  /// What was opened as the store is not what another process would open now.
  ///
  /// Changes that others make to a store are seen all the same, as long as it may be written. One that was
  /// deleted or replaced would be held for ever, and one that may not be written is held as it was.
  package var isOutdated: Bool { opened.withLock { $0?.isOutdated ?? false } }

  /// The descriptions for a dry run: where there is no home yet, those that it would begin with, in
  /// memory, so that nothing is written.
  var storeForDryRun: CatalogStore {
    get throws {
      if hasStore { return try store }
      return try CatalogError.folding {
        try CatalogStore(path: nil, builtIn: Self.builtIn, author: Host.userName)
      }
    }
  }

  /// The home has descriptions already, so looking at them makes nothing.
  ///
  /// A home that cannot be looked into counts as one that has: opening it says why.
  package var hasStore: Bool {
    FileStatus(home.store) != nil || !PathText.isUTF8(home.path)
      || FileStatus(home.path)?.isFolder == false
      || SystemCall.refusal(of: home.path).map { $0 != ENOENT } ?? false
  }
}

// MARK: - Who and what

extension Catalog {
  /// The descriptions that the program carries; read only when the store holds others.
  private static var builtIn: BuiltInLayer {
    BuiltInLayer(
      contentHash: BuiltInClusters.contentHash, clusters: { try BuiltInClusters.read() })
  }

  /// A dataset by id or alias, removed ones included, or `nil`.
  func known(_ id: String) throws -> StoredDataset? { try Self.known(id, in: try store) }

  /// What the store says of a dataset's name.
  struct Standing: Sendable {
    /// The id behind it.
    var id: String
    /// The dataset is removed.
    var isRemoved: Bool
    /// The id of a dataset that is there.
    var presentID: String? { isRemoved ? nil : id }
  }

  /// What an id or alias leads to; `nil` where there is no such dataset.
  func standing(of name: String) throws -> Standing? {
    try kept(["standing", name], byteCount: { $0?.id.utf8.count ?? 0 }) {
      try known(name).map { Standing(id: $0.id, isRemoved: $0.removedAt != nil) }
    }
  }

  /// A name is that of the dataset with this id.
  package func leads(_ name: String, to id: String) throws -> Bool {
    try standing(of: name)?.presentID == id
  }

  /// All that there is of a dataset is its description: no data is registered for it.
  package func isDescribedOnly(_ name: String) throws -> Bool {
    try steady { try standing(of: name).map { !hasFolder($0.id) } ?? false }
  }

  /// A dataset of a store at hand by id or alias, removed ones included, or `nil`.
  static func known(_ id: String, in store: CatalogStore) throws -> StoredDataset? {
    try CatalogError.folding { try store.find(id, includingRemoved: true) }
  }

  /// The dataset that somebody means by a name, removed ones included, or `nil`.
  ///
  /// Data whose description is lost goes by the name of its folder alone.
  func meant(_ name: String) throws -> StoredDataset? {
    if let known = try known(name) { return known }
    if try ownsFolder(name) { return nil }
    return try CatalogError.folding {
      do {
        return try store.dataset(name, includingRemoved: true)
      } catch StoreError.noSuchDataset {
        return nil
      }
    }
  }
}

// MARK: - Indexes

extension Catalog {
  /// The ids of datasets that have a folder, in order: indexed, registered or both.
  ///
  /// A folder that is about to be deleted or moved belongs to no id any more, and one that is blank
  /// to none yet: whoever made it holds its lock, or was killed before anything was registered.
  ///
  /// - Throws: ``CatalogError`` when the home cannot be read: that is not the same as an empty one.
  func folderIDs() throws -> [String] {
    try CatalogError.folding {
      let leaving = try leavingIDs()
      return try SystemCall.list(home.indexes).filter {
        DatasetID.isValid($0) && !leaving.contains($0) && holdsData($0)
      }
    }
  }

  /// Whether ``folderIDs()`` has an id, without looking at the others.
  func ownsFolder(_ id: String) throws -> Bool {
    guard DatasetID.isValid(id), hasFolder(id) else {
      // A home that cannot be read is not an empty one.
      return try folderIDs().contains(id)
    }
    return try CatalogError.folding { try !leavingIDs().contains(id) && holdsData(id) }
  }

  /// The ids whose folders are about to be deleted or moved.
  private func leavingIDs() throws -> Set<String> {
    try kept(["leaving"], byteCount: { $0.reduce(0) { $0 + $1.utf8.count } }) {
      Set(
        try store.folderTasks().compactMap { task in
          switch task.work {
          case .delete: task.dataset
          case .move(let former): former
          case .register, .learn: nil
          }
        })
    }
  }

  /// A dataset has a folder with something in it; one that cannot be looked into counts as one.
  func holdsData(_ id: String) -> Bool { (try? !corpus(id).isBlank()) ?? true }

  /// A dataset has a folder, be it blank.
  func hasFolder(_ id: String) -> Bool { home.hasFolder(id) }

  /// The index of a dataset, which need not exist yet.
  func corpus(_ id: String) throws -> CorpusIndex {
    try CatalogError.folding { try CorpusIndex(at: home.index(of: id)) }
  }

  /// What is registered for a dataset.
  func registration(_ id: String) throws -> Registration? {
    try Registration.read(in: home.index(of: id))
  }
}

extension CatalogHome {
  /// A dataset has a folder, be it blank.
  fileprivate func hasFolder(_ id: String) -> Bool { FileStatus(index(of: id))?.isFolder == true }

  /// A dataset has a folder with something in it.
  fileprivate func holdsData(_ id: String) -> Bool {
    hasFolder(id) && (try? !CorpusIndex(at: index(of: id)).isBlank()) ?? true
  }
}
