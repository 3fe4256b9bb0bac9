internal import Glibc

/// A source that can be read once, from its beginning to its end: standard input, a pipe that the
/// shell has opened, or a FIFO.
@safe
package final class PipedInput: Sendable {
  private let descriptor: Int32
  private let path: String
  /// The descriptor was opened here.
  private let isOwned: Bool

  /// Recognises such a source by its name, or by what stands there; `nil` for everything else.
  ///
  /// A descriptor counts as one whatever is behind it: `-`, `/dev/stdin`, `/dev/fd/63`.
  ///
  /// - Throws: ``StorageError`` for a FIFO that cannot be opened.
  package init?(_ source: String) throws(StorageError) {
    path = source
    if let number = Self.descriptor(named: source) {
      descriptor = number
      isOwned = false
    } else if Self.isFIFO(source) {
      descriptor = try SystemCall.openForReading(source)
      isOwned = true
    } else {
      return nil
    }
  }

  deinit { if isOwned { SystemCall.closeFile(descriptor) } }

  private static func descriptor(named source: String) -> Int32? {
    if source == "-" || source == "/dev/stdin" { return 0 }
    let folder = ["/dev/fd/", "/proc/self/fd/"].first { source.hasPrefix($0) }
    return folder.flatMap { Int32(source.dropFirst($0.count)) }.flatMap { $0 >= 0 ? $0 : nil }
  }

  private static func isFIFO(_ path: String) -> Bool {
    var status = stat()
    // Safe: the call fills a local structure.
    return unsafe PathText.withPath(path, { unsafe stat($0, &status) }) == 0
      && status.st_mode & S_IFMT == S_IFIFO
  }

  /// A person types at its other end.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Copies everything that comes into a file without a name, which any reader can read as often as it
  /// likes and which is gone with its last reference, however the process ends.
  ///
  /// - Parameters:
  ///   - folder: The folder on whose file system it is written.
  ///   - path: What the file is called in messages.
  ///   - step: Told how many bytes have come, several times a second; `false` stops.
  /// - Returns: The file, or `nil` when it was stopped.
  /// - Throws: ``StorageError``, also when the disk is full.
  package func spool(
    in folder: String, as path: String, _ step: (UInt64) -> Bool
  ) throws(StorageError) -> RandomAccessFile? {
    let file = try SystemCall.openNameless(in: folder)
    var isAdopted = false
    defer { if !isAdopted { SystemCall.closeFile(file) } }
    let buffer = GrowableBuffer<UInt8>(repeating: 0, count: 1 << 20)
    var total: UInt64 = 0
    while step(total) {
      guard let count = try SystemCall.readNext(descriptor, into: buffer.view, path: self.path)
      else { continue }
      if count == 0 {
        isAdopted = true
        return try RandomAccessFile(adopting: file, path: path)
      }
      total += UInt64(count)
      try SystemCall.writeAll(file, buffer.view[0..<count].slice, path: folder)
    }
    return nil
  }
}
