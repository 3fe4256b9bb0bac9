import CKernels
import Storage
import TestSupport
import Testing

/// Every vector kernel against its scalar twin, at all lengths around its register widths.
@Suite struct KernelTests {
  private static let lengths = Array(0...40) + [63, 64, 65, 100, 127, 128]

  /// Numbers of up to some bits, with slack behind them for whole registers.
  private static func numbers(_ count: Int, bits: Int, _ random: inout SeededGenerator) -> [UInt32]
  {
    (0..<count).map { _ in bits == 0 ? 0 : random.next(upperBound: UInt32.max) >> UInt32(32 - bits)
    }
  }

  @Test(arguments: 0...32)
  func `unpacking gives back what was packed, like the scalar twin`(bits: Int) {
    var random = SeededGenerator.announced("unpack \(bits)")
    for count in Self.lengths {
      let values = Self.numbers(count, bits: bits, &random)
      var packed = [UInt8](repeating: 0, count: (count * bits + 7) / 8 + 72)
      var found = [UInt32](repeating: 0, count: 128)
      var twin = found
      unsafe ck_pack(values, count, UInt32(bits), &packed)
      unsafe ck_unpack(packed, count, UInt32(bits), &found)
      unsafe ck_unpack_scalar(packed, count, UInt32(bits), &twin)
      #expect(Array(found.prefix(count)) == values)
      #expect(Array(twin.prefix(count)) == values)
    }
  }

  /// A block's bytes in a codec, by the definition.
  private static func block(
    codec: UInt32, _ values: [UInt32], high: [(index: Int, value: UInt32)], size: Int
  ) -> [UInt8] {
    if codec >> 6 == 3 { return (0..<4).map { UInt8(truncatingIfNeeded: values[0] >> (8 * $0)) } }
    var packed = [UInt8](repeating: 0, count: (values.count * Int(codec & 63) + 7) / 8 + 8)
    unsafe ck_pack(values, values.count, codec & 63, &packed)
    packed.removeLast(8)
    if codec >> 6 == 0 { return packed }
    return [UInt8(high.count) | UInt8(size - 1) << 5] + packed + high.map { UInt8($0.index) }
      + high.flatMap { high in
        (0..<size).map { UInt8(truncatingIfNeeded: high.value >> UInt32(8 * $0)) }
      }
  }

  @Test(arguments: 0...32, [0, 1, 3] as [UInt32])
  func `blocks are unpacked, summed and picked from like the scalar twin`(
    bits: Int, mode: UInt32
  ) {
    var random = SeededGenerator.announced("blocks of \(bits) bits in mode \(mode)")
    let codec = mode << 6 | UInt32(mode == 3 ? 0 : bits)
    for count in Self.lengths where count > 0 {
      var values = Self.numbers(count, bits: bits, &random)
      if mode == 3 { values = [UInt32](repeating: values[0], count: count) }
      let size = random.number(1..<5)
      let indices = Array(0..<count).shuffled(using: &random)
        .prefix(mode == 1 && bits < 32 ? min(count, random.number(0..<32)) : 0).sorted()
      let high = indices.map {
        (index: $0, value: UInt32.max >> UInt32(max(bits, 32 - 8 * size)))
      }
      let bytes = Self.block(codec: codec, values, high: high, size: size)
      for (index, value) in high { values[index] |= value << UInt32(bits) }
      let guarded = GuardedBytes(bytes + [UInt8](repeating: 0xa5, count: 64))
      let data = unsafe guarded.slice.base.assumingMemoryBound(to: UInt8.self)
      let idsRise = values.reduce(UInt64(17)) { $0 + UInt64($1) + 1 } < 1 << 31
      for left in [bytes.count, bytes.count + 3, bytes.count - 1, 0] where left >= 0 {
        var found = [UInt32](repeating: 0, count: 144)
        var twin = found
        func expect(
          _ sizes: [Int], _ wanted: [UInt32], at slots: [UInt8]? = nil, isSound: Bool = true
        ) {
          let isWhole = isSound && left >= bytes.count
          #expect(sizes.allSatisfy { $0 == (isWhole ? bytes.count : -1) })
          guard isWhole else { return }
          for slot in slots.map({ $0.map { Int($0) } }) ?? Array(0..<count) {
            #expect(found[slot] == wanted[slot] && twin[slot] == wanted[slot])
          }
        }
        expect(
          [
            unsafe ck_unpack_block(codec, data, left, count, 5, &found),
            unsafe ck_unpack_block_scalar(codec, data, left, count, 5, &twin),
          ], values.map { $0 &+ 5 })
        var last: UInt32 = 17
        let ids = values.map { value in
          last = last &+ value &+ 1
          return last
        }
        expect(
          [
            unsafe ck_unpack_ids(codec, data, left, count, 17, &found),
            unsafe ck_unpack_ids_scalar(codec, data, left, count, 17, &twin),
          ], ids, isSound: idsRise)
        let slots = (0..<random.number(0..<count + 1)).map { _ in
          UInt8(random.number(0..<count))
        }
        expect(
          [
            unsafe ck_pick_block(
              codec, data, left, count, slots, slots.count, 1, &found),
            unsafe ck_pick_block_scalar(
              codec, data, left, count, slots, slots.count, 1, &twin),
          ], values.map { $0 &+ 1 }, at: slots)
      }
    }
  }

