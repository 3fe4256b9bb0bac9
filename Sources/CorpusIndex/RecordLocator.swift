internal import Corpora
internal import Indexing
internal import Records
internal import Storage

/// Tells in which line or row of its file a record stands, by reading the file up to it.
///
/// An index knows the byte at which a record begins and not the line, and a message to people needs
/// the line: two of them when a record id is repeated.
struct RecordLocator {
  private let sources: SourceListing
  private let files: [Commit.SourceFile]

  /// `files`: as the commit numbers them.
  init(_ sources: SourceListing, files: [Commit.SourceFile]) {
    self.sources = sources
    self.files = files
  }

  /// The line or row from 1, or 0 when the file is not among the sources, has changed, or was read
  /// without finding the record.
  func line(of place: RepeatedID.Place) -> UInt64 {
    guard files.indices.contains(Int(place.file)) else { return 0 }
    let known = files[Int(place.file)]
    let entry = sources.entries.first {
      $0.remembered.isWritten(like: known.path) && $0.file.byteCount == known.byteCount
        && $0.file.modifiedNanoseconds == known.modifiedNanoseconds
    }
    guard let entry else { return 0 }
    var reader = CorpusReader(
      files: [entry.file], formats: sources.formats, openFiles: sources.openFiles)
    var chunk = RawChunk()
    while reader.next(into: &chunk) {
      for index in 0..<chunk.pieces.count
      where chunk.start.offset + UInt64(chunk.pieces[index].start) == place.offset {
        return chunk.start.number + UInt64(chunk.numbers[index])
      }
    }
    return 0
  }
}
