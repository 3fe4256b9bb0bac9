internal import Records
internal import Storage

/// Finds line breaks at which a large file is cut, looking at a few bytes in front of each.
enum LineCuts {
  private static let windowByteCount = 64 << 10

  /// The starts of the lines that follow each multiple of `byteCount`.
  ///
  /// - Complexity: O(cuts), times the length of a line.
  static func of(
    _ file: RandomAccessFile, every byteCount: UInt64
  ) throws(StorageError) -> [FileCut] {
    let end = file.status.byteCount
    var cuts: [FileCut] = []
    var start: UInt64 = 0
    while byteCount > 0, end - start > byteCount,
      let next = try lineStart(in: file, from: start + byteCount), next < end
    {
      cuts.append(
        FileCut(
          position: FilePosition(offset: next, number: FilePosition.uncounted), byteOffset: next))
      start = next
    }
    return cuts
  }

  /// The first start of a line at or after an offset; `nil` when the file ends before.
  private static func lineStart(
    in file: RandomAccessFile, from offset: UInt64
  ) throws(StorageError) -> UInt64? {
    let window = GrowableBuffer<UInt8>(repeating: 0, count: windowByteCount)
    // The line may begin right here, behind a break.
    var at = offset - 1
    while true {
      let count = try file.read(into: window.view, at: at)
      if count == 0 { return nil }
      if let index = window.view[0..<count].firstIndex(of: UInt8(ascii: "\n"), from: 0) {
        return at + UInt64(index) + 1
      }
      at += UInt64(count)
    }
  }
}
