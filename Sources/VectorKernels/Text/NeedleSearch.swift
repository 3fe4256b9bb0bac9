internal import CKernels
package import Storage

/// Searches a long string for a short one by comparing two of its bytes at many positions at a
/// time.
package struct NeedleSearch: Sendable {
  /// What is searched; letters of ASCII in lower case when their case does not matter.
  package let needle: [UInt8]
  package let ignoresCase: Bool
  /// The two bytes of the needle that texts are least likely to hold.
  private let first: Int
  private let second: Int

  /// - Parameters:
  ///   - needle: At least one byte.
  ///   - ignoresCase: Letters of ASCII match in either case.
  package init(_ needle: [UInt8], ignoresCase: Bool) {
    precondition(!needle.isEmpty)
    let bytes = needle.map { ignoresCase ? Self.lowered($0) : $0 }
    let ranked = bytes.indices.sorted {
      (Self.commonness(bytes[$0]), $0) < (Self.commonness(bytes[$1]), $1)
    }
    self.needle = bytes
    self.ignoresCase = ignoresCase
    let pair = [ranked[0], ranked[min(1, ranked.count - 1)]].sorted()
    (first, second) = (pair[0], pair[1])
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
  }

  /// A rough rank of how often a byte occurs in texts, from rare to common.
  private static func commonness(_ byte: UInt8) -> Int {
    switch byte {
    case 0x20, 0x65: 9
    case 0x61, 0x69, 0x6e, 0x6f, 0x72, 0x73, 0x74: 8
    // First bytes of most Chinese, and of punctuation beside it.
    case 0xe3...0xe9: 10
    case 0x63, 0x64, 0x68, 0x6c, 0x6d, 0x75: 6
    case 0x62, 0x66, 0x67, 0x70, 0x77, 0x79: 4
    case 0x80...0xbf: 3
    default: 2
    }
  }

  private func mask(_ byte: UInt8) -> UInt8 {
    ignoresCase && byte >= 0x61 && byte <= 0x7a ? 0x20 : 0
  }

  /// The first occurrence of the needle that begins at or after an index and ends before another.
  package func first(in text: ByteSlice, from start: Int, to end: Int) -> Int? {
    let last = min(end, text.count) - needle.count
    guard start >= 0, start <= last else { return nil }
    // Safe: both bytes at every index up to `last` lie before `last + needle.count`.
    var index = start + first
    let stop = last + first + 1
    while true {
      index = unsafe ck_find_pair(
        text.base.assumingMemoryBound(to: UInt8.self), index, stop, second - first,
        needle[first], mask(needle[first]), needle[second], mask(needle[second]))
      if index == stop { return nil }
      if matches(text, at: index - first) { return index - first }
      index += 1
    }
  }

  /// Whether the needle occurs at an index.
  private func matches(_ text: ByteSlice, at index: Int) -> Bool {
    for offset in needle.indices {
      let byte = text[index + offset]
      if (ignoresCase ? Self.lowered(byte) : byte) != needle[offset] { return false }
    }
    return true
  }
}
