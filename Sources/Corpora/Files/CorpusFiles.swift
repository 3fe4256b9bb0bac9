internal import Records
internal import Storage

/// The data files of a corpus, in reading order.
///
/// Built from what a user names: files, folders and patterns, in the order given; folders and
/// patterns give their files sorted by the bytes of their paths, so that the order, and with it
/// every record's number, is the same everywhere. A file that is reached twice is read once. An archive
/// counts as a folder.
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

  /// Why files have the columns that they have (``CorpusFile/labels``), a sentence each.
  package private(set) var reasons: [String] = []

  private let formats: CorpusFormats
  private let openFiles: OpenFiles
  private let rules: LayoutRules
  private var known: Set<Identity> = []
  private var paths: Set<ExactText> = []
  /// Data files come across, known ones included.
  private var reachedCount = 0
  /// By file, its path below the folder or the fixed part of the pattern that was named.
  private var places: [String] = []
  /// Not every source is a data file.
  private var hasFolders = false
  /// The fixed part of the pattern at hand.
  private var fixedPart = ""
  /// The description names files that are there, so that others are none of the dataset.
  private var leavesOutOthers = false
  /// Files of the source at hand that are data only where there is no other.
  private var texts: [Text] = []

  private struct Text {
    var path: String
    var name: String
    var status: FileStatus
  }

  struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64
    /// Of a file in an archive, its name there.
    var member = ExactText("")
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
  ///   - rules: What decides to which parts of the dataset the files belong.
  /// - Throws: ``CorpusError`` when a source gives no file at all.
  package init(
    _ sources: [String], formats: CorpusFormats = .builtIn, openFiles: OpenFiles = OpenFiles(),
    rules: LayoutRules = LayoutRules(source: .none)
  ) throws(CorpusError) {
    self.formats = formats
    self.openFiles = openFiles
    self.rules = rules
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
      } else if openFiles.archivePath(source) != nil {
        try addMember(source)
      } else if GlobPattern.isPattern(source) {
        try addPattern(source)
      } else {
        throw .notFound(path: source)
      }
    }
    if sources.count == 1 { noteMissing(below: sources[0]) }
    label()
  }

  /// Names the files that the description says lie in the folder and that do not.
  private mutating func noteMissing(below folder: String) {
    guard hasFolders, let described = rules.described else { return }
    let skippedNames = skipped.map { $0.path.dropFirst(folder.count).drop { $0 == "/" } }
    for pattern in described.parts.flatMap(\.patterns) where !pattern.contains("://") {
      let path = Self.join(folder, pattern)
      let isThere =
        (try? Self.status(of: path)) != nil
        || places.contains { GlobPattern.matchesPath($0, pattern) }
        || skippedNames.contains { GlobPattern.matchesPath(String($0), pattern) }
      if isThere || skipped.contains(where: { $0.path == path }) { continue }
      skipped.append(Skipped(path, "named by \(described.source), and not there"))
    }
  }

  /// Gives the files their columns.
  private mutating func label() {
    noteSidecars()
    // A file by itself is no part of anything, unless somebody says so.
    if files.count == 1, !hasFolders, rules.decided.isEmpty { return }
    let labels = rules.labels(of: places, &reasons)
    for index in files.indices where !labels[index].isEmpty { files[index].labels = labels[index] }
  }

  // MARK: - The three kinds of sources

  private mutating func addNamed(_ path: String, _ status: FileStatus) throws(CorpusError) {
    let name = Self.lastComponent(path)
    let (probe, packing) = try look(at: path, name: name, formats: formats)
    switch probe {
    case .records(let format, let guess):
      add(path, name: name, status, packing, format: format, guess: guess)
    case .archive:
      let before = (reached: reachedCount, skipped: skipped.count)
      try addArchive(path, name: "", status)
      try addTexts(unlessReached: before.reached)
      if reachedCount == before.reached {
        throw .emptyFolder(
          path: path, left: LeftOut(skipped[before.skipped...], below: path),
          suffixes: formats.suffixes)
      }
    case .empty: throw .emptyFile(path: path)
    case .binary: throw .binaryFile(path: path, readable: formats.titles)
    case .unsupported(let found, let remedy):
      throw .unsupportedFormat(path: path, found: found, remedy: remedy)
    case .noRecords(let format, let detail, let remedy):
      throw .notRecords(path: path, format: format, detail: detail, remedy: remedy)
    }
  }

  /// Adds a file inside an archive that was named by itself.
  private mutating func addMember(_ path: String) throws(CorpusError) {
    let file: RandomAccessFile
    do throws(StorageError) { file = try openFiles.file(path) } catch {
      guard case .system = error else {
        throw .unreadable(path: path, detail: Self.reason(of: error))
      }
      throw .notFound(path: path)
    }
    try addNamed(path, file.status)
  }

  /// Adds the files of an archive as those of a folder.
  ///
  /// `name`: its path below the folder that was named; empty for an archive that was named itself.
  private mutating func addArchive(
    _ path: String, name: String, _ status: FileStatus
  ) throws(CorpusError) {
    hasFolders = true
    let archive: Archive?
    do throws(StorageError) { archive = try openFiles.archive(path) } catch {
      throw .unreadable(path: path, detail: Self.reason(of: error))
    }
    guard let archive else {
      throw .unreadable(path: path, detail: "it begins as an archive does and is none")
    }
    for member in archive.unread {
      skipped.append(
        Skipped(
          Self.join(path, member.name), member.reason,
          looksLikeData: member.isDamage || isNamedAsData(member.name)))
    }
    let members = archive.members.sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    for member in members {
      var own = status
      own.byteCount = member.byteCount
      let place = Self.join(path, member.name)
      let refusal = member.name.split(separator: "/")
        .lazy.compactMap { UnreadFolder.refusal(of: String($0)) }.first
      if let refusal {
        skipped.append(Skipped(place, refusal.reason, looksLikeData: refusal.looksLikeData))
      } else {
        try addFound(
          place, name: name.isEmpty ? member.name : Self.join(name, member.name), own,
          onlyDataNames: true)
      }
    }
  }

  private mutating func addFolder(_ path: String) throws(CorpusError) {
    let reachedBefore = reachedCount
    let skippedBefore = skipped.count
    hasFolders = true
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
        if let refusal = UnreadFolder.refusal(of: name) {
          skipped.append(Skipped(path, refusal.reason, looksLikeData: refusal.looksLikeData))
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
    func name(of path: String) -> String { String(path.dropFirst(root.count).drop { $0 == "/" }) }
    leavesOutOthers = found.contains { !rules.parts(of: name(of: $0.path)).isEmpty }
    let sidecars = SidecarNaming(
      rules.source == .none ? [] : found.map { name(of: $0.path) })
    let joined = Set(sidecars.beside.values.joined().map(\.path))
    for (path, status) in found {
      let name = name(of: path)
      if joined.contains(name) { continue }
      if let reason = sidecars.alone[name] {
        skipped.append(Skipped(path, reason, looksLikeData: true))
        continue
      }
      defer {
        let found = sidecars.beside[name] ?? []
        if !found.isEmpty, files.last?.path.isWritten(like: path) == true {
          attach(found.map { (Self.join(root, $0.path), $0.name, $0.root) })
        }
      }
      try addFound(path, name: name, status, onlyDataNames: onlyDataNames)
    }
  }

  /// Joins attributes to the file that was added last, those that have ids as it has.
  private mutating func attach(_ found: [(path: String, name: String, root: String)]) {
    var sidecars: [Sidecar] = []
    for (path, name, root) in found {
      guard let status = reach(path) else { continue }
      let sidecar = Sidecar(
        name: name, path: path, root: root, byteCount: status.byteCount,
        modifiedNanoseconds: status.modifiedNanoseconds)
      if let refusal = SidecarOrder.refusal(of: sidecar, beside: files[files.count - 1], openFiles)
      {
        skipped.append(
          Skipped(path, "attributes that are not joined: \(refusal)", looksLikeData: true))
      } else {
        sidecars.append(sidecar)
      }
    }
    if !sidecars.isEmpty { files[files.count - 1].attach(sidecars) }
  }

  /// Says which attributes are joined to how many files.
  private mutating func noteSidecars() {
    var names: [String] = []
    for sidecar in files.flatMap(\.sidecars) where !names.contains(sidecar.name) {
      names.append(sidecar.name)
    }
    for name in names {
      let count = files.count { $0.sidecars.contains { $0.name == name } }
      reasons.append(
        "\(name): joined by id to the documents of \(count == 1 ? "1 file" : "\(count) files"); the "
          + "values of its spans are columns")
    }
  }

  private mutating func addPattern(_ pattern: String) throws(CorpusError) {
    hasFolders = true
    fixedPart = String(
      pattern.prefix { !GlobPattern.isPattern(String($0)) && $0 != "\\" }
        .reversed().drop { $0 != "/" }.reversed())
    defer { fixedPart = "" }
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
    let claim =
      Self.isArchiveName(name)
      ? .certain : formats.claim(on: Self.bareName(name))?.claim ?? .none
    if leavesOutOthers, let described = rules.described, claim == .certain || claim == .possible,
      !Self.isArchiveName(name), rules.parts(of: name).isEmpty
    {
      skipped.append(Skipped(path, "not among the files that \(described.source) names"))
    } else if onlyDataNames && claim == .alone {
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
      case .archive:
        guard openFiles.archivePath(path) == nil else {
          skipped.append(
            Skipped(path, "an archive inside an archive, which is not read", looksLikeData: true))
          return
        }
        let before = (reached: reachedCount, skipped: skipped.count)
        try addArchive(path, name: name, status)
        if reachedCount == before.reached, skipped.count == before.skipped {
          skipped.append(Skipped(path, "an archive without files"))
        }
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
    if Self.isArchiveName(path) { return true }
    let claim = formats.claim(on: bare)?.claim ?? .alone
    return claim != .alone
      || UnreadName(bare, isPacked: bare != Self.lastComponent(path).lowercased()).looksLikeData
  }

  private mutating func add(
    _ path: String, name: String, _ status: FileStatus, _ packing: DecompressingReader.Format,
    format: String, guess: String?
  ) {
    reachedCount += 1
    let member = openFiles.archivePath(path)?.member ?? ""
    let identity = Identity(device: status.device, inode: status.inode, member: ExactText(member))
    guard known.insert(identity).inserted else {
      if !paths.contains(ExactText(path)) {
        skipped.append(Skipped(path, "the same file as one that is read"))
      }
      return
    }
    paths.insert(ExactText(path))
    places.append(name.hasPrefix(fixedPart) ? String(name.dropFirst(fixedPart.count)) : name)
    files.append(
      CorpusFile(
        path: path, name: name, byteCount: status.byteCount,
        modifiedNanoseconds: status.modifiedNanoseconds, packing: packing, format: format,
        guess: guess))
  }

  // MARK: - Names

  private static let packingSuffixes = [".gz", ".gzip", ".zst", ".zstd", ".lz4", ".bz2", ".xz"]

  /// The file is named as archives are that have no other meaning.
  static func isArchiveName(_ path: String) -> Bool {
    let name = lastComponent(path).lowercased()
    return [".zip", ".tar", ".tgz"].contains { bareName(name).hasSuffix($0) }
  }

  /// The file is named as packed ones are.
  static func isNamedAsPacked(_ path: String) -> Bool {
    let name = lastComponent(path).lowercased()
    return name.hasSuffix(".tgz") || packingSuffixes.contains { name.hasSuffix($0) }
  }

  /// The last component of a path, in lower case, without the suffix of a packing.
  static func bareName(_ path: String) -> String {
    let name = lastComponent(path).lowercased()
    let packing = packingSuffixes.first { name.hasSuffix($0) }
    return String(name.dropLast(packing?.count ?? 0))
  }

  static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  // MARK: - The file system

  private static func status(of path: String) throws(CorpusError) -> FileStatus? {
    do throws(StorageError) { return try FileStatus.of(path) } catch {
      throw .unreadable(path: path, detail: reason(of: error))
    }
  }

  static func names(in folder: String) throws(CorpusError) -> [String] {
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
        into: openFiles.file(path), name: Self.bareName(path), place: name,
        formats: formats.with(described: rules.settings(of: name)))
    } catch {
      if let refusal = error.windowRefusal {
        throw .unsupportedFormat(path: path, found: refusal.what, remedy: refusal.remedy)
      }
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
    case .windowTooLarge(_, let offset, _, _):
      error.windowRefusal.map { "byte \(offset): \($0.what); \($0.remedy)" } ?? "\(error)"
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
      var seen: Set<ExactText> = []
      bases = bases.filter { seen.insert(ExactText($0)).inserted }
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
