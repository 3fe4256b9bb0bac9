internal import Storage

/// How a dictionary writes terms that follow each other.
package enum TermSpelling: UInt32, Sendable {
  /// The prefix that a term shares with the one before is left out.
  case shared = 0
  /// A term that differs from the one before in its last character alone is stored as the
  /// difference of the two code points; others are spelled out. Made for pairs of characters, which
  /// take little more than a byte.
  case stepped = 2
}

/// The last character of a term, by which stepped terms differ.
struct LastCharacter {
  var scalar: UInt32
  /// Its first byte.
  var start: Int

  static let highest: UInt32 = 0x10ffff

  /// `nil` where bytes do not end in one character as UTF-8 spells it, or in U+0000.
  init?(of term: BufferView<UInt8>) {
    var at = term.count
    var scalar: UInt32 = 0
    var size = 0
    while at > 0, size < 4 {
      at -= 1
      let byte = UInt32(term[at])
      if byte & 0xc0 == 0x80 {
        scalar |= (byte & 0x3f) << UInt32(6 * size)
        size += 1
        continue
      }
      size += 1
      let lead: UInt32 = size == 1 ? 0 : 0xf00 >> UInt32(size) & 0xff
      let mask: UInt32 = size == 1 ? 0x80 : 0xf80 >> UInt32(size) & 0xff
      guard byte & mask == lead else { return nil }
      scalar |= (byte ^ lead) << UInt32(6 * (size - 1))
      guard scalar > 0, scalar <= Self.highest, size == Self.size(of: scalar) else { return nil }
      self.scalar = scalar
      start = at
      return
    }
    return nil
  }

  private static func size(of scalar: UInt32) -> Int {
    scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
  }

  /// Appends a character as UTF-8.
  static func append(_ scalar: UInt32, to term: inout GrowableBuffer<UInt8>) {
    let size = size(of: scalar)
    if size == 1 { return term.append(UInt8(truncatingIfNeeded: scalar)) }
    let lead: UInt32 = 0xf00 >> UInt32(size) & 0xff
    term.append(UInt8(truncatingIfNeeded: lead | scalar >> UInt32(6 * (size - 1))))
    for left in stride(from: size - 2, through: 0, by: -1) {
      term.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> UInt32(6 * left) & 0x3f))
    }
  }
}
