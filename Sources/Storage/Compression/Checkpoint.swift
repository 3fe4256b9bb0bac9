extension DecompressingReader {
  /// A place in a packed file where expanding can begin.
  ///
  /// The beginning of a frame or member needs nothing else. Inside of one, what follows refers to
  /// bytes before it, so these are kept, packed.
  package struct Checkpoint: Sendable, Equatable {
    /// What stands at the place.
    package enum Start: Sendable, Equatable {
      /// A gzip member, zstd frame or LZ4 frame.
      case frame
      /// A block inside a gzip member. Blocks begin at any bit: `bits` are the highest `bitCount`
      /// bits of the byte before, which belong to what follows.
      case deflateBlock(bitCount: UInt8, bits: UInt8)
      /// A block inside an LZ4 frame, with the two bytes that describe the frame's blocks.
      case lz4Block(flags: UInt8, descriptor: UInt8)
    }

    package var compressedOffset: UInt64
    package var uncompressedOffset: UInt64
    package var start: Start
    /// The expanded bytes before the place, as one LZ4 block.
    package var history: [UInt8]
    /// Their number, expanded.
    package var historyByteCount: Int

    package init(
      compressedOffset: UInt64, uncompressedOffset: UInt64, start: Start = .frame,
      history: [UInt8] = [], historyByteCount: Int = 0
    ) {
      self.compressedOffset = compressedOffset
      self.uncompressedOffset = uncompressedOffset
      self.start = start
      self.history = history
      self.historyByteCount = historyByteCount
    }

    /// Packs the expanded bytes before the place.
    mutating func keep(_ bytes: BufferView<UInt8>) {
      historyByteCount = bytes.count
      guard bytes.count > 0 else { return }
      var packed = GrowableBuffer<UInt8>()
      _ = LZ4.compress(bytes, into: &packed)
      history = packed.view.array
    }

    /// The expanded bytes before a place; none before the start of a file.
    static func history(before place: Checkpoint?) throws(StorageError) -> GrowableBuffer<UInt8> {
      let bytes = GrowableBuffer<UInt8>(repeating: 0, count: place?.historyByteCount ?? 0)
      if let place, place.historyByteCount > 0 {
        try place.history.withView { (view) throws(StorageError) in
          try LZ4.decompress(view, into: bytes.view)
        }
      }
      return bytes
    }
  }

  /// The checkpoints of one file, at a distance that grows with it.
  ///
  /// There are never more than ``maximumCount``: when one more comes, every second is dropped and
  /// the distance doubles. So a list stays within some ten megabytes, and the bytes expanded to
  /// reach a record are at most the larger of the distance asked for and 1/2,048 of the file, where
  /// the packing has places to start.
  package struct CheckpointList: Sendable {
    package static let maximumCount = 4096

    package private(set) var checkpoints: [Checkpoint] = []
    /// Expanded bytes that lie at least between two of them.
    package private(set) var spacing: UInt64

    init(spacing: UInt64) { self.spacing = spacing }

    /// Whether a place is far enough behind the last one.
    func wants(_ uncompressedOffset: UInt64) -> Bool {
      guard let last = checkpoints.last else { return true }
      return uncompressedOffset >= last.uncompressedOffset + spacing
    }

    mutating func append(_ checkpoint: Checkpoint) {
      if checkpoints.count == Self.maximumCount {
        checkpoints = checkpoints.indices.filter { $0.isMultiple(of: 2) }.map { checkpoints[$0] }
        spacing *= 2
        guard wants(checkpoint.uncompressedOffset) else { return }
      }
      checkpoints.append(checkpoint)
    }
  }
}
