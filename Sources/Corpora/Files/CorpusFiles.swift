internal import Storage

/// The data files of a corpus, in reading order.
///
/// Built from what a user names: files, folders and patterns, in the order given; folders and
/// patterns give their files sorted by the bytes of their paths, so that the order, and with it
/// every record's number, is the same everywhere. A file that is reached twice is read once.
package struct CorpusFiles: Sendable {
  /// A file that was come across and left out.
  package struct Skipped: Sendable, Equatable {
    package var path: String
    package var reason: String
    /// It looks like data, so leaving it out deserves attention.
    package var looksLikeData: Bool

    init(_ path: String, _ reason: String, looksLikeData: Bool = false) {
      self.path = path
      self.reason = reason
      self.looksLikeData = looksLikeData
    }
  }

  package private(set) var files: [CorpusFile] = []
  package private(set) var skipped: [Skipped] = []

  /// Bytes of all files as they lie on disk.
  package var byteCount: UInt64 { files.reduce(0) { $0 + $1.byteCount } }

  private let formats: CorpusFormats
  private let openFiles: OpenFiles
  private var known: Set<Identity> = []
  private var paths: Set<String> = []
  /// Data files come across, known ones included.
  private var reachedCount = 0
  /// Files of the source at hand that are data only where there is no other.
  private var texts: [Text] = []

  private struct Text {
    var path: String
    var name: String
    var status: FileStatus
  }

  private struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  /// Lists the data files behind some sources.
  ///
  /// A file named by itself must be readable as records. In folders and patterns, files that are
  /// not are left out and noted.
  ///
  /// - Parameters:
  ///   - sources: Paths of files and folders, and patterns (see ``GlobPattern``).
  ///   - formats: What is read.
  ///   - openFiles: Where the files stay open for whoever reads on.
  /// - Throws: ``CorpusError`` when a source gives no file at all.
  package init(
    _ sources: [String], formats: CorpusFormats = .builtIn, openFiles: OpenFiles = OpenFiles()
  ) throws(CorpusError) {
    self.formats = formats
    self.openFiles = openFiles
    for source in sources {
      if let held = openFiles.heldFile(source) {
        try addNamed(source, held.status)
      } else if let status = try Self.status(of: source) {
        switch status.kind {
        case .folder: try addFolder(source)
        case .regular: try addNamed(source, status)
        case .other:
          throw .unreadable(path: source, detail: "it is neither a file nor a folder")
        }
      } else if GlobPattern.isPattern(source) {
        try addPattern(source)
      } else {
        throw .notFound(path: source)
      }
    }
  }

  // MARK: - The three kinds of sources

  private mutating func addNamed(_ path: String, _ status: FileStatus) throws(CorpusError) {
    let name = Self.lastComponent(path)
    let (probe, packing) = try look(at: path, name: name, formats: formats)
    switch probe {
    case .records(let format, let guess):
      add(path, name: name, status, packing, format: format, guess: guess)
    case .empty: throw .emptyFile(path: path)
    case .binary: throw .binaryFile(path: path, readable: formats.titles)
    case .unsupported(let found, let remedy):
      throw .unsupportedFormat(path: path, found: found, remedy: remedy)
    case .noRecords(let format, let detail, let remedy):
      throw .notRecords(path: path, format: format, detail: detail, remedy: remedy)
    }
  }

  private mutating func addFolder(_ path: String) throws(CorpusError) {
    let reachedBefore = reachedCount
    let skippedBefore = skipped.count
    // A folder that was named must be one that can be listed.
    _ = try Self.names(in: path)
    try addContents(of: path, below: path, onlyDataNames: true)
    try addTexts(unlessReached: reachedBefore)
    if reachedCount == reachedBefore {
      throw .emptyFolder(
        path: path, left: LeftOut(skipped[skippedBefore...], below: path),
        suffixes: formats.suffixes)
    }
  }

  private mutating func addContents(
    of folder: String, below root: String, onlyDataNames: Bool
  ) throws(CorpusError) {
    var visited: Set<Identity> = []
    var waiting = [folder]
    var found: [(path: String, status: FileStatus)] = []
    while let next = waiting.popLast() {
      guard let status = reach(next), let names = names(in: next) else { continue }
      // Links may lead back up.
      guard visited.insert(Identity(device: status.device, inode: status.inode)).inserted else {
        skipped.append(Skipped(next, "a folder that was reached on another way"))
        continue
      }
      for name in names {
        let path = Self.join(next, name)
        if name.hasPrefix(".") {
          skipped.append(Skipped(path, "hidden"))
        } else if let status = reach(path) {
          switch status.kind {
          case .folder: waiting.append(path)
          case .regular: found.append((path, status))
          case .other: skipped.append(noFile(path))
          }
        }
      }
    }
    found.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    for (path, status) in found {
      let name = String(path.dropFirst(root.count).drop { $0 == "/" })
      try addFound(path, name: name, status, onlyDataNames: onlyDataNames)
    }
  }

  private mutating func addPattern(_ pattern: String) throws(CorpusError) {
    var paths: [String] = []
    for plain in GlobPattern.expandBraces(pattern) { paths += try Self.paths(matching: plain) }
    paths.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let reachedBefore = reachedCount
    let skippedBefore = skipped.count
    for path in paths {
      guard let status = reach(path) else { continue }
      switch status.kind {
      case .folder: try addContents(of: path, below: path, onlyDataNames: true)
      case .regular: try addFound(path, name: path, status, onlyDataNames: false)
      case .other: skipped.append(noFile(path))
      }
    }
    try addTexts(unlessReached: reachedBefore)
    if reachedCount == reachedBefore {
      throw .noMatch(pattern: pattern, left: LeftOut(skipped[skippedBefore...], below: ""))
    }
  }

  /// Adds a file that was come across, or notes why not.
  private mutating func addFound(
    _ path: String, name: String, _ status: FileStatus, onlyDataNames: Bool
  ) throws(CorpusError) {
    let claim = formats.claim(on: Self.bareName(name))?.claim ?? .none
    if onlyDataNames && claim == .alone {
      texts.append(Text(path: path, name: name, status: status))
    } else if onlyDataNames && claim == .none {
      skip(path, name: name, status)
    } else {
      try addFound(path, name: name, status, claim, formats: formats)
    }
  }

  /// Adds the texts of a source that gave no other data; beside other data they are papers.
  ///
  /// `reachedBefore`: files that had been reached before the source.
  private mutating func addTexts(unlessReached reachedBefore: Int) throws(CorpusError) {
    let (found, isAlone) = (texts, reachedCount == reachedBefore)
    texts = []
    for text in found {
      let isPaper = !text.name.contains("/") && UnreadName.isPaper(Self.bareName(text.name))
      // Prose may look like a table, so texts that nobody named one by one are nothing else.
      if isAlone, !isPaper, let formats = formats.forTexts {
        try addFound(text.path, name: text.name, text.status, .alone, formats: formats)
      } else {
        skip(text.path, name: text.name, text.status)
      }
    }
  }

  /// Notes a file that is no data by its name.
  private mutating func skip(_ path: String, name: String, _ status: FileStatus) {
    let bare = Self.bareName(name)
    let unread = UnreadName(bare, isPacked: bare != Self.lastComponent(name).lowercased())
    // An empty file holds nothing that could be missed.
    skipped.append(
      Skipped(path, unread.reason, looksLikeData: unread.looksLikeData && status.byteCount > 0))
  }

  /// Adds a file by what it holds, or notes why not.
  private mutating func addFound(
    _ path: String, name: String, _ status: FileStatus, _ claim: NameClaim, formats: CorpusFormats
  ) throws(CorpusError) {
    let reason: String
    do throws(CorpusError) {
      let (probe, packing) = try look(at: path, name: name, formats: formats)
      switch probe {
      case .records(let format, let guess):
        add(path, name: name, status, packing, format: format, guess: guess)
        return
      case .empty:
        // A shard without records is nothing to worry about.
        skipped.append(Skipped(path, "empty"))
        return
      case .unsupported(let found, _):
        skipped.append(Skipped(path, "\(found), which is not read", looksLikeData: true))
        return
      case .binary: reason = "binary, no text"
      case .noRecords(_, let detail, _): reason = "no records: \(detail)"
      }
    } catch {
      skipped.append(Skipped(path, error.what, looksLikeData: isNamedAsData(path)))
      return
    }
    // Descriptions may be called `.json` too.
    let isMissed = claim == .alone || claim != .possible && isNamedAsData(path)
    skipped.append(Skipped(path, reason, looksLikeData: isMissed))
  }

  /// What stands at a path that was come across; what cannot be reached is noted.
  private mutating func reach(_ path: String) -> FileStatus? {
    do throws(CorpusError) {
      if let status = try Self.status(of: path) { return status }
      skipped.append(Skipped(path, "a link to nothing", looksLikeData: isNamedAsData(path)))
    } catch {
      skipped.append(Skipped(path, error.what, looksLikeData: isNamedAsData(path)))
    }
    return nil
  }

  /// The names in a folder that was come across; one that cannot be listed is noted.
  private mutating func names(in folder: String) -> [String]? {
    do throws(CorpusError) { return try Self.names(in: folder) } catch {
      skipped.append(Skipped(folder, "a folder that \(error.what)", looksLikeData: true))
      return nil
    }
  }

  private func noFile(_ path: String) -> Skipped {
    Skipped(path, "a pipe, socket or device", looksLikeData: isNamedAsData(path))
  }

  private func isNamedAsData(_ path: String) -> Bool {
    let bare = Self.bareName(path)
    let claim = formats.claim(on: bare)?.claim ?? .alone
    return claim != .alone
      || UnreadName(bare, isPacked: bare != Self.lastComponent(path).lowercased()).looksLikeData
  }

  private mutating func add(
    _ path: String, name: String, _ status: FileStatus, _ packing: DecompressingReader.Format,
    format: String, guess: String?
  ) {
    reachedCount += 1
    guard known.insert(Identity(device: status.device, inode: status.inode)).inserted else {
      if !paths.contains(path) {
        skipped.append(Skipped(path, "the same file as one that is read"))
      }
      return
    }
    paths.insert(path)
    files.append(
      CorpusFile(
        path: path, name: name, byteCount: status.byteCount,
        modifiedNanoseconds: status.modifiedNanoseconds, packing: packing, format: format,
        guess: guess))
  }

  // MARK: - Names

  private static let packingSuffixes = [".gz", ".gzip", ".zst", ".zstd", ".lz4", ".bz2", ".xz"]

  /// The last component of a path, in lower case, without the suffix of a packing.
  static func bareName(_ path: String) -> String {
    let name = lastComponent(path).lowercased()
    let packing = packingSuffixes.first { name.hasSuffix($0) }
    return String(name.dropLast(packing?.count ?? 0))
  }

  static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  // MARK: - The file system

  private static func status(of path: String) throws(CorpusError) -> FileStatus? {
    do throws(StorageError) { return try FileStatus.of(path) } catch {
      throw .unreadable(path: path, detail: reason(of: error))
    }
  }

  private static func names(in folder: String) throws(CorpusError) -> [String] {
    do throws(StorageError) {
      return try SystemCall.list(folder)
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw .unreadable(path: folder, detail: reason(of: error))
    }
  }

  private func look(
    at path: String, name: String, formats: CorpusFormats
  ) throws(CorpusError) -> (FileProbe, DecompressingReader.Format) {
    do throws(StorageError) {
      return try FileProbe.look(
        into: openFiles.file(path), name: Self.bareName(path), place: name, formats: formats)
    } catch {
      throw .unreadable(path: path, detail: Self.reason(of: error))
    }
  }

  /// Why storage refused, without the path.
  static func reason(of error: StorageError) -> String {
    switch error {
    case .system(let operation, _, let code): "\(operation): \(SystemCall.describe(code))"
    case .damaged(_, let offset, let detail): "byte \(offset): \(detail)"
    case .compression(let format, let detail): "\(format): \(detail)"
    case .unsupported(_, let detail): detail
    default: "\(error)"
    }
  }

  // MARK: - Patterns

  private static func paths(matching pattern: String) throws(CorpusError) -> [String] {
    let isAbsolute = pattern.hasPrefix("/")
    var bases: [String] = [isAbsolute ? "/" : ""]
    let components = pattern.split(separator: "/").map(String.init)
    for (number, component) in components.enumerated() {
      let isLast = number == components.count - 1
      var next: [String] = []
      for base in bases {
        if component == "**" {
          next += try foldersBelow(base)
          if isLast {
            var inside: [String] = []
            for folder in next { inside += try entries(of: folder, matching: "*") }
            next = inside
          }
        } else if GlobPattern.isPattern(component) || component.contains("\\") {
          next += try entries(of: base, matching: component)
        } else {
          let path = base.isEmpty ? component : join(base, component)
          if try status(of: path) != nil { next.append(path) }
        }
      }
      bases = next
      // "a/**/b/**" reaches some folders on several ways.
      var seen: Set<String> = []
      bases = bases.filter { seen.insert($0).inserted }
    }
    return bases
  }

  private static func entries(
    of folder: String, matching pattern: String
  ) throws(CorpusError) -> [String] {
    guard try status(of: folder.isEmpty ? "." : folder)?.kind == .folder else { return [] }
    return try names(in: folder.isEmpty ? "." : folder)
      .filter { GlobPattern.matches($0, pattern) }
      .map { folder.isEmpty ? $0 : join(folder, $0) }
  }

  /// A folder and all folders below it, hidden ones left out.
  private static func foldersBelow(_ folder: String) throws(CorpusError) -> [String] {
    var found: [String] = []
    var visited: Set<Identity> = []
    var waiting = [folder]
    while let next = waiting.popLast() {
      guard let status = try status(of: next.isEmpty ? "." : next), status.kind == .folder,
        visited.insert(Identity(device: status.device, inode: status.inode)).inserted
      else { continue }
      found.append(next)
      waiting += try entries(of: next, matching: "*")
    }
    return found
  }
}
