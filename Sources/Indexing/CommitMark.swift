internal import Storage

/// What tells that a commit was made: an empty file beside it, whose name says its number.
///
/// A folder that has lost its newest commit would otherwise look like one that never had it, and bring
/// back what that commit deleted. The mark is made after the commit lasts, so it never tells of one that
/// was not made; a commit without its mark is whole.
enum CommitMark {
  private static let prefix = "newest-"

  static func name(_ generation: UInt64) -> String { "\(prefix)\(generation)" }

  /// The commit that a file tells of.
  static func generation(of name: String) -> UInt64? {
    guard name.hasPrefix(prefix) else { return nil }
    return UInt64(name.dropFirst(prefix.count))
  }

  /// Tells of a commit, and no more of those before it.
  ///
  /// Whoever cannot write it has made the commit all the same.
  static func tell(of generation: UInt64, in directory: any Directory) {
    do throws(StorageError) {
      try directory.create(name(generation)).close()
      for name in try directory.list() {
        if let older = self.generation(of: name), older != generation { try directory.remove(name) }
      }
    } catch {
      return
    }
  }

  /// The number of the newest commit when its file is not there any more.
  static func lost(in directory: any Directory) throws(StorageError) -> UInt64? {
    guard let lost = try missing(from: directory.list()) else { return nil }
    // A list that is made while a writer commits may hold the mark without the commit.
    return try missing(from: directory.list()) == lost ? lost : nil
  }

  private static func missing(from names: [String]) -> UInt64? {
    guard let told = names.compactMap(generation).max() else { return nil }
    let newest = names.compactMap(Commit.generation(of:)).max() ?? 0
    return told > newest ? told : nil
  }

  /// The error of a folder that has lost its newest commit.
  static func lossOf(_ generation: UInt64, in directory: any Directory) -> StorageError {
    .damaged(
      path: directory.path(of: Commit.name(generation)), offset: 0,
      detail: "the newest commit is missing")
  }
}
