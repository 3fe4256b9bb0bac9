internal import Storage

/// A part of an expanded file that moves from front to back, for formats whose records say how long
/// they are.
struct ExpandedWindow: ~Copyable {
  private var input: DecompressingReader
  private var buffer = GrowableBuffer<UInt8>(capacity: 2 * stepByteCount)
  private var start = 0

  private static var stepByteCount: Int { 256 << 10 }

  /// Opens a file at an offset, behind damage where that lies on the way.
  static func open(
    _ file: RandomAccessFile, at offset: UInt64, options: ReadingOptions
  ) throws(StorageError) -> ExpandedWindow {
    ExpandedWindow(
      of: try DecompressingReader.open(file, at: offset, options: options, passesOverDamage: true))
  }

  /// A window that begins where the input stands.
  private init(of input: consuming DecompressingReader) { self.input = input }

  var path: String { input.file.path }
  var checkpoints: [DecompressingReader.Checkpoint] { input.checkpoints }
  /// Bytes of the file on disk that were used up.
  var consumedByteCount: UInt64 { input.compressedOffset }
  /// Where the frame or member begins in the expanded file that was read last.
  var frameOffset: UInt64 { input.frameUncompressedOffset }
  /// Where the window begins in the expanded file.
  var offset: UInt64 { input.uncompressedOffset - UInt64(buffer.count - start) }
  /// What was read and not passed.
  var bytes: BufferView<UInt8> { buffer.view[start..<buffer.count] }

  /// Makes the window at least so long.
  ///
  /// - Returns: `false` when the file ends before.
  mutating func reach(_ count: Int) throws(StorageError) -> Bool {
    while buffer.count - start < count {
      if start > 0 {
        // What is left is short, since records are passed as they are read.
        let rest = bytes.array
        buffer.removeAll()
        buffer.append(contentsOf: rest)
        start = 0
      }
      let before = buffer.count
      let target = buffer.appendUninitialized(max(Self.stepByteCount, count - before))
      buffer.setCount(before)
      let got = try input.read(into: target)
      if got == 0 { return false }
      buffer.setCount(before + got)
    }
    return true
  }

  /// Passes bytes of the window.
  mutating func drop(_ count: Int) { start += count }

  /// Moves the next bytes to the end of a buffer; `false` when the file ends before.
  mutating func move(
    _ count: Int, to output: inout GrowableBuffer<UInt8>
  ) throws(StorageError) -> Bool {
    let held = min(count, buffer.count - start)
    output.append(contentsOf: bytes[0..<held])
    drop(held)
    guard held < count else { return true }
    let before = output.count
    let target = output.appendUninitialized(count - held)
    output.setCount(before)
    var done = 0
    while done < target.count {
      let got = try input.read(into: target[done..<target.count])
      if got == 0 { return false }
      done += got
    }
    output.setCount(before + target.count)
    return true
  }

  /// Passes the next bytes, held or not; `false` when the file ends before.
  mutating func pass(_ count: UInt64) throws(StorageError) -> Bool {
    let held = UInt64(buffer.count - start)
    if count <= held {
      drop(Int(count))
      return true
    }
    let target = input.uncompressedOffset + (count - held)
    buffer.removeAll()
    start = 0
    return try input.skip(to: target)
  }

  /// Gives up what is held and goes on behind damage; see ``DecompressingReader/resume()``.
  mutating func resume() throws(StorageError) -> UInt64? {
    buffer.removeAll()
    start = 0
    return try input.resume()
  }
}
