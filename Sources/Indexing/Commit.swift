package import Segments
package import Storage

extension FileEnvelope.Kind {
  /// A commit of an index.
  package static let commit = FileEnvelope.Kind(number: 2, name: "commit")
}

/// A published state of an index: its segments, the files they came from, its settings.
///
/// A commit is one enveloped file, `commit-N`, written under a temporary name, synced and
/// renamed. What no commit names is swept.
package struct Commit: Sendable, Equatable {
  /// A source file, as far as it has been indexed.
  package struct SourceFile: Sendable, Equatable {
    /// Path as given, relative to the index's base folder or absolute.
    package var path: String
    package var byteCount: UInt64
    package var modifiedNanoseconds: Int64
    /// Records indexed from it.
    package var records: UInt64
    /// Reading has reached its end.
    package var isComplete: Bool
    /// The file was replaced or removed since; its records are deleted.
    package var isRetired: Bool
    /// Name of the format that its records are read with; empty in commits of the first version.
    package var format: String
    /// Name of the file of checkpoints, empty where there is none.
    package var checkpoints: String

    package init(
      path: String, byteCount: UInt64, modifiedNanoseconds: Int64, records: UInt64 = 0,
      isComplete: Bool = false, isRetired: Bool = false, format: String = "",
      checkpoints: String = ""
    ) {
      self.path = path
      self.byteCount = byteCount
      self.modifiedNanoseconds = modifiedNanoseconds
      self.records = records
      self.isComplete = isComplete
      self.isRetired = isRetired
      self.format = format
      self.checkpoints = checkpoints
    }

    /// What its checkpoints are bound to.
    package var identity: CheckpointFile.Source {
      CheckpointFile.Source(byteCount: byteCount, modifiedNanoseconds: modifiedNanoseconds)
    }
  }

  /// One segment of the commit.
  package struct Segment: Sendable, Equatable {
    package var name: String
    package var byteCount: UInt64
    package var summary: SegmentSummary
    /// Name of the file of deleted documents; empty when none is deleted.
    package var deletions: String
    package var deletedCount: UInt64

    package init(
      name: String, byteCount: UInt64, summary: SegmentSummary, deletions: String = "",
      deletedCount: UInt64 = 0
    ) {
      self.name = name
      self.byteCount = byteCount
      self.summary = summary
      self.deletions = deletions
      self.deletedCount = deletedCount
    }
  }

  package var generation: UInt64
  package var settings: IndexSettings
  /// Source files by number; numbers are never used again.
  package var files: [SourceFile]
  package var segments: [Segment]
  /// Number of the next segment file.
  package var nextSegment: UInt64
  /// Running number of the next record.
  package var nextOrdinal: UInt64
  /// Records that could not be used, over all files.
  package var badRecords: UInt64

  package init(settings: IndexSettings) {
    generation = 0
    self.settings = settings
    files = []
    segments = []
    nextSegment = 1
    nextOrdinal = 0
    badRecords = 0
  }

  package static let version: UInt16 = 2
  private static let section: UInt32 = 1

  package static func name(_ generation: UInt64) -> String { "commit-\(generation)" }

  /// The generation in a file name, `nil` when it is no commit.
  package static func generation(of name: String) -> UInt64? {
    guard name.hasPrefix("commit-") else { return nil }
    return UInt64(name.dropFirst("commit-".count))
  }

  /// The names of all files that the commit consists of, its own left out.
  package var fileNames: Set<String> {
    var names: Set<String> = []
    for segment in segments {
      names.insert(segment.name)
      if !segment.deletions.isEmpty { names.insert(segment.deletions) }
    }
    for file in files where !file.checkpoints.isEmpty { names.insert(file.checkpoints) }
    return names
  }

  /// The name of the file of checkpoints of a source file.
  package static func checkpointsName(_ file: Int) -> String {
    let digits = String(file, radix: 16)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".checkpoints"
  }

  /// Publishes the commit: afterwards it survives a power cut.
  package func write(to directory: any Directory) throws(StorageError) {
    var bytes = ByteWriter()
    settings.write(to: &bytes)
    bytes.append(generation)
    bytes.append(nextSegment)
    bytes.append(nextOrdinal)
    bytes.append(badRecords)
    bytes.append(varint: UInt64(files.count))
    for file in files {
      bytes.append(text: file.path)
      bytes.append(file.byteCount)
      bytes.append(UInt64(bitPattern: file.modifiedNanoseconds))
      bytes.append(file.records)
      bytes.append(UInt8((file.isComplete ? 1 : 0) | (file.isRetired ? 2 : 0)))
      bytes.append(text: file.format)
      bytes.append(text: file.checkpoints)
    }
    bytes.append(varint: UInt64(segments.count))
    for segment in segments {
      bytes.append(text: segment.name)
      bytes.append(segment.byteCount)
      segment.summary.write(to: &bytes)
      bytes.append(text: segment.deletions)
      bytes.append(segment.deletedCount)
    }
    var id = ByteWriter()
    id.append(generation)
    id.append(UInt64(Checksum.of(bytes.slice)))
    let writer = try EnvelopeWriter(
      in: directory, name: Self.name(generation), kind: .commit, version: Self.version,
      id: id.slice.array)
    try writer.beginSection(Self.section)
    try writer.append(bytes.slice)
    try writer.endSection()
    _ = try writer.finish()
    try directory.synchronize()
  }

  /// Reads a commit file, verified whole.
  package init(path: String) throws(StorageError) {
    let file = try EnvelopeReader(path, kind: .commit, versions: 1...Self.version)
    try file.verifyAll()
    guard let section = file.section(Self.section) else {
      throw .damaged(path: path, offset: 0, detail: "the commit is empty")
    }
    var reader = ByteReader(
      try section.all(), damaged: section.damaged(at: 0, "the commit is malformed"))
    settings = try IndexSettings(from: &reader, path: path)
    generation = try reader.read(UInt64.self)
    nextSegment = try reader.read(UInt64.self)
    nextOrdinal = try reader.read(UInt64.self)
    badRecords = try reader.read(UInt64.self)
    files = []
    for _ in 0..<(try reader.readCount()) {
      let path = try reader.readText()
      let byteCount = try reader.read(UInt64.self)
      let modified = Int64(bitPattern: try reader.read(UInt64.self))
      let records = try reader.read(UInt64.self)
      let flags = try reader.read(UInt8.self)
      // The first version knew one format and kept no checkpoints.
      files.append(
        SourceFile(
          path: path, byteCount: byteCount, modifiedNanoseconds: modified, records: records,
          isComplete: flags & 1 != 0, isRetired: flags & 2 != 0,
          format: file.version == 1 ? "" : try reader.readText(),
          checkpoints: file.version == 1 ? "" : try reader.readText()))
    }
    segments = []
    for _ in 0..<(try reader.readCount()) {
      let name = try reader.readText()
      let byteCount = try reader.read(UInt64.self)
      let summary = try SegmentSummary(from: &reader)
      let deletions = try reader.readText()
      let deletedCount = try reader.read(UInt64.self)
      segments.append(
        Segment(
          name: name, byteCount: byteCount, summary: summary, deletions: deletions,
          deletedCount: deletedCount))
    }
    guard reader.isAtEnd else {
      throw section.damaged(at: UInt64(reader.offset), "the commit has bytes left over")
    }
  }

  /// The newest commit in a folder that can be read, and what is wrong with newer ones.
  package static func newest(
    in directory: any Directory
  ) throws(StorageError) -> (
    commit: Commit?, problems: [StorageError]
  ) {
    let generations = try directory.list().compactMap(generation(of:)).sorted(by: >)
    var problems: [StorageError] = []
    for generation in generations {
      do throws(StorageError) {
        return (try Commit(path: directory.path(of: name(generation))), problems)
      } catch {
        problems.append(error)
      }
    }
    if let first = problems.first { throw first }
    return (nil, [])
  }
}
