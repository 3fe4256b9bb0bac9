package import Records
package import Segments
package import Storage

extension FileEnvelope.Kind {
  /// What a run of indexing has written before its end.
  package static let unfinishedRun = FileEnvelope.Kind(number: 6, name: "unfinished run")
}

/// What a run of indexing has written so far and no commit names yet.
///
/// One enveloped file, ``name``, which the run replaces whenever a segment is full. Searches answer
/// from the last commit and do not look at it; only before the first commit it is all there is. A
/// run after a kill takes it up, and the commit at the end of the run makes it void: each commit
/// counts the runs that it ended, and a run says which one it is.
package struct UnfinishedRun: Sendable, Equatable {
  package var settings: IndexSettings
  /// Its number: one more than ``Commit/finishedRuns`` of the commit that it adds to.
  package var number: UInt64
  /// It takes the place of everything indexed before, instead of adding to it.
  package var startsOver: Bool
  /// Source files that the commit had when the run began; the run's own follow.
  package var firstFile: UInt64
  package var files: [Commit.SourceFile]
  package var segments: [Commit.Segment]
  package var nextSegment: UInt64
  package var nextOrdinal: UInt64
  /// Which paths of the records are columns, the commit's included.
  package var columns: ColumnLedger

  package static let name = "run"
  package static let version: UInt16 = 5
  private static let section: UInt32 = 1

  package init(
    settings: IndexSettings, number: UInt64, startsOver: Bool, firstFile: UInt64,
    files: [Commit.SourceFile], segments: [Commit.Segment], nextSegment: UInt64,
    nextOrdinal: UInt64, columns: ColumnLedger
  ) {
    self.settings = settings
    self.number = number
    self.startsOver = startsOver
    self.firstFile = firstFile
    self.files = files
    self.segments = segments
    self.nextSegment = nextSegment
    self.nextOrdinal = nextOrdinal
    self.columns = columns
  }

  /// The names of all files that the run has written, its own included.
  var fileNames: Set<String> {
    var names = Set(segments.flatMap(\.fileNames))
    for file in files where !file.checkpoints.isEmpty { names.insert(file.checkpoints) }
    names.insert(Self.name)
    return names
  }

  /// The run that has not ended, `nil` when there is none.
  ///
  /// `commit` is the newest one, `nil` before the first. A file that cannot be read is an error.
  package static func pending(
    in directory: any Directory, after commit: Commit?
  ) throws(StorageError) -> UnfinishedRun? {
    guard try directory.list().contains(name) else { return nil }
    let run = try UnfinishedRun(path: directory.path(of: name))
    return run.number == (commit?.finishedRuns ?? 0) + 1 ? run : nil
  }

  /// Publishes how far the run has come: afterwards it survives a power cut.
  package func write(to directory: any Directory) throws(StorageError) {
    var bytes = ByteWriter()
    settings.write(to: &bytes)
    bytes.append(number)
    bytes.append(UInt8(startsOver ? 1 : 0))
    bytes.append(firstFile)
    bytes.append(nextSegment)
    bytes.append(nextOrdinal)
    columns.write(to: &bytes)
    bytes.append(varint: UInt64(files.count))
    for file in files { file.write(to: &bytes) }
    bytes.append(varint: UInt64(segments.count))
    for segment in segments { segment.write(to: &bytes) }
    var id = ByteWriter()
    id.append(number)
    id.append(UInt64(Checksum.of(bytes.slice)))
    let writer = try EnvelopeWriter(
      in: directory, name: Self.name, kind: .unfinishedRun, version: Self.version,
      id: id.slice.array)
    try writer.beginSection(Self.section)
    try writer.append(bytes.slice)
    try writer.endSection()
    _ = try writer.finish()
    try directory.synchronize()
  }

  /// Reads the file of a run, verified whole.
  package init(path: String) throws(StorageError) {
    let file = try EnvelopeReader(
      path, kind: .unfinishedRun, versions: Self.version...Self.version)
    try file.verifyAll()
    guard let section = file.section(Self.section) else {
      throw .damaged(path: path, offset: 0, detail: "the unfinished run is empty")
    }
    var reader = ByteReader(
      try section.all(), damaged: section.damaged(at: 0, "the unfinished run is malformed"))
    settings = try IndexSettings(from: &reader, path: path)
    number = try reader.read(UInt64.self)
    startsOver = try reader.read(UInt8.self) == 1
    firstFile = try reader.read(UInt64.self)
    nextSegment = try reader.read(UInt64.self)
    nextOrdinal = try reader.read(UInt64.self)
    columns = try ColumnLedger(from: &reader, path: path)
    files = []
    for _ in 0..<(try reader.readCount()) { files.append(try Commit.SourceFile(from: &reader)) }
    segments = []
    for _ in 0..<(try reader.readCount()) { segments.append(try Commit.Segment(from: &reader)) }
    guard reader.isAtEnd else {
      throw section.damaged(at: UInt64(reader.offset), "the unfinished run has bytes left over")
    }
  }
}

extension Commit {
  /// What an unfinished run holds, as a state to search before there is a commit.
  init(partial run: UnfinishedRun) {
    self.init(settings: run.settings)
    files = run.files
    segments = run.segments
    nextSegment = run.nextSegment
    nextOrdinal = run.nextOrdinal
    columns = run.columns
  }

  /// Takes up an unfinished run where it stopped.
  ///
  /// A file that had not been read to its end is read again from its start: its records so far are
  /// marked, and their running numbers are given anew.
  mutating func take(up run: UnfinishedRun) {
    files.append(contentsOf: run.files)
    segments.append(contentsOf: run.segments)
    nextSegment = max(nextSegment, run.nextSegment)
    nextOrdinal = max(nextOrdinal, run.nextOrdinal)
    columns = run.columns
    for number in Int(run.firstFile)..<files.count
    where !files[number].isComplete && !files[number].isRetired {
      files[number].isRetired = true
      nextOrdinal = min(nextOrdinal, files[number].firstOrdinal)
    }
  }
}
