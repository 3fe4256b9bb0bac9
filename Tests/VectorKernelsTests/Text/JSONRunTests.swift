import CKernels
import Testing

/// Copying text up to what a string in JSON escapes.
@Suite struct JSONRunTests {
  /// The bytes copied, by the kernel that is chosen and by its scalar twin.
  private func runs(_ text: [UInt8]) -> (wide: [UInt8], scalar: [UInt8]) {
    // A byte behind the end shows what is written there.
    var wide = [UInt8](repeating: 0xEE, count: text.count + 1)
    var scalar = wide
    let count = unsafe ck_copy_json_run(text, text.count, &wide)
    let twin = unsafe ck_copy_json_run_scalar(text, text.count, &scalar)
    #expect(wide[text.count] == 0xEE && scalar[text.count] == 0xEE)
    return (Array(wide[..<count]), Array(scalar[..<twin]))
  }

  @Test func `a run ends at the first byte that is escaped, at every place`() {
    for count in [0, 1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 200] {
      let text = (0..<count).map { UInt8(0x80 + $0 % 100) }
      let whole = runs(text)
      #expect(whole.wide == text && whole.scalar == text)
      for place in 0..<count {
        for byte: UInt8 in [0, 0x1F, 0x22, 0x5C] {
          var cut = text
          cut[place] = byte
          if place + 1 < count { cut[count - 1] = 0x22 }
          let found = runs(cut)
          #expect(found.wide == Array(cut[..<place]) && found.scalar == found.wide)
        }
      }
    }
  }

  @Test func `only quotes, backslashes and control characters are escaped`() {
    for byte in UInt8.min...UInt8.max {
      let found = runs([UInt8](repeating: byte, count: 70))
      let isEscaped = byte < 0x20 || byte == 0x22 || byte == 0x5C
      #expect(found.wide.count == (isEscaped ? 0 : 70) && found.scalar == found.wide)
    }
  }
}
