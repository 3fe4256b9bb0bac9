internal import Storage

/// Turns single lines of other encodings into UTF-8.
///
/// Belongs to one thread at a time.
struct LineDecoder: ~Copyable {
  private var transcoder: Transcoder?
  private var line = GrowableBuffer<UInt8>()

  /// Places where something became U+FFFD, of all lines so far.
  private(set) var replacedCount = 0

  /// The line in UTF-8, until the next one is asked for.
  mutating func decode(
    _ bytes: BufferView<UInt8>, from encoding: TextEncoding
  ) -> BufferView<UInt8> {
    if transcoder?.encoding != encoding {
      do throws(StorageError) { transcoder = try Transcoder(from: encoding, path: "") } catch {
        // Whoever opened the file has asked for this converter.
        preconditionFailure("a converter was there and is gone: \(error)")
      }
    }
    line.removeAll()
    let before = transcoder?.replacedCount ?? 0
    transcoder?.append(bytes, isLast: true, to: &line)
    replacedCount += (transcoder?.replacedCount ?? 0) - before
    return line.view
  }
}
