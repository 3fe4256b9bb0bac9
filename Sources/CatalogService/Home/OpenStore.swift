internal import CatalogStore
internal import Storage

/// The store of a home as it was opened, and what stood in its place then.
struct OpenStore: Sendable {
  /// The descriptions.
  let store: CatalogStore

  private let path: String
  private let found: Found

  /// What tells the file of a store from another one, or from a later state of one that is not followed.
  private struct Found: Equatable {
    var file: UInt64?
    var sizesAndTimes: [Double] = []
    /// Nothing stands in the way of a change: permission was given, or space was freed.
    var mayBeWritten = true
  }

  /// Opens a store, makes it if there is none, and brings its built-in layer up to date.
  ///
  /// `holdsData`: whether data lies under an id.
  ///
  /// - Throws: `StoreError`.
  init(
    at path: String, builtIn: BuiltInLayer, author: String,
    holdsData: @escaping @Sendable (String) -> Bool
  ) throws {
    self.path = path
    let before = Self.look(at: path, isWritable: false)
    store = try CatalogStore(
      path: path, builtIn: builtIn, author: author, holdsData: holdsData)
    // What is written while a store that may not be written is opened is perhaps not in it.
    found = store.isWritable ? Self.look(at: path, isWritable: true) : before
  }

  /// Opening the store again would show something else than this one ever will.
  var isOutdated: Bool { Self.look(at: path, isWritable: store.isWritable) != found }

  private static func look(at path: String, isWritable: Bool) -> Found {
    var found = Found(file: SystemCall.identity(of: path))
    if !isWritable {
      found.sizesAndTimes = [path, path + "-wal"].flatMap { name -> [Double] in
        SystemCall.status(name).map { [Double($0.bytes), $0.modified] } ?? [-1]
      }
      found.mayBeWritten = CatalogStore.mayBeWritten(at: path)
    }
    return found
  }
}
