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
    /// It has the name of a data file, so leaving it out deserves attention.
    package var looksLikeData: Bool
  }

  package private(set) var files: [CorpusFile] = []
  package private(set) var skipped: [Skipped] = []

  /// Bytes of all files as they lie on disk.
  package var byteCount: UInt64 { files.reduce(0) { $0 + $1.byteCount } }

  private let formats: CorpusFormats
  private let openFiles: OpenFiles
  private var known: Set<Identity> = []
  /// Data files come across, known ones included.
  private var reachedCount = 0

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
      if let status = try Self.status(of: source) {
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
    let (probe, packing) = try look(at: path)
    switch probe {
    case .records(let format):
      add(path, name: Self.lastComponent(path), status, packing, format: format)
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
    try addContents(of: path, below: path, onlyDataNames: true)
    if reachedCount == reachedBefore {
      throw .emptyFolder(
        path: path, seen: skipped.count - skippedBefore, suffixes: formats.suffixes)
    }
  }

  private mutating func addContents(
    of folder: String, below root: String, onlyDataNames: Bool
  ) throws(CorpusError) {
    var visited: Set<Identity> = []
    var waiting = [folder]
    var found: [(path: String, status: FileStatus)] = []
    while let next = waiting.popLast() {
      guard let status = try Self.status(of: next) else { continue }
      // Links may lead back up.
      guard visited.insert(Identity(device: status.device, inode: status.inode)).inserted else {
        continue
      }
      for name in try Self.names(in: next) where !name.hasPrefix(".") {
        let path = Self.join(next, name)
        guard let status = try Self.status(of: path) else { continue }
        switch status.kind {
        case .folder: waiting.append(path)
        case .regular: found.append((path, status))
        case .other: break
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
    for path in paths {
      guard let status = try Self.status(of: path) else { continue }
      switch status.kind {
      case .folder: try addContents(of: path, below: path, onlyDataNames: true)
      case .regular: try addFound(path, name: path, status, onlyDataNames: false)
      case .other: break
      }
    }
    if reachedCount == reachedBefore { throw .noMatch(pattern: pattern) }
  }

  /// Adds a file that was come across, or notes why not.
  private mutating func addFound(
    _ path: String, name: String, _ status: FileStatus, onlyDataNames: Bool
  ) throws(CorpusError) {
    let claim = formats.claim(on: Self.bareName(name))?.claim ?? .none
    if onlyDataNames && claim == .none {
      skipped.append(
        Skipped(path: path, reason: "not a data file by its name", looksLikeData: false))
      return
    }
    let reason: String
    do throws(CorpusError) {
      let (probe, packing) = try look(at: path)
      switch probe {
      case .records(let format):
        add(path, name: name, status, packing, format: format)
        return
      case .empty:
        // A shard without records is nothing to worry about.
        skipped.append(Skipped(path: path, reason: "empty", looksLikeData: false))
        return
      case .binary: reason = "binary, no text"
      case .unsupported(let found, _): reason = "\(found), which is not read"
      case .noRecords(_, let detail, _): reason = "no records: \(detail)"
      }
    } catch {
      reason = error.what
    }
    skipped.append(Skipped(path: path, reason: reason, looksLikeData: claim == .certain))
  }

  private mutating func add(
    _ path: String, name: String, _ status: FileStatus, _ packing: DecompressingReader.Format,
    format: String
  ) {
    reachedCount += 1
    guard known.insert(Identity(device: status.device, inode: status.inode)).inserted else {
      return
    }
    files.append(
      CorpusFile(
        path: path, name: name, byteCount: status.byteCount,
        modifiedNanoseconds: status.modifiedNanoseconds, packing: packing, format: format))
  }

  // MARK: - Names

  private static let packingSuffixes = [".gz", ".gzip", ".zst", ".zstd", ".lz4"]
  /// The last component of a path, in lower case, without the suffix of a packing.
  private static func bareName(_ path: String) -> String {
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
    at path: String
  ) throws(CorpusError) -> (FileProbe, DecompressingReader.Format) {
    do throws(StorageError) {
      return try FileProbe.look(
        into: openFiles.file(path), name: Self.bareName(path), formats: formats)
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
