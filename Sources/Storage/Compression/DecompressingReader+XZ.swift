import CLZMA

/// xz: any number of streams, with zeros between them.
///
/// The library reads a stream as a whole, so a checkpoint stands at its beginning; a file that is one
/// stream is expanded from its start.
extension DecompressingReader {
  /// The memory that a stream may ask for: twice what the strongest preset of the tool takes.
  private static var maximumXZByteCount: UInt64 { 160 << 20 }

  static func makeXZ() throws(StorageError) -> UnsafeMutablePointer<lzma_stream> {
    let stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: lzma_stream())
    let code = unsafe lzma_stream_decoder(stream, maximumXZByteCount, 0)
    guard code == LZMA_OK else {
      unsafe stream.deallocate()
      throw .compression(format: "xz", detail: "the library did not start (\(code.rawValue))")
    }
    return unsafe stream
  }

  static func freeXZ(_ stream: UnsafeMutablePointer<lzma_stream>) {
    unsafe lzma_end(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// Makes the library ready for another stream; it keeps its memory.
  func restartXZ() throws(StorageError) {
    guard let stream = unsafe xz else { return }
    guard unsafe lzma_stream_decoder(stream, Self.maximumXZByteCount, 0) == LZMA_OK else {
      throw .compression(format: "xz", detail: "the library did not start again")
    }
  }

  mutating func stepXZ(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Step {
    guard let stream = unsafe xz else { return Step(used: 0, made: 0, endsFrame: true) }
    let offered = input.count - inputStart
    // Safe: both ranges lie inside their buffers, which outlive the call.
    unsafe stream.pointee.next_in = UnsafePointer(input.view.base + inputStart)
    unsafe stream.pointee.avail_in = offered
    unsafe stream.pointee.next_out = destination.base
    unsafe stream.pointee.avail_out = destination.count
    let code = unsafe lzma_code(stream, LZMA_RUN)
    let used = unsafe offered - stream.pointee.avail_in
    let made = unsafe destination.count - stream.pointee.avail_out
    switch code {
    case LZMA_STREAM_END:
      try restartXZ()
      return Step(used: used, made: made, endsFrame: true)
    case LZMA_OK, LZMA_BUF_ERROR: return Step(used: used, made: made, endsFrame: false)
    case LZMA_MEMLIMIT_ERROR:
      let needed = unsafe lzma_memusage(stream) >> 20
      return try fail(
        "the xz stream needs \(needed) MiB of memory, expand it with \"xz -d\"", used: used,
        made: made)
    case LZMA_FORMAT_ERROR:
      return try fail("no xz stream begins here", used: used, made: made)
    default: return try fail("damaged xz stream (\(code.rawValue))", used: used, made: made)
    }
  }
}
