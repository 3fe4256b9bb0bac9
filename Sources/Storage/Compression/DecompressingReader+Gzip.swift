import CZlib

/// gzip: any number of members, each a raw deflate stream in a wrapping.
extension DecompressingReader {
  /// Starts the library at a member, or in the middle of one behind its history.
  static func makeZlib(
    from start: Checkpoint?, history: BufferView<UInt8>
  ) throws(StorageError) -> UnsafeMutablePointer<z_stream> {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    var code: CInt
    if case .deflateBlock(let bitCount, let bits) = start?.start {
      code = unsafe inflateInit2_(
        stream, -MAX_WBITS, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
      if code == Z_OK, bitCount > 0 {
        code = unsafe inflatePrime(stream, CInt(bitCount), CInt(bits))
      }
      if code == Z_OK, history.count > 0 {
        // Safe: the library copies what it needs of the history.
        code = unsafe inflateSetDictionary(stream, history.base, UInt32(history.count))
      }
    } else {
      // 16 asks for the gzip wrapping and nothing else.
      code = unsafe inflateInit2_(
        stream, MAX_WBITS + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    }
    guard code == Z_OK else {
      unsafe inflateEnd(stream)
      unsafe stream.deallocate()
      throw .compression(format: "gzip", detail: "the library did not start (\(code))")
    }
    return unsafe stream
  }

  /// Bits of `data_type`: the library stands at a block's end, in or behind the last block.
  private static var blockEnd: CInt { 128 }
  private static var lastBlock: CInt { 64 }

  mutating func stepZlib(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Step {
    guard let stream = unsafe zlib else { return Step(used: 0, made: 0, endsFrame: true) }
    let offered = input.count - inputStart
    let room = min(destination.count, Int(CInt.max))
    // Safe: both ranges lie inside their buffers, which outlive the call.
    unsafe stream.pointee.next_in = input.view.base + inputStart
    unsafe stream.pointee.avail_in = UInt32(offered)
    unsafe stream.pointee.next_out = destination.base
    unsafe stream.pointee.avail_out = UInt32(room)
    // Where places to start are noted, each call ends with a block at the latest.
    let flush = noted == nil ? Z_NO_FLUSH : Z_BLOCK
    var code = unsafe inflate(stream, flush)
    if code == Z_BUF_ERROR, unsafe stream.pointee.data_type & Self.blockEnd != 0 {
      // It stopped at a block's end without having moved: the next call goes on.
      code = unsafe inflate(stream, flush)
    }
    let used = unsafe offered - Int(stream.pointee.avail_in)
    let made = unsafe room - Int(stream.pointee.avail_out)
    switch code {
    case Z_STREAM_END where isRawDeflate:
      isRawDeflate = false
      trailer = 8
      unsafe inflateReset2(stream, MAX_WBITS + 16)
      return Step(used: used, made: made, endsFrame: true)
    case Z_STREAM_END:
      unsafe inflateReset(stream)
      return Step(used: used, made: made, endsFrame: true)
    case Z_OK, Z_BUF_ERROR:
      if used > 0 { lastByte = input[inputStart + used - 1] }
      let state = unsafe stream.pointee.data_type
      let expanded = uncompressedOffset + UInt64(made)
      if state & Self.blockEnd != 0, state & Self.lastBlock == 0, wantsCheckpoint(at: expanded) {
        let bitCount = UInt8(state & 7)
        let history = unsafe Self.history(of: stream)
        note(
          .deflateBlock(bitCount: bitCount, bits: bitCount == 0 ? 0 : lastByte >> (8 - bitCount)),
          compressed: compressedOffset + UInt64(used), uncompressed: expanded,
          history: history.view)
      }
      return Step(used: used, made: made, endsFrame: false)
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "code \(code)"
      return try fail("damaged gzip stream (\(reason))", used: used, made: made)
    }
  }

  /// The last 32 KiB that were expanded, which the rest of a member may refer to.
  private static func history(of stream: UnsafeMutablePointer<z_stream>) -> GrowableBuffer<UInt8> {
    var bytes = GrowableBuffer<UInt8>()
    let room = bytes.appendUninitialized(1 << MAX_WBITS)
    var count: UInt32 = 0
    // Safe: the history is at most the window of 32 KiB.
    _ = unsafe inflateGetDictionary(stream, room.base, &count)
    bytes.setCount(Int(count))
    return bytes
  }
}
