package import Records
package import Segments
package import Storage

extension Commit {
  /// A source file, as far as it has been indexed; or a part of one.
  ///
  /// What was appended to a file is a part of its own, under the same path. All parts of a file have
  /// its size and time; only the last one knows its checksum.
  package struct SourceFile: Sendable, Equatable {
    /// Path as given, relative to the index's base folder or absolute.
    package var path: String
    package var byteCount: UInt64
    package var modifiedNanoseconds: Int64
    /// Records indexed from it.
    package var records: UInt64
    /// Running number of its first record; ``unknownOrdinal`` until one was read.
    package var firstOrdinal: UInt64
    /// Reading has reached its end.
    package var isComplete: Bool
    /// The file was replaced or removed since; its records are deleted for good.
    package var isRetired: Bool
    /// Name of the format that its records are read with.
    package var format: String
    /// Name of the file of checkpoints, empty where there is none.
    package var checkpoints: String
    /// Where its records begin in the file.
    package var start = FilePosition()
    /// Where they end, once it is complete.
    package var end = FilePosition()
    /// What is appended to the file changes nothing of what was read.
    package var isContinuable = false
    /// CRC-32C of all bytes of the file; `nil` when it is too large to be read for that, or was not.
    package var checksum: UInt32?
    /// What could not be used of it.
    package var problems = Problems()
    /// The index that it was taken over from, by the name that it had; empty where there is none.
    package var origin = ""

    /// What a run met in a file.
    package struct Problems: Sendable, Equatable {
      /// Records that are missing.
      package var lost: UInt64 = 0
      /// Records kept with a blemish.
      package var repaired: UInt64 = 0
      /// Values that are not in their columns.
      package var leftOut: UInt64 = 0
      /// The end of the file could not be read.
      package var isCut = false
      /// The first of all these, with its place; empty when there is none.
      package var first = ""

      package init() {}

      package var isEmpty: Bool { lost == 0 && repaired == 0 && leftOut == 0 && !isCut }
    }

    /// Stands for a first record that is not known.
    package static let unknownOrdinal = UInt64.max

    package init(
      path: String, byteCount: UInt64, modifiedNanoseconds: Int64, records: UInt64 = 0,
      firstOrdinal: UInt64 = SourceFile.unknownOrdinal, isComplete: Bool = false,
      isRetired: Bool = false, format: String = "", checkpoints: String = ""
    ) {
      self.path = path
      self.byteCount = byteCount
      self.modifiedNanoseconds = modifiedNanoseconds
      self.records = records
      self.firstOrdinal = firstOrdinal
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
    /// Deleted documents whose source file is gone: a merge leaves them out.
    ///
    /// The others were taken out by a ``Delete`` and can be brought back.
    package var retiredCount: UInt64
    /// Where it stands among the files, records and columns of the index.
    package var placement: SegmentPlacement

    package init(
      name: String, byteCount: UInt64, summary: SegmentSummary, deletions: String = "",
      deletedCount: UInt64 = 0, retiredCount: UInt64 = 0,
      placement: SegmentPlacement = SegmentPlacement()
    ) {
      self.name = name
      self.byteCount = byteCount
      self.summary = summary
      self.deletions = deletions
      self.deletedCount = deletedCount
      self.retiredCount = retiredCount
      self.placement = placement
    }

    /// Opens it.
    func open(in directory: any Directory) throws(StorageError) -> SegmentReader {
      try SegmentReader(directory.path(of: name), placed: placement)
    }

    /// The names of its files.
    var fileNames: [String] { deletions.isEmpty ? [name] : [name, deletions] }

    /// The documents that are not deleted; `nil` when all are there.
    func liveDocuments(
      in directory: any Directory
    ) throws(StorageError) -> LiveDocuments? {
      if deletions.isEmpty { return nil }
      let path = directory.path(of: deletions)
      let live = try LiveDocuments(path: path, count: Int(summary.documents))
      guard live.deletedCount == deletedCount else {
        throw .damaged(
          path: path, offset: 0,
          detail: "\(live.deletedCount) documents are deleted, the commit says \(deletedCount)")
      }
      return live
    }
  }

  /// One call that took records out, remembered so that they stay out and can be brought back.
  ///
  /// Which records these are is in a file of ``DeletedRecords``.
  package struct Delete: Sendable, Equatable {
    /// Counts the deletes of an index from 1.
    package var number: UInt64
    /// The query that chose the records; empty when they were named.
    package var query: String
    /// When and by whom, as the caller put it.
    package var note: Note
    /// Records taken out.
    package var count: UInt64
    /// Records that have an id go by it; else all go by their running numbers.
    package var goesByID: Bool
    /// When and by whom it was taken back; `nil` while it holds.
    package var undone: Note?

    /// When something was done, RFC 3339, and by whom.
    package struct Note: Sendable, Equatable {
      package var at: String
      package var who: String

      package init(at: String, who: String) {
        self.at = at
        self.who = who
      }
    }

    package init(
      number: UInt64, query: String, note: Note, count: UInt64, goesByID: Bool, undone: Note? = nil
    ) {
      self.number = number
      self.query = query
      self.note = note
      self.count = count
      self.goesByID = goesByID
      self.undone = undone
    }

    package var isUndone: Bool { undone != nil }

    /// The name of the file that holds its records.
    package var name: String { Commit.numbered(number) + ".deleted" }
  }
}

// MARK: - Bytes

extension Commit.SourceFile {
  func write(to bytes: inout ByteWriter) {
    bytes.append(text: path)
    bytes.append(byteCount)
    bytes.append(UInt64(bitPattern: modifiedNanoseconds))
    bytes.append(records)
    bytes.append(firstOrdinal)
    let flags = [isComplete, isRetired, isContinuable, checksum != nil, problems.isCut]
    bytes.append(flags.enumerated().reduce(UInt8(0)) { $0 | ($1.element ? 1 << $1.offset : 0) })
    bytes.append(text: format)
    bytes.append(text: checkpoints)
    for position in [start, end] {
      bytes.append(varint: position.offset)
      bytes.append(varint: position.number)
    }
    if let checksum { bytes.append(checksum) }
    bytes.append(varint: problems.lost)
    bytes.append(varint: problems.repaired)
    bytes.append(varint: problems.leftOut)
    bytes.append(text: problems.first)
    bytes.append(text: origin)
  }

