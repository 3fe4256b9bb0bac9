import CBzip2

/// bzip2: any number of streams.
///
/// Blocks inside a stream begin at any bit and can only be found by looking for them, so a checkpoint
/// stands at the beginning of a stream, as parallel packers write many.
extension DecompressingReader {
  static func makeBzip2() throws(StorageError) -> UnsafeMutablePointer<bz_stream> {
    let stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: bz_stream())
    let code = unsafe BZ2_bzDecompressInit(stream, 0, 0)
    guard code == BZ_OK else {
      unsafe stream.deallocate()
      throw .compression(format: "bzip2", detail: "the library did not start (\(code))")
    }
    return unsafe stream
  }

  static func freeBzip2(_ stream: UnsafeMutablePointer<bz_stream>) {
    unsafe _ = BZ2_bzDecompressEnd(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// Makes the library ready for another stream.
  func restartBzip2() throws(StorageError) {
    guard let stream = unsafe bzip2 else { return }
    unsafe _ = BZ2_bzDecompressEnd(stream)
    unsafe stream.pointee = bz_stream()
    guard unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else {
      throw .compression(format: "bzip2", detail: "the library did not start again")
    }
  }

  mutating func stepBzip2(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Step {
    guard let stream = unsafe bzip2 else { return Step(used: 0, made: 0, endsFrame: true) }
    let offered = input.count - inputStart
    let room = min(destination.count, Int(CInt.max))
    // Safe: both ranges lie inside their buffers, which outlive the call.
    unsafe stream.pointee.next_in = UnsafeMutableRawPointer(input.view.base + inputStart)
      .assumingMemoryBound(to: CChar.self)
    unsafe stream.pointee.avail_in = UInt32(offered)
    unsafe stream.pointee.next_out = UnsafeMutableRawPointer(destination.base)
      .assumingMemoryBound(to: CChar.self)
    unsafe stream.pointee.avail_out = UInt32(room)
    let code = unsafe BZ2_bzDecompress(stream)
    let used = unsafe offered - Int(stream.pointee.avail_in)
    let made = unsafe room - Int(stream.pointee.avail_out)
    switch code {
    case BZ_STREAM_END:
      try restartBzip2()
      return Step(used: used, made: made, endsFrame: true)
    case BZ_OK: return Step(used: used, made: made, endsFrame: false)
    default:
      let reason =
        code == BZ_DATA_ERROR_MAGIC
        ? "no bzip2 stream begins here" : "damaged bzip2 stream (\(code))"
      return try fail(reason, used: used, made: made)
    }
  }
}
