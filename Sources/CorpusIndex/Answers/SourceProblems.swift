internal import Indexing
internal import Records

/// What could not be used of the source files of an index.
public struct SourceProblems: Sendable, Equatable, Codable {
  /// Records that are missing.
  public var records: UInt64 = 0
  /// Records kept with a blemish, such as bytes that are no UTF-8.
  public var repairedRecords: UInt64 = 0
  /// Values that are not in their columns.
  public var leftOutValues: UInt64 = 0
  /// Files of which the end is missing, or everything.
  public var cutFiles = 0
  /// The first hundred files that have any of these; those that are cut come first.
  public var files: [File] = []
  /// How many files have any of these.
  public var fileCount = 0

  /// The problems of one file.
  public struct File: Sendable, Equatable, Codable {
    /// The path as it is remembered.
    public var path: String
    /// Records that are missing.
    public var records: UInt64
    /// Records kept with a blemish.
    public var repairedRecords: UInt64
    /// Values that are not in their columns.
    public var leftOutValues: UInt64
    /// The end of the file is missing, or all of it.
    public var isCut: Bool
    /// The first of all these, with its place.
    public var first: String
  }

  /// No problems.
  public init() {}

  /// Nothing is missing, and nothing was mended.
  public var isEmpty: Bool { fileCount == 0 }

  init(_ commit: Commit) {
    var byPath: [ExactText: File] = [:]
    for file in commit.files where !file.isRetired && !file.problems.isEmpty {
      let problems = file.problems
      records += problems.lost
      repairedRecords += problems.repaired
      leftOutValues += problems.leftOut
      var known =
        byPath[ExactText(file.path)]
        ?? File(
          path: file.path, records: 0, repairedRecords: 0, leftOutValues: 0, isCut: false, first: ""
        )
      known.records += problems.lost
      known.repairedRecords += problems.repaired
      known.leftOutValues += problems.leftOut
      known.isCut = known.isCut || problems.isCut
      if known.first.isEmpty { known.first = problems.first }
      byPath[ExactText(file.path)] = known
    }
    fileCount = byPath.count
    cutFiles = byPath.values.count { $0.isCut }
    files = Array(
      byPath.values.sorted { $0.isCut != $1.isCut ? $0.isCut : $0.path < $1.path }.prefix(100))
  }
}
