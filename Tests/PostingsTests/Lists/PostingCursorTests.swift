import Storage
import TestSupport
import Testing
import VectorKernels

@testable import Postings

/// Random lists written, read back by every movement, and compared with the arrays they came from.
struct PostingCursorTests {
  /// One list in plain arrays.
  struct Plain {
    var documents: [UInt32] = []
    var frequencies: [UInt32] = []
    var positions: [[UInt32]] = []
  }

  static func plain(
    count: Int, universe: Int, lengths: [UInt32], generator: inout some RandomNumberGenerator,
    runs: Bool
  ) -> Plain {
    var chosen = Set<UInt32>()
    if runs {
      let start = UInt32.random(in: 0...UInt32(universe - count), using: &generator)
      for index in 0..<UInt32(count) { chosen.insert(start + index) }
    }
    while chosen.count < count {
      chosen.insert(UInt32.random(in: 0..<UInt32(universe), using: &generator))
    }
    var list = Plain()
    for document in chosen.sorted() {
      let length = lengths[Int(document)]
      let most = Int.random(in: 1...40, using: &generator) == 1 ? length : min(length, 4)
      let frequency = UInt32.random(in: 1...max(1, most), using: &generator)
      var places = Set<UInt32>()
      while places.count < frequency {
        places.insert(UInt32.random(in: 0..<length, using: &generator))
      }
      list.documents.append(document)
      list.frequencies.append(frequency)
      list.positions.append(places.sorted())
    }
    return list
  }

