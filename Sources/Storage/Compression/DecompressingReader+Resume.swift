import CLZ4
import CZlib
import CZstd

/// Passing over damage in files of many frames or members.
extension DecompressingReader {
  /// Goes on behind damage, where the next frame or member begins.
  ///
  /// It is looked for right behind the beginning of the damaged one, since a frame that was cut off
  /// runs into the next. Reading again goes on at the same place, so that
  /// offsets of the expanded file hold for it too.
  ///
  /// - Returns: The offset in the file from where on reading goes; `nil` when no frame follows.
  package mutating func resume() throws(StorageError) -> UInt64? {
    guard let next = try nextFrame(after: frameOffset) else { return nil }
    if let zlib = unsafe zlib { unsafe _ = inflateReset2(zlib, MAX_WBITS + 16) }
    if let zstd = unsafe zstd {
      unsafe _ = ZSTD_DCtx_reset(zstd, ZSTD_reset_session_only)
      try endZstdRest()
    }
    try restartBzip2()
    try restartXZ()
    if let lz4 = unsafe lz4 { unsafe LZ4F_resetDecompressionContext(lz4) }
    isRawDeflate = false
    trailer = 0
    lz4Rest = nil
    isInsideFrame = false
    mayHoldBytes = false
    input.setCount(0)
    inputStart = 0
    fileOffset = next
    frameOffset = next
    frameUncompressedOffset = uncompressedOffset
    hasEnded = false
    failure = nil
    return next
  }

  /// Reads on without delivering, until an expanded offset, and passes over damage on the way.
  ///
  /// - Returns: Whether the offset was reached before the end of the file.
  package mutating func skipOverDamage(to offset: UInt64) throws(StorageError) -> Bool {
    while true {
      do throws(StorageError) { return try skip(to: offset) } catch {
        guard case .damaged = error, try resume() != nil else { throw error }
      }
    }
  }

  /// The bytes that a frame or member begins with.
  private var frameMagic: [UInt8] {
    switch format {
    case .plain: []
    case .gzip: [0x1F, 0x8B, 0x08]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .lz4: [0x04, 0x22, 0x4D, 0x18]
    case .bzip2: Array("BZh".utf8)
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    }
  }

  /// Where the next frame begins that can be read.
  private func nextFrame(after offset: UInt64) throws(StorageError) -> UInt64? {
    let magic = frameMagic
    guard let first = magic.first else { return nil }
    let window = GrowableBuffer<UInt8>(repeating: 0, count: 256 << 10)
    var start = offset + 1
    while true {
      let count = try file.read(into: window.view, at: start)
      guard count >= magic.count else { return nil }
      let bytes = window.view[0..<count]
      var at = 0
      while let found = bytes.firstIndex(of: first, from: at), found + magic.count <= count {
        if magic.indices.allSatisfy({ bytes[found + $0] == magic[$0] }),
          try isFrame(at: start + UInt64(found))
        {
          return start + UInt64(found)
        }
        at = found + 1
      }
      // The last bytes may begin what the next window ends.
      start += UInt64(count - magic.count + 1)
    }
  }

  /// Whether something can be expanded from a place; the same bytes stand in other data as well.
  private func isFrame(at offset: UInt64) throws(StorageError) -> Bool {
    var trial = try DecompressingReader(
      file, from: Checkpoint(compressedOffset: offset, uncompressedOffset: 0))
    let beginning = GrowableBuffer<UInt8>(repeating: 0, count: 4096)
    do throws(StorageError) { return try trial.read(into: beginning.view) > 0 } catch {
      switch error {
      // What only looks like a frame may ask for any window.
      case .damaged, .windowTooLarge: return false
      default: throw error
      }
    }
  }
}
