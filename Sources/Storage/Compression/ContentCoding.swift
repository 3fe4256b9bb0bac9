internal import CBrotli
internal import CZlib
internal import CZstd

/// The codings in which HTTP sends bodies (RFC 9110), of which nobody knows the expanded size.
package enum ContentCoding: String, Sendable, CaseIterable {
  case gzip, deflate, brotli, zstd

  /// A coding by its name in a header; `nil` for one that is not known.
  package init?(name: String) {
    switch name {
    case "gzip", "x-gzip": self = .gzip
    case "deflate": self = .deflate
    case "br": self = .brotli
    case "zstd": self = .zstd
    default: return nil
    }
  }

  /// How the expanding of a body ended.
  package enum Outcome: Sendable, Equatable {
    case whole
    /// The bytes end early or are damaged; what stood before is there.
    case damaged
    /// There is more than the limit.
    case tooLong
  }

  /// Appends the expanded body, as far as it can be read.
  ///
  /// - Parameters:
  ///   - source: The coded bytes; what follows the coded stream is not looked at.
  ///   - limit: The most bytes to append.
  ///   - output: Grows by the body.
  /// - Returns: How it ended.
  package func expand(
    _ source: ByteSlice, limit: Int, to output: inout GrowableBuffer<UInt8>
  ) -> Outcome {
    switch self {
    case .gzip: Self.inflate(source, windowBits: MAX_WBITS + 16, limit, &output)
    // Some servers send the bare stream without its wrapping, which RFC 9110 asks for.
    case .deflate:
      Self.inflate(
        source, windowBits: Self.isWrapped(source) ? MAX_WBITS : -MAX_WBITS, limit, &output)
    case .brotli: Self.brotli(source, limit, &output)
    case .zstd: Self.zstd(source, limit, &output)
    }
  }

  /// Bytes that are expanded at once.
  private static var stepByteCount: Int { 64 << 10 }

  /// Whether a deflate stream begins with the header of zlib (RFC 1950).
  private static func isWrapped(_ source: ByteSlice) -> Bool {
    source.count >= 2 && source[0] & 15 == 8
      && (UInt16(source[0]) << 8 | UInt16(source[1])).isMultiple(of: 31)
  }

  // Each library reads and writes within the counts that it is given, whatever the bytes say.

  private static func inflate(
    _ source: ByteSlice, windowBits: CInt, _ limit: Int, _ output: inout GrowableBuffer<UInt8>
  ) -> Outcome {
    var stream = unsafe z_stream()
    guard source.count <= Int(UInt32.max),
      unsafe inflateInit2_(
        &stream, windowBits, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
    else { return .damaged }
    defer { _ = unsafe inflateEnd(&stream) }
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: source.base.assumingMemoryBound(to: UInt8.self))
    unsafe stream.avail_in = UInt32(source.count)
    let end = output.count + limit
    while true {
      let before = output.count
      if before == end { return .tooLong }
      let room = min(stepByteCount, end - before)
      let target = output.appendUninitialized(room)
      unsafe stream.next_out = target.base
      unsafe stream.avail_out = UInt32(room)
      let result = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
      let left = unsafe Int(stream.avail_out)
      output.setCount(before + room - left)
      switch result {
      case Z_OK: continue
      case Z_STREAM_END:
        // Another member may follow.
        guard windowBits > MAX_WBITS, unsafe stream.avail_in > 0 else { return .whole }
        guard unsafe inflateReset(&stream) == Z_OK else { return .damaged }
        if unsafe stream.next_in.pointee != 0x1F { return .whole }
      default: return .damaged
      }
    }
  }

  private static func brotli(
    _ source: ByteSlice, _ limit: Int, _ output: inout GrowableBuffer<UInt8>
  ) -> Outcome {
    guard let state = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else { return .damaged }
    defer { unsafe BrotliDecoderDestroyInstance(state) }
    var inputLeft = source.count
    var input: UnsafePointer<UInt8>? = unsafe source.base.assumingMemoryBound(to: UInt8.self)
    let end = output.count + limit
    while true {
      let before = output.count
      if before == end { return .tooLong }
      let room = min(stepByteCount, end - before)
      let target = output.appendUninitialized(room)
      var left = room
      var written: UnsafeMutablePointer<UInt8>? = unsafe target.base
      let result = unsafe BrotliDecoderDecompressStream(
        state, &inputLeft, &input, &left, &written, nil)
      output.setCount(before + room - left)
      switch result {
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue
      case BROTLI_DECODER_RESULT_SUCCESS: return .whole
      default: return .damaged
      }
    }
  }

  private static func zstd(
    _ source: ByteSlice, _ limit: Int, _ output: inout GrowableBuffer<UInt8>
  ) -> Outcome {
    guard let context = unsafe ZSTD_createDCtx() else { return .damaged }
    defer { unsafe _ = ZSTD_freeDCtx(context) }
    var input = unsafe ZSTD_inBuffer(src: source.base, size: source.count, pos: 0)
    let end = output.count + limit
    while true {
      let before = output.count
      if before == end { return .tooLong }
      let room = min(stepByteCount, end - before)
      let target = output.appendUninitialized(room)
      var written = unsafe ZSTD_outBuffer(dst: target.base, size: room, pos: 0)
      let code = unsafe ZSTD_decompressStream(context, &written, &input)
      let (made, used) = unsafe (written.pos, input.pos)
      output.setCount(before + made)
      if ZSTD_isError(code) != 0 { return .damaged }
      if code == 0, used == source.count { return .whole }
      if made < room, used == source.count { return .damaged }
    }
  }
}
