import Storage
import Testing
import TestSupport

@Suite struct DecompressingReaderTests {
  typealias Format = DecompressingReader.Format
  static let seed: UInt64 = 0x5EED_0012
  static let packed: [Format] = [.gzip, .zstd, .lz4, .bzip2, .xz]

  /// Everything a reader delivers, and the error that ended it.
  static func readAll(
    _ path: String, piece: Int = 4096, from start: DecompressingReader.Checkpoint? = nil,
    spacing: UInt64? = 1
  ) throws -> (bytes: [UInt8], checkpoints: [DecompressingReader.Checkpoint], error: StorageError?)
  {
    var reader = try DecompressingReader(path: path, from: start, checkpointSpacing: spacing)
    let buffer = GrowableBuffer<UInt8>(repeating: 0, count: piece)
    var bytes: [UInt8] = []
    while true {
      do {
        let count = try reader.read(into: buffer.view)
        if count == 0 { break }
        bytes += buffer.view[0..<count].array
      } catch {
        return (bytes, reader.checkpoints, error)
      }
    }
    return (bytes, reader.checkpoints, nil)
  }

  @Test(arguments: Format.allCases, [0, 1, 5, 1000, 128 << 10, (128 << 10) + 1, 700_000])
  func `a file comes back as it was`(format: Format, count: Int) throws {
    let folder = ScratchFolder()
    let original = CompressionTests.sample(count: count, seed: Self.seed)
    let path = folder.write(Packing.pack(original, as: format), to: "data")
    for piece in [1 << 20, 65_537, 333] where count < 10_000 || piece > 1000 {
      let read = try Self.readAll(path, piece: piece)
      #expect(read.error == nil)
      #expect(read.bytes == original, "seed \(Self.seed)")
    }
  }

  @Test(arguments: packed, [3, 7, 100, 4096])
  func `members and frames read on into each other, and each is a place to start`(
    format: Format, piece: Int
  ) throws {
    let folder = ScratchFolder()
    // Beginning a stream of bzip2 or xz takes megabytes each time.
    let count = format == .bzip2 || format == .xz ? 60 * piece : 9000
    let original = CompressionTests.sample(count: min(count, 9000), seed: Self.seed)
    let path = folder.write(Packing.pack(original, as: format, piece: piece), to: "data")
    let read = try Self.readAll(path)
    #expect(read.error == nil)
    #expect(read.bytes == original)
    #expect(read.checkpoints.count == (original.count + piece - 1) / piece)
    for checkpoint in read.checkpoints.prefix(20) + read.checkpoints.suffix(3) {
      let rest = try Self.readAll(path, from: checkpoint)
      #expect(rest.error == nil)
      #expect(rest.bytes == Array(original[Int(checkpoint.uncompressedOffset)...]))
    }
  }

  @Test(arguments: packed)
  func `checkpoints keep the distance asked for`(format: Format) throws {
    let folder = ScratchFolder()
    let original = CompressionTests.sample(count: 9000, seed: Self.seed)
    let path = folder.write(Packing.pack(original, as: format, piece: 100), to: "data")
    let offsets = try Self.readAll(path, spacing: 1000).checkpoints.map(\.uncompressedOffset)
    #expect(offsets == (0..<9).map { UInt64($0 * 1000) })
  }

  /// One member or frame with places inside, and what its history is.
  enum Whole: CaseIterable {
    case gzip, lz4Linked, lz4Independent, zstd

    func pack(_ bytes: [UInt8]) -> [UInt8] {
      switch self {
      case .gzip: Packing.gzip(bytes)
      case .lz4Linked: Packing.lz4(bytes)
      case .lz4Independent: Packing.lz4(bytes, areBlocksIndependent: true)
      // Places lie 32 windows apart.
      case .zstd: Packing.zstd(bytes, windowLog: 12)
      }
    }
  }

  @Test(arguments: Whole.allCases, [1 << 20, 65_537, 4096])
  func `a place inside a member or frame is one to start from`(whole: Whole, piece: Int) throws {
    let folder = ScratchFolder()
    let original = CompressionTests.sample(count: 400_000, seed: Self.seed)
    // Another member follows, so that the end of the first is found.
    let path = folder.write(whole.pack(original) + whole.pack(original), to: "data")
    let read = try Self.readAll(path, piece: piece)
    // Long arrays are compared outside of the expectation, which would print their difference.
    let isWhole = read.bytes == original + original
    #expect(read.error == nil && isWhole)
    let inside = read.checkpoints.filter { $0.start != .frame }
    // Those of zstd lie further apart.
    #expect(inside.count >= (whole == .zstd ? 1 : 4))
    #expect(read.checkpoints.count == inside.count + 2)
    for checkpoint in inside {
      #expect(whole != .lz4Independent || checkpoint.history.isEmpty)
      let rest = try Self.readAll(path, piece: piece, from: checkpoint)
      let isRest = rest.bytes[...] == (original + original)[Int(checkpoint.uncompressedOffset)...]
      #expect(rest.error == nil && isRest, "\(checkpoint.start)")
    }
  }

