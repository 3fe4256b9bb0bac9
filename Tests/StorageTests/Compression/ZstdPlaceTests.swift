import Glibc
import Storage
import TestSupport
import Testing

/// Places to start inside of zstd frames: reading from each gives what the library gives from the start.
@Suite struct ZstdPlaceTests {
  /// Text with words of uneven frequency, numbers, runs and stretches that do not compress.
  private static func text(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    let words = (0..<2000).map { _ in
      (0..<generator.number(2..<12)).map { _ in UInt8(generator.number(97..<123)) }
    }
    var bytes: [UInt8] = []
    while bytes.count < count {
      switch generator.number(0..<400) {
      case 0: bytes += Array(repeating: 120, count: generator.number(1..<5000))
      case 1:
        bytes += (0..<generator.number(1..<5000)).map { _ in UInt8(generator.number(0..<256)) }
      case 2..<20: bytes += Array("\(generator.number(0..<1_000_000))".utf8)
      case 20..<25 where bytes.count > 2000:
        let start = generator.number(0..<bytes.count - 1000)
        bytes += bytes[start..<start + generator.number(10..<1000)]
      default:
        let rank = generator.number(0..<2000) * generator.number(0..<2000) / 2000
        bytes += words[rank] + [32]
      }
    }
    return Array(bytes.prefix(count))
  }

  /// Compares by machine words: megabytes byte by byte take minutes in a debug build.
  private static func areEqual(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    // Safe: both addresses hold as many bytes.
    return unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return unsafe memcmp(first, second, left.count) == 0
      }
    }
  }

  @Test(arguments: [-3, 3, 9, 19])
  func `a place inside a frame is one to start from, whatever packed it`(level: Int) throws {
    var generator = SeededGenerator.announced("places inside zstd frames, level \(level)")
    let folder = ScratchFolder()
    var found = 0
    for (windowLog, windows) in [(11, 66..<72), (13, 66..<72), (15, 40..<44)] {
      let windows = generator.number(windows)
      let original = Self.text(windows << windowLog, &generator)
      let packed = Packing.zstd(
        original, level: level, windowLog: windowLog, hasChecksum: generator.number(0..<2) == 0)
      let path = folder.write(packed + packed, to: "data")
      let read = try DecompressingReaderTests.readAll(path, piece: 1 << 20)
      let places = read.checkpoints.filter { $0.start != .frame }
      found += places.count
      #expect(read.error == nil && Self.areEqual(read.bytes[...], (original + original)[...]))
      for place in places {
        let rest = try DecompressingReaderTests.readAll(path, piece: 70_000, from: place)
        let isRest = Self.areEqual(
          rest.bytes[...], (original + original)[Int(place.uncompressedOffset)...])
        #expect(rest.error == nil && isRest, "window \(windowLog), \(place.uncompressedOffset)")
      }
    }
    // Small blocks mostly have tables of the format, so that places are sure only in the widest windows.
    #expect(found > 0, "too few blocks say what follows goes on from")
  }

  @Test func `frames behind one that was begun inside have the dictionary of the file`() throws {
    var generator = SeededGenerator.announced("a zstd file with a dictionary")
    let folder = ScratchFolder()
    let dictionary = Self.text(4000, &generator)
    let original = Self.text(600 << 10, &generator)
    let packed = Packing.zstd(original, dictionary: dictionary, windowLog: 13)
    let size = (0..<4).map { UInt8(truncatingIfNeeded: dictionary.count >> (8 * $0)) }
    let frame = [0x5D, 0x2A, 0x4D, 0x18] + size
    let path = folder.write(frame + dictionary + packed + packed, to: "data")
    let places = try DecompressingReaderTests.readAll(path, piece: 1 << 20).checkpoints
    let place = try #require(places.first { $0.start != .frame })
    let rest = try DecompressingReaderTests.readAll(path, from: place)
    let isRest = Self.areEqual(
      rest.bytes[...], (original + original)[Int(place.uncompressedOffset)...])
    #expect(rest.error == nil && isRest)
  }

  @Test func `a frame whose window is too large has no place inside`() throws {
    var generator = SeededGenerator.announced("a zstd frame with a large window")
    let folder = ScratchFolder()
    let original = Self.text(100 << 10, &generator)
    // The descriptor of the window says 16 MiB; the frame is much smaller.
    var packed = Packing.zstd(original, windowLog: 12)
    packed[5] = (24 - 10) << 3
    let path = folder.write(packed, to: "data")
    let read = try DecompressingReaderTests.readAll(path)
    let isWhole = read.bytes == original
    #expect(read.error == nil && isWhole && read.checkpoints.count == 1)
  }
}
