internal import Records
internal import Segments
internal import Storage

extension IndexWriter {
  /// What an index could not hold of another that it took over.
  package struct Unheld: Sendable, Equatable {
    /// Columns of this index without values from the other, which had no room for them.
    package var columns: [String] = []
    /// Values of the other's columns that this index has no room for.
    package var values: UInt64 = 0
  }

  /// Takes over the segments of another index; its records come behind those that are here.
  ///
  /// Files keep their bytes: they get a name here, and the commit says which numbers of source files,
  /// records and columns theirs become. So many machines can each make a part of an index, knowing
  /// nothing of the others.
  ///
  /// - Parameters:
  ///   - other: Of the same settings.
  ///   - origin: What it is called, for ``takenOver``.
  ///   - paths: What its source files are called here; others keep their paths.
  /// - Returns: What there is no room for.
  /// - Throws: ``IndexError`` when the settings differ or a file cannot be written.
  package func takeOver(
    _ other: OtherIndex, as origin: String, renaming paths: [String: String] = [:]
  ) throws(IndexError) -> Unheld {
    if let what = commit.settings.firstDifference(from: other.commit.settings) {
      throw .otherSettings(path: other.directory.path, what: what)
    }
    let firstFile = commit.files.count
    let firstOrdinal = commit.nextOrdinal
    for (number, known) in other.commit.files.enumerated() {
      var file = known
      file.origin = origin
      file.path = paths[file.path] ?? file.path
      if file.firstOrdinal != Commit.SourceFile.unknownOrdinal {
        file.firstOrdinal &+= firstOrdinal
      }
      if !file.checkpoints.isEmpty {
        file.checkpoints = Commit.checkpointsName(
          firstFile + number, run: commit.finishedRuns + 1)
        try take(known.checkpoints, of: other, as: file.checkpoints)
      }
      commit.files.append(file)
    }
    var unheld = Unheld()
    var numbers: [UInt32] = []
    for column in other.commit.columns.columns {
      let number = commit.columns.number(ofPath: column.path)
      if number == nil { unheld.values += other.valueCounts[column.path] ?? 0 }
      numbers.append(number.map { UInt32($0) } ?? SegmentPlacement.noColumn)
    }
    for known in other.commit.segments {
      var segment = known
      segment.name = Self.segmentName(commit.nextSegment)
      // The other index may have taken the segment over itself.
      segment.placement = SegmentPlacement(
        firstFile: UInt32(firstFile) &+ known.placement.firstFile,
        firstOrdinal: firstOrdinal &+ known.placement.firstOrdinal,
        columns: known.placement.columns.isEmpty
          ? numbers
          : known.placement.columns.map {
            numbers.indices.contains(Int($0)) ? numbers[Int($0)] : SegmentPlacement.noColumn
          })
      try take(known.name, of: other, as: segment.name)
      commit.segments.append(segment)
      commit.nextSegment += 1
      added.insert(segment.name)
    }
    commit.nextOrdinal &+= other.commit.nextOrdinal
    hasChanges = true
    if other.commit.columns.isCutOff { commit.columns.noteCutOff() }
    // What the other left out is left out here, unless it is a column here.
    unheld.columns = other.commit.columns.leftOut.filter {
      commit.columns.number(ofPath: $0) != nil
    }
    return unheld
  }

  /// The names of the indexes whose source files are here and were not replaced.
  package var takenOver: Set<String> {
    Set(commit.files.lazy.filter { !$0.isRetired && !$0.origin.isEmpty }.map(\.origin))
  }

  private func take(
    _ name: String, of other: OtherIndex, as target: String
  ) throws(IndexError) {
    try store { () throws(StorageError) in
      try directory.take(other.directory.path(of: name), as: target)
    }
  }
}
