import CZstd

/// zstd: any number of frames.
///
/// A frame has no place to start in its middle: its blocks go on from tables and offsets that the
/// library neither gives out nor takes in. So a checkpoint stands at the beginning of a frame.
extension DecompressingReader {
  static func makeZstd() throws(StorageError) -> OpaquePointer {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw .compression(format: "zstd", detail: "the library did not start")
    }
    _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, CInt(maximumWindowLog))
    return unsafe context
  }

  mutating func stepZstd(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Step {
    guard let context = unsafe zstd else { return Step(used: 0, made: 0, endsFrame: true) }
    // Safe: both ranges lie inside their buffers, which outlive the call.
    var source = unsafe ZSTD_inBuffer(
      src: input.view.base + inputStart,
      size: min(wantedInput, input.count - inputStart), pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: destination.base, size: destination.count, pos: 0)
    let code = unsafe ZSTD_decompressStream(context, &target, &source)
    if ZSTD_isError(code) != 0 {
      let name = unsafe String(cString: ZSTD_getErrorName(code))
      throw damage(
        ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge
          ? "the zstd frame needs more than \(1 << (Self.maximumWindowLog - 20)) MiB of history, "
            + "expand it with \"zstd -d --long=31\""
          : "damaged zstd stream (\(name))")
    }
    wantedInput = code
    return unsafe Step(used: source.pos, made: target.pos, endsFrame: code == 0)
  }
}
