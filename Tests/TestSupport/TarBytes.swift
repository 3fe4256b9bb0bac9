/// Writes tar archives, member by member.
package enum TarBytes {
  /// A member with its header, filled up to whole blocks.
  ///
  /// `byteCount`: what the header says, where that is not the truth.
  package static func member(
    _ name: String, _ contents: [UInt8], type: String = "0", prefix: String = "",
    byteCount: Int? = nil
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
    }
    func octal(_ number: Int, _ width: Int) -> String {
      let digits = String(number, radix: 8)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    put(name, at: 0)
    put("0000644\0", at: 100)
    put(octal(byteCount ?? contents.count, 11), at: 124)
    put("        ", at: 148)
    put(type, at: 156)
    put("ustar\u{0}00", at: 257)
    put(prefix, at: 345)
    put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    let padding = (512 - contents.count % 512) % 512
    return block + contents + [UInt8](repeating: 0, count: padding)
  }

  /// A member that is text.
  package static func member(_ name: String, _ text: String) -> [UInt8] {
    member(name, Array(text.utf8))
  }

  /// What stands at the end of an archive.
  package static let end = [UInt8](repeating: 0, count: 1024)
}
