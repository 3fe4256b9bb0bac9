package import Corpora
internal import Indexing
package import Records
package import Storage

/// The data files behind some sources, listed and looked at once, for whoever goes on with them.
///
/// The files stay open as long as the listing is held, up to a limit, so that detecting, indexing and
/// fingerprinting read the same file that was listed.
public struct SourceListing: Sendable {
  /// A data file.
  struct Entry: Sendable {
    /// The path as it is remembered.
    var remembered: String
    var file: CorpusFile
  }

  /// In reading order.
  let entries: [Entry]
  /// Files that were come across and left out.
  let skipped: [CorpusFiles.Skipped]
  /// Why files have columns of their own, a sentence each.
  let layoutReasons: [String]
  /// What the user says of parts of the files.
  private let decided: [FileLayout.Part]
  /// What a description says of the fields.
  let described: FileLayout?
  let formats: CorpusFormats
  let openFiles: OpenFiles
  /// What remembered paths are relative to, with a slash behind; empty where they are not.
  private let prefix: String

  private static func remembered(_ path: String, below prefix: String) -> String {
    path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  /// A path as it is remembered.
  func remembered(_ path: String) -> String { Self.remembered(path, below: prefix) }

  /// Lists files, folders and patterns.
  ///
  /// - Parameters:
  ///   - sources: In the order of reading. Paths below the base are remembered relative to it when
  ///     all sources are relative.
  ///   - base: The folder that relative sources start from; the working directory when empty.
  ///   - reading: What is decided of how files are read.
  ///   - memory: Bytes of the run that they are listed for, of which packed files may take half;
  ///     without, none is too large.
  /// - Throws: ``IndexFailure`` with code `noInput` or `badFormat`.
  public init(
    _ sources: [String], base: String = "", reading: FileReading = FileReading(),
    memory: UInt64? = nil
  ) throws {
    try self.init(sources, base: base, reading: reading, described: nil, memory: memory)
  }

  /// The same, with what a description says of the files.
  package init(
    _ sources: [String], base: String, reading: FileReading, described: FileLayout?,
    memory: UInt64? = nil
  ) throws {
    try self.init(
      sources, base: base, formats: reading.formats, rules: reading.rules(described: described),
      memory: memory)
  }

  /// The same, for an engine that reads other formats.
  package init(
    _ sources: [String], base: String, formats: CorpusFormats,
    rules: LayoutRules = LayoutRules(source: .none), memory: UInt64? = nil
  ) throws {
    self = try IndexFailure.folding {
      try SourceListing(
        listing: sources, base: base, formats: formats, rules: rules,
        openFiles: OpenFiles(memory: memory))
    }
  }

  /// Looks at one file that is at hand and cannot be opened by its path: what came through a pipe.
  ///
  /// - Parameters:
  ///   - file: Remembered under its path; nothing is kept that only a later reader would need.
  ///   - reading: What is decided of how it is read.
  ///   - memory: Of the run.
  /// - Throws: ``IndexFailure`` with code `noInput` or `badFormat`.
  package init(_ file: RandomAccessFile, reading: FileReading, memory: UInt64? = nil) throws {
    self = try IndexFailure.folding {
      try SourceListing(
        listing: [file.path], base: "", formats: reading.formats,
        rules: reading.rules(described: nil), openFiles: OpenFiles(holding: file, memory: memory))
    }
  }

  private init(
    listing sources: [String], base: String, formats: CorpusFormats, rules: LayoutRules,
    openFiles: OpenFiles
  ) throws(CorpusError) {
    let listed = try CorpusFiles(
      sources.map { CorpusIndex.resolve($0, base: base) }, formats: formats, openFiles: openFiles,
      rules: rules)
    prefix = base.isEmpty || sources.contains { $0.hasPrefix("/") } ? "" : base + "/"
    entries = listed.files.map { [prefix] file in
      Entry(remembered: Self.remembered(file.path, below: prefix), file: file)
    }
    skipped = listed.skipped
    layoutReasons = (rules.described?.notes ?? []) + listed.reasons
    decided = rules.decided
    described = rules.described
    self.formats = formats
    self.openFiles = openFiles
    wantDigests()
  }

  /// Lists data files, each under the path that was given.
  init(
    files: [String], base: String, formats: CorpusFormats, memory: UInt64? = nil
  ) throws(CorpusError) {
    let openFiles = OpenFiles(memory: memory)
    var entries: [Entry] = []
    for path in files {
      let resolved = CorpusIndex.resolve(path, base: base)
      for file in try CorpusFiles([resolved], formats: formats, openFiles: openFiles).files {
        // A folder or a pattern gives files under its own resolved path.
        let isItself = file.path == resolved
        entries.append(Entry(remembered: isItself ? path : file.path, file: file))
      }
    }
    self.init(entries, formats: formats, openFiles: openFiles)
  }

  /// Files that were listed before, in this order.
  init(_ entries: [Entry], formats: CorpusFormats, openFiles: OpenFiles) {
    self.entries = entries
    skipped = []
    layoutReasons = []
    decided = []
    described = nil
    prefix = ""
    self.formats = formats
    self.openFiles = openFiles
  }

  /// Columns that the user gave files.
  var decidedLabels: [String] { Set(decided.flatMap(\.labels).map(\.column)).sorted() }

  /// What the user says of files that are not there, as it is written.
  var unusedLabels: [String] {
    decided.flatMap { part in
      part.labels.filter { label in
        !entries.contains { entry in
          entry.file.labels.contains {
            $0.column == label.column && Set($0.values).isSuperset(of: label.values)
          }
        }
      }.map {
        "\($0.column)=\($0.values.joined(separator: ","))@\(part.patterns.joined(separator: ","))"
      }
    }
  }

  /// What the user decided of how files are read that no file's format knows, under the names of plans.
  var unusedSettings: [String] {
    let heeded = Set(entries.flatMap { formats[$0.file.format]?.settingNames ?? [] })
    if entries.isEmpty { return [] }
    return formats.decided.names.filter { !heeded.contains($0) }
      .map { FileReading.plannedNames[$0] ?? $0 }
  }

  /// The same listing with some of its files.
  func filtered(_ isWanted: (Entry) -> Bool) -> SourceListing {
    with(entries.filter(isWanted))
  }

  /// The same listing with these of its files, in this order.
  func with(_ entries: [Entry]) -> SourceListing {
    SourceListing(entries, formats: formats, openFiles: openFiles)
  }
}

extension SourceListing {
  /// Bytes of one page, and how many evenly spread pages stand for a larger file.
  private static let page = (byteCount: 1 << 20, count: UInt64(1024))

