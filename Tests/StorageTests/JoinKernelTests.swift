import CKernels
import TestSupport
import Testing

@testable import Storage

struct JoinKernelTests {
  /// Rising numbers, dense or sparse.
  private static func rising(
    _ random: inout SeededGenerator, most: Int, below limit: Int
  ) -> [UInt32] {
    let count = random.number(0..<most + 1)
    return Set((0..<count).map { _ in UInt32(random.number(0..<limit)) }).sorted()
  }

  @Test func `two blocks share what their sets share`() {
    var random = SeededGenerator.announced("joins")
    let scratch = ScratchArena()
    let mine: BufferView<UInt32> = scratch.make(repeating: 7, count: 128)
    let ids: BufferView<UInt32> = scratch.make(repeating: 7, count: 128)
    let ends: BufferView<UInt32> = scratch.make(repeating: 0, count: 8)
    let firsts: BufferView<UInt8> = scratch.make(repeating: 0, count: Kernels.indexRoom)
    let seconds: BufferView<UInt8> = scratch.make(repeating: 0, count: Kernels.indexRoom)
    for _ in 0..<2000 {
      let limit = random.pick([130, 300, 5000])
      let first = Self.rising(&random, most: 128, below: limit)
      // Of a list that reaches far, few numbers stand among the other's.
      let reach = random.once(in: 3) ? 50 * limit : limit
      let second = Self.rising(&random, most: 128, below: reach)
      // What stands behind a short block must not be found.
      for slot in 0..<128 {
        mine[slot] = slot < first.count ? first[slot] : UInt32(random.number(0..<limit))
        ids[slot] = slot < second.count ? second[slot] : UInt32(random.number(0..<limit))
      }
      Kernels.blockEnds(ids, count: second.count, into: ends)
      let found = Kernels.intersect(
        mine, count: first.count, with: ids, count: second.count, ends: ends, first: firsts,
        second: seconds)
      let expected = first.filter(Set(second).contains)
      #expect((0..<found).map { first[Int(firsts[$0])] } == expected)
      #expect((0..<found).map { second[Int(seconds[$0])] } == expected)
    }
    withExtendedLifetime(scratch) {}
  }

  @Test func `places are matched at a distance`() {
    var random = SeededGenerator.announced("places")
    var output = GrowableBuffer<UInt32>()
    for _ in 0..<2000 {
      let limit = random.pick([20, 300, 5000])
      let first = Self.rising(&random, most: 90, below: limit)
      let second = Self.rising(&random, most: 90, below: limit)
      let shift = Int32(random.number(0..<9) - 4)
      var few = GrowableBuffer<UInt32>()
      few.append(contentsOf: first)
      var many = GrowableBuffer<UInt32>()
      many.append(contentsOf: second)
      Kernels.matchPlaces(
        few, in: &many, shift: UInt32(bitPattern: shift), into: &output)
      let known = Set(second.map { Int($0) })
      #expect(output.view.array == first.filter { known.contains(Int($0) + Int(shift)) })
      #expect(many.view.array == second)
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 33, 127, 128])
  func `positions begin alike with and without vectors`(count: Int) {
    var random = SeededGenerator.announced("position starts \(count)")
    for highest in [3, 300, 20_000_000] {
      let ids = (0..<128).map { UInt32($0 * 3) }
      var frequencies: [UInt32] = []
      for _ in ids {
        frequencies.append(random.once(in: 2) ? 1 : UInt32(random.number(1..<highest)))
      }
      // The last ids stand at the very end of the norms.
      let norms = (0..<(3 * max(count, 1))).map { _ in UInt8(random.number(0..<256)) }
      for from in [0, count / 3, count] {
        var found = ([UInt32](repeating: 7, count: 160), [UInt32](repeating: 9, count: 160))
        var twin = found
        unsafe ck_position_starts(
          ids, frequencies, from, count, norms, norms.count, &found.0, &found.1)
        unsafe ck_position_starts_scalar(
          ids, frequencies, from, count, norms, norms.count, &twin.0, &twin.1)
        #expect(found.0.prefix(count + 1) == twin.0.prefix(count + 1))
        #expect(found.1.prefix(count + 1) == twin.1.prefix(count + 1))
      }
    }
  }

