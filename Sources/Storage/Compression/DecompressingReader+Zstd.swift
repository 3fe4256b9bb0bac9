import CZstd

/// zstd: any number of frames.
///
/// A frame has no place to start in its middle: its blocks go on from tables and offsets that the
/// library neither gives out nor takes in. So a checkpoint stands at the beginning of a frame.
///
/// A file may begin with a skippable frame that holds the dictionary of all others, itself packed or
/// not, as web archives do (IIPC, "Use of Zstandard with dictionaries in WARC files", 2021).
extension DecompressingReader {
  private static var dictionaryFrame: UInt32 { 0x184D_2A5D }
  /// Dictionaries are some hundred kilobytes.
  private static var maximumDictionaryByteCount: Int { 16 << 20 }

  static func makeZstd(for file: RandomAccessFile) throws(StorageError) -> OpaquePointer {
    let dictionary = try dictionary(of: file)
    guard let context = unsafe ZSTD_createDCtx() else {
      throw .compression(format: "zstd", detail: "the library did not start")
    }
    _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, CInt(maximumWindowLog))
    if dictionary.count > 0 {
      // Safe: the library copies the dictionary.
      let code = unsafe ZSTD_DCtx_loadDictionary(
        context, dictionary.view.base, dictionary.count)
      if ZSTD_isError(code) != 0 {
        unsafe _ = ZSTD_freeDCtx(context)
        throw .damaged(path: file.path, offset: 8, detail: "the zstd dictionary cannot be read")
      }
    }
    return unsafe context
  }

  /// The dictionary that a file begins with; empty where it does not.
  private static func dictionary(
    of file: RandomAccessFile
  ) throws(StorageError) -> GrowableBuffer<UInt8> {
    let head = GrowableBuffer<UInt8>(repeating: 0, count: 8)
    var bytes = GrowableBuffer<UInt8>()
    guard try file.read(into: head.view, at: 0) == 8,
      head.view.slice.load(UInt32.self, at: 0) == dictionaryFrame
    else { return bytes }
    let count = Int(head.view.slice.load(UInt32.self, at: 4))
    guard count <= maximumDictionaryByteCount,
      try file.read(into: bytes.appendUninitialized(count), at: 8) == count
    else {
      throw .damaged(path: file.path, offset: 0, detail: "the zstd dictionary is cut off")
    }
    guard count >= 4, bytes.view.slice.load(UInt32.self, at: 0) == ZSTD_MAGICNUMBER else {
      return bytes
    }
    var expanded = GrowableBuffer<UInt8>()
    guard
      ContentCoding.zstd.expand(
        bytes.view.slice, limit: maximumDictionaryByteCount, to: &expanded) == .whole
    else {
      throw .damaged(path: file.path, offset: 8, detail: "the zstd dictionary cannot be expanded")
    }
    return expanded
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
