internal import Storage

extension CorpusIndex {
  /// Bytes of a file up to which every one of them is read for its fingerprint.
  private static let wholeLimit = 1 << 30
  /// Bytes of one page, and how many evenly spread pages stand for a larger file.
  private static let page = (bytes: 1 << 20, count: 1024)

  /// A number that is equal for files with equal bytes, wherever they lie.
  ///
  /// A CRC-32C of the content; of a file beyond 1 GiB, of 1,024 evenly spread MiB, the first and
  /// the last among them. To be compared together with the file's length.
  ///
  /// - Throws: ``IndexFailure`` when the file cannot be read.
  /// - Complexity: O(bytes) at the speed of reading, bounded by 1 GiB.
  public static func fingerprint(of path: String) throws -> UInt64 {
    do {
      let file = try MappedFile(path)
      var checksum = Checksum()
      if file.count <= wholeLimit {
        checksum.update(file.bytes)
      } else {
        let last = file.count - page.bytes
        for index in 0..<page.count {
          let start = last / (page.count - 1) * index
          let from = index == page.count - 1 ? last : start
          checksum.update(file.bytes[from..<from + page.bytes])
        }
      }
      return UInt64(checksum.value)
    } catch {
      throw IndexFailure(
        code: .noInput, message: "the file cannot be read: \(error)", at: .file(path))
    }
  }
}
