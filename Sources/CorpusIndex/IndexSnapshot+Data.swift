internal import Corpora
internal import Indexing
internal import Records
internal import Storage

extension IndexSnapshot {
  /// Whether some data is that of the index, perhaps changed, grown or moved since.
  ///
  /// - Parameters:
  ///   - sources: The data, as it lies there now.
  ///   - goingByPlaces: A file that lies where one of the index lay is taken for that one, whatever is
  ///     in it; otherwise only the same bytes count.
  /// - Returns: `true` also where the index holds no file that could be told from others.
  /// - Complexity: O(files), and O(bytes) of files that have the size of one of the index.
  package func isMade(of sources: SourceListing, goingByPlaces: Bool) -> Bool {
    let files = reader.commit.files.filter { !$0.isRetired && $0.path != CorpusIndex.written }
    if files.isEmpty { return true }
    if goingByPlaces {
      let places = Set(files.map(\.path))
      if sources.entries.contains(where: { places.contains($0.remembered) }) { return true }
    }
    let known = Dictionary(grouping: files.filter { $0.checksum != nil }, by: \.byteCount)
    return sources.entries.contains { entry in
      guard let candidates = known[entry.file.byteCount],
        let checksum = try? sources.openFiles.checksum(
          of: entry.file.path, first: entry.file.byteCount)
      else { return false }
      return candidates.contains { $0.checksum == checksum }
    }
  }
}