  /// A short text that is equal for files with equal bytes in equal order, wherever they lie.
  ///
  /// Of each file its length and a CRC-32C of the content; of a file beyond 1 GiB, of 1,024 evenly
  /// spread MiB, the first and the last among them.
  ///
  /// - Throws: ``IndexFailure`` when a file cannot be read.
  /// - Complexity: O(bytes) at the speed of reading, bounded by 1 GiB a file.
  public func fingerprint() throws -> String { try fingerprints().joined(separator: ",") }

  /// The paths of the files as they are remembered, in reading order.
  public var paths: [String] { entries.map(\.remembered) }

  /// The paths as they are remembered, by those under which the files can be opened from any folder.
  public var rememberedPaths: [String: String] {
    Dictionary(
      entries.map { ($0.file.absolutePath, $0.remembered) }, uniquingKeysWith: { first, _ in first }
    )
  }

  /// The fingerprints of the files one by one, in reading order; else as ``fingerprint()``.
  public func fingerprints() throws -> [String] {
    try entries.map { entry in
      do {
        let checksum = try checksum(of: entry.file)
        return "\(entry.file.byteCount)-\(String(checksum, radix: 16))"
      } catch {
        throw IndexFailure(
          code: .noInput, message: "the file cannot be read: \(error)", at: .file(entry.file.path))
      }
    }
  }

  /// CRC-32C of all bytes of a file, or of the pages that stand for a large one.
  private func checksum(of file: CorpusFile) throws(StorageError) -> UInt32 {
    if let whole = try wholeChecksum(of: file) { return whole }
    let opened = try openFiles.file(file.path)
    var checksum = Checksum()
    let buffer = GrowableBuffer<UInt8>(repeating: 0, count: Self.page.byteCount)
    let pages = Self.page.count - 1
    let last = opened.status.byteCount - min(opened.status.byteCount, UInt64(buffer.count))
    for index in 0...pages {
      let count = try opened.read(
        into: buffer.view, at: index == pages ? last : last / pages * index)
      checksum.update(buffer.view[0..<count].slice)
    }
    return checksum.value
  }

  /// CRC-32C of all bytes of a file; `nil` for one that is too large, or shorter than it was.
  private func wholeChecksum(of file: CorpusFile) throws(StorageError) -> UInt32? {
    guard file.byteCount <= Self.wholeLimit else { return nil }
    return try openFiles.checksum(of: file.path, first: file.byteCount)
  }

  /// Notes in a commit by which bytes files that were read to their ends are known again.
  ///
  /// `firstFile`: number of the first of them in the commit.
  func noteChecksums(in commit: inout Commit, from firstFile: Int) throws(StorageError) {
    for (index, entry) in entries.enumerated() where entry.file.endOffset == .max {
      guard entry.file.byteCount <= Self.wholeLimit else { continue }
      let known = commit.files[firstFile + index]
      commit.files[firstFile + index].checksum = try openFiles.checksum(
        of: entry.file.path, first: checkedByteCount(of: known))
    }
  }
}
