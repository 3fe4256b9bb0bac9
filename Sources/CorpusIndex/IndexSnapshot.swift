internal import Corpora
internal import Indexing
package import Profiling
internal import Records
internal import Segments
internal import Storage

/// One commit of an index, open for reading.
///
/// A value that stays what it is while writers go on; it keeps the commit's files open.
public struct IndexSnapshot: Sendable {
  let reader: IndexReader
  /// The folder that relative paths of source files start from.
  let base: String
  /// The formats that source files are read with.
  let formats: CorpusFormats

  init(reader: IndexReader, base: String, formats: CorpusFormats) {
    self.reader = reader
    self.base = base
    self.formats = formats
  }

  /// Live records.
  public var records: UInt64 { reader.liveCount }

  /// Records taken out by deletes, which can be brought back.
  public var deletedRecords: UInt64 {
    reader.commit.segments.reduce(0) { $0 + $1.deletedCount - $1.retiredCount }
  }

  /// Records of files that changed or are gone, which segments hold until they are merged or made anew.
  public var retiredRecords: UInt64 {
    reader.commit.segments.reduce(0) { $0 + $1.retiredCount }
  }

  /// The first run has not ended: there are only the records that it has read so far.
  public var isPartial: Bool { reader.isPartial }

  /// A run of indexing has begun after this commit and has not ended.
  public var hasUnfinishedRun: Bool { reader.hasUnfinishedRun }

  /// An id that two records share; all go by their running numbers then.
  public var repeatedID: RepeatedRecordID? { RepeatedRecordID(reader.commit) }

  /// Segments hold documents that are no records any more: deleted, or of files that are gone.
  ///
  /// ``textBytes`` and ``tokens`` then count more than there is.
  public var holdsDeleted: Bool { reader.commit.segments.contains { $0.deletedCount > 0 } }

  /// Segments in the commit.
  public var segments: Int { reader.parts.count }

  /// Bytes of all files of the commit.
  public var bytes: UInt64 { reader.commit.segments.reduce(0) { $0 + $1.byteCount } }

  /// Bytes by section: `terms`, `postings`, `positions`, `norms`, `columns`, `text`, `rests`,
  /// `sources`, `ids`, `profile`, `other`.
  public var sections: [SectionSize] {
    var sums: [String: UInt64] = [:]
    for part in reader.parts {
      var known: UInt64 = 0
      for section in part.segment.file.sections {
        sums[Self.name(of: section), default: 0] += section.count
        known += section.count
      }
      sums["other", default: 0] += UInt64(part.segment.file.count) - known
    }
    return sums.sorted { $0.key < $1.key }.map { SectionSize(name: $0.key, bytes: $0.value) }
  }

  private static func name(of section: FileSection) -> String {
    switch section.kind {
    case SegmentSection.textBlocks, SegmentSection.textIndex, SegmentSection.textDictionary: "text"
    case SegmentSection.restBlocks, SegmentSection.restIndex: "rests"
    case SegmentSection.places, SegmentSection.order: "sources"
    case SegmentSection.columns: "columns"
    case SegmentSection.profile: "profile"
    case SegmentSection.recordIDs: "ids"
    case SegmentSection.norms: "norms"
    case SegmentSection.positions: "positions"
    case SegmentSection.termPages, SegmentSection.termIndex, SegmentSection.postings:
      if section.field >= SegmentSection.recordIDField {
        "ids"
      } else {
        section.kind == SegmentSection.postings ? "postings" : "terms"
      }
    default: "other"
    }
  }

  /// Bytes of the indexed text, uncompressed UTF-8.
  public var textBytes: UInt64 {
    reader.commit.segments.reduce(0) { $0 + $1.summary.textBytes }
  }

  /// Positions in all text fields.
  public var tokens: UInt64 {
    reader.commit.segments.reduce(0) { $0 + $1.summary.tokens.reduce(0, +) }
  }

  /// What is in the records, counted while they were read.
  ///
  /// Columns come in the order of ``columns``. Records that were taken out since still count, and are told as ``CorpusProfile/removed``.
  package func profile() throws -> CorpusProfile {
    try IndexFailure.folding {
      var profile = CorpusProfile(fieldCount: fields.textFields.count)
      for part in reader.parts {
        profile.merge(try part.segment.profile())
        profile.removed += UInt64(part.live?.deletedCount ?? 0)
      }
      let found = profile.columns
      profile.columns = columns.map { column in
        found.first { $0.contents.name.isWritten(like: column.name) }
          ?? ColumnProfile(name: column.name, path: column.path)
      }
      return profile
    }
  }

  /// Number of the commit.
  public var generation: UInt64 { reader.commit.generation }

  /// How records became this index.
  public var method: IndexingMethod { IndexingMethod(reader.commit.settings) }

  /// The metadata columns, in the order of an answer.
  public var columns: [IndexColumn] {
    let declared = reader.commit.settings.schema.columns
    return reader.columns.map { column in
      IndexColumn(column, declared: declared.first { $0.name.isWritten(like: column.name) }?.type)
    }
  }

  /// Columns that do not stand in the records, by source file as remembered; files that have such.
  public var fileColumns: [String: FileColumns] {
    var columns: [String: FileColumns] = [:]
    for file in reader.commit.files where !file.isRetired {
      columns[file.path] = FileColumns(format: file.format)
    }
    return columns
  }

  /// What is in no column although records have it.
  public var leftOutColumns: LeftOutColumns { LeftOutColumns(reader.commit.columns) }

  /// Which fields of a record are what.
  public var fields: FieldPlan { FieldPlan(reader.commit.settings.schema) }

  /// Values of the source are text throughout, as in CSV: numbers are told from how they are written.
  public var valuesAreWritten: Bool {
    reader.commit.files.contains { !$0.isRetired && formats[$0.format]?.valuesAreWritten == true }
  }

  /// What could not be used of the source files.
  public var problems: SourceProblems { SourceProblems(reader.commit) }

  /// All of the above as one plain value.
  public var summary: IndexSummary {
    IndexSummary(
      records: records, deletedRecords: deletedRecords, retiredRecords: retiredRecords,
      segments: segments, bytes: bytes,
      sections: sections, textBytes: textBytes, tokens: tokens, generation: generation,
      method: method, fields: fields, repeatedID: repeatedID, isPartial: isPartial,
      columns: columns, leftOutColumns: leftOutColumns, problems: problems)
  }

  /// Files indexed, with size and modification time as they were.
  public var files: [IndexedFile] {
    var files: [IndexedFile] = []
    var places: [ExactText: Int] = [:]
    for file in reader.commit.files where !file.isRetired {
      // Parts that were appended belong to the same file.
      if let place = places[ExactText(file.path)], file.path != CorpusIndex.written {
        files[place].records += file.records
        continue
      }
      places[ExactText(file.path)] = files.count
      files.append(
        IndexedFile(
          path: file.path, bytes: file.byteCount,
          modified: Double(file.modifiedNanoseconds) / 1e9, records: file.records))
    }
    return files
  }
}
