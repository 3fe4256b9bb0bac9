import CKernels
import Storage
import TestSupport
import Testing

@testable import Postings

/// The kernels that look for a term against their scalar twins, on sound and on damaged pages.
struct TermLookupTests {
  /// What a version of the kernel says: the answer, and the place when it found one.
  private typealias Kernel = (
    UnsafePointer<UInt8>, Int, Int, UInt32, UnsafePointer<UInt8>, Int,
    UnsafeMutablePointer<ck_term_entry>
  ) -> ck_term_answer

  private static func ask(
    _ kernel: Kernel, _ term: [UInt8], in page: ByteSlice, count: Int, of plain: PlainDictionary
  ) -> [UInt64] {
    var place = ck_term_entry()
    // Safe: the page has the bytes that it is said to have; a kernel that reads on is stopped.
    let answer = unsafe kernel(
      page.base.assumingMemoryBound(to: UInt8.self), count, page.count, plain.flags, term,
      term.count, &place)
    guard answer == CK_TERM_FOUND else { return [UInt64(answer.rawValue)] }
    return [
      UInt64(answer.rawValue), UInt64(place.at), UInt64(place.kind), place.postings_at,
      place.positions_at,
    ]
  }

  /// The pages of a dictionary.
  private static func pages(of plain: PlainDictionary) -> [[UInt8]] {
    let index = plain.index.withView { ByteSlice($0).array }
    return index.withView { view in
      let bytes = ByteSlice(view)
      return (0..<Int(bytes.load(UInt32.self, at: 8))).map { page in
        let start = Int(bytes.load(UInt64.self, at: 16 + 8 * page))
        return Array(plain.pages[start..<Int(bytes.load(UInt64.self, at: 24 + 8 * page))])
      }
    }
  }

  @Test(arguments: 0..<30)
  func `words and bytes give the same answers, whatever a page holds`(round: Int) {
    var random = SeededGenerator.announced("lookups \(round)")
    let count = random.pick([1, 16, 17, 40, 600])
    let spelling: TermSpelling = round % 2 == 0 ? .shared : .stepped
    let terms =
      spelling == .stepped && random.once(in: 2)
      ? PlainDictionary.randomPairs(count: count, &random)
      : PlainDictionary.randomTerms(
        count: count, longest: random.pick([2, 9, 40, 255]), &random)
    let plain = PlainDictionary(
      terms, hasPositions: random.once(in: 2), spelling: spelling, &random)
    let pages = Self.pages(of: plain)
    var answers = [0, 0, 0]
    for attempt in 0..<40 {
      var page = random.pick(pages)
      for _ in 0..<(attempt < 4 ? 0 : random.pick([1, 2, 30])) {
        let reach = random.pick([min(24, page.count), page.count])
        let distance = random.number(0..<reach)
        let place = random.once(in: 4) ? page.count - 1 - distance : distance
        page[place] = random.pick([0, 0x7f, 0xff, UInt8(random.number(0..<256))])
      }
      if attempt > 4, random.once(in: 4) { page.removeLast(random.number(0..<page.count)) }
      // Some bytes more may be readable, and none at all.
      let count = page.count
      let guarded = GuardedBytes(
        page + (0..<random.pick([0, 1, 7, 64])).map { _ in UInt8(random.number(0..<256)) })
      for term in plain.strangers(&random).prefix(60)
        + plain.terms.shuffled(using: &random).prefix(60)
      {
        let words = unsafe Self.ask(
          ck_find_term, term, in: guarded.slice, count: count, of: plain)
        let bytes = unsafe Self.ask(
          ck_find_term_scalar, term, in: guarded.slice, count: count,
          of: plain)
        #expect(words == bytes, "\(term)")
        answers[Int(words[0])] += 1
      }
    }
    #expect(answers.allSatisfy { $0 > 0 }, "one of the answers never came: \(answers)")
  }

  @Test(arguments: 0..<20)
  func `as many pages begin at or below a term as a scan counts`(round: Int) {
    var random = SeededGenerator.announced("pages \(round)")
    let terms = PlainDictionary.randomTerms(
      count: random.pick([0, 1, 2, 3, 100]), longest: random.pick([0, 3, 8, 9, 20, 255]), &random)
    let plain = PlainDictionary(terms, hasPositions: false, &random)
    var writer = ByteWriter()
    var start = 0
    for term in plain.terms {
      writer.append(UInt32(start))
      start += term.count
    }
    writer.append(UInt32(start))
    var offsets = writer.bytes.view.array
    let guarded = GuardedBytes(plain.terms.flatMap { $0 })
    func count(_ term: [UInt8], _ isPlain: Bool) -> Int {
      let kernel = unsafe isPlain ? ck_count_pages_scalar : ck_count_pages
      // Safe: offsets outside the terms stand for no bytes.
      return unsafe kernel(
        offsets, plain.terms.count, guarded.slice.base.assumingMemoryBound(to: UInt8.self),
        guarded.slice.count, term, term.count)
    }
    let asked = plain.terms.isEmpty ? [[], [0x61]] : plain.terms + plain.strangers(&random)
    for term in asked {
      let expected = plain.terms.count { !term.lexicographicallyPrecedes($0) }
      #expect(count(term, false) == expected, "\(term)")
      #expect(count(term, true) == expected, "\(term)")
    }
    for _ in 0..<50 where !plain.terms.isEmpty {
      offsets[random.number(0..<offsets.count)] = UInt8(random.number(0..<256))
      let term = random.pick(asked)
      #expect(count(term, false) == count(term, true), "\(term)")
    }
  }
}