  @Test(arguments: lengths)
  func `gaps become ids as in the scalar twin`(count: Int) {
    var random = SeededGenerator.announced("prefix sum \(count)")
    for base: UInt32 in [.max, 0, 4711, 0x7fff_fffe] {
      for bits in [1, 20, 25, 28, 32] {
        let gaps = Self.numbers(count, bits: bits, &random)
        // Each is one more than its id.
        var ends: [UInt64] = [base == .max ? 0 : UInt64(base) + 1]
        for gap in gaps { ends.append(ends[ends.count - 1] + UInt64(gap) + 1) }
        let ids = ends[1...].map { UInt32(truncatingIfNeeded: $0 - 1) }
        var found = gaps + [UInt32](repeating: 7, count: 144 - count)
        var twin = found
        let rise = unsafe ck_prefix_sum(&found, count, base) != 0
        #expect(unsafe (ck_prefix_sum_scalar(&twin, count, base) != 0) == rise)
        #expect(rise == (count == 0 || ends[count] <= 1 << 31))
        #expect(found.prefix(count) == twin.prefix(count))
        #expect(Array(found.prefix(count)) == ids)
      }
    }
  }

  @Test(arguments: lengths)
  func `the lower bound is the first that is not below`(count: Int) {
    var random = SeededGenerator.announced("lower bound \(count)")
    let values = Self.numbers(count, bits: 8, &random).sorted()
    let padded = values + [UInt32](repeating: 0, count: 64)
    for target in UInt32(0)...257 {
      for from in [0, count / 3, count] {
        let expected = values.indices.first { $0 >= from && values[$0] >= target } ?? count
        #expect(unsafe ck_lower_bound(padded, from, count, target) == expected)
      }
    }
  }

  @Test(arguments: [512, 4096], [1, 2, 30, 700])
  func `scores that reach a threshold are collected as in the scalar twin`(
    count: Int, sparsity: Int
  ) {
    var random = SeededGenerator.announced("collect \(count) \(sparsity)")
    let scores = (0..<count).map { _ in
      random.once(in: sparsity) ? Double(random.number(0..<4)) / 2 : 0
    }
    var cells = [UInt64](repeating: 0, count: count / 512)
    for index in 0..<count where scores[index] > 0 || random.once(in: 100) {
      cells[index / 512] |= 1 << UInt64(index / 8 % 64)
    }
    for threshold: Double in [-.infinity, 0, 0.5, 1.5, 2] {
      var ids = [UInt32](repeating: 0, count: count + 16)
      var found = [Double](repeating: 0, count: count + 16)
      var twinIDs = ids
      var twin = found
      var (used, twinUsed) = (scores, scores)
      var (touched, twinTouched) = (cells, cells)
      let n = unsafe ck_collect(&used, count, &touched, threshold, 77, &ids, &found)
      let m = unsafe ck_collect_scalar(
        &twinUsed, count, &twinTouched, threshold, 77, &twinIDs, &twin)
      #expect(used.allSatisfy { $0 == 0 } && twinUsed.allSatisfy { $0 == 0 })
      #expect(touched.allSatisfy { $0 == 0 } && twinTouched.allSatisfy { $0 == 0 })
      let expected = scores.indices.filter { scores[$0] > 0 && scores[$0] >= threshold }
      #expect(n == expected.count && m == expected.count)
      #expect(ids.prefix(n).map { Int($0) - 77 } == expected)
      #expect(ids.prefix(n) == twinIDs.prefix(m))
      #expect(found.prefix(n).elementsEqual(expected.map { scores[$0] }))
      #expect(found.prefix(n) == twin.prefix(m))
    }
  }

