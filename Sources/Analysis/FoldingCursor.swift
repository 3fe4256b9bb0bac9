import Storage
import VectorKernels

/// An entry of the fold table; the layout stands in `character_tables.h`.
struct FoldEntry {
  var bits: UInt32

  /// What stands behind the end of a text: a boundary and nothing else.
  static let endOfText = FoldEntry(bits: 1 << 5)

  @inline(__always) var kind: UInt32 { bits & 0x1F }
  /// Whether nothing before the character changes together with it.
  @inline(__always) var isBoundary: Bool { bits & 0x20 != 0 }
  /// Whether the character folds to one character, itself or another.
  @inline(__always) var isSingle: Bool { bits & 0x80 == 0 }
  @inline(__always) var isNothing: Bool { bits & 0xC0 == 0xC0 }
  /// Whether this is a boundary that folds to one unspaced character.
  @inline(__always) var isPlainUnspaced: Bool {
    bits & 0xBF == 0x20 | CharacterClass.unspaced
  }

  /// Whether this is a boundary that folds to one letter.
  @inline(__always) var isPlainLetter: Bool { bits & 0xBF == 0x20 | CharacterClass.letter }

  /// The folded character of a single.
  @inline(__always) func folded(_ scalar: UInt32) -> UInt32 {
    scalar &+ UInt32(bitPattern: Int32(bitPattern: bits) &>> 8)
  }

  /// The place of the folded string.
  var string: Range<Int> {
    let start = Int(bits >> 13)
    return start..<start + Int(bits >> 8 & 31)
  }
}

extension CharacterTables {
  /// The fold entry of any code point.
  ///
  /// Beyond the tables only the default ignorables of plane 14 change: they vanish.
  @inline(__always)
  func fold(_ scalar: UInt32) -> FoldEntry {
    if scalar < Self.limit { return FoldEntry(bits: foldEntry(scalar)) }
    return FoldEntry(bits: scalar >> 12 == 0xE0 ? 0xC0 : 0x20)
  }
}

/// Memory for folding the stretches that need normalisation.
struct FoldingScratch: ~Copyable {
  /// Decomposed characters with their combining classes: `rank << 24 | scalar`.
  var parts = GrowableBuffer<UInt32>()
  /// The folded stretch.
  var folded = GrowableBuffer<UInt32>()
}

/// Walks over a text and folds it, one stretch between normalisation boundaries at a time.
///
/// Folding is Unicode's NFKC_Casefold (which drops default ignorables) followed by one character
/// of the traditional-to-simplified table; see ``Folding``. Nearly every stretch is a single
/// character that a table folds; the others are decomposed, ordered and composed here.
struct FoldingCursor {
  let text: BufferView<UInt8>
  let tables: CharacterTables
  /// Where the character to be folded next begins.
  private(set) var here: Int
  /// The entry of that character.
  private(set) var entry = FoldEntry.endOfText
  private var scalar: UInt32 = 0
  private var end: Int

  init(_ text: BufferView<UInt8>, _ tables: CharacterTables, from start: Int) {
    self.text = text
    self.tables = tables
    here = start
    end = start
    move(to: start)
  }

  /// Goes on at the character that begins at `index`.
  @inline(__always)
  mutating func move(to index: Int) {
    here = index
    if index < text.count {
      let decoded = UTF8Decoding.decode(text, at: index)
      scalar = decoded.scalar
      end = decoded.end
      entry = tables.fold(scalar)
    } else {
      entry = .endOfText
      end = index
    }
  }

  /// What one step folded.
  struct Step {
    /// The folded character, or ``string`` when `scratch.folded` holds several or none.
    var scalar: UInt32
    var kind: UInt32
    /// The original bytes.
    var source: Range<Int>

    static var string: UInt32 { .max }
  }

  /// Folds the stretch that begins here and moves behind it.
  ///
  /// - Precondition: `here < text.count`.
  @inline(__always)
  mutating func step(_ scratch: inout FoldingScratch) -> Step {
    let start = here
    let first = scalar
    let firstEntry = entry
    move(to: end)
    if entry.isBoundary, firstEntry.isSingle {
      return Step(
        scalar: firstEntry.folded(first), kind: firstEntry.kind, source: start..<here)
    }
    return stretch(from: start, first: first, firstEntry, &scratch)
  }

  /// Folds a stretch that is more than one character, or one that gives several or none.
  @inline(never)
  private mutating func stretch(
    from start: Int, first: UInt32, _ firstEntry: FoldEntry, _ scratch: inout FoldingScratch
  ) -> Step {
    scratch.folded.removeAll()
    if entry.isBoundary {
      if !firstEntry.isNothing {
        scratch.folded.append(contentsOf: tables.foldStrings[firstEntry.string])
      }
    } else {
      scratch.parts.removeAll()
      tables.appendParts(of: first, to: &scratch.parts)
      while !entry.isBoundary {
        tables.appendParts(of: scalar, to: &scratch.parts)
        move(to: end)
      }
      CanonicalOrdering.sort(&scratch.parts)
      tables.compose(scratch.parts.view, into: &scratch.folded)
      let folded = scratch.folded.view
      for index in 0..<folded.count {
        let entry = tables.fold(folded[index])
        if entry.isSingle { folded[index] = entry.folded(folded[index]) }
      }
    }
    return Step(scalar: Step.string, kind: 0, source: start..<here)
  }
}
