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
      /// A block inside a zstd frame, with the byte that says how large the frame's window is.
      case zstdBlock(windowDescriptor: UInt8, hasChecksum: Bool)
    }

    package var compressedOffset: UInt64
    package var uncompressedOffset: UInt64
    package var start: Start
    /// The expanded bytes before the place, as one LZ4 block; of a zstd block the dictionary that ends
    /// with them.
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
  /// There are never more than ``maximumCount``, and their histories never take more than
  /// ``maximumByteCount``: when one more comes, every second is dropped and the distance doubles. So
  /// the bytes expanded to reach a record are at most the larger of the distance asked for and 1/2,048
  /// of the file, where the packing has places to start; in zstd frames with windows of 2 MiB, 1/16.
  package struct CheckpointList: Sendable {
    package static let maximumCount = 4096
    package static let maximumByteCount = 64 << 20

    package private(set) var checkpoints: [Checkpoint] = []
    /// Expanded bytes that lie at least between two of them.
    package private(set) var spacing: UInt64
    private var historyByteCount = 0

    init(spacing: UInt64) { self.spacing = spacing }

    /// Whether a place is far enough behind the last one.
    func wants(_ uncompressedOffset: UInt64) -> Bool {
      guard let last = checkpoints.last else { return true }
      return uncompressedOffset >= last.uncompressedOffset + spacing
    }

    mutating func append(_ checkpoint: Checkpoint) {
      if checkpoints.count == Self.maximumCount
        || historyByteCount + checkpoint.history.count > Self.maximumByteCount
      {
        checkpoints = checkpoints.indices.filter { $0.isMultiple(of: 2) }.map { checkpoints[$0] }
        historyByteCount = checkpoints.reduce(0) { $0 + $1.history.count }
        spacing *= 2
        guard wants(checkpoint.uncompressedOffset) else { return }
      }
      historyByteCount += checkpoint.history.count
      checkpoints.append(checkpoint)
    }

    /// Places lie at least this far apart from now on.
    mutating func widen(to distance: UInt64) { spacing = max(spacing, distance) }
  }
}
