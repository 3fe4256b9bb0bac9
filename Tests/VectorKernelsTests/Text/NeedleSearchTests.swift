import TestSupport
import Testing

@testable import Storage
@testable import VectorKernels

struct NeedleSearchTests {
  @Test func `every place is found that a plain scan finds`() {
    var random = SeededGenerator.announced("needle search")
    let alphabet = Array("aAbB é语言\u{0}".utf8)
    for round in 0..<300 {
      let text = (0..<random.number(0..<400)).map { _ in random.pick(alphabet) }
      let length = random.number(1..<5)
      let ignoresCase = round % 2 == 0
      let needle =
        text.count > 10 && random.once(in: 2)
        ? Array(text[random.number(0..<text.count - 8)...].prefix(length))
        : (0..<length).map { _ in random.pick(alphabet) }
      func folded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.map { ignoresCase && $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }
      }
      let start = random.number(0..<20)
      let end = text.count - random.number(0..<3)
      let expected = (start..<max(start, end)).filter {
        $0 + length <= end && folded(text[$0..<$0 + length]) == folded(needle)
      }
      let search = NeedleSearch(needle, ignoresCase: ignoresCase)
      var found: [Int] = []
      text.withView { view in
        var place = start
        while let next = search.first(in: ByteSlice(view), from: place, to: end) {
          found.append(next)
          place = next + 1
        }
      }
      #expect(found == expected)
    }
  }
}
