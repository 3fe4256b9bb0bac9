import CZstd

/// zstd: any number of frames.
///
/// Places inside of a frame are found by ``ZstdBlocks``, which says how.
///
/// A file may begin with a skippable frame that holds the dictionary of all others, itself packed or
/// not, as web archives do (IIPC, "Use of Zstandard with dictionaries in WARC files", 2021).
extension DecompressingReader {
  private static var dictionaryFrame: UInt32 { 0x184D_2A5D }
  /// Dictionaries are some hundred kilobytes.
  private static var maximumDictionaryByteCount: Int { 16 << 20 }

  /// Starts the library at a frame, or in the middle of one with the dictionary of the place.
  static func makeZstd(
    for file: RandomAccessFile, from start: Checkpoint?, history: BufferView<UInt8>
  ) throws(StorageError) -> OpaquePointer {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw .compression(format: "zstd", detail: "the library did not start")
    }
    _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, CInt(maximumWindowLog))
    do throws(StorageError) {
      if case .zstdBlock(let windowDescriptor, _) = start?.start {
        try unsafe load(history, into: context, of: file)
        try unsafe begin(ZstdBlocks.Header.bytes(windowDescriptor: windowDescriptor), context)
      } else {
        let dictionary = try dictionary(of: file)
        try unsafe load(dictionary.view, into: context, of: file)
      }
    } catch {
      unsafe _ = ZSTD_freeDCtx(context)
      throw error
    }
    return unsafe context
  }

  /// Gives the library a dictionary, or takes the one away that it has.
  private static func load(
    _ dictionary: BufferView<UInt8>, into context: OpaquePointer, of file: RandomAccessFile
  ) throws(StorageError) {
    // Safe: the library copies the dictionary.
    let code = unsafe ZSTD_DCtx_loadDictionary(context, dictionary.base, dictionary.count)
    if ZSTD_isError(code) != 0 {
      throw .damaged(path: file.path, offset: 8, detail: "the zstd dictionary cannot be read")
    }
  }

  /// Gives the library the header of a frame whose blocks follow.
  private static func begin(_ header: [UInt8], _ context: OpaquePointer) throws(StorageError) {
    // Safe: both buffers outlive the call, and a header makes no output.
    let code = unsafe header.withUnsafeBytes { bytes in
      var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
      var target = unsafe ZSTD_outBuffer(dst: nil, size: 0, pos: 0)
      return unsafe ZSTD_decompressStream(context, &target, &source)
    }
    if ZSTD_isError(code) != 0 {
      throw .compression(format: "zstd", detail: "a place inside a frame cannot be begun at")
    }
  }

  /// Ends a frame that was begun in its middle: those behind it have the dictionary of the file.
  mutating func endZstdRest() throws(StorageError) {
    guard zstdRestHasChecksum != nil, let zstd = unsafe zstd else { return }
    zstdRestHasChecksum = nil
    let dictionary = try Self.dictionary(of: file)
    try unsafe Self.load(dictionary.view, into: zstd, of: file)
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

  /// Counts the window of the frame that begins here, or refuses it.
  mutating func takeZstdWindow() throws(StorageError) {
    let known = input.view[inputStart..<min(input.count, inputStart + ZstdWindow.headerByteCount)]
    var needed = ZstdWindow.byteCount(known)
    if known.count < ZstdWindow.headerByteCount {
      let head = GrowableBuffer<UInt8>(repeating: 0, count: ZstdWindow.headerByteCount)
      let count = try file.read(into: head.view, at: compressedOffset)
      needed = ZstdWindow.byteCount(head.view[0..<count])
    }
    guard needed > zstdWindowByteCount else { return }
    if let memory = file.windows.memory(refusing: needed) {
      throw .windowTooLarge(
        path: file.path, offset: compressedOffset, needed: needed, memory: memory)
    }
    file.windows.giveBack(zstdWindowByteCount)
    file.windows.take(needed)
    zstdWindowByteCount = needed
  }

  mutating func stepZstd(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Step {
    if mayHoldBytes {
      let held = try callZstd(into: destination, offering: 0)
      if held.made > 0 { return held }
    }
    return try callZstd(
      into: destination, offering: min(wantedInput, input.count - inputStart))
  }

  private mutating func callZstd(
    into destination: BufferView<UInt8>, offering offered: Int
  ) throws(StorageError) -> Step {
    guard let context = unsafe zstd else { return Step(used: 0, made: 0, endsFrame: true) }
    // Safe: both ranges lie inside their buffers, which outlive the call.
    var source = unsafe ZSTD_inBuffer(
      src: input.view.base + inputStart, size: offered, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: destination.base, size: destination.count, pos: 0)
    let code = unsafe ZSTD_decompressStream(context, &target, &source)
    if ZSTD_isError(code) != 0 {
      let name = unsafe String(cString: ZSTD_getErrorName(code))
      throw damage("damaged zstd stream (\(name))")
    }
    wantedInput = code
    let step = unsafe Step(used: source.pos, made: target.pos, endsFrame: code == 0)
    mayHoldBytes = step.made == destination.count && !step.endsFrame
    if step.endsFrame, let hasChecksum = zstdRestHasChecksum {
      trailer = hasChecksum ? 4 : 0
      try endZstdRest()
    }
    if zstdBlocks.next != nil { try notePlace(after: step, destination) }
    return step
  }

  /// Notes the place behind a block, once the bytes that follow it have been compared.
  private mutating func notePlace(
    after step: Step, _ destination: BufferView<UInt8>
  ) throws(StorageError) {
    let made = destination[0..<step.made]
    if let untried = zstdBlocks.untried, made.count > 0 {
      zstdBlocks.untried = nil
      if begins(with: made, at: untried) { noted?.append(untried) }
    }
    let isBlock = try zstdBlocks.advance(
      made, to: compressedOffset + UInt64(step.used),
      isWhole: !step.endsFrame && made.count < destination.count, in: file)
    guard isBlock else { return }
    noted?.widen(to: zstdBlocks.spacing)
    let expanded = uncompressedOffset + UInt64(made.count)
    guard wantsCheckpoint(at: expanded) else { return }
    zstdBlocks.untried = try zstdBlocks.place(uncompressed: expanded, in: file)
  }

  /// Whether reading from a place gives some bytes.
  private func begins(with bytes: BufferView<UInt8>, at place: Checkpoint) -> Bool {
    guard var trial = try? DecompressingReader(file, from: place) else { return false }
    let read = GrowableBuffer<UInt8>(repeating: 0, count: bytes.count)
    guard let count = try? trial.read(into: read.view), count == bytes.count else { return false }
    // Safe: both ranges have as many bytes.
    return unsafe compareBytes(read.view.base, bytes.base, count) == 0
  }
}