  init(from reader: inout ByteReader) throws(StorageError) {
    path = try reader.readText()
    byteCount = try reader.read(UInt64.self)
    modifiedNanoseconds = Int64(bitPattern: try reader.read(UInt64.self))
    records = try reader.read(UInt64.self)
    firstOrdinal = try reader.read(UInt64.self)
    let flags = try reader.read(UInt8.self)
    isComplete = flags & 1 != 0
    isRetired = flags & 2 != 0
    format = try reader.readText()
    checkpoints = try reader.readText()
    start = try FilePosition(from: &reader)
    end = try FilePosition(from: &reader)
    isContinuable = flags & 4 != 0
    checksum = flags & 8 == 0 ? nil : try reader.read(UInt32.self)
    problems.lost = try reader.readVarint()
    problems.repaired = try reader.readVarint()
    problems.leftOut = try reader.readVarint()
    problems.isCut = flags & 16 != 0
    problems.first = try reader.readText()
    origin = try reader.readText()
  }
}

extension FilePosition {
  fileprivate init(from reader: inout ByteReader) throws(StorageError) {
    self.init(offset: try reader.readVarint(), number: try reader.readVarint())
  }
}

extension Commit.Segment {
  func write(to bytes: inout ByteWriter) {
    bytes.append(text: name)
    bytes.append(byteCount)
    summary.write(to: &bytes)
    bytes.append(text: deletions)
    bytes.append(deletedCount)
    bytes.append(retiredCount)
    placement.write(to: &bytes)
  }

  init(from reader: inout ByteReader) throws(StorageError) {
    name = try reader.readText()
    byteCount = try reader.read(UInt64.self)
    summary = try SegmentSummary(from: &reader)
    deletions = try reader.readText()
    deletedCount = try reader.read(UInt64.self)
    retiredCount = try reader.read(UInt64.self)
    placement = try SegmentPlacement(from: &reader)
  }
}

extension Commit.Delete {
  func write(to bytes: inout ByteWriter) {
    bytes.append(number)
    bytes.append(text: query)
    bytes.append(text: note.at)
    bytes.append(text: note.who)
    bytes.append(count)
    bytes.append(UInt8((goesByID ? 1 : 0) | (isUndone ? 2 : 0)))
    if let undone {
      bytes.append(text: undone.at)
      bytes.append(text: undone.who)
    }
  }

  init(from reader: inout ByteReader) throws(StorageError) {
    number = try reader.read(UInt64.self)
    query = try reader.readText()
    note = Note(at: try reader.readText(), who: try reader.readText())
    count = try reader.read(UInt64.self)
    let flags = try reader.read(UInt8.self)
    goesByID = flags & 1 != 0
    undone = flags & 2 == 0 ? nil : Note(at: try reader.readText(), who: try reader.readText())
  }
}
