import Storage
import TestSupport
import Testing

@Suite struct CheckpointFileTests {
  typealias Checkpoint = DecompressingReader.Checkpoint

  /// The checkpoints of an LZ4 file of one frame, which have histories.
  static func checkpoints(_ folder: ScratchFolder) throws -> [Checkpoint] {
    let original = CompressionTests.sample(count: 400_000, seed: 0x5EED_0013)
    let path = folder.write(Packing.lz4(original), to: "data.lz4")
    let found = try DecompressingReaderTests.readAll(path).checkpoints
    #expect(found.count > 3)
    return found
  }

  static let source = CheckpointFile.Source(byteCount: 400, modifiedNanoseconds: -7)

  static func write(_ checkpoints: [Checkpoint], _ folder: ScratchFolder) throws -> String {
    try CheckpointFile.write(
      checkpoints, of: source, to: FileSystemDirectory(creating: folder.path), name: "kept")
    return folder.path + "/kept"
  }

  @Test func `the last place before an offset is found`() throws {
    let folder = ScratchFolder()
    let checkpoints = try Self.checkpoints(folder)
    let file = try CheckpointFile(path: try Self.write(checkpoints, folder), of: Self.source)
    #expect(file.count == checkpoints.count)
    for (number, checkpoint) in checkpoints.enumerated() {
      #expect(try file.last(before: checkpoint.uncompressedOffset) == checkpoint)
      if number > 0 {
        #expect(
          try file.last(before: checkpoint.uncompressedOffset - 1) == checkpoints[number - 1])
      }
    }
    #expect(try file.last(before: .max) == checkpoints.last)
    try file.verifyAll()
  }

  @Test func `a file without places has none`() throws {
    let folder = ScratchFolder()
    let file = try CheckpointFile(path: try Self.write([], folder), of: Self.source)
    #expect(try file.last(before: 7) == nil)
  }

  @Test func `the places of another file are refused`() throws {
    let folder = ScratchFolder()
    let path = try Self.write(try Self.checkpoints(folder), folder)
    for other in [
      CheckpointFile.Source(byteCount: 401, modifiedNanoseconds: -7),
      CheckpointFile.Source(byteCount: 400, modifiedNanoseconds: -6),
    ] {
      #expect(throws: StorageError.self) { try CheckpointFile(path: path, of: other) }
    }
  }

  @Test func `places that do not rise are refused`() throws {
    let folder = ScratchFolder()
    let twice = try Self.checkpoints(folder).suffix(1) + Self.checkpoints(folder).suffix(1)
    let path = try Self.write(Array(twice), folder)
    #expect(throws: StorageError.self) { try CheckpointFile(path: path, of: Self.source) }
  }

  @Test func `damage is an error and never another place`() throws {
    let folder = ScratchFolder()
    let checkpoints = try Self.checkpoints(folder)
    _ = try Self.write(checkpoints, folder)
    let whole = try #require(try ScratchFolder.files(in: folder.path)["kept"])
    func look(_ bytes: [UInt8]) {
      let path = folder.write(bytes, to: "damaged")
      for checkpoint in checkpoints {
        guard let file = try? CheckpointFile(path: path, of: Self.source),
          let found = try? file.last(before: checkpoint.uncompressedOffset)
        else { continue }
        #expect(found == checkpoint)
      }
    }
    var generator = SeededGenerator.announced("damaged checkpoints")
    for _ in 0..<300 {
      var damaged = whole
      damaged[generator.number(0..<whole.count)] ^= 1 << UInt8(generator.number(0..<8))
      look(damaged)
      look(Array(whole[..<generator.number(0..<whole.count)]))
    }
  }
}