  @Test(arguments: Whole.allCases)
  func `a file cut behind a place gives the bytes before the cut and says where`(
    whole: Whole
  ) throws {
    let folder = ScratchFolder()
    let original = CompressionTests.sample(count: 300_000, seed: Self.seed)
    let packed = whole.pack(original)
    let path = folder.write(packed, to: "data")
    let places = try Self.readAll(path, piece: 65_537).checkpoints
    let place = try #require(places.last { $0.start != .frame })
    let start = Int(place.compressedOffset)
    for end in stride(from: start + 1, to: packed.count, by: max(1, (packed.count - start) / 40)) {
      folder.write(Array(packed[..<end]), to: "data")
      let rest = try Self.readAll(path, from: place)
      #expect(rest.error != nil)
      let isBeginning = original[Int(place.uncompressedOffset)...].starts(with: rest.bytes)
      #expect(isBeginning)
    }
  }

  @Test func `a list of checkpoints has a bound, and its distance grows`() throws {
    let folder = ScratchFolder()
    let original = CompressionTests.sample(count: 9000, seed: Self.seed)
    let path = folder.write(Packing.pack(original, as: .zstd, piece: 1), to: "data")
    let offsets = try Self.readAll(path).checkpoints.map(\.uncompressedOffset)
    #expect(offsets == (0..<2250).map { UInt64($0 * 4) })
  }

  /// Bytes that a file of a format is known by.
  private static func magicByteCount(_ format: Format) -> Int {
    switch format {
    case .plain: 0
    case .gzip, .zstd, .lz4: 4
    case .xz: 6
    case .bzip2: 8
    }
  }

  @Test(arguments: packed)
  func `a file cut anywhere gives the bytes before the cut and says where`(format: Format) throws {
    let folder = ScratchFolder()
    let original = CompressionTests.sample(count: 3000, seed: Self.seed)
    let whole = Packing.pack(original, as: format, piece: 1000)
    // Cuts between two frames cannot be seen, and below the magic the file is a plain one.
    let first = Packing.pack(Array(original[..<1000]), as: format).count
    let second = first + Packing.pack(Array(original[1000..<2000]), as: format).count
    for end in Self.magicByteCount(format)..<whole.count {
      let path = folder.write(Array(whole[..<end]), to: "cut")
      let read = try Self.readAll(path)
      #expect(original.starts(with: read.bytes))
      #expect(read.bytes.count >= (end >= second ? 2000 : end >= first ? 1000 : 0))
      if end == first || end == second {
        #expect(read.error == nil)
      } else if case .damaged(let where_, let offset, _) = read.error {
        #expect(where_ == path)
        #expect(offset <= UInt64(end))
      } else {
        Issue.record("cut at \(end): \(String(describing: read.error))")
      }
    }
  }

  @Test(arguments: packed)
  func `a flipped bit is an error or harmless, never a crash`(format: Format) throws {
    let folder = ScratchFolder()
    let original = CompressionTests.sample(count: 600, seed: Self.seed)
    var whole = Packing.pack(original, as: format)
    for index in whole.indices.dropFirst(Self.magicByteCount(format)) {
      for bit in 0..<8 {
        whole[index] ^= 1 << bit
        let path = folder.write(whole, to: "flipped")
        let read = try Self.readAll(path)
        // The gzip header holds a time and flags that guard nothing.
        #expect(read.error != nil || read.bytes == original, "byte \(index), bit \(bit)")
        whole[index] ^= 1 << bit
      }
    }
  }

  @Test(arguments: packed)
  func `whole blocks before a damaged one are delivered`(format: Format) throws {
    let folder = ScratchFolder()
    let original = CompressionTests.sample(count: 2_000_000, seed: Self.seed)
    var whole = Packing.pack(original, as: format)
    for index in (whole.count - 40)..<(whole.count - 20) { whole[index] ^= 0x5A }
    let path = folder.write(whole, to: "damaged")
    let read = try Self.readAll(path, piece: 4 << 20)
    #expect(read.error != nil)
    #expect(read.bytes.count > 1_500_000)
    let good = zip(read.bytes, original).prefix { $0 == $1 }.count
    #expect(good > 1_500_000)
  }