  @Test func `positions are read alike with and without vectors`() {
    var random = SeededGenerator.announced("positions")
    for _ in 0..<2000 {
      let streams = 2000
      var data = GrowableBuffer<UInt8>()
      for _ in 0..<8 + streams + 64 {
        // Long runs of zeros happen too.
        data.append(random.once(in: 4) ? 0 : UInt8(random.number(0..<256)))
      }
      let count = random.number(1..<150)
      let bits = random.number(0..<26)
      let low = random.number(0..<100)
      let start = random.number(0..<1000)
      let skip = random.once(in: 2) ? 0 : random.number(0..<300)
      var bit = start
      let output = GrowableBuffer<UInt32>(repeating: 0, count: count + 64)
      let bytes = unsafe data.view.base + 8
      let isWhole = unsafe ck_read_positions(
        bytes, low, UInt32(bits), bytes + streams, 8 * streams, skip, &bit, count, output.view.base)
      var scalarBit = start
      let scalar = GrowableBuffer<UInt32>(repeating: 0, count: count)
      let isScalarWhole = unsafe ck_read_positions_scalar(
        bytes, low, UInt32(bits), bytes + streams, 8 * streams, skip, &scalarBit, count,
        scalar.view.base)
      #expect(isWhole == isScalarWhole)
      guard isWhole != 0 else { continue }
      #expect(bit == scalarBit)
      #expect(output.view.array.prefix(count) == scalar.view.array.prefix(count))
    }
  }

  @Test(arguments: [1, 2, 17, 60])
  func `phrases are counted as sets of positions tell them`(highest: Int) {
    var random = SeededGenerator.announced("pair counts \(highest)")
    var counted = 0
    for round in 0..<300 {
      let scratch = ScratchArena()
      let ids: BufferView<UInt32> = scratch.make(repeating: 0, count: 128)
      for slot in 0..<128 { ids[slot] = UInt32(2 * slot) }
      var norms = GrowableBuffer<UInt8>()
      // No term is more frequent than its document is long.
      for _ in 0..<255 { norms.append(UInt8(random.number(highest > 17 ? 46..<80 : 17..<80))) }
      // Bits of any kind are positions of some kind; sometimes they are too few.
      let streams = random.once(in: 8) ? 300 : 6000
      let bytes = 8 + streams + 64
      let data: BufferView<UInt8> = scratch.make(repeating: 0, count: 2 * bytes)
      for at in 0..<data.count where !random.once(in: 3) {
        data[at] = UInt8(random.number(0..<256))
      }
      let sides = (0..<2).map { side in
        let frequencies: BufferView<UInt32> = scratch.make(repeating: 1, count: 128)
        for slot in 0..<128 where random.once(in: 2) {
          frequencies[slot] = UInt32(random.number(1..<highest + 1))
        }
        let positions = PositionStreams(
          ids: ids, frequencies: frequencies, norms: ByteSlice(norms.view), scratch: scratch)
        positions.open(
          ByteSlice(data[side * bytes..<(side + 1) * bytes]), streams: streams, count: 128)
        return positions
      }
      let slots: [BufferView<UInt8>] = (0..<2).map { _ in
        scratch.make(repeating: 0, count: 192)
      }
      let count = 128 / (1 + round % 7)
      for side in 0..<2 {
        let chosen = Array(0..<128).map { (random.number(0..<10_000), $0) }.sorted { $0 < $1 }
          .prefix(count).map(\.1).sorted()
        for (index, slot) in chosen.enumerated() { slots[side][index] = UInt8(slot) }
      }
      let offsets = (0..<2).map { _ in UInt32(random.number(0..<9)) }
      let rooms: [BufferView<UInt32>] = (0..<2).map { _ in scratch.make(repeating: 0, count: 512) }
      let found: BufferView<UInt32> = scratch.make(repeating: 0, count: 128)
      let phrase = PhrasePositions(
        (0..<2).map { (streams: sides[$0], offset: offsets[$0], slots: slots[$0]) },
        scratch: scratch)
      guard phrase.counts(of: count, rooms: (rooms[0], rooms[1]), into: found) else { continue }
      var places = GrowableBuffer<UInt32>()
      for index in 0..<count {
        var beginnings: [Set<Int>] = []
        for side in 0..<2 {
          #expect(sides[side].read(Int(slots[side][index]), into: &places))
          beginnings.append(Set(places.view.array.map { Int($0) - Int(offsets[side]) }))
        }
        let expected = beginnings[0].intersection(beginnings[1]).count { $0 >= 0 }
        #expect(Int(found[index]) == expected)
        counted += expected
      }
    }
    #expect(counted > 50)
  }
}
