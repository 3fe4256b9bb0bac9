package import JSONText
package import Records
package import Storage

/// Reads single records back from the corpus files, for indexes that keep no text of their own.
///
/// Plain files are read where the record stands. Compressed ones are expanded from the nearest
/// checkpoint before it: fast where the file is made of many frames or members, and from the
/// start of the file where it is one. Records fetched by rising offset go on from each other.
/// A fetcher belongs to one thread at a time.
package struct RecordFetcher: ~Copyable {
  package let files: [CorpusFile]

  private let checkpoints: [[DecompressingReader.Checkpoint]]
  private var checked: Set<Int> = []
  private var plain: RandomAccessFile?
  private var plainFile = -1
  private var packed: DecompressingReader?
  private var packedFile = -1

  /// A fetcher that has opened nothing yet.
  ///
  /// - Parameters:
  ///   - files: The corpus as it was indexed.
  ///   - checkpoints: ``ChunkReader/checkpoints`` of that reading; files without any are expanded
  ///     from their start.
  package init(files: [CorpusFile], checkpoints: [[DecompressingReader.Checkpoint]] = []) {
    self.files = files
    self.checkpoints = checkpoints
  }

  /// Appends the bytes of one record.
  ///
  /// - Parameters:
  ///   - place: Where the index says it stands.
  ///   - bytes: Grows by exactly the record.
  /// - Throws: ``CorpusError/changed(path:detail:)`` when the file is not the one that was
  ///   indexed, ``CorpusError/noRecord(path:offset:detail:)`` when it ends or is damaged before.
  package mutating func fetch(
    _ place: RecordBatch.Place, into bytes: inout GrowableBuffer<UInt8>
  ) throws(CorpusError) {
    let number = Int(place.file)
    guard files.indices.contains(number) else {
      throw .noRecord(
        path: "file \(number)", offset: place.offset, detail: "the corpus has no such file")
    }
    let file = files[number]
    if !checked.contains(number) {
      if let change = file.changeSinceListed() { throw .changed(path: file.path, detail: change) }
      checked.insert(number)
    }
    let before = bytes.count
    let room = bytes.appendUninitialized(Int(place.length))
    do throws(StorageError) {
      let got =
        file.packing == .plain
        ? try readPlain(number, into: room, at: place.offset)
        : try readPacked(number, into: room, at: place.offset)
      if got == room.count { return }
    } catch {
      bytes.setCount(before)
      packed = nil
      throw .noRecord(
        path: file.path, offset: place.offset, detail: CorpusFiles.reason(of: error))
    }
    bytes.setCount(before)
    throw .noRecord(path: file.path, offset: place.offset, detail: "the file ends before")
  }

  /// One record, whole: every field, in its order.
  ///
  /// - Throws: As ``fetch(_:into:)``, and ``CorpusError/noRecord(path:offset:detail:)`` when the
  ///   bytes are not JSON.
  package mutating func record(at place: RecordBatch.Place) throws(CorpusError) -> JSON {
    var bytes = GrowableBuffer<UInt8>()
    try fetch(place, into: &bytes)
    let path = files[Int(place.file)].path
    do throws(JSONError) {
      return try JSONReader.read(bytes.view.array, options: .records)
    } catch {
      throw .noRecord(path: path, offset: place.offset, detail: error.message)
    }
  }

  // MARK: - Reading

  private mutating func readPlain(
    _ number: Int, into room: BufferView<UInt8>, at offset: UInt64
  ) throws(StorageError) -> Int {
    if plainFile != number {
      plain = nil
      plain = try RandomAccessFile(path: files[number].path)
      plainFile = number
    }
    return try plain?.read(into: room, at: offset) ?? 0
  }

  private mutating func readPacked(
    _ number: Int, into room: BufferView<UInt8>, at offset: UInt64
  ) throws(StorageError) -> Int {
    let start = checkpoint(of: number, before: offset)
    let here = packed?.uncompressedOffset ?? 0
    // Going on from where the last record ended is best, unless a checkpoint is nearer.
    let canGoOn =
      packed != nil && packedFile == number && here <= offset
      && here >= (start?.uncompressedOffset ?? 0)
    if !canGoOn {
      packed = nil
      packed = try DecompressingReader(path: files[number].path, from: start)
      packedFile = number
    }
    guard try packed?.skip(to: offset) == true else { return 0 }
    return try packed?.read(into: room) ?? 0
  }

  /// The last checkpoint at or before an offset.
  private func checkpoint(
    of number: Int, before offset: UInt64
  ) -> DecompressingReader.Checkpoint? {
    guard checkpoints.indices.contains(number) else { return nil }
    let list = checkpoints[number]
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      if list[middle].uncompressedOffset <= offset {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low > 0 ? list[low - 1] : nil
  }
}