  static func write(
    _ lists: [Plain], lengths: [UInt32], to folder: ScratchFolder,
    changing change: (BufferView<UInt8>) -> Void = { _ in }
  ) throws -> ([TermInfo], PostingSource) {
    let norms = GrowableBuffer<UInt8>(repeating: 0, count: lengths.count)
    for (index, length) in lengths.enumerated() { norms.view[index] = Norm.encode(length) }
    let shape = ListShape(
      norms: ByteSlice(norms.view), hasPositions: true, referenceLength: 100)
    var builder = PostingListBuilder(shape: shape)
    builder.positions.append(repeating: 0, count: 8)
    var infos: [TermInfo] = []
    var buffer = PostingBuffer()
    for list in lists {
      buffer.removeAll()
      buffer.documents.append(contentsOf: list.documents)
      buffer.frequencies.append(contentsOf: list.frequencies)
      for places in list.positions { buffer.positions.append(contentsOf: places) }
      infos.append(builder.append(buffer))
    }
    change(builder.postings.view)
    let writer = try EnvelopeWriter(
      in: FileSystemDirectory(creating: folder.path), name: "lists", kind: .lists, version: 1,
      id: [UInt8](repeating: 7, count: 16))
    try writer.beginSection(1)
    try writer.append(ByteSlice(builder.postings.view))
    try writer.endSection()
    try writer.beginSection(2)
    try writer.append(ByteSlice(builder.positions.view))
    try writer.endSection()
    try writer.beginSection(3)
    try writer.append(ByteSlice(norms.view))
    try writer.endSection()
    _ = try writer.finish()
    let file = try EnvelopeReader(folder.path + "/lists", kind: .lists, versions: 1...1)
    let postings = try #require(file.section(1))
    let source = PostingSource(
      postings: postings, positions: file.section(2),
      norms: try #require(file.section(3)).checkedWithSlack(
        offset: 0, count: UInt64(lengths.count))[0..<lengths.count])
    return (infos, source)
  }

  @Test(arguments: [3, 4, 127, 128, 129, 255, 256, 4095, 4096, 4097, 9000], [false, true])
  func `lists come back as they were written`(count: Int, runs: Bool) throws {
    var generator = SeededGenerator(seed: UInt64(count) + (runs ? 1 << 32 : 0))
    let universe = count * 3 + 10
    let lengths = (0..<universe).map { _ in
      UInt32.random(in: 1...(Bool.random(using: &generator) ? 50 : 3000), using: &generator)
    }
    let lists = (0..<3).map { _ in
      Self.plain(
        count: count, universe: universe, lengths: lengths, generator: &generator, runs: runs)
    }
    let folder = ScratchFolder()
    let (infos, source) = try Self.write(lists, lengths: lengths, to: folder)
    for (list, info) in zip(lists, infos) {
      #expect(info.documentFrequency == UInt32(count))
      #expect(info.occurrences == list.frequencies.reduce(0) { $0 + UInt64($1) })
      var places = GrowableBuffer<UInt32>()
      // Every posting in order, with every position.
      let arena = ScratchArena()
      var cursor = try PostingCursor(info, in: source, scratch: arena)
      var document = try cursor.advance(to: 0)
      for index in list.documents.indices {
        #expect(document == list.documents[index])
        #expect(try cursor.frequency() == list.frequencies[index])
        _ = try cursor.positions(into: &places)
        #expect(places.view.array == list.positions[index])
        document = try cursor.next()
      }
      #expect(document == .end)
      #expect(try cursor.next() == .end)
      // Candidates found block by block, in decoded blocks and others.
      let indices = Dictionary(
        uniqueKeysWithValues: zip(list.documents, list.documents.indices))
      let (first, second) = (
        arena.make(repeating: UInt8(0), count: Kernels.indexCapacity),
        arena.make(repeating: UInt8(0), count: Kernels.indexCapacity)
      )
      let candidates = arena.make(repeating: UInt32(0), count: 128)
      for step in [1, 3, 50, 700] {
        cursor = try PostingCursor(info, in: source, scratch: arena)
        var target: UInt32 = 0
        while let block = try cursor.block(at: target) {
          var asked = 0
          while asked < 128, target <= block.last {
            candidates[asked] = target
            asked += 1
            target += UInt32(step)
          }
          if Bool.random(using: &generator) { try cursor.decodeDocuments() }
          let found = try cursor.intersect(
            candidates, count: asked, first: first, second: second)
          if found > 0 { try cursor.decodeFrequenciesAlone() }
          let expected = (0..<asked).filter { indices[candidates[$0]] != nil }
          #expect((0..<found).map { Int(first[$0]) } == expected)
          for slot in 0..<found {
            let index = indices[candidates[Int(first[slot])]]
            #expect(index.map { list.frequencies[$0] } == cursor.frequencies[Int(second[slot])])
          }
        }
      }
      // Random jumps, positions only sometimes.
      for _ in 0..<20 {
        cursor = try PostingCursor(info, in: source, scratch: arena)
        var target: UInt32 = 0
        while true {
          target += UInt32.random(in: 1...UInt32(max(2, universe / 7)), using: &generator)
          let expected = list.documents.firstIndex { $0 >= target }
          let found = try cursor.advance(to: target)
          guard let expected else {
            #expect(found == .end)
            break
          }
          #expect(found == list.documents[expected])
          target = found
          if Bool.random(using: &generator) {
            _ = try cursor.positions(into: &places)
            #expect(places.view.array == list.positions[expected])
          }
        }
      }
      withExtendedLifetime(arena) {}
    }
  }

  @Test(arguments: [3, 100, 129, 900, 4500])
  func `changed bytes with right checksums are damage or some rising documents`(
    count: Int
  ) throws {
    var generator = SeededGenerator.announced("changed lists of \(count)")
    let universe = count * 3 + 10
    let lengths = (0..<universe).map { _ in UInt32.random(in: 1...300, using: &generator) }
    var found = (damaged: 0, sound: 0)
    for _ in 0..<60 {
      let folder = ScratchFolder()
      let list = Self.plain(
        count: count, universe: universe, lengths: lengths, generator: &generator,
        runs: Bool.random(using: &generator))
      // Where what is known of blocks stands, mostly.
      let (infos, source) = try Self.write([list], lengths: lengths, to: folder) { bytes in
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let most = Bool.random(using: &generator) ? min(bytes.count, 600) : bytes.count
          bytes[Int.random(in: 0..<most, using: &generator)] = UInt8.random(
            in: 0...255, using: &generator)
        }
      }
      do {
        let scratch = ScratchArena()
        var cursor = try PostingCursor(infos[0], in: source, scratch: scratch)
        var from: UInt32 = 0
        while try cursor.seekBlock(to: from) {
          try cursor.decodeFrequencies()
          for index in 0..<cursor.count {
            let document = cursor.documents[index]
            try #require(document >= from && Int(document) < universe)
            from = document + 1
          }
        }
        found.sound += 1
      } catch is StorageError {
        found.damaged += 1
      }
    }
    #expect(found.sound > 0 && (found.damaged > 0 || count == 3))
  }

  @Test func `a norm never understates a length`() {
    for length in Array(0...5000) as [UInt32] + [65_535, 1 << 20, 1 << 30] {
      let code = Norm.encode(length)
      #expect(Norm.decode(code) >= length)
      #expect(
        length <= 40 ? Norm.decode(code) == length : Norm.decode(code) <= length + length / 8 + 1)
      if code > 0 { #expect(Norm.decode(code - 1) < max(length, 1)) }
    }
  }

  @Test func `bounds are never below the parts they bound, floors never above`() throws {
    var generator = SeededGenerator(seed: 99)
    let lengths = (0..<6000).map { _ in UInt32.random(in: 1...900, using: &generator) }
    let list = Self.plain(
      count: 5000, universe: 6000, lengths: lengths, generator: &generator, runs: false)
    let folder = ScratchFolder()
    let (infos, source) = try Self.write([list], lengths: lengths, to: folder)
    let arena = ScratchArena()
    var cursor = try PostingCursor(infos[0], in: source, scratch: arena)
    var document = try cursor.advance(to: 0)
    var index = 0
    var parts: [Double] = []
    while document != .end {
      let part = ScoreBound.termScore(
        frequency: Double(list.frequencies[index]),
        length: Double(Norm.decode(source.norms[Int(document)])), average: 100)
      #expect(ScoreBound.expand(cursor.blockBound) >= part)
      #expect(ScoreBound.expand(cursor.listBound) >= part)
      parts.append(part)
      document = try cursor.next()
      index += 1
    }
    for (first, last) in [(0, 5999), (10, 20), (3000, 4500), (5000, 5001)] as [(UInt32, UInt32)] {
      cursor = try PostingCursor(infos[0], in: source, scratch: arena)
      let extremes = try #require(try cursor.extremes(from: first, through: last))
      for index in list.documents.indices where (first...last).contains(list.documents[index]) {
        #expect(UInt32(extremes.highestFrequency) >= min(255, list.frequencies[index]))
        #expect(extremes.lowestNorm <= source.norms[Int(list.documents[index])])
      }
    }
    parts.sort(by: >)
    for (wanted, rank) in [(1, 10), (10, 10), (11, 100), (100, 100), (1000, 1000)] {
      let floor = ScoreBound.expand(try cursor.floor(of: wanted))
      #expect(floor <= parts[rank - 1] && floor > parts[rank - 1] - 1.0 / 255)
    }
    #expect(try cursor.floor(of: 1001) == 0)
    withExtendedLifetime(arena) {}
  }
}
