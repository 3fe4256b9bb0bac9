internal import Glibc
internal import Synchronization

extension RandomAccessFile {
  /// Packed bytes expand to so many times their number at most, and a gigabyte more: text comes to
  /// about ten times.
  private static var largestRatio: UInt64 { 200 }
  package static var spareByteCount: UInt64 { 1 << 30 }

  /// The bytes that a packed file holds, as a file that has no name and is gone with its last
  /// reference, however the process ends.
  ///
  /// It takes its room in the folder of temporary files that lasts (`TMPDIR`, else `/var/tmp`). Of a
  /// damaged file it holds what stands before the ``damage``.
  ///
  /// - Parameter spare: Expanded bytes that are taken besides those that the packed ones stand for.
  /// - Returns: The file, with the time of the packed one.
  /// - Throws: ``StorageError``, also when the disk is full, or when the bytes expand to more than any
  ///   data does.
  package func expanded(
    beyond spare: UInt64 = spareByteCount
  ) throws(StorageError) -> RandomAccessFile {
    // Safe: the library gives back a string that it owns, which is copied.
    let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/var/tmp"
    let file = try SystemCall.openNameless(in: folder)
    var isAdopted = false
    defer { if !isAdopted { SystemCall.closeFile(file) } }
    var reader = try DecompressingReader(self)
    let buffer = GrowableBuffer<UInt8>(repeating: 0, count: 1 << 20)
    let limit = status.byteCount &* Self.largestRatio &+ spare
    var damage: StorageError?
    do throws(StorageError) {
      while true {
        let count = try reader.read(into: buffer.view)
        if count == 0 { break }
        guard reader.uncompressedOffset <= limit else {
          throw .unsupported(
            path: path,
            detail: "it expands to more than \(Self.largestRatio) times its size, as no data does")
        }
        try SystemCall.writeAll(file, buffer.view[0..<count].slice, path: folder)
      }
    } catch {
      guard case .damaged = error else { throw error }
      damage = error
    }
    isAdopted = true
    return try RandomAccessFile(adopting: file, path: path, of: status, damage: damage)
  }

  /// The same bytes as a file in which any place is at hand: itself, or what it holds where it is packed.
  ///
  /// A packed file is expanded once for all who hold the result at the same time, so that a folder of
  /// them takes no more room than those that are read.
  package func atAnyPlace() throws(StorageError) -> RandomAccessFile {
    if try DecompressingReader.format(of: self) == .plain { return self }
    return try expansion.withLock { (known: inout Expansion) throws(StorageError) in
      if let file = known.file { return file }
      let made = try expanded()
      known.file = made
      return made
    }
  }

  /// What a packed file holds, as long as somebody reads it.
  struct Expansion {
    weak var file: RandomAccessFile?
  }
}
