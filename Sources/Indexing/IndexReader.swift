package import Analysis
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
  /// Newer commits that could not be read.
  package let problems: [StorageError]

  /// Opens the newest commit that can be read with all its segments; `nil` when nothing was ever
  /// committed.
  ///
  /// ``problems`` of a snapshot of an older commit has the errors of the newer ones.
  package static func open(_ path: String) throws(IndexError) -> IndexReader? {
    do throws(StorageError) {
      let directory = FileSystemDirectory(existing: path)
      // A writer may sweep segments between reading a commit and opening them: look again.
      var seen: UInt64?
      while true {
        let generations = try directory.list().compactMap(Commit.generation(of:)).sorted(by: >)
        guard let newest = generations.first else { return nil }
        var problems: [StorageError] = []
        for generation in generations {
          do throws(StorageError) {
            let commit = try Commit(path: directory.path(of: Commit.name(generation)))
            return try IndexReader(path, commit: commit, problems: problems)
          } catch {
            problems.append(error)
          }
        }
        if seen == newest, let first = problems.first { throw first }
        seen = newest
      }
    } catch {
      throw .storage(error)
    }
  }

  package init(_ path: String, commit: Commit, problems: [StorageError] = []) throws(StorageError) {
    self.path = path
    self.commit = commit
    self.problems = problems
    analyzer = try Self.analyzer(of: commit.settings, path: path)
    var parts: [Part] = []
    for entry in commit.segments {
      let segment = try SegmentReader(path + "/" + entry.name)
      guard segment.summary == entry.summary,
        segment.settings.schema == commit.settings.schema,
        segment.settings.analyzer == commit.settings.analyzer
      else {
        throw .damaged(
          path: segment.file.path, offset: 0, detail: "the segment is not the one committed")
      }
      let live =
        entry.deletions.isEmpty
        ? nil
        : try LiveDocuments(path: path + "/" + entry.deletions, count: segment.documentCount)
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

  /// Records that are not deleted.
  package var liveCount: UInt64 {
    commit.segments.reduce(0) { $0 + UInt64($1.summary.documents) - $1.deletedCount }
  }

  /// The document of a record id: part and number.
  package func documents(withID id: String) throws(StorageError) -> [(part: Int, document: UInt32)]
  {
    var found: [(Int, UInt32)] = []
    for (index, part) in parts.enumerated() {
      for document in try part.segment.documents(withID: id)
      where part.live?.isLive(document) ?? true {
        found.append((index, document))
      }
    }
    return found
  }
}