  @Test(arguments: [0, 1, 2, 5, 64, 128])
  func `bits become ids as in the scalar twin`(sparsity: Int) {
    var random = SeededGenerator.announced("expand \(sparsity)")
    // At most 128 bits: as many words as that takes, the last one cut.
    var words: [UInt64] = []
    var expected: [UInt32] = []
    while expected.count < 128, words.count < 75 {
      var word: UInt64 = 0
      for bit in 0..<64 where expected.count < 128 {
        guard sparsity > 0, sparsity == 1 || random.once(in: sparsity) else { continue }
        word |= 1 << UInt64(bit)
        expected.append(1000 + UInt32(words.count * 64 + bit))
      }
      words.append(word)
    }
    var bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    // Every span: bits behind it do not count.
    bytes += [UInt8](repeating: 0xff, count: 8)
    for span in 1...64 * words.count + 1 where span < 200 || span % 61 == 0 {
      var found = [UInt32](repeating: 0, count: 144)
      var twin = found
      let within = expected.filter { $0 < 1000 + UInt32(span) }
      let behind = span > 64 * words.count ? 1 : 0
      #expect(unsafe ck_expand_bits(bytes, span, 1000, &found) == within.count + behind)
      #expect(unsafe ck_expand_bits_scalar(bytes, span, 1000, &twin) == within.count + behind)
      #expect(Array(found.prefix(within.count)) == within)
      #expect(Array(twin.prefix(within.count)) == within)
    }
  }

  @Test
  func `more bits than a block has are told and not written`() {
    let bytes = [UInt8](repeating: 0xff, count: 64)
    var found = [UInt32](repeating: 0, count: 160)
    #expect(unsafe ck_expand_bits(bytes, 400, 0, &found) > 128)
    #expect(found[144...].allSatisfy { $0 == 0 })
    #expect(unsafe ck_expand_bits_scalar(bytes, 400, 0, &found) > 128)
  }

  @Test(arguments: [1, 7, 8, 64, 100, 129, 4800])
  func `ids are found among set bits as in the scalar twin`(span: Int) {
    var random = SeededGenerator.announced("intersect bits \(span)")
    for sparsity in [1, 2, 40] {
      let bits = (0..<span).map { _ in random.once(in: sparsity) }
      var bytes = [UInt8](repeating: 0xff, count: span / 8 + 9)
      for bit in 0..<span where !bits[bit] { bytes[bit / 8] &= ~(1 << UInt8(bit % 8)) }
      let all = (0..<UInt32(span + 20)).map { 990 + $0 }
      for ids in [all, all.filter { _ in random.once(in: 7) }, []] {
        let ids = Array(ids.prefix(128))
        var found = ([UInt8](repeating: 0, count: 130), [UInt8](repeating: 0, count: 130))
        var twin = found
        let n = unsafe ck_intersect_bits(
          ids, ids.count, bytes, 1000, span, &found.0, &found.1)
        let m = unsafe ck_intersect_bits_scalar(
          ids, ids.count, bytes, 1000, span, &twin.0, &twin.1)
        let expected = ids.indices.filter {
          ids[$0] >= 1000 && Int(ids[$0]) < 1000 + span && bits[Int(ids[$0]) - 1000]
        }
        #expect(n == expected.count && m == n)
        #expect(found.0.prefix(n).map { Int($0) } == expected)
        let ranks = expected.map { bits[..<(Int(ids[$0]) - 1000)].filter { $0 }.count % 128 }
        #expect(found.1.prefix(n).map { Int($0) } == ranks)
        #expect(twin.0.prefix(m) == found.0.prefix(n) && twin.1.prefix(m) == found.1.prefix(n))
      }
    }
  }

