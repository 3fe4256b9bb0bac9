import CKernels
import TestSupport
import Testing

@testable import Storage
@testable import VectorKernels

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
    let firsts: BufferView<UInt8> = scratch.make(repeating: 0, count: Kernels.indexCapacity)
    let seconds: BufferView<UInt8> = scratch.make(repeating: 0, count: Kernels.indexCapacity)
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
      Kernels.matchPositions(
        few, in: &many, shift: UInt32(bitPattern: shift), into: &output)
      let known = Set(second.map { Int($0) })
      #expect(output.view.array == first.filter { known.contains(Int($0) + Int(shift)) })
      #expect(many.view.array == second)
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 33, 127, 128])
  func `positions begin alike with and without vectors`(count: Int) {
    var random = SeededGenerator.announced("position starts \(count)")
    for highest in [3, 300, 65_536, 20_000_000] {
      let ids = (0..<128).map { UInt32($0 * 3) }
      var frequencies: [UInt32] = []
      for _ in ids {
        frequencies.append(random.once(in: 2) ? 1 : UInt32(random.number(1..<highest)))
      }
      // The last ids stand at the very end of the norms.
      let norms = (0..<(3 * max(count, 1))).map { _ in UInt8(random.number(0..<256)) }
      for from in [0, count / 3, count] {
        var found = (
          [UInt32](repeating: 7, count: 160), [UInt32](repeating: 9, count: 160),
          [UInt8](repeating: 1, count: 192)
        )
        var twin = found
        unsafe ck_position_starts(
          ids, frequencies, from, count, norms, norms.count, &found.0, &found.1, &found.2)
        unsafe ck_position_starts_scalar(
          ids, frequencies, from, count, norms, norms.count, &twin.0, &twin.1, &twin.2)
        #expect(found.0.prefix(count + 1) == twin.0.prefix(count + 1))
        #expect(found.1.prefix(count + 1) == twin.1.prefix(count + 1))
        #expect(found.2.prefix(count) == twin.2.prefix(count))
      }
    }
  }

  /// Every length with every frequency of a page, and with those next to powers of two.
  @Test func `low bits are those of the rule`() {
    let norms = (0..<256).map { UInt8($0) }
    let ids = (0..<256).map { UInt32($0) }
    let powers = (1..<17).flatMap { [(1 << $0) - 1, 1 << $0, (1 << $0) + 1] }
    for frequency in Array(1..<300) + powers {
      let frequencies = [UInt32](repeating: UInt32(frequency), count: 256)
      var found = ([UInt32](repeating: 0, count: 280), [UInt32](repeating: 0, count: 280))
      var bits = [UInt8](repeating: 0, count: 320)
      unsafe ck_position_starts(
        ids, frequencies, 0, 256, norms, 256, &found.0, &found.1, &bits)
      let expected = norms.map {
        Self.lowBits(length: Kernels.normLength($0), frequency: UInt32(frequency))
      }
      #expect(bits.prefix(256).map { Int($0) } == expected)
    }
  }

  /// See `PositionCode`.
  private static func lowBits(length: UInt32, frequency: UInt32) -> Int {
    if frequency == 1 { return length <= 1 ? 0 : String(length - 1, radix: 2).count }
    let ratio = (UInt64(length) * 89) / (UInt64(frequency) * 128)
    return ratio == 0 ? 0 : String(ratio, radix: 2).count - 1
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

  /// The positions of one word in a block, read bit by bit.
  private struct PlainBlock {
    let bytes: [UInt8]
    let streams: Int
    let frequencies: [UInt32]
    let lengths: [UInt32]

    func bit(_ number: Int) -> Int { Int(bytes[8 + number / 8] >> (number % 8)) & 1 }

    /// Of each posting, as far as the streams reach.
    func positions() -> [[Int]] {
      var all: [[Int]] = []
      var low = 0
      var unary = 0
      for (slot, frequency) in frequencies.enumerated() {
        let bits = JoinKernelTests.lowBits(length: lengths[slot], frequency: frequency)
        var places: [Int] = []
        var next = 0
        for _ in 0..<frequency {
          var zeros = 0
          if frequency > 1 {
            // Bit i of the unary stream stands in byte i / 8 from the end.
            while unary < 8 * streams, bit(8 * (streams - 1 - unary / 8) + unary % 8) == 0 {
              unary += 1
              zeros += 1
            }
            if unary == 8 * streams { return all }
            unary += 1
          }
          if low + bits > 8 * streams { return all }
          let rest = (0..<bits).reduce(0) { $0 | bit(low + $1) << $1 }
          low += bits
          places.append(next + (zeros << bits) + rest)
          next = (places.last ?? 0) + 1
        }
        all.append(places)
      }
      return all
    }
  }

  @Test(arguments: [1, 2, 8, 17, 60], [2, 3])
  func `phrases are counted as sets of positions tell them`(highest: Int, words: Int) {
    var random = SeededGenerator.announced("phrase counts \(highest) \(words)")
    var counted = 0
    for round in 0..<60 {
      let scratch = ScratchArena()
      let ids: BufferView<UInt32> = scratch.make(repeating: 0, count: 128)
      for slot in 0..<128 { ids[slot] = UInt32(2 * slot) }
      var norms = GrowableBuffer<UInt8>()
      // No term is more frequent than its document is long.
      let shortest = highest > 17 ? 46 : highest
      for _ in 0..<255 {
        norms.append(UInt8(random.number(shortest..<(words == 2 ? 80 : shortest + 9))))
      }
      let lengths = (0..<128).map { Kernels.normLength(norms[2 * $0]) }
      // Bits of any kind are positions of some kind; sometimes they are too few.
      let streams = random.once(in: 8) ? 300 : 6000
      let size = 8 + streams + 64
      let data: BufferView<UInt8> = scratch.make(repeating: 0, count: words * size)
      for at in 0..<data.count where !random.once(in: 3) {
        data[at] = UInt8(random.number(0..<256))
      }
      let frequencies: [BufferView<UInt32>] = (0..<words).map { _ in
        let view: BufferView<UInt32> = scratch.make(repeating: 1, count: 128)
        for slot in 0..<128 where random.once(in: 2) {
          view[slot] = UInt32(random.number(1..<highest + 1))
        }
        return view
      }
      let plain = (0..<words).map { word in
        PlainBlock(
          bytes: Array(data.array[word * size..<(word + 1) * size]), streams: streams,
          frequencies: frequencies[word].array, lengths: lengths
        ).positions()
      }
      let count = 128 / (1 + round % 7)
      let slots: [BufferView<UInt8>] = (0..<words).map { _ in
        let chosen = Array(0..<128).map { (random.number(0..<10_000), $0) }.sorted { $0 < $1 }
          .prefix(count).map(\.1).sorted()
        let view: BufferView<UInt8> = scratch.make(repeating: 0, count: 192)
        for (index, slot) in chosen.enumerated() { view[index] = UInt8(slot) }
        return view
      }
      // Lone positions meet rarely.
      let farthest = highest == 1 ? 3 : 9
      let offsets = (0..<words).map { _ in UInt32(random.number(0..<farthest)) }
      let positionScratch: [BufferView<UInt32>] = (0..<2).map { _ in
        scratch.make(repeating: 0, count: 512)
      }
      for isScalar in [false, true] {
        var phrase = PhrasePositions(capacity: words, scratch: scratch)
        for word in 0..<words {
          let positions = PositionStreams(
            ids: ids, frequencies: frequencies[word], norms: ByteSlice(norms.view),
            scratch: scratch)
          positions.open(
            ByteSlice(data[word * size..<(word + 1) * size]), streams: streams, count: 128)
          phrase.append(positions, offset: offsets[word], slots: slots[word])
        }
        let found: BufferView<UInt32> = scratch.make(repeating: 0, count: 128)
        let isWhole =
          isScalar
          ? unsafe ck_phrase_counts_scalar(
            phrase.blocks, phrase.slots, phrase.shifts.base, words, count, phrase.origin,
            positionScratch[0].base, positionScratch[1].base, 512, found.base) != 0
          : phrase.counts(of: count, scratch: (positionScratch[0], positionScratch[1]), into: found)
        // A word that is behind the end of its streams is not read where the others do not agree.
        guard isWhole, (0..<words).allSatisfy({ Int(slots[$0][count - 1]) < plain[$0].count })
        else {
          continue
        }
        for index in 0..<count {
          let beginnings = (0..<words).map { word in
            let slot = Int(slots[word][index])
            return Set(plain[word][slot].map { $0 - Int(offsets[word]) })
          }
          let common = beginnings.dropFirst().reduce(beginnings[0]) { $0.intersection($1) }
          // What begins in front of the text is none.
          let expected = common.count { $0 >= 0 }
          #expect(Int(found[index]) == expected)
          counted += expected
        }
      }
    }
    #expect(counted > 0)
  }
}