  @Test(arguments: packed)
  func `what comes before damage does not depend on how much is read at once`(
    format: Format
  ) throws {
    var generator = SeededGenerator.announced("damage to \(format)")
    let folder = ScratchFolder()
    // Of the middle nothing can be packed, so that there are blocks of all kinds.
    let original =
      CompressionTests.sample(count: 150_000, seed: Self.seed)
      + (0..<140_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
      + CompressionTests.sample(count: 150_000, seed: Self.seed)
    let whole = Packing.pack(original, as: format, piece: 300_000)
    for turn in 0..<12 {
      var bytes = whole
      let place = generator.number(Self.magicByteCount(format)..<bytes.count)
      if turn % 4 == 0 {
        bytes.removeLast(bytes.count - place)
      } else {
        bytes[place] ^= UInt8(1 << generator.number(0..<8))
      }
      let path = folder.write(bytes, to: "damaged")
      let once = try Self.readAll(path, piece: 1 << 20)
      for (piece, spacing) in [(1 << 17, 1), (65_537, nil), (4096, 1), (777, nil)]
        as [(Int, UInt64?)]
      {
        let read = try Self.readAll(path, piece: piece, spacing: spacing)
        #expect(read.bytes.count == once.bytes.count, "turn \(turn), pieces of \(piece)")
        let isSame = read.bytes == once.bytes
        #expect(isSame && read.error == once.error, "turn \(turn), pieces of \(piece)")
      }
    }
  }

  @Test func `gzip files may be padded with zeros but not followed by other bytes`() throws {
    let folder = ScratchFolder()
    let packed = Packing.gzip(Array("hello".utf8))
    let padded = try Self.readAll(folder.write(packed + [0, 0, 0, 0, 0], to: "padded"))
    #expect(padded.error == nil)
    #expect(padded.bytes == Array("hello".utf8))
    for tail: [UInt8] in [[0, 0, 7], [7, 7, 7, 7]] {
      let followed = try Self.readAll(folder.write(packed + tail, to: "followed"))
      #expect(followed.error != nil)
      #expect(followed.bytes == Array("hello".utf8))
    }
  }

  @Test(arguments: packed)
  func `behind damage reading goes on with the next frame`(format: Format) throws {
    let folder = ScratchFolder()
    let pieces = (0..<5).map { number in
      CompressionTests.sample(count: 700 + number, seed: Self.seed + UInt64(number))
    }
    let frames = pieces.map { Packing.pack($0, as: format) }
    // A frame that is damaged, and one that is cut off and runs into the next.
    for damaged in [frames[2].count / 2, frames[2].count] {
      var bytes = frames[2]
      if damaged < bytes.count { bytes[damaged] ^= 0x55 } else { bytes.removeLast(9) }
      let path = folder.write(
        frames[0] + frames[1] + bytes + frames[3] + frames[4], to: "data")
      var reader = try DecompressingReader(path: path, checkpointSpacing: 1)
      let buffer = GrowableBuffer<UInt8>(repeating: 0, count: 1 << 16)
      let before = try reader.read(into: buffer.view)
      #expect(buffer.view[0..<before].array.starts(with: pieces[0] + pieces[1]))
      #expect(throws: StorageError.self) { _ = try reader.read(into: buffer.view) }
      let next = try reader.resume()
      #expect(next == UInt64(frames[0].count + frames[1].count + bytes.count))
      #expect(reader.uncompressedOffset == UInt64(before))
      let after = try reader.read(into: buffer.view)
      #expect(buffer.view[0..<after].array == pieces[3] + pieces[4])
      // Whoever begins at a checkpoint before the damage comes to the same place.
      for checkpoint in reader.checkpoints where checkpoint.start == .frame {
        var again = try DecompressingReader(path: path, from: checkpoint)
        #expect(try again.skipOverDamage(to: UInt64(before + pieces[3].count)))
        let rest = try again.read(into: buffer.view)
        #expect(buffer.view[0..<rest].array == pieces[4])
      }
    }
  }

  @Test func `the padding between streams of xz is passed`() throws {
    let folder = ScratchFolder()
    let path = folder.write(
      Packing.xz(Array("one".utf8)) + [0, 0, 0, 0] + Packing.xz(Array("two".utf8)) + [0, 0, 0, 0],
      to: "data")
    let read = try Self.readAll(path)
    #expect(read.error == nil)
    #expect(read.bytes == Array("onetwo".utf8))
  }

  @Test func `skippable frames are passed over`() throws {
    let folder = ScratchFolder()
    let skippable: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9]
    for format in [Format.zstd, .lz4] {
      let path = folder.write(
        skippable + skippable + Packing.pack(Array("one".utf8), as: format) + skippable
          + Packing.pack(Array("two".utf8), as: format), to: "data")
      let read = try Self.readAll(path)
      #expect(read.error == nil)
      #expect(read.bytes == Array("onetwo".utf8))
    }
  }

  @Test(arguments: Format.allCases)
  func `skipping reaches an offset or tells that the file ends before`(format: Format) throws {
    let folder = ScratchFolder()
    let original = CompressionTests.sample(count: 300_000, seed: Self.seed)
    let path = folder.write(Packing.pack(original, as: format), to: "data")
    for offset in [0, 1, 131_072, 299_999, 300_000] {
      var reader = try DecompressingReader(path: path)
      #expect(try reader.skip(to: UInt64(offset)))
      let buffer = GrowableBuffer<UInt8>(repeating: 0, count: 10)
      let count = try reader.read(into: buffer.view)
      #expect(buffer.view[0..<count].array == Array(original[offset...].prefix(10)))
    }
    var reader = try DecompressingReader(path: path)
    #expect(try reader.skip(to: 300_001) == false)
  }

  @Test func `a missing file and a folder are system errors`() {
    let folder = ScratchFolder()
    #expect(throws: StorageError.self) {
      _ = try DecompressingReader(path: folder.path + "/none")
    }
    #expect(throws: StorageError.self) { _ = try DecompressingReader(path: folder.path) }
  }
}