  /// Norms of documents, factors by norm, and the table of parts with four rows.
  private static func scoring() -> (norms: [UInt8], factors: [Double], parts: [Double]) {
    var norms = [UInt8](repeating: 0, count: 8192 + 64)
    norms[4097] = 1
    var factors = [Double](repeating: 1, count: 256)
    factors[1] = 3
    var parts: [Double] = []
    for row in 0..<4 { parts += factors.map { Double(row) / (Double(row) + $0) } }
    return (norms, factors, parts)
  }

  @Test func `scores add up by document, from the table and behind its end`() {
    let ids: [UInt32] = [4096, 4097, 5000, 8191]
    let (norms, factors, parts) = Self.scoring()
    var scores = [Double](repeating: 0, count: 4096)
    var touched = [UInt64](repeating: 0, count: 8)
    for _ in 0..<2 {
      unsafe ck_add_scores(
        ids, [1, 1, 3, 7], 4, 4096, norms, parts, 4, factors, 2, &scores, &touched)
    }
    #expect(touched[0] == 1 && touched[1] == 1 << 49 && touched[7] == 1 << 63)
    #expect(touched.reduce(0) { $0 + $1.nonzeroBitCount } == 3)
    #expect(scores[0] == 2 && scores[1] == 1 && scores[904] == 3 && scores[4095] == 3.5)
    #expect(scores.filter { $0 != 0 }.count == 4)
  }

  @Test(arguments: [0, 5, 40, 300])
  func `cells of what is added are touched`(gap: Int) {
    var random = SeededGenerator.announced("touched cells \(gap)")
    let (norms, factors, parts) = Self.scoring()
    for count in [0, 1, 2, 9] {
      var ids: [UInt32] = []
      var next = random.number(0..<1000)
      for _ in 0..<count {
        ids.append(UInt32(next))
        next += 1 + (gap > 0 ? random.number(0..<gap) : 0)
      }
      var scores = [Double](repeating: 0, count: 4096)
      var touched = [UInt64](repeating: 0, count: 8)
      unsafe ck_add_scores(
        ids, [UInt32](repeating: 1, count: count), count, 0, norms, parts, 4, factors, 1, &scores,
        &touched)
      let isTouched = (0..<512).map { touched[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
      #expect(ids.allSatisfy { isTouched[Int($0) / 8] })
      // Nothing in front of the first or behind the last one.
      #expect(isTouched.firstIndex(of: true) == ids.first.map { Int($0) / 8 })
      #expect(isTouched.lastIndex(of: true) == ids.last.map { Int($0) / 8 })
    }
  }

  @Test func `postings whose scores reach a threshold are listed`() {
    let ids: [UInt32] = [4096, 4097, 5000, 8191]
    let (norms, factors, parts) = Self.scoring()
    for (threshold, expected) in [(0.0, [0, 1, 2, 3]), (1, [0, 2, 3]), (1.6, [3]), (2, [])] {
      var found = [UInt32](repeating: 0, count: 4)
      var scores = [Double](repeating: 0, count: 4)
      let count = unsafe ck_list_scores(
        ids, [1, 1, 3, 7], 4, norms, parts, 4, factors, 2, threshold, &found, &scores)
      #expect(Array(found.prefix(count)) == expected.map { ids[$0] })
      #expect(Array(scores.prefix(count)) == expected.map { [1, 0.5, 1.5, 1.75][$0] })
    }
  }

  @Test(arguments: lengths)
  func `checksums are those of the scalar twin`(count: Int) {
    var random = SeededGenerator.announced("checksum \(count)")
    let bytes = Self.numbers(count, bits: 8, &random).map { UInt8($0) }
    #expect(unsafe ck_crc32c(5, bytes, count) == ck_crc32c_scalar(5, bytes, count))
    let cut = count / 3
    let rest = Array(bytes[cut...])
    let joined = unsafe ck_crc32c_join(
      ck_crc32c(0, bytes, cut), ck_crc32c(0, rest, rest.count), UInt64(rest.count))
    #expect(unsafe joined == ck_crc32c(0, bytes, bytes.count))
    #expect(unsafe ck_crc32c(0, Array("123456789".utf8), 9) == 0xe306_9283)
  }
}
