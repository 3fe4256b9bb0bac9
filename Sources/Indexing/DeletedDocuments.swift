internal import Segments
internal import Storage

/// Which documents of a segment are deleted, from what the deletes and the source files say.
enum DeletedDocuments {
  /// All deleted documents, and how many of them are gone with their files.
  ///
  /// `marked` is what is known already; `retired` are source files whose records are gone.
  static func of(
    _ segment: SegmentReader, marked: LiveDocuments? = nil, deletes: [DeletedRecords],
    retired: Set<UInt32>
  ) throws(StorageError) -> (live: LiveDocuments, retired: UInt64) {
    let gone = retired.isEmpty ? [] : segment.documents(of: retired)
    var live = (marked ?? LiveDocuments(count: segment.documentCount)).deleting(gone)
    for delete in deletes { live = live.deleting(try delete.documents(in: segment)) }
    return (live, UInt64(gone.count))
  }

  /// The same with everything that a commit knows.
  static func of(
    _ segment: SegmentReader, in commit: Commit, _ directory: any Directory
  ) throws(StorageError) -> (live: LiveDocuments, retired: UInt64) {
    var deletes: [DeletedRecords] = []
    for delete in commit.deletes where !delete.isUndone {
      deletes.append(try DeletedRecords(delete, in: directory))
    }
    return try of(segment, deletes: deletes, retired: commit.retiredFiles)
  }
}

extension Commit.Segment {
  /// Writes which documents are deleted and notes it.
  ///
  /// `retired`: how many of the deleted are gone with their source files.
  /// `generation`: of the commit that will name the file.
  mutating func mark(
    _ live: LiveDocuments, retired: UInt64, since generation: UInt64, in directory: any Directory
  ) throws(StorageError) {
    deletedCount = UInt64(live.deletedCount)
    retiredCount = retired
    deletions = ""
    if live.deletedCount == 0 { return }
    let name = "\(name.dropLast(".segment".count))-\(generation).deletions"
    try live.write(to: directory, name: name)
    deletions = name
  }
}
