import CKernels
import Storage
import VectorKernels

/// The recipe `plain`: maximal runs of Unicode letters and numbers, lower-cased.
///
/// Letters and numbers are the general categories L and N. Lower case is Unicode's full mapping
/// without locale, the final sigma included, so that the tokens are those of Python's
/// `re.findall(r'[^\W_]+', text.lower())`.
struct PlainTokenizer {
  private let text: BufferView<UInt8>
  private let tables: CharacterTables
  private var writer: TokenWriter
  private var isOpen = false
  private var wordStart = 0
  private var sourceStart = 0

  private init(_ text: BufferView<UInt8>, _ batch: inout TokenBatch) {
    self.text = text
    tables = .shared
    writer = TokenWriter(&batch, textByteCount: text.count)
  }

  /// Fills `batch` with the tokens of a text.
  static func analyze(_ text: BufferView<UInt8>, into batch: inout TokenBatch) {
    var tokenizer = PlainTokenizer(text, &batch)
    var index = 0
    while index < text.count {
      index = tokenizer.windows(from: index, &batch)
      if index < text.count { index = tokenizer.characters(from: index, &batch) }
    }
    tokenizer.writer.finish(&batch)
  }

  /// Takes whole words of ASCII text, 64 bytes at a time; see ``StandardTokenizer``.
  private mutating func windows(from start: Int, _ batch: inout TokenBatch) -> Int {
    var index = start
    while index < text.count {
      if text[index] >= 0x80 { return index }
      let left = text.count &- index
      writer.reserveBytes(64, &batch)
      writer.reservePieces(32, &batch)
      let kinds =
        left >= 64
        ? ByteClasses.words(text, at: index, lowered: writer.bytes, at: writer.byteCount)
        : tailWords(from: index, &batch)
      var byteCount = min(kinds.beyond_ascii.trailingZeroBitCount, left)
      var words = kinds.words
      if byteCount < left {
        // A word that touches what follows may go on there.
        let known = byteCount >= 64 ? ~0 : (1 &<< UInt64(byteCount)) &- 1
        byteCount = 64 &- (~words & known).leadingZeroBitCount
        if byteCount == 0 { return index }
      }
      if byteCount < 64 { words &= (1 &<< UInt64(byteCount)) &- 1 }
      while words != 0 {
        // Adding its lowest bit moves the lowest run of bits to one bit behind its end.
        let moved = words &+ (words & (0 &- words))
        let first = words.trailingZeroBitCount
        let end = (moved & ~words).trailingZeroBitCount
        words &= moved
        writer.addWord(
          start: writer.byteCount &+ first, end: writer.byteCount &+ end,
          source: index &+ first..<index &+ end, &batch)
      }
      writer.byteCount &+= byteCount
      index &+= byteCount
    }
    return index
  }

  private mutating func tailWords(
    from index: Int, _ batch: inout TokenBatch
  ) -> WordBytes {
    batch.copyTail(of: text, from: index)
    return ByteClasses.words(batch.tail.view, at: 0, lowered: writer.bytes, at: writer.byteCount)
  }

  /// Takes characters until no word is open and ASCII follows.
  private mutating func characters(from start: Int, _ batch: inout TokenBatch) -> Int {
    var index = start
    while index < text.count {
      let decoded = UTF8Decoding.decode(text, at: index)
      let entry = tables.lower(decoded.scalar)
      if entry.isWord {
        if !isOpen {
          isOpen = true
          wordStart = writer.byteCount
          sourceStart = index
        }
        var lowered = entry.lowered(decoded.scalar)
        if decoded.scalar == FinalSigma.capital,
          FinalSigma.stands(in: text, at: index, end: decoded.end, tables)
        {
          lowered = FinalSigma.small
        }
        writer.addBytes(of: lowered, &batch)
        index = decoded.end
        if entry.endsWord { close(at: index, &batch) }
      } else {
        if isOpen { close(at: index, &batch) }
        index = decoded.end
        if text.eightASCII(at: index) { return index }
      }
    }
    if isOpen { close(at: index, &batch) }
    return index
  }

  private mutating func close(at sourceEnd: Int, _ batch: inout TokenBatch) {
    isOpen = false
    writer.reservePieces(1, &batch)
    writer.addWord(
      start: wordStart, end: writer.byteCount, source: sourceStart..<sourceEnd, &batch)
  }
}

/// An entry of the table of lower case; the layout stands in `character_tables.h`.
struct LowerEntry {
  var bits: UInt32

  /// Whether the lower-cased character is a letter or a number.
  @inline(__always) var isWord: Bool { bits & 1 != 0 }
  var isCased: Bool { bits & 2 != 0 }
  var isCaseIgnorable: Bool { bits & 4 != 0 }
  /// Whether the full mapping goes on with a mark, which is no letter (U+0130 alone).
  @inline(__always) var endsWord: Bool { bits & 8 != 0 }

  @inline(__always) func lowered(_ scalar: UInt32) -> UInt32 {
    scalar &+ UInt32(bitPattern: Int32(bitPattern: bits) &>> 8)
  }
}

extension CharacterTables {
  /// The lower-case entry of any code point.
  ///
  /// Beyond the tables only the tags and variation selectors of plane 14 are anything: they are
  /// case-ignorable.
  @inline(__always)
  func lower(_ scalar: UInt32) -> LowerEntry {
    if scalar < Self.limit { return LowerEntry(bits: lowerEntry(scalar)) }
    switch scalar {
    case 0xE0001, 0xE0020...0xE007F, 0xE0100...0xE01EF: return LowerEntry(bits: 4)
    default: return LowerEntry(bits: 0)
    }
  }
}

/// The condition Final_Sigma of the Unicode Standard, chapter 3.13.
enum FinalSigma {
  static let capital: UInt32 = 0x3A3
  static let small: UInt32 = 0x3C2

  /// Whether a capital sigma stands behind a cased letter and in front of none, case-ignorable
  /// characters between them left aside.
  static func stands(
    in text: BufferView<UInt8>, at start: Int, end: Int, _ tables: CharacterTables
  ) -> Bool {
    var index = start
    var isBehindCased = false
    while index > 0 {
      let before = UTF8Decoding.decodeBefore(text, index)
      index = before.start
      if tables.lower(before.scalar).isCaseIgnorable { continue }
      isBehindCased = tables.lower(before.scalar).isCased
      break
    }
    guard isBehindCased else { return false }
    index = end
    while index < text.count {
      let next = UTF8Decoding.decode(text, at: index)
      index = next.end
      if tables.lower(next.scalar).isCaseIgnorable { continue }
      return !tables.lower(next.scalar).isCased
    }
    return true
  }
}
