package import Storage

/// What can go wrong with an index as a whole.
package enum IndexError: Error, Equatable, Sendable {
  case storage(StorageError)
  /// Another process writes; `owner` names it.
  case locked(path: String, owner: String)
  /// The folder holds no index.
  case notFound(path: String)
  /// The folder holds what a first run has read before its end, and no commit.
  case unfinished(path: String)
  /// Records were deleted from an index that another one is to take over.
  case deletedRecords(path: String)
  /// A commit names a segment that is not there.
  case missingSegment(path: String, name: String)
  /// The index was made with other settings; `what` is the first that differs, such as "another analyzer".
  case otherSettings(path: String, what: String)
  /// The analyzer of the index cannot be made by this program.
  case analyzer(path: String, detail: String)
  /// The caller cancelled the operation.
  case cancelled
}
