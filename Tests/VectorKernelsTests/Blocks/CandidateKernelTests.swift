import CKernels
import TestSupport
import Testing

@testable import Storage
@testable import VectorKernels

struct CandidateKernelTests {
  /// Rising documents with sums, and slack behind them.
  private struct Candidates {
    let scratch = ScratchArena()
    let ids: BufferView<UInt32>
    let sums: BufferView<Double>
    let marks: BufferView<UInt8>

    init(_ count: Int, _ random: inout SeededGenerator) {
      ids = scratch.make(repeating: 0, count: count + 16)
      sums = scratch.make(repeating: 0, count: count + 16)
      marks = scratch.make(repeating: 0, count: count + 16)
      var id: UInt32 = 0
      for index in 0..<count + 16 {
        id += UInt32(random.number(1..<9))
        ids[index] = id
        sums[index] = Double(random.number(0..<20))
        marks[index] = UInt8(random.number(0..<2))
      }
    }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 64, 127, 128, 300])
  func `candidates are kept as a filter keeps them`(count: Int) {
    var random = SeededGenerator.announced("kept candidates \(count)")
    for least in [0.0, 7, 19, 20] {
      for isMarked in [false, true] {
        let one = Candidates(count, &random)
        let expected = (0..<count).filter {
          one.sums[$0] >= least && (!isMarked || one.marks[$0] != 0)
        }.map { (one.ids[$0], one.sums[$0]) }
        let (ids, sums) = (one.ids.array, one.sums.array)
        let found = Kernels.keep(
          one.ids, sums: one.sums, marks: isMarked ? one.marks : nil, count: count, reaching: least)
        #expect(found == expected.count)
        for index in 0..<found {
          #expect((one.ids[index], one.sums[index]) == expected[index])
        }
        for index in ids.indices {
          one.ids[index] = ids[index]
          one.sums[index] = sums[index]
        }
        let twin = unsafe ck_keep_scalar(
          one.ids.base, one.sums.base, isMarked ? one.marks.base : nil, count, least)
        #expect(twin == expected.count)
        for index in 0..<twin { #expect((one.ids[index], one.sums[index]) == expected[index]) }
      }
    }
  }

  @Test func `selected candidates are those of a range that reach a limit`() {
    var random = SeededGenerator.announced("selected candidates")
    let scratch = ScratchArena()
    let found: BufferView<UInt32> = scratch.make(repeating: 0, count: Kernels.indexCapacity)
    let index: BufferView<UInt8> = scratch.make(repeating: 0, count: Kernels.indexCapacity)
    for _ in 0..<500 {
      let one = Candidates(330, &random)
      let from = random.number(0..<200)
      let to = from + random.number(0..<129)
      let last = random.once(in: 3) ? UInt32.max : UInt32(random.number(0..<1500))
      let needed = Double(random.number(-1..<21))
      let end = (from..<to).first { one.ids[$0] > last } ?? to
      let expected = (from..<end).filter { one.sums[$0] >= needed }
      for isPlain in [false, true] {
        let kernel = unsafe isPlain ? ck_select_candidates_scalar : ck_select_candidates
        var foundEnd = 0
        let count = unsafe kernel(
          one.ids.base, one.sums.base, from, to, last, needed, found.base, index.base, &foundEnd)
        #expect((count, foundEnd) == (expected.count, end))
        #expect((0..<count).map { from + Int(index[$0]) } == expected)
        #expect((0..<count).map { found[$0] } == expected.map { one.ids[$0] })
      }
    }
  }

  @Test(arguments: [true, false])
  func `a group adds its scores to the candidates that it holds and that may still win`(
    usesBounds: Bool
  ) {
    var random = SeededGenerator.announced("joined candidates, bounds: \(usesBounds)")
    var scores = GrowableBuffer<Double>()
    var factors = GrowableBuffer<Double>()
    for code in 0..<256 { factors.append(1 + Double(code) / 64) }
    for row in 0..<4 {
      for code in 0..<256 { scores.append(Double(row) / (Double(row) + factors[code])) }
    }
    let table = TermScoreTable(scores: scores.view, factors: factors.view)
    let weight = 2.5
    let scale = weight / 255
    var seen: Set<String> = []
    for _ in 0..<400 {
      let one = Candidates(300, &random)
      let norms: BufferView<UInt8> = one.scratch.make(repeating: 0, count: 4000)
      for at in 0..<norms.count { norms[at] = UInt8(random.number(0..<256)) }
      let group = Group(&random)
      let (joined, frequencies) = group.joined(documentCount: norms.count, one.scratch)
      let weighing = ListWeighing(
        norms: ByteSlice(norms), table: table, weight: weight, boundScale: usesBounds ? scale : 0,
        scratch: one.scratch)
      let from = random.number(0..<170)
      let range = from..<from + random.number(1..<131)
      let least = random.pick([-1.0, 5, 15, 22])
      let isMarking = random.once(in: 2)
      // A list stands in front of no candidate that it is asked for.
      let start = group.blocks.firstIndex { one.ids[from] <= $0.last } ?? group.blocks.count - 1
      joined.state = JoinedGroup.State(
        block: start, hasDocuments: false, hasEnds: false, hasFrequencies: false,
        frequencyOffset: 0)
      let end = range.first { one.ids[$0] > group.last } ?? range.upperBound
      var expected = one.sums.array
      var marked = one.marks.array
      var isAsked: Set<Int> = []
      for at in range.lowerBound..<end {
        let block = group.blocks.firstIndex { one.ids[at] <= $0.last }!
        let known = group.blocks[block]
        var bound = weight
        if usesBounds {
          bound = min(weight, Double(known.bound) * scale)
        } else if known.highest < 255 {
          bound *= table.score(frequency: UInt32(known.highest), norm: known.lowest)
        }
        guard one.sums[at] >= least - bound else { continue }
        isAsked.insert(block)
        guard let slot = known.ids.firstIndex(of: one.ids[at]) else { continue }
        let code = norms[Int(one.ids[at])]
        expected[at] += weight * table.score(frequency: known.frequencies[slot], norm: code)
        if isMarking { marked[at] = 1 }
      }
      let found = Kernels.join(
        joined, weighing, ids: one.ids, sums: one.sums, range: range, least: least,
        marks: isMarking ? one.marks : nil)
      if let damaged = group.damagedBlock, isAsked.contains(damaged) {
        // A block none of whose candidates it has does not show that its frequencies are damaged.
        if found == nil { seen.insert("damaged") }
        continue
      }
      #expect(found == end)
      #expect(one.sums.array == expected)
      #expect(one.marks.array == marked)
      let state = joined.state
      if state.hasFrequencies {
        seen.insert("whole")
        let known = group.blocks[state.block].frequencies
        #expect(frequencies[0..<known.count].array == known)
      }
      if state.block > start { seen.insert("moved") }
    }
    #expect(seen == ["damaged", "whole", "moved"])
  }

  /// A group of a list by the definition, its blocks in all the ways that they can stand.
  private struct Group {
    struct Block {
      var ids: [UInt32]
      var frequencies: [UInt32]
      var bound: UInt8
      var highest: UInt8
      var lowest: UInt8
      var last: UInt32 { ids[ids.count - 1] }
    }
    let blocks: [Block]
    let before: UInt32
    let bytes: [UInt8]
    let damagedBlock: Int?
    var last: UInt32 { blocks[blocks.count - 1].last }

    init(_ random: inout SeededGenerator) {
      var first = UInt32(random.number(0..<200))
      before = first == 0 ? .max : first - 1
      let count = random.pick([1, 2, 5, 9])
      var blocks: [Block] = []
      var codecs: (ids: [UInt8], frequencies: [UInt8]) = ([], [])
      var starts: [UInt8] = []
      var data: [UInt8] = []
      for number in 0..<count {
        let size = number + 1 < count ? 128 : random.pick([1, 2, 17, 100, 128])
        let width = random.pick([130, 200, 400])
        var found: Set<UInt32> = []
        while found.count < size { found.insert(first + UInt32(random.number(0..<width))) }
        let ids = found.sorted()
        let most = random.pick([2, 9, 5000])
        let block = Block(
          ids: ids, frequencies: ids.map { _ in UInt32(random.number(1..<most)) },
          bound: UInt8(random.number(0..<256)), highest: random.pick([1, 3, 255]),
          lowest: UInt8(random.number(0..<256)))
        starts += [UInt8(data.count & 255), UInt8(data.count >> 8)]
        if random.once(in: 2) {
          var bits = [UInt8](repeating: 0, count: Int(block.last - first) / 8 + 1)
          for id in ids { bits[Int(id - first) / 8] |= 1 << UInt8((id - first) % 8) }
          data += bits
          codecs.ids.append(0x80)
        } else {
          var previous = first &- 1
          data += Self.packed(
            ids.map { id in
              defer { previous = id }
              return id &- previous &- 1
            }, bits: 9)
          codecs.ids.append(9)
        }
        data += Self.packed(block.frequencies.map { $0 - 1 }, bits: 13)
        codecs.frequencies.append(13)
        blocks.append(block)
        first = block.last + 1
      }
      var damagedBlock: Int?
      if random.once(in: 5) {
        let block = random.number(0..<count)
        // No block has so many bits.
        if codecs.ids[block] == 9 { codecs.ids[block] = 63 } else { codecs.frequencies[block] = 63 }
        damagedBlock = block
      }
      self.blocks = blocks
      self.damagedBlock = damagedBlock
      var bytes: [UInt8] = []
      for block in blocks {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: block.last >> shift))
        }
      }
      bytes += [UInt8](repeating: 0, count: 4 * count)
      bytes += starts + codecs.ids + codecs.frequencies
      bytes += blocks.map(\.bound)
      bytes += blocks.map(\.highest)
      bytes += blocks.map(\.lowest)
      self.bytes = bytes + data
    }

    private static func packed(_ numbers: [UInt32], bits: Int) -> [UInt8] {
      var bytes = GrowableBuffer<UInt8>()
      let values = GrowableBuffer<UInt32>(repeating: 0, count: 144)
      for (index, number) in numbers.enumerated() { values.view[index] = number }
      Kernels.pack(values.view, count: numbers.count, bits: bits, into: &bytes)
      return bytes.view.array
    }

    /// What joins see of it, and where frequencies are read.
    func joined(
      documentCount: Int, _ scratch: ScratchArena
    ) -> (JoinedGroup, BufferView<UInt32>) {
      let numbers: BufferView<UInt32> = scratch.make(repeating: 0, count: 144)
      let joined = JoinedGroup(
        documents: scratch.make(repeating: 0, count: 144),
        ends: scratch.make(repeating: 0, count: 16), frequencies: numbers, scratch: scratch)
      let last: BufferView<UInt32> = scratch.make(repeating: 0, count: blocks.count + 16)
      for (index, block) in blocks.enumerated() { last[index] = block.last }
      let data: BufferView<UInt8> = scratch.make(repeating: 0, count: bytes.count + 64)
      for (index, byte) in bytes.enumerated() { data[index] = byte }
      let n = blocks.count
      joined.enter(
        GroupStrip(blocks: n), in: ByteSlice(data), limit: bytes.count, last: last, before: before,
        tail: blocks[n - 1].ids.count, documentCount: documentCount)
      return (joined, numbers)
    }
  }
}
