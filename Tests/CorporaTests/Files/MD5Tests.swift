import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct MD5Tests {
  /// The examples of RFC 1321, A.5, and lengths around a block.
  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    (
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57edf4a22be3c955ac49da2e2107b67a"
    ),
    (String(repeating: "x", count: 55), "04364420e25c512fd958a70738aa8f72"),
    (String(repeating: "x", count: 56), "668a72d5ba17f08e62dabcafad6db14b"),
    (String(repeating: "x", count: 57), "693037871c4a9d3d8685018905cb530a"),
    (String(repeating: "x", count: 63), "7dc2ca208106a2f703567bdff99d8981"),
    (String(repeating: "x", count: 64), "c1bb4f81d892b2d57947682aeb252456"),
    (String(repeating: "x", count: 65), "1bc932052302d074bdec39795fe00cf6"),
    (String(repeating: "x", count: 119), "ab347a5f68c8a443cfcddc633f12c24f"),
    (String(repeating: "x", count: 120), "fb98667f98096de92620b64f46e1c5b5"),
    (String(repeating: "x", count: 128), "d69cb61a6ee87200676eb0d4b90edbcb"),
  ])
  func `a digest is that of the bytes, in whatever pieces they come`(
    _ text: String, _ expected: String
  ) {
    for piece in [1, 7, 64, 65, 1000] {
      var digest = MD5()
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: piece) {
        Array(bytes[start..<min(bytes.count, start + piece)]).withView { digest.append($0) }
      }
      #expect(digest.hexadecimal() == expected, "pieces of \(piece)")
    }
  }
}
