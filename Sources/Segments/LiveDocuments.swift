package import Storage

/// Which documents of a segment were deleted, one bit each.
package final class LiveDocuments: Sendable, Equatable {
  private let words: [UInt64]
  /// Deleted documents.
  package let deletedCount: Int

  private static let section: UInt32 = 1
  private static let version: UInt16 = 1

  private init(words: [UInt64]) {
    self.words = words
    deletedCount = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// All documents live.
  package convenience init(count: Int) {
    self.init(words: Array(repeating: 0, count: (count + 63) / 64))
  }

  /// The same with more documents deleted.
  package func deleting(_ documents: some Sequence<UInt32>) -> LiveDocuments {
    var words = words
    for document in documents { words[Int(document >> 6)] |= 1 << UInt64(document & 63) }
    return LiveDocuments(words: words)
  }

  package static func == (left: LiveDocuments, right: LiveDocuments) -> Bool {
    left.words == right.words
  }

  package func isLive(_ document: UInt32) -> Bool {
    words[Int(document >> 6)] & (1 << UInt64(document & 63)) == 0
  }

  /// Documents deleted among the 64 whose first is 64 times a number.
  func deleted(among group: Int) -> UInt64 { words[group] }

  /// Clears the bits of deleted documents in a window's bitmap.
  ///
  /// `first`: the window's first document, a multiple of 64.
  package func filter(_ window: BufferView<UInt64>, first: UInt32) {
    let start = Int(first >> 6)
    for index in 0..<min(window.count, words.count - start) {
      window[index] &= ~words[start + index]
    }
  }

  /// Writes the bits as a file of their own.
  package func write(to directory: any Directory, name: String) throws(StorageError) {
    let writer = try EnvelopeWriter(
      in: directory, name: name, kind: .deletions, version: Self.version,
      id: [UInt8](repeating: 0, count: 16))
    var bytes = ByteWriter(capacity: words.count * 8)
    for word in words { bytes.append(word) }
    try writer.beginSection(Self.section)
    try writer.append(bytes.slice)
    try writer.endSection()
    _ = try writer.finish()
  }

  /// Reads a file of deletions for a segment of `count` documents.
  package convenience init(path: String, count: Int) throws(StorageError) {
    let file = try EnvelopeReader(path, kind: .deletions, versions: 1...Self.version)
    try file.verifyAll()
    guard let section = file.section(Self.section), section.count == (count + 63) / 64 * 8 else {
      throw .damaged(path: path, offset: 0, detail: "the deletions belong to another segment")
    }
    let bytes = try section.all()
    let words = (0..<section.count / 8).map { bytes.load(UInt64.self, at: 8 * $0) }
    if count % 64 != 0, let last = words.last, last >> UInt64(count % 64) != 0 {
      throw section.damaged(
        at: UInt64(section.count - 8), "a document is deleted that is not there")
    }
    self.init(words: words)
  }
}
