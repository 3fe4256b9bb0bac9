package import Analysis
package import Records
package import Segments
package import Storage

/// One commit of an index, open for reading: a snapshot that later commits do not change.
package final class IndexReader: Sendable {
  /// A segment and its documents that are not deleted.
  package struct Part: Sendable {
    package let segment: SegmentReader
    /// `nil` when no document is deleted.
    package let live: LiveDocuments?
  }

  package let path: String
  package let commit: Commit
  package let parts: [Part]
  /// The analyzer of queries, the same as that of the texts.
  package let analyzer: Analyzer
  /// The first run has not ended: this is what it has read so far, and no commit.
  package let isPartial: Bool
  /// A run of indexing has begun after this commit and has not ended.
  package let hasUnfinishedRun: Bool

  /// Opens the newest commit; `nil` when nothing was ever indexed.
  ///
  /// Before the first commit it is what the first run has read so far, see ``isPartial``.
  ///
  /// - Throws: When the newest commit or a file of it cannot be read; an older one would bring back
  ///   what was deleted since.
  package static func open(_ path: String) throws(IndexError) -> IndexReader? {
    do throws(StorageError) {
      let directory = FileSystemDirectory(existing: path)
      // A writer may replace and sweep files between finding and opening them: look again.
      var seen: (UInt64?, StorageError)?
      while true {
        let newest = try Commit.generations(in: directory).first
        do throws(StorageError) {
          if let lost = try CommitMark.lost(in: directory) {
            throw CommitMark.lossOf(lost, in: directory)
          }
          if let newest {
            let commit = try Commit(path: directory.path(of: Commit.name(newest)))
            // Whole answers do not depend on the run, so neither do they on its file.
            let run = try? UnfinishedRun.pending(in: directory, after: commit)
            return try IndexReader(path, commit: commit, hasUnfinishedRun: run != nil)
          }
          guard let run = try UnfinishedRun.pending(in: directory, after: nil) else { return nil }
          return try IndexReader(
            path, commit: Commit(partial: run), isPartial: true, hasUnfinishedRun: true)
        } catch {
          // The same file fails in the same way only when it is not being replaced.
          if let seen, seen.0 == newest, seen.1 == error { throw error }
          seen = (newest, error)
        }
      }
    } catch {
      throw .storage(error)
    }
  }

  package init(
    _ path: String, commit: Commit, isPartial: Bool = false, hasUnfinishedRun: Bool = false
  ) throws(StorageError) {
    self.path = path
    self.commit = commit
    self.isPartial = isPartial
    self.hasUnfinishedRun = hasUnfinishedRun
    analyzer = try Self.analyzer(of: commit.settings, path: path)
    var parts: [Part] = []
    let directory = FileSystemDirectory(existing: path)
    for entry in commit.segments {
      let segment = try entry.open(in: directory)
      guard segment.summary == entry.summary,
        segment.settings.schema == commit.settings.schema,
        segment.settings.analyzer == commit.settings.analyzer
      else {
        throw .damaged(
          path: segment.file.path, offset: 0, detail: "the segment is not the one committed")
      }
      let live = try entry.liveDocuments(in: directory)
      parts.append(Part(segment: segment, live: live))
    }
    self.parts = parts
  }

  /// The analyzer of an index; with another version of it, searches would miss words silently.
  private static func analyzer(
    of settings: IndexSettings, path: String
  ) throws(StorageError)
    -> Analyzer
  {
    let version = UInt32(Analyzer(settings.analyzer).version)
    guard settings.analyzerVersion == version else {
      throw .damaged(
        path: path, offset: 0,
        detail: "the index was made with the analyzer \(settings.analyzer.rawValue)/"
          + "\(settings.analyzerVersion), this program has version \(version)")
    }
    do throws(AnalyzerError) {
      return try settings.makeAnalyzer()
    } catch {
      throw .damaged(path: path, offset: 0, detail: error.description)
    }
  }

  /// The columns of all segments, in the order of their numbers; a column that no record has a value
  /// in is there when it was declared.
  package var columns: [ColumnContents] {
    var found = commit.columns.columns.map { ColumnContents(name: $0.name, path: $0.path) }
    for part in parts {
      for column in part.segment.columnList.columns where found.indices.contains(Int(column.number))
      {
        found[Int(column.number)].formUnion(column.contents)
      }
    }
    let declared = commit.settings.schema.columns.count
    return found.enumerated().filter { $0.offset < declared || !$0.element.types.isEmpty }
      .map(\.element)
  }

  /// Records that are not deleted.
  package var liveCount: UInt64 {
    commit.segments.reduce(0) { $0 + UInt64($1.summary.documents) - $1.deletedCount }
  }

  /// Records go by their running numbers although they have ids: two share one.
  package var goesByNumber: Bool { commit.repeatedID != nil }

  /// The address of a record: its id, or its running number.
  package func recordID(
    of document: UInt32, in segment: SegmentReader
  ) throws(StorageError)
    -> String
  {
    goesByNumber
      ? String(segment.sources.ordinals[segment.rank(of: document)])
      : try segment.recordID(of: document)
  }

  /// The document of the record with an address, part and number; `nil` when there is none.
  package func document(
    withID id: String
  ) throws(StorageError) -> (part: Int, document: UInt32)? {
    for (index, part) in parts.enumerated() {
      let ranks: [Int]
      if goesByNumber {
        guard let number = RecordIDs.number(id), number < .max else { return nil }
        ranks = Array(part.segment.recordIDs.ranks(ofOrdinals: number..<number + 1))
      } else {
        ranks = try part.segment.recordIDs.ranks(of: id)
      }
      for document in part.segment.documents(atRanks: ranks)
      where part.live?.isLive(document) ?? true {
        return (index, document)
      }
    }
    return nil
  }
}
