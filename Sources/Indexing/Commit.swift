package import Records
package import Segments
package import Storage

extension FileEnvelope.Kind {
  /// A commit of an index.
  package static let commit = FileEnvelope.Kind(number: 2, name: "commit")
}

/// A published state of an index: its segments, the files they came from, its settings.
///
/// A commit is one enveloped file, `commit-N`, written under a temporary name, synced and
/// renamed. It always holds whole runs of indexing; what a run has written before its end is an
/// ``UnfinishedRun``. What neither names is swept.
package struct Commit: Sendable, Equatable {
  package var generation: UInt64
  package var settings: IndexSettings
  /// Source files by number; numbers are never used again.
  package var files: [SourceFile]
  package var segments: [Segment]
  /// Every delete there was, by rising number.
  package var deletes: [Delete]
  /// Number of the next segment file.
  package var nextSegment: UInt64
  /// Running number of the next record; numbers of whole runs are never used again.
  package var nextOrdinal: UInt64
  /// Runs of indexing that ended well; tells whether an ``UnfinishedRun`` is still one.
  package var finishedRuns: UInt64
  /// The first record id that two records share: all go by their running numbers then.
  package var repeatedID: RepeatedID?
  /// Which paths of the records are columns.
  package var columns: ColumnLedger

  package init(settings: IndexSettings) {
    generation = 0
    self.settings = settings
    files = []
    segments = []
    deletes = []
    nextSegment = 1
    nextOrdinal = 0
    finishedRuns = 0
    columns = ColumnLedger(settings.schema)
  }

  package static let version: UInt16 = 7
  private static let section: UInt32 = 1

  package static func name(_ generation: UInt64) -> String { "commit-\(generation)" }

  /// The generation in a file name, `nil` when it is no commit.
  package static func generation(of name: String) -> UInt64? {
    guard name.hasPrefix("commit-") else { return nil }
    return UInt64(name.dropFirst("commit-".count))
  }

  /// The names of all files that the commit consists of, its own left out.
  package var fileNames: Set<String> {
    var names = Set(segments.flatMap(\.fileNames))
    for file in files where !file.checkpoints.isEmpty { names.insert(file.checkpoints) }
    for delete in deletes where !delete.isUndone { names.insert(delete.name) }
    return names
  }

  /// Numbers of the source files that were replaced or removed.
  package var retiredFiles: Set<UInt32> {
    Set(files.indices.filter { files[$0].isRetired }.map { UInt32($0) })
  }

  /// The name of the file of checkpoints of a source file.
  ///
  /// With the number of the run that reads it: when everything is indexed again, files are numbered
  /// anew beside the commit that still answers.
  package static func checkpointsName(_ file: Int, run: UInt64) -> String {
    numbered(UInt64(file)) + "-\(run).checkpoints"
  }

  /// A file's number as names have it: at least eight hexadecimal digits.
  static func numbered(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  /// Publishes the commit: afterwards it survives a power cut.
  package func write(to directory: any Directory) throws(StorageError) {
    var bytes = ByteWriter()
    settings.write(to: &bytes)
    bytes.append(generation)
    bytes.append(nextSegment)
    bytes.append(nextOrdinal)
    bytes.append(finishedRuns)
    columns.write(to: &bytes)
    bytes.append(varint: UInt64(files.count))
    for file in files { file.write(to: &bytes) }
    bytes.append(varint: UInt64(segments.count))
    for segment in segments { segment.write(to: &bytes) }
    bytes.append(varint: UInt64(deletes.count))
    for delete in deletes { delete.write(to: &bytes) }
    bytes.append(repeatedID?.kind ?? 0)
    repeatedID?.write(to: &bytes)
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
    CommitMark.tell(of: generation, in: directory)
  }

  /// Reads a commit file, verified whole.
  package init(path: String) throws(StorageError) {
    let file = try EnvelopeReader(path, kind: .commit, versions: Self.version...Self.version)
    try file.verifyAll()
    guard let section = file.section(Self.section) else {
      throw .damaged(path: path, offset: 0, detail: "the commit is empty")
    }
    var reader = ByteReader(
      try section.all(), damaged: section.damaged(at: 0, "the commit is malformed"))
    settings = try IndexSettings(from: &reader, path: path)
    generation = try reader.read(UInt64.self)
    if let named = Self.generation(of: path.split(separator: "/").last.map(String.init) ?? path),
      named != generation
    {
      throw section.damaged(at: 0, "this is commit \(generation) under another's name")
    }
    nextSegment = try reader.read(UInt64.self)
    nextOrdinal = try reader.read(UInt64.self)
    finishedRuns = try reader.read(UInt64.self)
    columns = try ColumnLedger(from: &reader, path: path)
    files = []
    for _ in 0..<(try reader.readCount()) { files.append(try SourceFile(from: &reader)) }
    segments = []
    for _ in 0..<(try reader.readCount()) { segments.append(try Segment(from: &reader)) }
    deletes = []
    for _ in 0..<(try reader.readCount()) { deletes.append(try Delete(from: &reader)) }
    let kind = try reader.read(UInt8.self)
    repeatedID = kind == 0 ? nil : try RepeatedID(kind, from: &reader)
    guard reader.isAtEnd else {
      throw section.damaged(at: UInt64(reader.offset), "the commit has bytes left over")
    }
  }

  /// Numbers of the commits in a folder, newest first.
  package static func generations(
    in directory: any Directory
  ) throws(StorageError) -> [UInt64] {
    try directory.list().compactMap(generation(of:)).sorted(by: >)
  }

  /// The newest commit in a folder, `nil` when there is none.
  ///
  /// - Throws: When it is lost or cannot be read: an older one would bring back what was deleted since.
  package static func newest(in directory: any Directory) throws(StorageError) -> Commit? {
    if let lost = try CommitMark.lost(in: directory) {
      throw CommitMark.lossOf(lost, in: directory)
    }
    guard let generation = try generations(in: directory).first else { return nil }
    return try Commit(path: directory.path(of: name(generation)))
  }
}
