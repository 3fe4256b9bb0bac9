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
      let got = Kernels.hopeful(
        one.ids, sums: one.sums, range: from..<to, through: last, needed: needed, into: found, index
      )
      #expect(got == (expected.count, end))
      #expect((0..<got.count).map { from + Int(index[$0]) } == expected)
      #expect((0..<got.count).map { found[$0] } == expected.map { one.ids[$0] })
      var twinEnd = 0
      let twin = unsafe ck_hopeful_scalar(
        one.ids.base, one.sums.base, from, to, last, needed, found.base, index.base, &twinEnd)
      #expect((twin, twinEnd) == (expected.count, end))
      #expect((0..<twin).map { from + Int(index[$0]) } == expected)
      #expect((0..<twin).map { found[$0] } == expected.map { one.ids[$0] })
    }
  }

  @Test func `parts are added where a list has a candidate`() {
    var random = SeededGenerator.announced("found candidates")
    var parts = GrowableBuffer<Double>()
    var factors = GrowableBuffer<Double>()
    for code in 0..<256 { factors.append(1 + Double(code) / 64) }
    for row in 0..<4 {
      for code in 0..<256 { parts.append(Double(row) / (Double(row) + factors[code])) }
    }
    let table = PartTable(parts: parts.view, factors: factors.view)
    for isMarking in [false, true] {
      let one = Candidates(100, &random)
      let norms: BufferView<UInt8> = one.scratch.make(repeating: 0, count: 2000)
      for at in 0..<2000 { norms[at] = UInt8(random.number(0..<256)) }
      let frequencies: BufferView<UInt32> = one.scratch.make(repeating: 1, count: 128)
      for at in 0..<128 { frequencies[at] = UInt32(random.number(1..<9)) }
      let room: [BufferView<UInt8>] = (0..<3).map { _ in
        one.scratch.make(repeating: 0, count: Kernels.indexRoom)
      }
      // Every third candidate from the tenth on is asked for, every second of those is there.
      let start = 10
      for number in 0..<30 { room[2][number] = UInt8(3 * number) }
      for number in 0..<15 {
        room[0][number] = UInt8(2 * number)
        room[1][number] = UInt8(random.number(0..<128))
      }
      var expected = one.sums.array
      var marked = one.marks.array
      for number in 0..<15 {
        let at = start + 6 * number
        let part = table.part(
          frequency: frequencies[Int(room[1][number])], code: norms[Int(one.ids[at])])
        expected[at] += 2.5 * part
        if isMarking { marked[at] = 1 }
      }
      Kernels.addFound(
        first: room[0], second: room[1], count: 15, index: room[2], ids: one.ids, from: start,
        frequencies: frequencies, norms: ByteSlice(norms), table: table, weight: 2.5,
        sums: one.sums, marks: isMarking ? one.marks : nil)
      #expect(one.sums.array == expected)
      #expect(one.marks.array == marked)
    }
  }
}
