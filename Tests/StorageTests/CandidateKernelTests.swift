import CKernels
import TestSupport
import Testing

@testable import Storage

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

  @Test func `hopeful candidates are those of a range that reach a limit`() {
    var random = SeededGenerator.announced("hopeful candidates")
    let scratch = ScratchArena()
    let found: BufferView<UInt32> = scratch.make(repeating: 0, count: Kernels.indexRoom)
    let index: BufferView<UInt8> = scratch.make(repeating: 0, count: Kernels.indexRoom)
    for _ in 0..<500 {
      let one = Candidates(330, &random)
      let from = random.number(0..<200)
      let to = from + random.number(0..<129)
      let last = random.once(in: 3) ? UInt32.max : UInt32(random.number(0..<1500))
      let needed = Double(random.number(-1..<21))
      let end = (from..<to).first { one.ids[$0] > last } ?? to
      let expected = (from..<end).filter { one.sums[$0] >= needed }
      for isPlain in [false, true] {
        let kernel = unsafe isPlain ? ck_hopeful_scalar : ck_hopeful
        var foundEnd = 0
        let count = unsafe kernel(
          one.ids.base, one.sums.base, from, to, last, needed, found.base, index.base, &foundEnd)
        #expect((count, foundEnd) == (expected.count, end))
        #expect((0..<count).map { from + Int(index[$0]) } == expected)
        #expect((0..<count).map { found[$0] } == expected.map { one.ids[$0] })
      }
    }
  }

  @Test func `a block adds its parts to the candidates that it has and that may still win`() {
    var random = SeededGenerator.announced("joined candidates")
    var parts = GrowableBuffer<Double>()
    var factors = GrowableBuffer<Double>()
    for code in 0..<256 { factors.append(1 + Double(code) / 64) }
    for row in 0..<4 {
      for code in 0..<256 { parts.append(Double(row) / (Double(row) + factors[code])) }
    }
    let table = PartTable(parts: parts.view, factors: factors.view)
    var answers: Set<String> = []
    for round in 0..<400 {
      let one = Candidates(300, &random)
      let norms: BufferView<UInt8> = one.scratch.make(repeating: 0, count: 3200)
      for at in 0..<norms.count { norms[at] = UInt8(random.number(0..<256)) }
      let block = Block(near: one.ids, &random)
      let from = random.number(0..<170)
      let range = from..<from + random.number(1..<129)
      let needed = random.pick([-1.0, 5, 15, 21])
      let isMarking = random.once(in: 2)
      var expected = one.sums.array
      var marked = one.marks.array
      let end = range.first { one.ids[$0] > block.last } ?? range.upperBound
      for at in range.lowerBound..<end where one.sums[at] >= needed {
        guard let slot = block.ids.firstIndex(of: one.ids[at]) else { continue }
        expected[at] +=
          2.5 * table.part(frequency: block.frequencies[slot], code: norms[Int(one.ids[at])])
        if isMarking { marked[at] = 1 }
      }
      let isDamaged = round % 10 == 9
      let (joined, frequencies) = block.joined(isDamaged: isDamaged, one.scratch)
      let weighing = ListWeighing(
        norms: ByteSlice(norms), table: table, weight: 2.5, scratch: one.scratch)
      let before = one.sums.array
      let found = Kernels.join(
        joined, weighing, ids: one.ids, sums: one.sums, range: range, needed: needed,
        marks: isMarking ? one.marks : nil)
      answers.insert("\(found.answer)")
      #expect(found.end == end)
      if case .damaged = found.answer {
        #expect(isDamaged && one.sums.array == before)
        continue
      }
      #expect(one.sums.array == expected)
      #expect(one.marks.array == marked)
      if case .joinedWhole = found.answer {
        #expect(frequencies[0..<block.ids.count].array == block.frequencies)
      }
    }
    #expect(answers == ["joined", "joinedWhole", "damaged"])
  }

  /// A block of a list by the definition, in all the ways that it can stand.
  private struct Block {
    let ids: [UInt32]
    let frequencies: [UInt32]
    let isBitmap: Bool
    let isPacked: Bool
    var last: UInt32 { ids[ids.count - 1] }

    init(near candidates: BufferView<UInt32>, _ random: inout SeededGenerator) {
      let first = candidates[random.number(0..<200)]
      let width = random.pick([200, 900])
      let count = random.pick([1, 2, 17, 100, 128])
      var found: Set<UInt32> = []
      while found.count < count { found.insert(first + UInt32(random.number(0..<width))) }
      ids = found.sorted()
      let highest = random.pick([2, 9, 5000])
      frequencies = ids.map { _ in UInt32(random.number(1..<highest)) }
      isBitmap = random.once(in: 2)
      isPacked = !random.once(in: 3)
    }

    /// What joins see of it, and where its frequencies are read.
    func joined(
      isDamaged: Bool, _ scratch: ScratchArena
    ) -> (JoinedBlock, BufferView<UInt32>) {
      let documents: BufferView<UInt32> = scratch.make(repeating: 0, count: 144)
      let ends: BufferView<UInt32> = scratch.make(repeating: 0, count: 16)
      let numbers: BufferView<UInt32> = scratch.make(repeating: 0, count: 144)
      let joined = JoinedBlock(
        documents: documents, ends: ends, frequencies: numbers, scratch: scratch)
      joined.enter(count: ids.count, last: last)
      if isBitmap {
        let span = Int(last - ids[0]) + 4
        let bits: BufferView<UInt8> = scratch.make(repeating: 0, count: span / 8 + 16)
        for id in ids {
          let bit = Int(id - ids[0]) + 3
          bits[bit / 8] |= 1 << UInt8(bit % 8)
        }
        joined.setBits(ByteSlice(bits), at: 0, first: ids[0] - 3, span: span)
      } else {
        for (index, id) in ids.enumerated() { documents[index] = id }
        Kernels.blockEnds(documents, count: ids.count, into: ends)
      }
      if isPacked || isDamaged {
        var bytes = GrowableBuffer<UInt8>()
        let less = GrowableBuffer<UInt32>(repeating: 0, count: 144)
        for (index, frequency) in frequencies.enumerated() { less.view[index] = frequency - 1 }
        Kernels.pack(less.view, count: ids.count, bits: 13, into: &bytes)
        let size = bytes.count
        let packed: BufferView<UInt8> = scratch.make(repeating: 0, count: size + 64)
        for index in 0..<size { packed[index] = bytes[index] }
        joined.setPacked(
          ByteSlice(packed), codec: 13, at: 0, limit: isDamaged ? size - 1 : size)
      } else {
        for (index, frequency) in frequencies.enumerated() { numbers[index] = frequency }
      }
      return (joined, numbers)
    }
  }
}
