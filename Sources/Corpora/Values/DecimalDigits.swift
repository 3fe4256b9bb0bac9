package import Storage

/// Whole numbers as text, without making a string.
package enum DecimalDigits {
  package static func append(_ number: UInt64, to output: inout GrowableBuffer<UInt8>) {
    var rest = number
    var count = 1
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    let digits = output.appendUninitialized(count)
    rest = number
    for place in stride(from: count - 1, through: 0, by: -1) {
      digits[place] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
      rest /= 10
    }
  }
}
