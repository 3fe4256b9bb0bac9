package import Records
package import Storage

/// Reads records back that are ranges of the expanded file, as lines are.
///
/// Plain files are read where the record stands. Packed ones are expanded from the nearest
/// checkpoint before it, from the start of the file where there is none. Records fetched by rising
/// offset go on from each other.
package final class ByteRangeFetcher: FormatFetcher {
  private let file: RandomAccessFile
  private let checkpoints: CheckpointFile?
  private let isPlain: Bool
  private let passesOverDamage: Bool
  private let encoding: TextEncoding
  private var packed: DecompressingReader?

  /// A fetcher that has read nothing yet.
  ///
  /// `passesOverDamage`: offsets count on behind damage, as ``DecompressingReader/resume()`` does;
  /// `encoding`: of the file, where its records are text.
  package init(
    of file: RandomAccessFile, checkpoints: CheckpointFile?, passesOverDamage: Bool = false,
    encoding: TextEncoding = .utf8
  ) throws(StorageError) {
    self.encoding = encoding
    self.passesOverDamage = passesOverDamage
    self.file = file
    self.checkpoints = checkpoints
    isPlain = try DecompressingReader.format(of: file) == .plain
  }

  package func fetch(
    _ place: RecordBatch.Place, into chunk: inout RawChunk
  ) throws(StorageError) -> Bool {
    let start = chunk.bytes.count
    let target = chunk.bytes.appendUninitialized(Int(place.length))
    let got =
      isPlain
      ? try file.read(into: target, at: place.offset)
      : try readPacked(into: target, at: place.offset)
    guard got == target.count else { return false }
    chunk.note(encoding)
    chunk.start = FilePosition(offset: place.offset)
    chunk.pieces.append(RawChunk.Piece(start: UInt32(start), count: place.length))
    chunk.numbers.append(0)
    chunk.recordCount = 1
    return true
  }

  private func readPacked(
    into target: BufferView<UInt8>, at offset: UInt64
  ) throws(StorageError) -> Int {
    let start = checkpoint(before: offset)
    let here = packed?.uncompressedOffset ?? 0
    // Going on from where the last record ended is best, unless a checkpoint is nearer.
    let canGoOn = packed != nil && here <= offset && here >= (start?.uncompressedOffset ?? 0)
    do throws(StorageError) {
      if !canGoOn {
        packed = nil
        packed = try DecompressingReader(file, from: start)
      }
      guard try skip(to: offset) else { return 0 }
      return try read(into: target)
    } catch {
      packed = nil
      throw error
    }
  }

  private func read(into target: BufferView<UInt8>) throws(StorageError) -> Int {
    do throws(StorageError) { return try packed?.read(into: target) ?? 0 } catch {
      // A record may begin right behind damage.
      guard passesOverDamage, case .damaged = error, try packed?.resume() != nil else {
        throw error
      }
      return try packed?.read(into: target) ?? 0
    }
  }

  private func skip(to offset: UInt64) throws(StorageError) -> Bool {
    passesOverDamage
      ? try packed?.skipOverDamage(to: offset) == true : try packed?.skip(to: offset) == true
  }

  /// The nearest checkpoint before an offset; damaged ones only cost time.
  private func checkpoint(before offset: UInt64) -> DecompressingReader.Checkpoint? {
    try? checkpoints?.last(before: offset)
  }
}
